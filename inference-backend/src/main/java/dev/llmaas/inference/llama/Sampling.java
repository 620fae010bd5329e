package dev.llmaas.inference.llama;

import java.util.Map;

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
 * @param repetitionPenalty divides (or, below 0, multiplies) the score of what was used, 1 for none
 * @param biases added to scores, by token
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
        boolean ignoresEnd,
        boolean logprobs,
        int topLogprobs) {
    /** Copies its map. */
    Sampling {
        biases = Map.copyOf(biases);
    }

    /** Whether earlier tokens of the answer change the scores. */
    boolean penalizes() {
        return frequencyPenalty != 0 || presencePenalty != 0 || repetitionPenalty != 1;
    }
}
