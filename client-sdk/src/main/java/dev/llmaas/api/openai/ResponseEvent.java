package dev.llmaas.api.openai;

import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One event of a streamed response. {@code toString} shows its type only.
 *
 * @param type in OpenAI's words, for instance {@code response.output_text.delta}
 * @param body all that it carries
 */
public record ResponseEvent(String type, JsonNode body) {
    private static final Set<String> LAST =
            Set.of("response.completed", "response.incomplete", "response.failed", "error");

    /** The next piece of text, if it is one. */
    public Optional<String> text() {
        return type.equals("response.output_text.delta")
                ? Optional.of(body.path("delta").asString(""))
                : Optional.empty();
    }

    /** Whether none follows. */
    public boolean last() {
        return LAST.contains(type);
    }

    @Override
    public String toString() {
        return "ResponseEvent[%s]".formatted(type);
    }
}
