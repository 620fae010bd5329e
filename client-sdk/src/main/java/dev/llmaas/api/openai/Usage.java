package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of one answer, as the engine counted them.
 *
 * @param promptTokens tokens read, cached ones included
 * @param completionTokens tokens generated, reasoning included
 * @param totalTokens the sum of both
 * @param reasoningTokens generated tokens that were reasoning; null where the engine does not tell
 * @param promptTokensDetails parts of the prompt, if known
 * @param completionTokensDetails parts of the answer, if known
 */
public record Usage(
        long promptTokens,
        long completionTokens,
        long totalTokens,
        @Nullable Long reasoningTokens,
        @Nullable PromptTokensDetails promptTokensDetails,
        @Nullable CompletionTokensDetails completionTokensDetails) {
    /** Nothing read, nothing generated. */
    public static final Usage NONE = of(0, 0, 0, 0);

    /**
     * Parts of the prompt.
     *
     * @param cachedTokens tokens that were not computed again
     */
    public record PromptTokensDetails(long cachedTokens) {}

    /**
     * Parts of the answer.
     *
     * @param reasoningTokens tokens of reasoning
     */
    public record CompletionTokensDetails(
            @JsonProperty("reasoning_tokens") long reasoningTokens) {}

    /** Usage with all its parts. */
    public static Usage of(long promptTokens, long cachedTokens, long completionTokens, long reasoningTokens) {
        return new Usage(
                promptTokens,
                completionTokens,
                Math.addExact(promptTokens, completionTokens),
                reasoningTokens,
                new PromptTokensDetails(cachedTokens),
                new CompletionTokensDetails(reasoningTokens));
    }

    /** Cached tokens of the prompt, 0 if unknown. */
    public long cachedTokens() {
        return promptTokensDetails == null ? 0 : promptTokensDetails.cachedTokens();
    }

    /** Reasoning tokens of the answer, 0 if unknown. */
    public long reasoningTokenCount() {
        if (reasoningTokens != null) {
            return reasoningTokens;
        }
        return completionTokensDetails == null ? 0 : completionTokensDetails.reasoningTokens();
    }
}
