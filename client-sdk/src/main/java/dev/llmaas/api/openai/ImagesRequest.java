package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request to {@code POST /v1/images/generations}. {@code toString} shows sizes only.
 *
 * @param model a model with the capability {@code images}
 * @param prompt the text to draw; each character is billed as one token read
 * @param n how many images; null for the engine's default
 * @param size for instance {@code 1024x1024}; null for the engine's default
 * @param responseFormat {@code b64_json} or {@code url}; null for the engine's default
 * @param extra fields that this record does not know; they pass through to engines that do
 */
public record ImagesRequest(
        String model,
        String prompt,
        @Nullable Integer n,
        @Nullable String size,
        @Nullable String responseFormat,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> extra) {
    /** Copies what it does not know. */
    public ImagesRequest {
        extra = extra == null ? Map.of() : Map.copyOf(extra);
    }

    /** One image, with the engine's defaults. */
    public static ImagesRequest of(String model, String prompt) {
        return new ImagesRequest(model, prompt, null, null, null, Map.of());
    }

    @Override
    public String toString() {
        return "ImagesRequest[model=%s, %d characters]".formatted(model, prompt.length());
    }
}
