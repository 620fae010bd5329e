package dev.llmaas.inference.llama;

import java.util.Map;
import java.util.Set;

/**
 * How the next token is chosen. Temperature comes first, then {@code topK}, {@code topP} and
 * {@code minP}, as in vLLM, and {@code typicalP} among what they leave.
 *
 * @param temperature 0 (always the likeliest token) to 2
 * @param topP the nucleus, above 0 to 1
 * @param topK choose among so many tokens, 0 for all
 * @param minP leave out tokens less likely than this part of the likeliest one, 0 to 1
 * @param typicalP keep the tokens whose surprise is nearest to the expected one, up to this part of the probability, above
 *     0 to 1 (locally typical sampling, arXiv 2202.00666)
 * @param frequencyPenalty taken from the score for each earlier use in the answer, -2 to 2
 * @param presencePenalty taken from the score once, -2 to 2
 * @param repetitionPenalty divides (or, below 0, multiplies) the score of what was used, 0.01 to 2, 1 for none
 * @param biases added to scores, by token
 * @param ends which tokens end the answer beside the model's own, and from where on
 * @param ignoresEnd whether the answer goes on until another bound, whatever the model says
 * @param logprobs whether to tell probabilities
 * @param topLogprobs how many alternatives to tell
 */
record Sampling(
        double temperature,
        double topP,
        int topK,
        double minP,
        double typicalP,
        double frequencyPenalty,
        double presencePenalty,
        double repetitionPenalty,
        Map<Integer, Float> biases,
        Ends ends,
        boolean ignoresEnd,
        boolean logprobs,
        int topLogprobs) {
    /**
     * Ends of an answer.
     *
     * @param tokens tokens that end it as the model's own mark does: they are neither text nor counted
     * @param from how many tokens there are before anything but a bound or a whole form ends it
     */
    record Ends(Set<Integer> tokens, int from) {
        /** The model's own, at any time. */
        static final Ends PLAIN = new Ends(Set.of(), 0);

        /** Copies its set. */
        Ends {
            tokens = Set.copyOf(tokens);
        }
    }

    /** Copies its map. */
    Sampling {
        biases = Map.copyOf(biases);
    }

    /** Whether earlier tokens of the answer change the scores. */
    boolean penalizes() {
        return frequencyPenalty != 0 || presencePenalty != 0 || repetitionPenalty != 1;
    }
}
