package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request to {@code POST /v1/audio/speech}. {@code toString} shows sizes only.
 *
 * @param model a model with the capability {@code speech}
 * @param input the text to say; each character is billed as one token read
 * @param voice a voice that the engine knows, or null
 * @param responseFormat {@code mp3}, {@code wav} or what the engine knows; null for its default
 * @param extra fields that this record does not know; they pass through to engines that do
 */
public record SpeechRequest(
        String model,
        String input,
        @Nullable String voice,
        @Nullable String responseFormat,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> extra) {
    /** Copies what it does not know. */
    public SpeechRequest {
        extra = extra == null ? Map.of() : Map.copyOf(extra);
    }

    /** A text said by this voice, in the engine's default format. */
    public static SpeechRequest of(String model, String input, String voice) {
        return new SpeechRequest(model, input, voice, null, Map.of());
    }

    @Override
    public String toString() {
        return "SpeechRequest[model=%s, %d characters]".formatted(model, input.length());
    }
}
