package dev.llmaas.inference.template;

import java.util.List;

/**
 * A rendered prompt that remembers where its marks come from.
 *
 * @param text the whole text
 * @param foreign places, in ascending order, at which something begins that looks like a mark of the format and comes from
 *     the request: it must be read as the text that it is
 */
public record Prompt(String text, List<Foreign> foreign) {
    /**
     * A mark that is none.
     *
     * @param at where it begins
     * @param length its characters
     */
    public record Foreign(int at, int length) {}

    /** Closes the list. */
    public Prompt {
        foreign = List.copyOf(foreign);
    }

    @Override
    public String toString() {
        return "Prompt[%d characters]".formatted(text.length());
    }
}
