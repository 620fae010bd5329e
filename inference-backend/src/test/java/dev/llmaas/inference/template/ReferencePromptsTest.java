package dev.llmaas.inference.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The conversations of the reference, sent as requests: what the engine makes of them is what the reference made, but for
 * {@link #DIFFERENCES}. Those without a prompt for the next turn are no requests.
 */
class ReferencePromptsTest {
    private static final JsonNode EXPECTED =
            WireJson.mapper().readTree(ReferenceTemplatesTest.resource("expected.json"));
    private static final InstantSource DAY = InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));

    private enum Difference {
        /** The reference was given a date in one form only, whatever form the template asked it for. */
        DATE,
        /** The template shows no tools, so the model is told of them, of its calls and of their results in words. */
        TOOLS_IN_WORDS
    }

    private static final Map<String, Difference> DIFFERENCES = Map.of(
            "ibm-granite-granite-3.3-2B-Instruct.jinja user", Difference.DATE,
            "ibm-granite-granite-3.3-2B-Instruct.jinja multi-turn", Difference.DATE,
            "ibm-granite-granite-3.3-2B-Instruct.jinja tool-round-trip", Difference.DATE,
            "ibm-granite-granite-3.3-2B-Instruct.jinja thinking-off", Difference.DATE,
            "HuggingFaceTB-SmolLM3-3B.jinja tools", Difference.TOOLS_IN_WORDS,
            "HuggingFaceTB-SmolLM3-3B.jinja tool-round-trip", Difference.TOOLS_IN_WORDS,
            "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B.jinja tools", Difference.TOOLS_IN_WORDS,
            "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B.jinja tool-round-trip", Difference.TOOLS_IN_WORDS,
            // The reference refuses the turn of a tool, because it comes between those of user and assistant.
            "google-gemma-2-2b-it.jinja tool-round-trip", Difference.TOOLS_IN_WORDS);

    private static final String FUNCTIONS = """
            You can call these functions:
            {"name":"get_current_weather","description":"Current weather at a place","parameters":{"type":"object",\
            "properties":{"location":{"type":"string","description":"City, country"},\
            "unit":{"type":"string","enum":["celsius","fahrenheit"]}},"required":["location"]}}

            To call one, answer with this JSON and nothing else: {"name": <function>, "arguments": <object>}
            To call several, answer with a list of such objects.""";

    /** Conversations with tools, as they are told in words. */
    private static final Map<String, JsonNode> WORDS = Map.of(
            "tools",
            turns("system", "Be brief.\n\n" + FUNCTIONS, "user", "Weather in Paris?"),
            "tool-round-trip",
            turns(
                    "user",
                    FUNCTIONS + "\n\nWeather in Paris?",
                    "assistant",
                    "{\"name\": \"get_current_weather\", \"arguments\": {\"location\":\"Paris, France\",\"unit\":\"celsius\"}}",
                    "user",
                    "Result of get_current_weather:\n{\"temperature\": 22}"));

    static Stream<Arguments> cases() {
        return EXPECTED.path("rendered").properties().stream()
                .flatMap(template -> template.getValue().propertyNames().stream()
                        .filter(name ->
                                conversation(name).path("add_generation_prompt").booleanValue())
                        .map(name -> Arguments.of(template.getKey(), name)));
    }

    @Test
    void thereAreSeventyTwoRequestsAndEachDifferenceIsOneOfThem() {
        assertThat(cases()).hasSize(72);
        assertThat(cases().map(each -> each.get()[0] + " " + each.get()[1])).containsAll(DIFFERENCES.keySet());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRequestMakesThePromptOfTheReference(String name, String conversation) {
        ChatTemplate template = ChatTemplate.parse(
                        ReferenceTemplatesTest.resource(name),
                        EXPECTED.path("bos_token").stringValue(),
                        EXPECTED.path("eos_token").stringValue(),
                        DAY,
                        ZoneOffset.UTC)
                .withMarks(Set.of("<|im_start|>", "<|eot_id|>", "[INST]", "<start_of_turn>", "<tool_call>"));
        JsonNode expected = EXPECTED.path("rendered").path(name).path(conversation);
        ChatCompletionRequest request = request((ObjectNode) conversation(conversation));
        Difference difference = DIFFERENCES.get(name + " " + conversation);

        if (difference == Difference.TOOLS_IN_WORDS) {
            ObjectNode told = WireJson.mapper().createObjectNode();
            told.set("messages", WORDS.get(conversation));
            assertThat(template.prompt(request).text())
                    .isEqualTo(template.prompt(request(told)).text())
                    .isNotEqualTo(expected.path("text").stringValue(""));
        } else if (expected.has("error")) {
            // The reference puts the class of its exception before the words of the template.
            String words = expected.path("error").stringValue();
            assertThatThrownBy(() -> template.prompt(request))
                    .isInstanceOf(TemplateException.class)
                    .hasMessage(words.substring(words.indexOf(": ") + 2));
        } else {
            String text = expected.path("text").stringValue();
            boolean date = difference == Difference.DATE;
            assertThat(text.contains("Today's Date: 23 Nov 2026.")).isEqualTo(date);
            assertThat(template.prompt(request).text())
                    .isEqualTo(date ? text.replace("23 Nov 2026", "November 23, 2026") : text);
        }
    }

    private static JsonNode conversation(String name) {
        return EXPECTED.path("conversations").path(name);
    }

    private static JsonNode turns(String... rolesAndTexts) {
        var turns = WireJson.mapper().createArrayNode();
        for (int i = 0; i < rolesAndTexts.length; i += 2) {
            turns.addObject().put("role", rolesAndTexts[i]).put("content", rolesAndTexts[i + 1]);
        }
        return turns;
    }

    /** A conversation as a client sends it. */
    private static ChatCompletionRequest request(ObjectNode conversation) {
        ObjectNode json = conversation.deepCopy().put("model", "m");
        json.remove("add_generation_prompt");
        JsonNode thinking = json.remove("enable_thinking");
        if (thinking != null) {
            json.putObject("chat_template_kwargs").set("enable_thinking", thinking);
        }
        for (JsonNode message : json.path("messages")) {
            for (JsonNode call : message.path("tool_calls")) {
                ObjectNode function = (ObjectNode) call.path("function");
                function.put("arguments", function.path("arguments").toString());
            }
        }
        return WireJson.mapper().treeToValue(json, ChatCompletionRequest.class);
    }
}
