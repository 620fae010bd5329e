package dev.llmaas.platform.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.WireJson;
import dev.llmaas.platform.PlatformException;
import java.time.InstantSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AllowedToolsTest {
    private static final String CHAT =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":%s},"
                    + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"description\":\"é\"}},{\"type\":\"function\",\"function\":{\"name\":\"b\"}},"
                    + "{\"type\":\"function\",\"function\":{\"name\":\"c\"}}]}";

    private static final String RESPONSE =
            "{\"model\":\"m\",\"input\":\"a\",\"tool_choice\":{\"type\":\"allowed_tools\",%s},"
                    + "\"tools\":[{\"type\":\"function\",\"name\":\"a\",\"parameters\":{}},{\"type\":\"function\",\"name\":\"b\",\"parameters\":{}}]}";

    @ParameterizedTest
    @ValueSource(strings = {"auto", "required"})
    void ourEnginesGetThemAsTheyAreAndOthersInWordsThatAllKnow(String mode) {
        String choice =
                "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"c\"}},{\"type\":\"function\",\"function\":{\"name\":\"a\"}}],\"mode\":\"%s\"}"
                        .formatted(mode);
        byte[] body = CHAT.formatted(choice).getBytes(UTF_8);
        ChatCompletionsCall call = ChatCompletionsReader.read(body);

        assertThat(call.body()).isEqualTo(body);
        JsonNode upstream = WireJson.mapper().readTree(call.bodyForUpstream(7));
        assertThat(upstream.path("tool_choice").asString()).isEqualTo(mode);
        assertThat(upstream.at("/tools").findValuesAsString("name")).containsExactly("a", "c");
        assertThat(upstream.at("/tools/0/function/description").asString()).isEqualTo("é");
        assertThat(upstream.path("max_tokens").asInt()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tool_choice.allowed_tools|[]",
                "tool_choice.allowed_tools.mode|{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}]}",
                "tool_choice.allowed_tools.mode|{\"mode\":\"none\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}]}",
                "tool_choice.allowed_tools.tools|{\"mode\":\"auto\"}",
                "tool_choice.allowed_tools.tools|{\"mode\":\"auto\",\"tools\":[]}",
                "tool_choice.allowed_tools.tools|{\"mode\":\"auto\",\"tools\":{}}",
                "tool_choice.allowed_tools.tools[0]|{\"mode\":\"auto\",\"tools\":[\"a\"]}",
                "tool_choice.allowed_tools.tools[0].function.name|{\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"name\":\"a\"}]}",
                "tool_choice.allowed_tools.tools[1].function.name|{\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}},{\"type\":\"function\",\"function\":{\"name\":\"x\"}}]}"
            })
    void whatWillNotDoIsNamed(String param, String choice) {
        assertRefused(() -> ChatCompletionsReader.read(CHAT.formatted(choice).getBytes(UTF_8)), param);
    }

    @Test
    void responsesBecomeTheSame() {
        byte[] body = RESPONSE.formatted("\"mode\":\"required\",\"tools\":[{\"type\":\"function\",\"name\":\"b\"}]")
                .getBytes(UTF_8);

        JsonNode sent = WireJson.mapper()
                .readTree(ResponsesReader.read(body, InstantSource.system()).body());

        assertThat(sent.path("tool_choice").toString())
                .isEqualTo(
                        "{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"b\"}}]}}");
        assertThat(sent.path("tools")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tool_choice.mode|\"mode\":\"some\",\"tools\":[{\"type\":\"function\",\"name\":\"b\"}]",
                "tool_choice.tools|\"mode\":\"auto\"",
                "tool_choice.tools[0].type|\"mode\":\"auto\",\"tools\":[{\"type\":\"mcp\",\"server_label\":\"b\"}]",
                "tool_choice.tools[0].name|\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"name\":\"x\"}]"
            })
    void whatWillNotDoInAResponseIsNamed(String param, String choice) {
        assertRefused(
                () -> ResponsesReader.read(RESPONSE.formatted(choice).getBytes(UTF_8), InstantSource.system()), param);
    }

    private static void assertRefused(ThrowingCallable reading, String param) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        refused -> assertThat(refused.param()).isEqualTo(param));
    }
}
