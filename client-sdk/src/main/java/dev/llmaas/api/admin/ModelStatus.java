package dev.llmaas.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How one model stands, for everybody: {@code GET /api/platform-status?model=ID}. Its figures are those of the latest
 * real calls; the model is never called to find out.
 *
 * @param model the model
 * @param ok whether it can answer, and its latest call did not fail
 * @param ttfbMs median time to the first token of the latest calls, milliseconds; null if there were none
 * @param tokensPerSec tokens that one of them got per second after its first; null if there were none
 * @param usage tokens of the latest calls together; null if there were none
 * @param httpStatus the status that a call would most likely get: 200, 502 or 503
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ModelStatus(
        String model,
        boolean ok,
        @Nullable Long ttfbMs,
        @Nullable Double tokensPerSec,
        @Nullable Tokens usage,
        int httpStatus) {
    /**
     * Tokens of some calls.
     *
     * @param promptTokens tokens read
     * @param completionTokens tokens generated
     * @param totalTokens the sum of both
     */
    public record Tokens(long promptTokens, long completionTokens, long totalTokens) {}
}
