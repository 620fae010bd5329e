package dev.llmaas.inference.llama;

import dev.llmaas.api.openai.Logprobs;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** One answer to a request: what the scheduler knows of it. Belongs to the thread of the scheduler. */
final class Answer {
    /** In place of the next token: there is none. */
    static final int COMPLETE = -1;

    /** In place of the next token: it takes more steps to choose it. */
    static final int UNDECIDED = -2;

    private final ChatTask task;
    private final int choice;
    private final Sampler sampler;
    private final AnswerText text;
    private final int tokensMax;
    /** Tokens whose text has not left yet. */
    private final List<Delivery.Token> held = new ArrayList<>();

    private int tokens;
    private boolean undecided;
    /** The scores of the model itself, where they are to be told. */
    private float @Nullable [] raw;

    /**
     * An answer.
     *
     * @param choice its place among the answers to the request
     * @param tokensMax how many tokens it may have, from 1
     */
    Answer(ChatTask task, int choice, Sampler sampler, List<String> stops, int tokensMax) {
        this.task = task;
        this.choice = choice;
        this.sampler = sampler;
        this.text = new AnswerText(stops);
        this.tokensMax = tokensMax;
    }

    ChatTask task() {
        return task;
    }

    /**
     * Chooses and delivers the next token.
     *
     * @param scores the model's scores; will be changed
     * @return the token to go on with, {@link #COMPLETE} if there is none, {@link #UNDECIDED} if it takes more steps to choose
     *     it; then {@link #goOn}
     */
    int next(float[] scores, Vocabulary vocabulary) {
        Sampling sampling = sampler.sampling();
        raw = sampling.logprobs() ? scores.clone() : null;
        boolean early = tokens < sampling.ends().from();
        if (sampling.ignoresEnd() || early) {
            vocabulary.forbidEnds(scores);
        }
        if (early) {
            sampling.ends().tokens().forEach(end -> scores[end] = Float.NEGATIVE_INFINITY);
        }
        return take(() -> sampler.choose(scores), vocabulary);
    }

    /** Goes on choosing, in the next step, a token that was not decided. Returns what {@link #next} does. */
    int goOn(Vocabulary vocabulary) {
        return take(sampler::goOn, vocabulary);
    }

    /** Whether a token is being chosen. */
    boolean isUndecided() {
        return undecided;
    }

    private int take(IntSupplier choice, Vocabulary vocabulary) {
        int token;
        try {
            token = choice.getAsInt();
        } catch (EngineException noWayOn) {
            task.fail(noWayOn);
            return COMPLETE;
        }
        undecided = token == Sampler.UNDECIDED;
        return undecided ? UNDECIDED : add(token, vocabulary);
    }

    private int add(int token, Vocabulary vocabulary) {
        Sampling sampling = sampler.sampling();
        boolean early = tokens < sampling.ends().from();
        if (vocabulary.isEnd(token) || sampling.ends().tokens().contains(token)) {
            finish("stop");
            return COMPLETE;
        }
        tokens++;
        task.countToken();
        long start = text.length();
        String released = text.add(vocabulary.piece(token), !early);
        Logprobs.Token probability =
                raw == null ? null : Probabilities.of(raw, token, sampling.topLogprobs(), vocabulary);
        held.add(new Delivery.Token(start, probability));
        if (text.stopped()) {
            deliver(released, "stop");
            return COMPLETE;
        }
        if (sampler.isComplete()) {
            deliver(released + text.end(), "stop");
            return COMPLETE;
        }
        if (tokens == tokensMax) {
            deliver(released + text.end(), "length");
            return COMPLETE;
        }
        if (!released.isEmpty()) {
            deliver(released, null);
        }
        return token;
    }

    /** Ends it early. */
    void stop(StopReason reason) {
        finish(reason.finishReason());
    }

    private void finish(String reason) {
        deliver(text.end(), reason);
    }

    private void deliver(String released, @Nullable String finishReason) {
        List<Delivery.Token> leaving = new ArrayList<>();
        for (Delivery.Token token : held) {
            if (token.start() < text.released()) {
                leaving.add(token);
            } else if (finishReason != null) {
                // What a stop text cut off is not part of the answer, but it was generated.
                leaving.add(text.stopped() ? new Delivery.Token(token.start(), null) : token);
            }
        }
        held.removeIf(token -> token.start() < text.released());
        task.deliver(new Delivery.Piece(choice, released, leaving, task.generated(), finishReason, text.stop()));
    }
}
