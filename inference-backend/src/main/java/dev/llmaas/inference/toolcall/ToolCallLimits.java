package dev.llmaas.inference.toolcall;

/** What splitting an answer may hold back. */
final class ToolCallLimits {
    /** Characters of a call before its function is known: arguments may come first, and they may hold a document. */
    static final int CALL_HELD_MAX = 1 << 18;
    /** Characters between a mark and the arguments: names have 64 at most, marks about as many again. */
    static final int HEAD_MAX = 512;
    /** White space held back because a mark may follow. */
    static final int SPACE_MAX = 64;
    /** Levels of JSON in arguments: a bit each in one word. */
    static final int JSON_DEPTH_MAX = 63;

    private ToolCallLimits() {}
}
