package dev.llmaas.client.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Random records against a validator and a writer of others. */
class RecordSchemaPropertyTest {
    private static final int RECORDS = Integer.getInteger("schema.records", 40);
    private static final int VALUES = 20;
    private static final JsonMapper OTHERS = JsonMapper.builder()
            .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @TempDir
    private Path place;

    private final long seed = Long.getLong("seed", new SplittableRandom().nextLong());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final RandomRecords made = new RandomRecords(random);

    @Test
    void whatTheSchemaAllowsIsReadAndNothingElseIs() {
        System.out.println("RecordSchemaPropertyTest seed " + seed);
        int spoiled = 0;
        int refused = 0;
        for (Class<? extends Record> type : made.types(RECORDS, place)) {
            RecordSchema<?> schema = RecordSchema.of(type);
            Schema judge = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema.schema().toString(), InputFormat.JSON);
            requireStrict(schema.schema(), type);
            for (int i = 0; i < VALUES; i++) {
                Record value = made.value(type, 0);
                String json = OTHERS.writeValueAsString(value);

                assertThat(complaints(judge, json))
                        .as("%s against %s", json, schema.schema())
                        .isEmpty();
                assertThat(schema.read(json)).as(json).isEqualTo(value);

                String other = spoiled(json);
                boolean allowed = complaints(judge, other).isEmpty();
                assertThat(isRead(schema, other))
                        .as("%s against %s", other, schema.schema())
                        .isEqualTo(allowed);
                spoiled++;
                refused += allowed ? 0 : 1;
            }
        }
        assertThat(refused).isBetween(spoiled / 10, spoiled - 1); // both sides were seen
    }

    private static List<String> complaints(Schema judge, String json) {
        return judge
                .validate(
                        json,
                        InputFormat.JSON,
                        execution -> execution.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static boolean isRead(RecordSchema<?> schema, String json) {
        try {
            schema.read(json);
            return true;
        } catch (UnfitAnswerException unfit) {
            assertThat(unfit.reason()).isEqualTo(UnfitAnswerException.Reason.OTHER_FORM);
            return false;
        }
    }

    /** What OpenAI demands of a strict schema: every object names all its keys as required, and allows no others. */
    private static void requireStrict(JsonNode schema, Class<?> type) {
        if (schema.path("type").asString("").equals("object")) {
            assertThat(schema.path("additionalProperties").asBoolean(true))
                    .as(type.getName())
                    .isFalse();
            assertThat(schema.path("required").valueStream().map(JsonNode::asString))
                    .containsExactlyElementsOf(schema.path("properties").propertyNames());
        }
        schema.forEach(part -> requireStrict(part, type));
    }

    /** The same with something else at one place. */
    private String spoiled(String json) {
        JsonNode root = OTHERS.readTree(json);
        List<Runnable> ways = new ArrayList<>();
        collect(root, ways);
        if (ways.isEmpty()) {
            return made.anything();
        }
        ways.get(random.nextInt(ways.size())).run();
        return root.toString();
    }

    private void collect(JsonNode node, List<Runnable> ways) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                ways.add(() -> object.set(name, OTHERS.readTree(made.anything())));
                collect(object.get(name), ways);
            }
        } else if (node instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                int at = i;
                ways.add(() -> list.set(at, OTHERS.readTree(made.anything())));
                collect(list.get(i), ways);
            }
        }
    }
}
