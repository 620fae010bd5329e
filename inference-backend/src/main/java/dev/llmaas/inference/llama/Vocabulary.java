package dev.llmaas.inference.llama;

import dev.llmaas.inference.grammar.TokenIndex;
import dev.llmaas.inference.toolcall.AnswerReaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What the tokens of a model stand for, copied out of native memory once. Immutable but for the arrays it lends. */
final class Vocabulary {
    private static final byte[] NONE = {};

    private final byte[][] pieces;
    private final boolean[] ends;
    private final Set<String> marks;
    private final AnswerReaders readers;
    /** Made for the first request that asks for a form: sorting 150,000 tokens takes as long as loading the rest of them. */
    private volatile @Nullable TokenIndex index;

    private final ReentrantLock indexing = new ReentrantLock();

    private Vocabulary(byte[][] pieces, boolean[] ends, Set<String> marks, AnswerReaders readers) {
        this.pieces = pieces;
        this.ends = ends;
        this.marks = marks;
        this.readers = readers;
    }

    /**
     * The vocabulary of a loaded model.
     *
     * @param template its chat template, which says together with the tokens how it writes calls and reasoning
     */
    static Vocabulary of(LlamaModel model, String template) {
        int count = model.tokenCount();
        byte[][] pieces = new byte[count][];
        boolean[] ends = new boolean[count];
        Map<String, Integer> controls = new HashMap<>();
        Set<String> texts = new HashSet<>();
        for (int token = 0; token < count; token++) {
            ends[token] = model.isEnd(token);
            pieces[token] = model.piece(token);
            if (model.isControl(token)) {
                controls.put(new String(model.mark(token), StandardCharsets.UTF_8), token);
            } else if (looksLikeMark(pieces[token])) {
                texts.add(new String(pieces[token], StandardCharsets.UTF_8));
            }
        }
        texts.addAll(controls.keySet());
        AnswerReaders readers = AnswerReaders.of(template, texts::contains);
        // Marks are no text, but those around calls and reasoning are read by what comes after us.
        for (String mark : readers.marks()) {
            Integer token = controls.get(mark);
            if (token != null) {
                pieces[token] = model.mark(token);
            }
        }
        return new Vocabulary(pieces, ends, Set.copyOf(controls.keySet()), readers);
    }

    private static boolean looksLikeMark(byte[] piece) {
        int last = piece.length - 1;
        return last > 1 && ((piece[0] == '<' && piece[last] == '>') || (piece[0] == '[' && piece[last] == ']'));
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

    /** The tokens that do not end an answer, by their bytes. Takes long at first, so it is not for a thread that others wait for. */
    TokenIndex index() {
        TokenIndex known = index;
        return known == null ? makeIndex() : known;
    }

    private TokenIndex makeIndex() {
        indexing.lock();
        try {
            TokenIndex known = index;
            if (known == null) {
                known = TokenIndex.of(size(), token -> ends[token] ? NONE : pieces[token]);
                index = known;
            }
            return known;
        } finally {
            indexing.unlock();
        }
    }

    /** Makes the tokens that end an answer impossible. */
    void forbidEnds(float[] scores) {
        for (int token = 0; token < ends.length; token++) {
            if (ends[token]) {
                scores[token] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    /** The texts of all tokens that are marks of the format. */
    Set<String> marks() {
        return marks;
    }

    /** How answers are read. */
    AnswerReaders readers() {
        return readers;
    }
}
