package dev.llmaas.inference.llama;

import dev.llmaas.api.openai.Logprobs;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.StopReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One answer to a request: what the scheduler knows of it. Belongs to the thread of the scheduler. */
final class Answer {
    private final ChatTask task;
    private final int choice;
    private final Sampler sampler;
    private final AnswerText text;
    private final int tokensMax;
    /** Tokens whose text has not left yet. */
    private final List<Delivery.Token> held = new ArrayList<>();

    private int tokens;

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
     * @return the token to go on with, negative if the answer is complete
     */
    int next(float[] scores, Vocabulary vocabulary) {
        Sampling sampling = sampler.sampling();
        float[] raw = sampling.logprobs() ? scores.clone() : scores;
        boolean early = tokens < sampling.ends().from();
        if (sampling.ignoresEnd() || early) {
            vocabulary.forbidEnds(scores);
        }
        if (early) {
            sampling.ends().tokens().forEach(end -> scores[end] = Float.NEGATIVE_INFINITY);
        }
        int token;
        try {
            token = sampler.choose(scores);
        } catch (EngineException noWayOn) {
            task.fail(noWayOn);
            return -1;
        }
        if (vocabulary.isEnd(token) || sampling.ends().tokens().contains(token)) {
            finish("stop");
            return -1;
        }
        tokens++;
        task.countToken();
        long start = text.length();
        String released = text.add(vocabulary.piece(token), !early);
        Logprobs.Token probability =
                sampling.logprobs() ? Probabilities.of(raw, token, sampling.topLogprobs(), vocabulary) : null;
        held.add(new Delivery.Token(start, probability));
        if (text.stopped()) {
            deliver(released, "stop");
            return -1;
        }
        if (sampler.isComplete()) {
            deliver(released + text.end(), "stop");
            return -1;
        }
        if (tokens == tokensMax) {
            deliver(released + text.end(), "length");
            return -1;
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
