package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One part of a streamed answer.
 *
 * @param id names the answer; the same in all its parts
 * @param object always {@code chat.completion.chunk}
 * @param created seconds since 1970; the same in all parts
 * @param model the model that really runs
 * @param choices what is new; empty only in the last chunk of a stream with {@code include_usage}
 * @param usage what the engine counted, on the last chunk
 * @param systemFingerprint names the engine's build, or null
 * @param backend who computes it, on the last chunk with choices
 * @param limitReason the limit that ended the answer early, or null
 */
public record ChatCompletionChunk(
        String id,
        @JsonProperty("object") String object,
        long created,
        String model,
        List<Choice> choices,
        @Nullable Usage usage,
        @Nullable String systemFingerprint,
        @Nullable Backend backend,
        @Nullable String limitReason) {
    /** Copies its list. */
    public ChatCompletionChunk {
        choices = choices == null ? List.of() : List.copyOf(choices);
    }

    /**
     * What is new in one answer.
     *
     * @param index its place, from 0
     * @param delta the new text or calls
     * @param logprobs probabilities, if asked for; present on the wire even when null
     * @param finishReason why the answer ended, null before; present on the wire even then
     * @param stopReason the stop text that ended it, where one did and the engine tells; absent otherwise
     */
    public record Choice(
            int index,
            Delta delta,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Logprobs logprobs,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String finishReason,

            @Nullable String stopReason) {
        /** A choice that no stop text ended. */
        public Choice(int index, Delta delta, @Nullable Logprobs logprobs, @Nullable String finishReason) {
            this(index, delta, logprobs, finishReason, null);
        }
    }

    /**
     * New text or calls. {@code content} and {@code tool_calls} are absent when there is nothing new, never null.
     *
     * @param role {@code assistant} in the first part
     * @param content the next piece of text; whole characters only
     * @param reasoningContent the next piece of reasoning
     * @param toolCalls the next pieces of calls
     * @param refusal the next piece of a refusal
     */
    public record Delta(
            @Nullable String role,
            @Nullable String content,
            @Nullable String reasoningContent,
            @Nullable List<ToolCall> toolCalls,
            @Nullable String refusal) {
        @Override
        public String toString() {
            return "Delta[%d characters]".formatted(content == null ? 0 : content.length());
        }
    }
}
