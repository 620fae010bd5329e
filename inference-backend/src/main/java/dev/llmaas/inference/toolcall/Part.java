package dev.llmaas.inference.toolcall;

/**
 * A piece of an answer and what it is. The lengths of all parts add up to the length of what the model wrote, in order, so
 * that whoever counts tokens knows to which part each belongs.
 *
 * @param kind what it is
 * @param text what is told of it; a mark is told nowhere
 * @param length characters that the model wrote for it
 */
public record Part(Kind kind, String text, int length) {
    /** What a piece can be. */
    public enum Kind {
        /** The answer proper. */
        TEXT,
        /** Reasoning, or a mark around it if the text is empty. */
        REASONING,
        /** A call begins; the text is the name of the function. */
        CALL,
        /** The next piece of the JSON of the call that began last. */
        ARGUMENTS,
        /** Marks and white space around calls. */
        FRAME
    }

    @Override
    public String toString() {
        return "Part[%s, %d characters]".formatted(kind, length);
    }
}
