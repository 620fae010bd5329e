package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.inference.grammar.SchemaCases;
import dev.llmaas.inference.llama.Guide.Reply;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the shipped model writes keeps to the form that was asked for, however little it knows of the form. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LlamaShapeTest {
    private static final String TOOLS = """
            "tools": [
              {"type": "function", "function": {"name": "get_quota", "parameters": {"type": "object",
                "properties": {"key": {"type": "string", "maxLength": 12}, "days": {"type": "integer", "minimum": 1, "maximum": 31}},
                "required": ["key", "days"], "additionalProperties": false}}},
              {"type": "function", "function": {"name": "list_models", "parameters": {"type": "object", "properties": {}}}}
            ]""";

    private static LlamaEngine engine;

    @BeforeAll
    static void open() {
        engine = Guide.open(4, 1_024);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void answersValidateAgainstTheirSchemas() throws InterruptedException {
        int whole = 0;
        List<JsonNode> schemas = SchemaCases.everyday();
        for (JsonNode schema : schemas) {
            for (double temperature : new double[] {0, 1.5}) {
                Reply reply = asked("Describe this platform as JSON.", temperature, format(schema), 400);
                if (reply.finishReason().equals("stop")) {
                    whole++;
                    assertThat(SchemaCases.complaints(schema, reply.text()))
                            .as("%s allows %s", schema, reply.text())
                            .isEmpty();
                } else {
                    assertThat(reply.finishReason()).isEqualTo("length");
                }
            }
        }
        System.err.printf("%d of %d answers came to their end%n", whole, 2 * schemas.size());
        assertThat(whole).isGreaterThanOrEqualTo(schemas.size());
    }

    @Test
    void aJsonObjectIsOneAndNothingElse() throws InterruptedException {
        Reply reply = asked("hello", 0, "\"response_format\": {\"type\": \"json_object\"}", 200);

        assertThat(reply.text()).startsWith("{");
        if (reply.finishReason().equals("stop")) {
            assertThat(WireJson.mapper().readTree(reply.text()).isObject()).isTrue();
        }
    }

    @Test
    void anAnswerCutByItsBoundSaysLength() throws InterruptedException {
        JsonNode schema = WireJson.mapper().readTree("{\"type\": \"string\", \"minLength\": 300}");

        Reply reply = asked("hello", 0, format(schema), 5);

        assertThat(reply.finishReason()).isEqualTo("length");
        assertThat(reply.usage().completionTokens()).isEqualTo(5);
        assertThat(reply.text()).startsWith("\"");
    }

    @Test
    void aWholeAnswerAtItsBoundSaysStop() throws InterruptedException {
        JsonNode schema = WireJson.mapper().readTree("{\"type\": \"boolean\"}");
        Reply free = asked("hello", 0, format(schema), 50);

        Reply tight = asked("hello", 0, format(schema), (int) free.usage().completionTokens());

        assertThat(tight.finishReason()).isEqualTo("stop");
        assertThat(tight.text()).isEqualTo(free.text()).isIn("true", "false");
    }

    @Test
    void probabilitiesBelongToTheTokensThatWereTaken() throws InterruptedException {
        JsonNode schema = WireJson.mapper().readTree("{\"enum\": [\"alpha\", \"beta\"]}");

        Reply reply = asked("hello", 0, format(schema) + ", \"logprobs\": true", 50);

        StringBuilder text = new StringBuilder();
        reply.chunks().stream()
                .map(chunk -> chunk.choices().getFirst().logprobs())
                .filter(Objects::nonNull)
                .flatMap(probabilities -> probabilities.content().stream())
                .forEach(token -> text.append(token.token()));
        assertThat(text).hasToString(reply.text());
        assertThat(reply.text()).isIn("\"alpha\"", "\"beta\"");
    }

    @Test
    void aRequiredCallIsMadeWithArgumentsOfItsFunction() throws InterruptedException {
        for (double temperature : new double[] {0, 1.5}) {
            Reply reply = asked(
                    "What is the weather?",
                    temperature,
                    TOOLS + ", \"tool_choice\": \"required\", \"parallel_tool_calls\": false",
                    300);

            List<ToolCall> calls = calls(reply);
            assertThat(calls).hasSize(1);
            assertThat(reply.finishReason()).isEqualTo("tool_calls");
            assertThat(reply.text()).isEmpty();
            assertArguments(calls.getFirst());
        }
    }

    @Test
    void aNamedFunctionIsTheOneThatIsCalled() throws InterruptedException {
        for (String name : List.of("get_quota", "list_models")) {
            Reply reply = asked(
                    "hello",
                    0,
                    TOOLS
                            + ", \"tool_choice\": {\"type\": \"function\", \"function\": {\"name\": \"%s\"}}"
                                    .formatted(name),
                    600);

            List<ToolCall> calls = calls(reply);
            assertThat(calls).hasSize(1).allSatisfy(call -> {
                assertThat(Objects.requireNonNull(call.function()).name()).isEqualTo(name);
                assertArguments(call);
            });
        }
    }

    @Test
    void aForcedCallThatIsCutIsACallAndNoContent() throws InterruptedException {
        String named = TOOLS + ", \"tool_choice\": {\"type\": \"function\", \"function\": {\"name\": \"get_quota\"}}";
        int told = 0;
        for (int tokens = 1; tokens <= 24; tokens++) {
            Reply reply = asked("hello", 0, named, tokens);

            assertThat(reply.text()).as("%d tokens", tokens).isEmpty();
            assertThat(reply.finishReason()).isEqualTo("length");
            assertThat(calls(reply))
                    .hasSizeLessThanOrEqualTo(1)
                    .allSatisfy(call -> assertThat(
                                    Objects.requireNonNull(call.function()).name())
                            .isEqualTo("get_quota"));
            told += calls(reply).size();
        }
        assertThat(told).isPositive();
    }

    @Test
    void noCallIsMadeWhereNoneMayBe() throws InterruptedException {
        Reply reply = asked("What is this platform?", 0, TOOLS + ", \"tool_choice\": \"none\"", 200);

        assertThat(calls(reply)).isEmpty();
        assertThat(reply.text()).isNotEmpty();
    }

    @Test
    void strictFunctionsLeaveTextFreeWhereNothingIsCalled() throws InterruptedException {
        String strict = TOOLS.replace("\"name\": \"get_quota\"", "\"strict\": true, \"name\": \"get_quota\"");

        for (Guide.Lesson lesson : Guide.lessons().subList(0, 4)) {
            Reply reply = asked(lesson.question(), 0, strict, 200);

            assertThat(reply.text().isEmpty()).isEqualTo(!calls(reply).isEmpty());
            calls(reply).forEach(LlamaShapeTest::assertArguments);
        }
    }

    @Test
    void severalAnswersKeepToTheFormEachForItself() throws InterruptedException {
        JsonNode schema = WireJson.mapper().readTree("{\"type\": \"integer\", \"minimum\": 10, \"maximum\": 99}");

        Reply reply = asked("hello", 1.5, format(schema) + ", \"n\": 4, \"seed\": 3", 50);

        for (int choice = 0; choice < 4; choice++) {
            assertThat(Integer.parseInt(reply.text(choice))).isBetween(10, 99);
        }
    }

    private static void assertArguments(ToolCall call) {
        ToolCall.Function function = Objects.requireNonNull(call.function());
        JsonNode arguments = WireJson.mapper().readTree(function.arguments());
        if ("get_quota".equals(function.name())) {
            assertThat(arguments.path("days").intValue()).isBetween(1, 31);
            assertThat(arguments.path("key").stringValue().length()).isLessThanOrEqualTo(12);
        } else {
            assertThat(function.name()).isEqualTo("list_models");
            assertThat(arguments).isEmpty();
        }
    }

    private static List<ToolCall> calls(Reply reply) {
        return SchemaCases.calls(reply.chunks());
    }

    private static String format(JsonNode schema) {
        ObjectNode format = WireJson.mapper().createObjectNode().put("type", "json_schema");
        format.putObject("json_schema")
                .put("name", "answer")
                .put("strict", true)
                .set("schema", schema);
        return "\"response_format\": " + format;
    }

    private static Reply asked(String question, double temperature, String fields, int tokens)
            throws InterruptedException {
        String all = "{\"temperature\": %s, \"max_tokens\": %d, %s}".formatted(temperature, tokens, fields);
        return Guide.reply(engine, Guide.greedyWith(question, all));
    }
}
