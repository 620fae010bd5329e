package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Probabilities of the generated tokens.
 *
 * @param content one entry a token
 * @param refusal always null here; OpenAI's schema requires the field
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Logprobs(
        @Nullable List<Token> content, @Nullable List<Token> refusal) {
    /**
     * A token and its alternatives.
     *
     * @param token its text
     * @param logprob natural logarithm of its probability
     * @param bytes its UTF-8 bytes
     * @param topLogprobs the likeliest tokens at this place
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Token(
            String token, double logprob, @Nullable List<Integer> bytes, List<TopToken> topLogprobs) {}

    /**
     * An alternative.
     *
     * @param token its text
     * @param logprob natural logarithm of its probability
     * @param bytes its UTF-8 bytes
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record TopToken(
            String token, double logprob, @Nullable List<Integer> bytes) {}
}
