package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code POST /v1/chat/completions} when it does not come in parts.
 *
 * @param id names the answer
 * @param object always {@code chat.completion}
 * @param created seconds since 1970
 * @param model the model that really ran
 * @param choices the answers, {@code n} of them
 * @param usage what the engine counted
 * @param systemFingerprint names the engine's build, or null
 * @param backend who computed it, or null
 * @param limitReason the limit that ended the answer early, or null
 */
public record ChatCompletion(
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
    public ChatCompletion {
        choices = List.copyOf(choices);
    }

    /**
     * One answer.
     *
     * @param index its place, from 0
     * @param message the answer
     * @param logprobs probabilities, if asked for; present on the wire even when null
     * @param finishReason {@code stop}, {@code length}, {@code tool_calls} or {@code content_filter}
     * @param stopReason the stop text that ended it, where one did and the engine tells; absent otherwise
     */
    public record Choice(
            int index,
            Answer message,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Logprobs logprobs,

            String finishReason,
            @Nullable String stopReason) {
        /** A choice that no stop text ended. */
        public Choice(int index, Answer message, @Nullable Logprobs logprobs, String finishReason) {
            this(index, message, logprobs, finishReason, null);
        }
    }

    /**
     * The turn of the model.
     *
     * @param role always {@code assistant}
     * @param content the text; null where it only called tools, present on the wire even then
     * @param refusal present on the wire even when null
     * @param toolCalls calls it asks for; absent when there are none
     * @param reasoningContent its reasoning; absent when there is none
     */
    public record Answer(
            String role,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String content,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String refusal,

            @Nullable List<ToolCall> toolCalls,
            @Nullable String reasoningContent) {
        @Override
        public String toString() {
            return "Answer[%d characters]".formatted(content == null ? 0 : content.length());
        }
    }
}
