package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The answer to {@code POST /v1/responses}. {@code toString} shows sizes only.
 *
 * @param id names the answer
 * @param object always {@code response}
 * @param createdAt seconds since 1970
 * @param status {@code completed}, {@code incomplete}, {@code failed} or {@code in_progress}
 * @param model the model that really ran
 * @param output messages, calls and reasoning in order, as OpenAI writes them
 * @param error why it failed, or null
 * @param incompleteDetails why it is not complete, or null
 * @param usage what the engine counted, or null
 * @param backend who computed it, or null
 * @param limitReason the limit that ended the answer early, or null
 */
public record Response(
        String id,
        @JsonProperty("object") String object,
        long createdAt,
        String status,
        String model,
        List<JsonNode> output,
        @Nullable JsonNode error,
        @Nullable JsonNode incompleteDetails,
        @Nullable Tokens usage,
        @Nullable Backend backend,
        @Nullable String limitReason) {
    /** Copies its list. */
    public Response {
        output = output == null ? List.of() : List.copyOf(output);
    }

    /**
     * Tokens of one answer, as the engine counted them.
     *
     * @param inputTokens tokens read
     * @param outputTokens tokens generated, reasoning included
     * @param totalTokens the sum of both
     * @param reasoningTokens generated tokens that were reasoning
     */
    public record Tokens(long inputTokens, long outputTokens, long totalTokens, long reasoningTokens) {}

    /** The text of all its messages; empty if there is none. */
    public String outputText() {
        return output.stream()
                .filter(item -> "message".equals(item.path("type").asString("")))
                .flatMap(item -> item.path("content").valueStream())
                .filter(part -> "output_text".equals(part.path("type").asString("")))
                .map(part -> part.path("text").asString(""))
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return "Response[%s, %d items]".formatted(status, output.size());
    }
}
