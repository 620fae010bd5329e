package dev.llmaas.inference.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.WireJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Twelve templates of published models, rendered by the reference implementation and by ours. */
class ReferenceTemplatesTest {
    private static final JsonNode EXPECTED = WireJson.mapper().readTree(resource("expected.json"));
    private static final InstantSource DAY = InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));

    /** The names of the templates' files. */
    static List<String> names() {
        return List.copyOf(EXPECTED.path("rendered").propertyNames());
    }

    static Stream<Arguments> cases() {
        return EXPECTED.path("rendered").properties().stream()
                .flatMap(template -> template.getValue().propertyNames().stream()
                        .map(conversation -> Arguments.of(template.getKey(), conversation)));
    }

    @Test
    void thereAreEightyFourCases() {
        assertThat(cases()).hasSize(84);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aConversationComesOutAsTheReferenceHasIt(String name, String conversation) {
        Template template = Template.parse(resource(name));
        JsonNode expected = EXPECTED.path("rendered").path(name).path(conversation);
        Map<String, Value> variables = new HashMap<>();
        for (String mark : List.of("bos_token", "eos_token")) {
            variables.put(mark, ChatTemplate.value(EXPECTED.path(mark)));
        }
        variables.put("strftime_now", new Value.Function("strftime_now", ReferenceTemplatesTest::today));
        EXPECTED.path("conversations")
                .path(conversation)
                .properties()
                .forEach(entry -> variables.put(entry.getKey(), ChatTemplate.value(entry.getValue())));

        if (expected.has("error")) {
            String message = expected.path("error").stringValue();
            assertThatThrownBy(() -> template.render(variables, DAY, ZoneOffset.UTC))
                    .isInstanceOf(TemplateException.class)
                    .hasMessage(message.substring(message.indexOf(": ") + 2));
        } else {
            assertThat(template.render(variables, DAY, ZoneOffset.UTC))
                    .isEqualTo(expected.path("text").stringValue());
        }
    }

    /** The day on which the reference rendered them; it wrote all but one form of it so. */
    private static Value today(dev.llmaas.inference.template.Arguments arguments) {
        boolean plain = arguments.text("strftime_now", 0, "format", "").equals("%Y-%m-%d");
        return Value.of(plain ? "2026-11-23" : "23 Nov 2026");
    }

    static String resource(String name) {
        try (InputStream in = ReferenceTemplatesTest.class.getResourceAsStream("/chat-templates/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
