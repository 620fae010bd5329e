package dev.llmaas.api.openai;

/**
 * The answer to {@code POST /v1/detokenize}: the text of tokens. In the shape of vLLM.
 *
 * @param prompt the text; what is no character became the replacement character
 */
public record Detokenization(String prompt) {
    @Override
    public String toString() {
        return "Detokenization[%d characters]".formatted(prompt.length());
    }
}
