package dev.llmaas.inference.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.inference.EngineException.Rejected;
import dev.llmaas.inference.llama.Guide.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of an answer, by whatever name a request asks for it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FormWishTest {
    private static final String PROMPT = "\"An API key\"";
    private static final String QUESTION = "What is this platform?";

    private static LlamaEngine engine;

    @BeforeAll
    static void open() {
        engine = Guide.open(2, 512);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"guided_regex\": \"(a\"",
                "\"guided_regex\": \"(?=a)b\"",
                "\"guided_regex\": 7",
                "\"guided_choice\": []",
                "\"guided_choice\": [\"a\", \"\"]",
                "\"guided_choice\": \"a\"",
                "\"guided_json\": 7",
                "\"guided_json\": \"{\"",
                "\"structured_outputs\": {\"structural_tag\": \"a\"}",
            })
    void aFormThatIsNoneIsRefusedByItsName(String field) {
        Rejected refused = refused("{%s}".formatted(field));

        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refused.param()).contains(field.substring(1, field.indexOf('"', 1)));
    }

    @Test
    void aSchemaHoldsByEachOfItsNames() throws InterruptedException {
        String schema = "{\"type\": \"integer\", \"minimum\": 10, \"maximum\": 99}";
        for (String field : List.of(
                "\"guided_json\": " + schema,
                "\"guided_json\": \"%s\"".formatted(schema.replace("\"", "\\\"")),
                "\"json_schema\": " + schema,
                "\"structured_outputs\": {\"json\": %s}".formatted(schema),
                "\"response_format\": {\"type\": \"json_object\", \"schema\": %s}".formatted(schema))) {
            Reply reply = asked(field);

            assertThat(Integer.parseInt(reply.text())).as(field).isBetween(10, 99);
            assertThat(reply.finishReason()).isEqualTo("stop");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[A-F]{3}-[0-9]{2}",
                "^[A-F]{3}-[0-9]{2}$",
                "(ja|nein|vielleicht), \"é+\"",
                "<\\d{1,3}>",
            })
    void anExpressionHoldsForTheWholeText(String pattern) throws InterruptedException {
        String json = WireJson.mapper().writeValueAsString(pattern);
        for (String name : List.of("guided_regex", "regex")) {
            Reply reply =
                    asked("\"temperature\": 1.5, \"seed\": 5, \"max_tokens\": 60, \"%s\": %s".formatted(name, json));

            assertThat(reply.finishReason()).isEqualTo("stop");
            assertThat(reply.text()).matches(pattern);
        }
    }

    @Test
    void aChoiceIsOneOfItsTexts() throws InterruptedException {
        for (int seed = 0; seed < 5; seed++) {
            Reply reply = asked(
                    "\"temperature\": 2, \"seed\": %d, \"guided_choice\": [\"yes\", \"yesterday\", \"non\", \"été\", \"yes\"]"
                            .formatted(seed));

            assertThat(reply.text()).isIn("yes", "yesterday", "non", "été");
            assertThat(reply.finishReason()).isEqualTo("stop");
        }
    }

    @Test
    void twoFormsAtOnceAreRefused() {
        Rejected refused = refused("{\"response_format\": {\"type\": \"json_object\"}, \"guided_choice\": [\"a\"]}");

        assertThat(refused.param()).contains("guided_choice");
        assertThat(refused.sentence()).contains("response_format and guided_choice", "one of them");
    }

    @Test
    void anExpressionThatNoTextMatchesIsRefused() {
        Rejected refused = refused("{\"guided_regex\": \"a[^\\\\s\\\\S]\"}");

        assertThat(refused.param()).contains("guided_regex");
    }

    @Test
    void aTextGoesOnInTheFormThatWasAskedFor() throws InterruptedException {
        String schema =
                "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"boolean\"}}, \"required\": [\"a\"], \"additionalProperties\": false}";
        Reply schematic = Guide.complete(
                engine,
                PROMPT,
                "\"max_tokens\": 40, \"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"n\", \"schema\": %s}}"
                        .formatted(schema));

        assertThat(WireJson.mapper().readTree(schematic.text()).path("a").isBoolean())
                .isTrue();
        assertThat(Guide.complete(engine, PROMPT, "\"max_tokens\": 40, \"guided_choice\": [\"alpha\", \"beta\"]")
                        .text())
                .isIn("alpha", "beta");
    }

    private static Rejected refused(String fields) {
        return catchThrowableOfType(Rejected.class, () -> Guide.reply(engine, Guide.greedyWith(QUESTION, fields)));
    }

    private static Reply asked(String fields) throws InterruptedException {
        return Guide.reply(engine, Guide.greedyWith(QUESTION, "{%s}".formatted(fields)));
    }
}
