package dev.llmaas.inference.template;

import java.time.InstantSource;

/** What one rendering has left. Belongs to one thread. */
final class Budget {
    private static final long CLOCK_EVERY = 1 << 12;

    private final InstantSource clock;
    private final long deadlineMs;
    private long steps;
    private long characters;
    private int depth;

    Budget(InstantSource clock) {
        this.clock = clock;
        this.deadlineMs = clock.millis() + TemplateLimits.RENDER_MS_MAX;
    }

    /** Takes one step. */
    void step() {
        steps++;
        if (steps > TemplateLimits.STEPS_MAX) {
            throw new TemplateException("it takes more than %,d steps".formatted(TemplateLimits.STEPS_MAX));
        }
        if (steps % CLOCK_EVERY == 0 && clock.millis() > deadlineMs) {
            throw new TemplateException("it takes longer than %,d ms".formatted(TemplateLimits.RENDER_MS_MAX));
        }
    }

    /** Goes one level down; {@link #leave} comes back. */
    void enter() {
        step();
        if (++depth > TemplateLimits.DEPTH_MAX) {
            throw new TemplateException("it nests deeper than %d levels".formatted(TemplateLimits.DEPTH_MAX));
        }
    }

    /** Comes back up. */
    void leave() {
        depth--;
    }

    /** Asks whether a text of so many characters may be made. */
    void text(long length) {
        characters += length;
        if (length > TemplateLimits.OUTPUT_CHARACTERS_MAX || characters > TemplateLimits.TEXT_CHARACTERS_MAX) {
            throw new TemplateException("it makes texts of more than %,d characters, or %,d in all"
                    .formatted(TemplateLimits.OUTPUT_CHARACTERS_MAX, TemplateLimits.TEXT_CHARACTERS_MAX));
        }
    }

    /** Asks whether a list of so many elements may be made. */
    void items(long count) {
        if (count > TemplateLimits.ITEMS_MAX) {
            throw new TemplateException("it makes lists of more than %,d elements".formatted(TemplateLimits.ITEMS_MAX));
        }
        text(count);
        step();
    }

    /** A text that was made. */
    Value made(String text) {
        text(text.length());
        return Value.of(text);
    }
}
