package dev.llmaas.platform.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a model gets of a request in Anthropic's dialect for which a chat completion has no field. */
class MessagesReaderTest {
    @Test
    void aModelThatShallNotThinkIsToldSoWhateverTheEffort() {
        String disabled = "{\"model\":\"m\",\"max_tokens\":9,\"thinking\":{\"type\":\"disabled\"},%s"
                + "\"context_management\":{\"edits\":[{\"type\":\"clear_thinking_20251015\",\"keep\":\"all\"}]},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
        for (String effort : List.of("", "\"output_config\":{\"effort\":\"high\"},")) {
            byte[] body = MessagesReader.read(disabled.formatted(effort).getBytes(UTF_8))
                    .body();

            assertThat(WireJson.mapper().readTree(body).path("reasoning_effort").asString())
                    .isEqualTo("none");
        }
    }

    @Test
    void aModelIsToldThatItsToolFailed() {
        String result = "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":["
                + "{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"is_error\":%s%s}]}]}";
        for (String content : List.of(
                "",
                ",\"content\":\"No such city.\"",
                ",\"content\":[{\"type\":\"text\",\"text\":\"No such city.\"}]")) {
            String failed = tool(result.formatted(true, content));

            assertThat(failed).startsWith("The tool failed.");
            assertThat(tool(result.formatted(false, content))).doesNotContain("failed");
            assertThat(failed.contains("No such city.")).isEqualTo(!content.isEmpty());
        }
    }

    private static String tool(String body) {
        JsonNode content = WireJson.mapper()
                .readTree(MessagesReader.read(body.getBytes(UTF_8)).body())
                .at("/messages/0/content");
        return content.isArray() ? String.join("\n", content.findValuesAsString("text")) : content.asString();
    }
}
