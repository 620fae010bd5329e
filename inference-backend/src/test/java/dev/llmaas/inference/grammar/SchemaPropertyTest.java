package dev.llmaas.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whatever a grammar lets through validates against its schema. {@code -Dgrammar.schemas=20000} looks longer. */
class SchemaPropertyTest {
    private static final int SCHEMAS = Integer.getInteger("grammar.schemas", 400);
    private static final int SENTENCES = 5;

    @Test
    void everySentenceOfTheGrammarValidatesAgainstTheSchema() {
        long seed = Long.getLong("grammar.seed", System.nanoTime());
        System.err.println("grammar.seed=" + seed);
        Random random = new Random(seed);
        RandomSchemas schemas = new RandomSchemas(random);
        int compiled = 0;
        int drawn = 0;
        for (int i = 0; i < SCHEMAS; i++) {
            JsonNode schema = schemas.next();
            Grammar grammar;
            try {
                grammar = Shape.json(schema, "schema").compile();
            } catch (GrammarException refused) {
                assertThat(refused.sentence()).endsWith(".");
                continue;
            }
            compiled++;
            Judge judge = Judge.of(schema.toString());
            Sentences sentences = new Sentences(grammar, random);
            for (int j = 0; j < SENTENCES; j++) {
                String sentence = sentences.next().orElse(null);
                if (sentence == null) {
                    continue;
                }
                drawn++;
                assertThat(WireJson.mapper().readTree(sentence)).isNotNull();
                assertThat(judge.complaints(sentence))
                        .as("seed %d: %s allows %s", seed, schema, sentence)
                        .isEmpty();
            }
        }
        System.err.printf("%d of %d random schemas compiled%n", compiled, SCHEMAS);
        assertThat(compiled).as("seed %d", seed).isGreaterThan(SCHEMAS / 2);
        assertThat(drawn).as("seed %d", seed).isGreaterThan(compiled * SENTENCES * 9 / 10);
    }
}
