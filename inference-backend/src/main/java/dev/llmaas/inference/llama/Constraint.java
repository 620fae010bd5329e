package dev.llmaas.inference.llama;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.grammar.Grammar;
import dev.llmaas.inference.grammar.GrammarException;
import dev.llmaas.inference.grammar.TokenIndex;
import dev.llmaas.inference.grammar.Walker;
import java.util.BitSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds one answer to a grammar, token by token. Belongs to the thread of the scheduler, once it is made.
 *
 * <p>It has an allowance of work for each step, so that an answer whose form has many readings makes the others wait no
 * longer than that. It does its work on the thread of the scheduler all the same, a slice in each step: most tokens take far
 * less than handing the work to another thread would.
 */
final class Constraint {
    private final Walker walker;
    private final Vocabulary vocabulary;
    private final TokenIndex index;
    private final long workPerStep;
    private long workMax;
    private Walker.@Nullable Search search;

    /**
     * A form of one answer. Sorts the tokens of the vocabulary if nobody did before, which takes some 0.3 s of 150,000.
     *
     * @param workPerStep how much it may do in one step, in steps of {@link Walker#work}
     */
    Constraint(Grammar grammar, Vocabulary vocabulary, long workPerStep) {
        this.walker = new Walker(grammar);
        this.vocabulary = vocabulary;
        this.index = vocabulary.index();
        this.workPerStep = workPerStep;
    }

    /** Begins a step. */
    void beginStep() {
        workMax = walker.work() + workPerStep;
    }

    /** Whether it may do more in this step. */
    boolean mayWork() {
        return walker.work() < workMax;
    }

    /** Whether a token may come next: one that ends the answer if it is a whole, another one if its bytes may follow. */
    boolean allows(int token) {
        return vocabulary.isEnd(token) ? walker.mayEnd() : followed(() -> walker.accepts(vocabulary.piece(token)));
    }

    /**
     * Takes every chance from tokens that may not come next. Returns false if that takes more than this step allows; call it
     * again in the next one.
     *
     * @throws EngineException if none may come next, or if finding them takes too long
     */
    boolean restrict(float[] scores) {
        Walker.Search current = search == null ? walker.search(index) : search;
        search = current;
        if (!followed(() -> current.go(workMax - walker.work()))) {
            return false;
        }
        search = null;
        BitSet allowed = current.allowed();
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
        return true;
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
