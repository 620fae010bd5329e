package dev.llmaas.inference.llama;

import dev.llmaas.api.WireJson;
import dev.llmaas.inference.grammar.Grammar;
import dev.llmaas.inference.grammar.Shape;
import dev.llmaas.inference.grammar.TokenIndex;
import dev.llmaas.inference.grammar.Walker;
import dev.llmaas.inference.llama.Guide.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/**
 * What a form costs: tokens a second with and without it, the time to compile one, and the time to find the tokens that may
 * come next among 150,000. Run its main with the natives unpacked, for instance as a test class is run.
 */
final class GrammarBenchmark {
    private static final int ROUNDS = 5;
    private static final int TOKENS = 1_000;
    private static final String QUESTION = "What is this platform?";
    private static final int VOCABULARY = 150_000;
    private static final String SCHEMA = """
            {"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0},
             "mail":{"type":"string","format":"email"},"tags":{"type":"array","items":{"type":"string"}}},
             "required":["name","age","mail","tags"],"additionalProperties":false}""";

    private GrammarBenchmark() {}

    public static void main(String[] arguments) throws InterruptedException {
        speeds();
        compiling();
        finding();
    }

    private static void speeds() throws InterruptedException {
        String unlike = format("{\"type\":\"array\",\"minItems\":400,\"items\":{\"enum\":[\"ab\",\"cd\"]}}");
        try (LlamaEngine engine = Guide.open(1, 1_024)) {
            String answer = Guide.reply(engine, Guide.greedy(QUESTION)).text();
            String alike = format("{\"enum\":[%s]}".formatted(WireJson.mapper().writeValueAsString(answer)));
            for (int round = 0; round < ROUNDS; round++) {
                System.err.printf(
                        "tokens/s: free %.0f, the same answer in quotes %.0f, words the model never wrote %.0f%n",
                        speed(engine, "\"n\": 1"), speed(engine, alike), speed(engine, unlike));
            }
        }
    }

    private static String format(String schema) {
        return "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":%s}}".formatted(schema);
    }

    private static double speed(LlamaEngine engine, String fields) throws InterruptedException {
        String all = "{\"max_tokens\": 120, \"temperature\": 0, %s}".formatted(fields);
        long tokens = 0;
        long before = System.nanoTime();
        while (tokens < TOKENS) {
            Reply reply = Guide.reply(engine, Guide.greedyWith(QUESTION, all));
            tokens += reply.usage().completionTokens();
        }
        return tokens * 1e9 / (System.nanoTime() - before);
    }

    private static void compiling() {
        JsonNode schema = WireJson.mapper().readTree(SCHEMA);
        for (int round = 0; round < ROUNDS; round++) {
            long before = System.nanoTime();
            Grammar grammar = Shape.json(schema, "schema").compile();
            System.err.printf("compiled: %d states in %.2f ms%n", grammar.states(), (System.nanoTime() - before) / 1e6);
        }
    }

    private static void finding() {
        Random random = new Random(1);
        String[] tokens = new String[VOCABULARY];
        for (int token = 0; token < tokens.length; token++) {
            StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? " " : "");
            for (int letters = random.nextInt(1, 8); letters > 0; letters--) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            tokens[token] = token < 95 ? Character.toString(32 + token) : text.toString();
        }
        TokenIndex index = TokenIndex.of(VOCABULARY, token -> tokens[token].getBytes(StandardCharsets.UTF_8));
        Grammar grammar =
                Shape.json(WireJson.mapper().readTree(SCHEMA), "schema").compile();
        for (int round = 0; round < ROUNDS; round++) {
            Walker walker = new Walker(grammar);
            long start = System.nanoTime();
            int first = found(walker, index);
            long key = System.nanoTime();
            walker.take("{\"name\":\"".getBytes(StandardCharsets.UTF_8));
            int inText = found(walker, index);
            long text = System.nanoTime();
            for (int i = 0; i < 100_000; i++) {
                walker.accepts(new byte[] {'a', 'b', 'c'});
            }
            System.err.printf(
                    "of %,d tokens: %d at the start in %.2f ms, %,d within a text in %.2f ms; one token of three letters in %.2f us%n",
                    VOCABULARY,
                    first,
                    (key - start) / 1e6,
                    inText,
                    (text - key) / 1e6,
                    (System.nanoTime() - text) / 1e8);
        }
    }

    private static int found(Walker walker, TokenIndex index) {
        Walker.Search search = walker.search(index);
        search.go(Long.MAX_VALUE);
        return search.allowed().cardinality();
    }
}
