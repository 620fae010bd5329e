package dev.llmaas.api.anthropic;

import java.util.List;

/**
 * One turn of a conversation. {@code toString} shows sizes only.
 *
 * @param role {@code user} or {@code assistant}; instructions stand in {@link MessageRequest#system}
 * @param content what was said, called and answered, in order
 */
public record Turn(String role, List<ContentBlock> content) {
    /** Copies its list. */
    public Turn {
        content = List.copyOf(content);
    }

    /** A turn of the person. */
    public static Turn user(String text) {
        return user(List.of(new ContentBlock.Text(text)));
    }

    /** A turn of the person, with images or with the results of calls. */
    public static Turn user(List<? extends ContentBlock> content) {
        return new Turn("user", List.copyOf(content));
    }

    /** A turn of the model. */
    public static Turn assistant(String text) {
        return assistant(List.of(new ContentBlock.Text(text)));
    }

    /** A turn of the model, with its thoughts and calls. */
    public static Turn assistant(List<? extends ContentBlock> content) {
        return new Turn("assistant", List.copyOf(content));
    }

    @Override
    public String toString() {
        return "Turn[role=%s, %d blocks]".formatted(role, content.size());
    }
}
