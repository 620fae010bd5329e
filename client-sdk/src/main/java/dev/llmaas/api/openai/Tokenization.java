package dev.llmaas.api.openai;

import java.util.List;

/**
 * The answer to {@code POST /v1/tokenize}: how a model cuts a prompt into tokens. In the shape of vLLM.
 *
 * @param count how many tokens the model would read
 * @param maxModelLen tokens that a prompt and its answer may have together
 * @param tokens the tokens themselves
 */
public record Tokenization(int count, int maxModelLen, List<Integer> tokens) {
    /** Copies its list. */
    public Tokenization {
        tokens = List.copyOf(tokens);
    }

    /** The same tokens counted. */
    public static Tokenization of(List<Integer> tokens, int maxModelLen) {
        return new Tokenization(tokens.size(), maxModelLen, tokens);
    }

    @Override
    public String toString() {
        return "Tokenization[%d tokens]".formatted(count);
    }
}
