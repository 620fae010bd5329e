package dev.llmaas.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Whatever a schema or a pattern is, it becomes a grammar or a refusal, in bounded time. {@code -Dgrammar.fuzz=100000} looks
 * longer.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GrammarFuzzTest {
    private static final int ROUNDS = Integer.getInteger("grammar.fuzz", 1_000);
    private static final String PATTERN_LETTERS = "ab01.*+?{}[]()|^$\\dwspPLu,-:=!<>é\"\uD83D\uDE00 ";

    private final long seed = Long.getLong("grammar.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void aPatternBecomesALanguageOrARefusal() {
        System.err.println("grammar.seed=" + seed);
        int sound = 0;
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder pattern = new StringBuilder();
            int length = random.nextInt(20);
            for (int j = 0; j < length; j++) {
                pattern.append(
                        random.nextInt(20) == 0
                                ? (char) random.nextInt(0x10000)
                                : PATTERN_LETTERS.charAt(random.nextInt(PATTERN_LETTERS.length())));
            }
            sound += compiles(JsonNodeFactory.instance
                            .objectNode()
                            .put("type", "string")
                            .put("pattern", pattern.toString()))
                    ? 1
                    : 0;
        }
        assertThat(sound).as("seed %d", seed).isPositive();
    }

    @Test
    void aMutatedSchemaBecomesAGrammarOrARefusal() {
        System.err.println("grammar.seed=" + seed);
        RandomSchemas schemas = new RandomSchemas(random);
        int sound = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String text = schemas.next().toString();
            for (int change = random.nextInt(4); change >= 0; change--) {
                text = mutated(text);
            }
            try {
                sound += compiles(WireJson.mapper().readTree(text)) ? 1 : 0;
            } catch (JacksonException notJson) {
                // The reader of requests refuses it before a grammar sees it.
            }
        }
        assertThat(sound).as("seed %d", seed).isPositive();
    }

    @Test
    void schemasThatGrowWithoutEndAreRefused() {
        List<String> hostile = new ArrayList<>();
        hostile.add("{\"type\":\"array\",\"items\":".repeat(90) + "true" + "}".repeat(90));
        hostile.add("{\"anyOf\":[".repeat(90) + "true" + "]}".repeat(90));
        hostile.add(
                "{\"type\":\"array\",\"minItems\":9999,\"items\":{\"type\":\"array\",\"minItems\":9999,\"items\":{\"type\":\"string\",\"minLength\":9999}}}");
        hostile.add(wide(
                "anyOf",
                2_000,
                "{\"type\":\"object\",\"properties\":{\"k%d\":{\"type\":\"string\",\"pattern\":\"^.{0,500}$\"}}}"));
        hostile.add(
                wide("oneOf", 300, "{\"type\":\"object\",\"properties\":{\"k\":{\"const\":%d}},\"required\":[\"k\"]}"));
        hostile.add(wide("allOf", 60, "{\"anyOf\":[{\"minLength\":%1$d},{\"maxLength\":%1$d}]}"));
        hostile.add(wide("allOf", 30, "{\"type\":\"string\",\"pattern\":\"(a|b)*a(a|b){%d}\"}"));
        hostile.add("{\"type\":\"number\",\"minimum\":1e-300,\"maximum\":1e300,\"multipleOf\":1e-300}");
        hostile.add("{\"type\":\"integer\",\"multipleOf\":997,\"minimum\":-1e39,\"maximum\":1e39}");
        for (String schema : hostile) {
            long before = System.nanoTime();
            boolean sound = compiles(WireJson.mapper().readTree(schema));
            System.err.printf(
                    "%s... %s after %d ms%n",
                    schema.substring(0, 60), sound ? "compiled" : "refused", (System.nanoTime() - before) / 1_000_000);
        }
    }

    private static String wide(String keyword, int count, String part) {
        StringBuilder text = new StringBuilder("{\"" + keyword + "\":[");
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ",").append(part.formatted(i));
        }
        return text.append("]}").toString();
    }

    private boolean compiles(JsonNode schema) {
        try {
            Grammar grammar = Shape.json(schema, "schema").compile();
            new Sentences(grammar, random).next();
            return true;
        } catch (GrammarException refused) {
            assertThat(refused.sentence()).as("seed %d", seed).endsWith(".");
            assertThat(refused.path()).as("seed %d", seed).contains("#");
            return false;
        }
    }

    private String mutated(String text) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + random.nextInt(6));
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, at) + text.substring(end);
            case 1 -> text.substring(0, end) + text.substring(at);
            case 2 ->
                text.substring(0, at)
                        + (char) (32 + random.nextInt(95))
                        + text.substring(Math.min(text.length(), at + 1));
            case 3 ->
                text.replaceFirst(
                        "\"(type|items|properties|enum|required|pattern|minimum)\"",
                        random.nextBoolean() ? "\"not\"" : "\"anyOf\"");
            default -> text.substring(0, at) + random.nextInt() + text.substring(at);
        };
    }
}
