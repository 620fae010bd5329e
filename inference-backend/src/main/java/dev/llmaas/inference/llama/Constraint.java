package dev.llmaas.inference.llama;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.grammar.Grammar;
import dev.llmaas.inference.grammar.GrammarException;
import dev.llmaas.inference.grammar.Walker;
import java.util.BitSet;
import java.util.function.Supplier;

/** Holds one answer to a grammar, token by token. Belongs to the thread of the scheduler. */
final class Constraint {
    private final Walker walker;
    private final Vocabulary vocabulary;

    Constraint(Grammar grammar, Vocabulary vocabulary) {
        this.walker = new Walker(grammar);
        this.vocabulary = vocabulary;
    }

    /** Whether a token may come next: one that ends the answer if it is a whole, another one if its bytes may follow. */
    boolean allows(int token) {
        return vocabulary.isEnd(token) ? walker.mayEnd() : followed(() -> walker.accepts(vocabulary.piece(token)));
    }

    /**
     * Takes every chance from tokens that may not come next.
     *
     * @throws EngineException if none may
     */
    void restrict(float[] scores) {
        BitSet allowed = followed(() -> walker.allowed(vocabulary.index()));
        boolean some = false;
        for (int token = 0; token < scores.length; token++) {
            boolean may = vocabulary.isEnd(token) ? walker.mayEnd() : allowed.get(token);
            if (!may) {
                scores[token] = Float.NEGATIVE_INFINITY;
            }
            some |= may && scores[token] > Float.NEGATIVE_INFINITY;
        }
        if (!some) {
            throw new EngineException.Broken(
                    "The model has no token with which the answer could go on in the form that was asked for.");
        }
    }

    /** Goes on behind a token that may come next. */
    void take(int token) {
        if (!vocabulary.isEnd(token)) {
            walker.take(vocabulary.piece(token));
        }
    }

    /** Whether nothing may follow. */
    boolean isComplete() {
        return walker.mustEnd();
    }

    private static <T> T followed(Supplier<T> look) {
        try {
            return look.get();
        } catch (GrammarException tooManyReadings) {
            throw new EngineException.Rejected(
                    ErrorCode.INVALID_REQUEST, tooManyReadings.sentence(), "response_format");
        }
    }
}
