package dev.llmaas.inference.llama;

import dev.llmaas.api.openai.Logprobs;
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
    private final List<Told> told = new ArrayList<>();
    private int tokens;

    /** The probability of a token whose text, from {@code start}, has not left yet. */
    private record Told(long start, Logprobs.Token token) {}

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
        int token = sampler.choose(scores);
        if (vocabulary.isEnd(token)) {
            finish("stop");
            return -1;
        }
        tokens++;
        task.countToken();
        long start = text.length();
        String released = text.add(vocabulary.piece(token));
        if (sampling.logprobs()) {
            told.add(new Told(start, Probabilities.of(raw, token, sampling.topLogprobs(), vocabulary)));
        }
        if (text.stopped()) {
            deliver(released, "stop");
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
        List<Logprobs.Token> probabilities = List.of();
        if (!told.isEmpty()) {
            // What a stop text cut off is not part of the answer; the rest waits for its text.
            boolean ends = finishReason != null && !text.stopped();
            probabilities = told.stream()
                    .filter(entry -> ends || entry.start() < text.released())
                    .map(Told::token)
                    .toList();
            told.removeIf(entry -> ends || entry.start() < text.released());
        }
        task.deliver(new Delivery.Piece(choice, released, probabilities, task.generated(), finishReason));
    }
}
