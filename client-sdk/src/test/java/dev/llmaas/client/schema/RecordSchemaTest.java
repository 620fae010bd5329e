package dev.llmaas.client.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletion;
import dev.llmaas.client.schema.UnfitAnswerException.Reason;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RecordSchemaTest {
    private static final String TICKET = """
            {"title":"Door","severity":"high","steps":["look","mend"],"due":"2026-01-31","person":null,"hours":1.50}""";

    @Description("how bad it is")
    enum Severity {
        LOW,
        @JsonProperty("high")
        HIGH
    }

    record Person(@JsonProperty("full_name") String name) {}

    record Ticket(
            @Description("one line") String title,
            Severity severity,
            List<String> steps,
            Optional<LocalDate> due,
            @Nullable Person person,
            BigDecimal hours) {}

    record Tree(String name, List<Tree> branches) {}

    record Chain(
            int value,
            @Description("what follows") @Nullable Chain next) {}

    record Forest(@Description("the oldest") Tree tree, Optional<Chain> chain) {}

    record Endless(String name, Half half) {}

    record Half(Endless whole) {}

    record Keyed(List<Map<String, String>> entries) {}

    record Sequence(int[] values) {}

    record Box<X>(X value) {}

    record Boxes(List<? extends Number> values) {}

    record Doubtful(Optional<Optional<String>> value) {}

    record Twice(@JsonProperty("b") String a, String b) {}

    record Loose(Object value) {}

    record Positive(int value) {
        Positive {
            if (value < 1) {
                throw new IllegalArgumentException("value: %d is not positive".formatted(value));
            }
        }
    }

    @Test
    void aRecordIsAStrictSchema() {
        JsonNode schema = RecordSchema.of(Ticket.class).schema();

        assertThat(schema).isEqualTo(WireJson.mapper().readTree("""
                {"type":"object","properties":{
                  "title":{"type":"string","description":"one line"},
                  "severity":{"type":"string","enum":["LOW","high"],"description":"how bad it is"},
                  "steps":{"type":"array","items":{"type":"string"}},
                  "due":{"anyOf":[{"type":"string","format":"date"},{"type":"null"}]},
                  "person":{"anyOf":[{"type":"object","properties":{"full_name":{"type":"string"}},
                    "required":["full_name"],"additionalProperties":false},{"type":"null"}]},
                  "hours":{"type":"number"}},
                 "required":["title","severity","steps","due","person","hours"],"additionalProperties":false}"""));
        assertThat(RecordSchema.of(Ticket.class)
                        .responseFormat()
                        .at("/json_schema/name")
                        .asString())
                .isEqualTo("Ticket");
    }

    @Test
    void recordsThatContainThemselvesAreReferredTo() {
        assertThat(RecordSchema.of(Tree.class)
                        .schema()
                        .at("/properties/branches/items/$ref")
                        .asString())
                .isEqualTo("#");
        JsonNode forest = RecordSchema.of(Forest.class).schema();
        assertThat(forest.at("/properties/tree")).isEqualTo(WireJson.mapper().readTree("""
                {"anyOf":[{"$ref":"#/$defs/Tree"}],"description":"the oldest"}"""));
        assertThat(forest.at("/$defs/Chain/properties/next/anyOf/0/$ref").asString())
                .isEqualTo("#/$defs/Chain");

        Chain chain = RecordSchema.of(Chain.class).read("{\"value\":1,\"next\":{\"value\":2,\"next\":null}}");

        assertThat(chain).isEqualTo(new Chain(1, new Chain(2, null)));
    }

    @Test
    void anAnswerBecomesTheRecord() {
        assertThat(RecordSchema.of(Ticket.class).read(TICKET))
                .isEqualTo(new Ticket(
                        "Door",
                        Severity.HIGH,
                        List.of("look", "mend"),
                        Optional.of(LocalDate.of(2026, 1, 31)),
                        null,
                        new BigDecimal("1.50")));
    }

    @Test
    void anEngineThatIsNotStrictMayLeaveOutWhatMayBeAbsentAndAddWhatNobodyKnows() {
        assertThat(RecordSchema.of(Ticket.class).read("""
                {"title":"Door","severity":"LOW","steps":[],"hours":1,"mood":"good"}"""))
                .isEqualTo(new Ticket("Door", Severity.LOW, List.of(), Optional.empty(), null, BigDecimal.ONE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "severity":"high"      | "severity":"MEDIUM"   | severity         | must be one of LOW, high
            "steps":["look",       | "steps":[7,           | steps[0]         | must be a text, but is another number
            "due":"2026-01-31"     | "due":"2027-02-31"    | due              | must be a date
            "person":null          | "person":{"name":"x"} | person.full_name | is missing
            "hours":1.50           | "hours":null          | hours            | must be a number, but is null
            "title":"Door",        | "":"",                | title            | is missing
            """)
    void whatDoesNotFitIsNamedByItsPathAndNotQuoted(String right, String wrong, String path, String why) {
        UnfitAnswerException unfit = catchThrowableOfType(
                UnfitAnswerException.class, () -> RecordSchema.of(Ticket.class).read(TICKET.replace(right, wrong)));

        assertThat(unfit.path()).isEqualTo(path);
        assertThat(unfit).hasMessageContaining(path).hasMessageContaining(why).hasNoCause();
        assertThat(unfit.getMessage()).doesNotContain("MEDIUM", "2027", "look");
    }

    @Test
    void numbersAreWholeIfTheirFractionIsZeroAndMustFit() {
        RecordSchema<Chain> chain = RecordSchema.of(Chain.class);

        assertThat(chain.read("{\"value\":2.0,\"next\":null}").value()).isEqualTo(2);
        assertThat(chain.read("{\"value\":-2147483648}").value()).isEqualTo(Integer.MIN_VALUE);
        for (String other : List.of("2147483648", "1.5", "1e999999999", "1e-999999999", "\"2\"", "true")) {
            assertThatThrownBy(() -> chain.read("{\"value\":" + other + "}"))
                    .as(other)
                    .isInstanceOf(UnfitAnswerException.class);
        }
    }

    @Test
    void whatARecordItselfRefusesIsItsCause() {
        assertThatThrownBy(() -> RecordSchema.of(Positive.class).read("{\"value\":0}"))
                .isInstanceOf(UnfitAnswerException.class)
                .hasMessage("The answer is refused by Positive itself.")
                .hasRootCauseMessage("value: 0 is not positive");
    }

    @Test
    void whatCannotBeEnforcedIsRefusedWithItsPath() {
        assertRefused(Endless.class, "Endless.half contains itself without end");
        assertRefused(
                Keyed.class,
                "Keyed.entries[] is java.util.Map<java.lang.String, java.lang.String>. A strict schema names all keys");
        assertRefused(Sequence.class, "Sequence.values is int[]. Use a List");
        assertRefused(Box.class, "Box.value is X. Possible are");
        assertRefused(Boxes.class, "Boxes.values[] is ? extends java.lang.Number. Possible are");
        assertRefused(Doubtful.class, "Doubtful.value may be absent in two ways");
        assertRefused(Twice.class, "Twice.b has the name b, as another one has");
        assertRefused(Loose.class, "Loose.value is java.lang.Object. Possible are");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "content":"{}","refusal":null    | stop           | OTHER_FORM
            "content":"{\\"v","refusal":null | stop           | NOT_JSON
            "content":"{} {}","refusal":null | stop           | NOT_JSON
            "content":"{}","refusal":null    | length         | CUT_OFF
            "content":"{","refusal":null     | content_filter | FILTERED
            "content":null,"refusal":"No."   | stop           | REFUSED
            "content":null,"refusal":null    | tool_calls     | NO_TEXT
            """)
    void anAnswerWithoutARecordSaysWhy(String message, String finish, Reason reason) {
        ChatCompletion answer = WireJson.mapper().readValue("""
                {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,
                 "message":{"role":"assistant",%s},"logprobs":null,"finish_reason":"%s"}]}""".formatted(message, finish), ChatCompletion.class);

        assertThatThrownBy(() -> RecordSchema.of(Positive.class).read(answer))
                .isInstanceOfSatisfying(
                        UnfitAnswerException.class,
                        unfit -> assertThat(unfit.reason()).isEqualTo(reason))
                .hasMessageNotContaining("No.");
    }

    private static void assertRefused(Class<? extends Record> type, String why) {
        assertThatThrownBy(() -> RecordSchema.of(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(why);
    }
}
