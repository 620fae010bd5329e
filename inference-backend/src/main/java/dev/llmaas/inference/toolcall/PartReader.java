package dev.llmaas.inference.toolcall;

/**
 * Splits the text of one answer into parts as it comes. What it makes of a text does not depend on the pieces in which the
 * text comes. What it holds back is bounded, and its time is linear in the text. Belongs to one thread.
 */
public interface PartReader {
    /** A reader to which everything is text. */
    static PartReader plain() {
        return new PlainReader();
    }

    /** Takes the next text, whole characters, and hands over what is decided now. */
    void add(String text, PartSink sink);

    /** The text ended: hands over what was held back. Nothing may be added any more. */
    void end(PartSink sink);

    /** How many calls are whole so far. */
    int calls();
}
