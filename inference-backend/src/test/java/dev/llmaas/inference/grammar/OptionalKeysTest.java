package dev.llmaas.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects with many keys that may be left out. */
class OptionalKeysTest {
    private static final int WALK_BYTES = 3_000;
    private static final String[] KEYS = {"a", "ab", "é", "b", "ba\"c"};

    @Test
    void aThousandOptionalKeysHaveFewReadings() {
        ObjectNode schema = WireJson.mapper().createObjectNode().put("type", "object");
        ObjectNode keys = schema.putObject("properties");
        for (int key = 0; key < 1_000; key++) {
            keys.putObject("p" + key).put("type", "integer");
        }
        schema.put("additionalProperties", false);
        Walker walker = new Walker(Shape.json(schema, "schema").compile());
        long seed = new Random().nextLong();
        Random random = new Random(seed);

        int written = 0;
        while (written < WALK_BYTES && !walker.mustEnd()) {
            walker.take(new byte[] {(byte) pick(walker.nextBytes(), random)});
            written++;
            // A number may go on, or what is behind it may begin.
            assertThat(walker.readings()).as("seed %d", seed).isLessThanOrEqualTo(12);
        }
        assertThat(written).isGreaterThan(1);
    }

    @Test
    void whatIsTakenIsWhatTheSchemaAllows() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            JsonNode schema = schema(random);
            Grammar grammar = Shape.json(schema, "schema").compile();
            for (int tried = 0; tried < 20; tried++) {
                String text = object(random);
                boolean allowed = SchemaCases.complaints(schema, text).isEmpty();

                assertThat(takes(grammar, text))
                        .as("seed %d: %s takes %s", seed, schema, text)
                        .isEqualTo(allowed);
            }
        }
    }

    /** Keys that begin alike, some of them required, counted or not. */
    private static JsonNode schema(Random random) {
        ObjectNode schema = WireJson.mapper().createObjectNode().put("type", "object");
        ObjectNode keys = schema.putObject("properties");
        int required = 0;
        for (String key : KEYS) {
            keys.putObject(key).put("type", "boolean");
            if (random.nextInt(4) == 0) {
                schema.withArray("required").add(key);
                required++;
            }
        }
        schema.put("additionalProperties", false);
        if (random.nextBoolean()) {
            schema.put("minProperties", random.nextInt(4));
        }
        if (random.nextBoolean()) {
            schema.put("maxProperties", Math.max(3, required) + random.nextInt(3));
        }
        return schema;
    }

    /** An object with some of the keys in their order. */
    private static String object(Random random) {
        ObjectNode object = WireJson.mapper().createObjectNode();
        for (String key : KEYS) {
            if (random.nextBoolean()) {
                object.put(key, random.nextBoolean());
            }
        }
        return object.toString();
    }

    private static boolean takes(Grammar grammar, String text) {
        Walker walker = new Walker(grammar);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!walker.accepts(bytes)) {
            return false;
        }
        walker.take(bytes);
        return walker.mayEnd();
    }

    private static int pick(BitSet bytes, Random random) {
        int[] all = bytes.stream().toArray();
        int value = all[random.nextInt(all.length)];
        // Objects end seldom, so that walks are long.
        return value == '}' ? all[random.nextInt(all.length)] : value;
    }
}
