package dev.llmaas.inference.llama;

import java.nio.charset.StandardCharsets;

/** What the tokens of a model stand for, copied out of native memory once. Immutable but for the arrays it lends. */
final class Vocabulary {
    private final byte[][] pieces;
    private final boolean[] ends;

    private Vocabulary(byte[][] pieces, boolean[] ends) {
        this.pieces = pieces;
        this.ends = ends;
    }

    /** The vocabulary of a loaded model. */
    static Vocabulary of(LlamaModel model) {
        int count = model.tokenCount();
        byte[][] pieces = new byte[count][];
        boolean[] ends = new boolean[count];
        for (int token = 0; token < count; token++) {
            ends[token] = model.isEnd(token);
            pieces[token] = isVisible(model, token) ? model.mark(token) : model.piece(token);
        }
        return new Vocabulary(pieces, ends);
    }

    /** Marks are no text, but those around a call of a tool and around reasoning are read by what comes after us. */
    private static boolean isVisible(LlamaModel model, int token) {
        if (!model.isControl(token)) {
            return false;
        }
        String mark = new String(model.mark(token), StandardCharsets.UTF_8);
        return switch (mark) {
            case "<tool_call>", "</tool_call>", "<think>", "</think>" -> true;
            default -> false;
        };
    }

    /** The number of tokens. */
    int size() {
        return pieces.length;
    }

    /** The bytes that a token adds to the answer; not to be changed. */
    byte[] piece(int token) {
        return pieces[token];
    }

    /** Whether a token ends the answer. */
    boolean isEnd(int token) {
        return ends[token];
    }
}
