package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code POST /v1/completions}, whole or a part of a stream: both have this shape.
 *
 * @param id names the answer
 * @param object always {@code text_completion}
 * @param created seconds since 1970
 * @param model the model that really ran
 * @param choices the answers; those to the first prompt come first
 * @param usage what the engine counted
 * @param systemFingerprint names the engine's build, or null
 * @param backend who computed it, or null
 * @param limitReason the limit that ended the answer early, or null
 */
public record Completion(
        String id,
        @JsonProperty("object") String object,
        long created,
        String model,
        List<Choice> choices,
        @Nullable Usage usage,
        @Nullable String systemFingerprint,
        @Nullable Backend backend,
        @Nullable String limitReason) {
    /** What {@code object} says. */
    public static final String OBJECT = "text_completion";

    /** Copies its list. */
    public Completion {
        choices = choices == null ? List.of() : List.copyOf(choices);
    }

    /**
     * One answer, or what is new in it.
     *
     * @param text the text
     * @param index its place, from 0
     * @param logprobs probabilities, if asked for; present on the wire even when null
     * @param finishReason {@code stop} or {@code length}; null before the end, present on the wire even then
     */
    public record Choice(
            String text,
            int index,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Probabilities logprobs,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String finishReason) {
        @Override
        public String toString() {
            return "Choice[%d, %d characters]".formatted(index, text == null ? 0 : text.length());
        }
    }

    /**
     * Probabilities of tokens, in lists of the same length.
     *
     * @param tokens their texts
     * @param tokenLogprobs natural logarithms of their probabilities
     * @param topLogprobs the likeliest tokens at each place
     * @param textOffset where each token begins in the text of its answer, in characters
     */
    public record Probabilities(
            List<String> tokens,
            List<Double> tokenLogprobs,
            List<Map<String, Double>> topLogprobs,
            List<Integer> textOffset) {
        /** Copies its lists. */
        public Probabilities {
            tokens = List.copyOf(tokens);
            tokenLogprobs = List.copyOf(tokenLogprobs);
            topLogprobs = List.copyOf(topLogprobs);
            textOffset = List.copyOf(textOffset);
        }

        @Override
        public String toString() {
            return "Probabilities[%d]".formatted(tokens.size());
        }
    }
}
