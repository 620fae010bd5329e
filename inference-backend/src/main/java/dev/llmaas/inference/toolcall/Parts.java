package dev.llmaas.inference.toolcall;

import dev.llmaas.inference.toolcall.Part.Kind;

/** Puts neighbours of one kind together before they leave. Belongs to one reader. */
final class Parts {
    private final StringBuilder text = new StringBuilder();
    private Kind kind = Kind.FRAME;
    private int length;

    /** Adds a piece. */
    void put(Kind next, String piece, int pieceLength, PartSink sink) {
        boolean joins = next == kind && next != Kind.CALL;
        if (!joins) {
            flush(sink);
        }
        kind = next;
        text.append(piece);
        length += pieceLength;
    }

    /** Lets out what is there. */
    void flush(PartSink sink) {
        if (length > 0 || !text.isEmpty()) {
            Part part = new Part(kind, text.toString(), length);
            text.setLength(0);
            length = 0;
            sink.accept(part);
        }
    }
}
