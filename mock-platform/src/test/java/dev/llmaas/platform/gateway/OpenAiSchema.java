package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.llmaas.api.WireJson;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's own schemas as the judge of answers. */
final class OpenAiSchema {
    private static final JsonNode COMPONENTS = read();
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private OpenAiSchema() {}

    private static JsonNode read() {
        try (InputStream in = OpenAiSchema.class.getResourceAsStream("/openai-components.json")) {
            return WireJson.mapper().readTree(in);
        } catch (java.io.IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** Fails if the JSON is not what OpenAI's schema of this name wants. */
    static void assertValid(String name, String json) {
        Schema schema = SCHEMAS.computeIfAbsent(name, OpenAiSchema::schema);
        assertThat(schema.validate(json, InputFormat.JSON).stream().map(Error::toString))
                .as("%s: %s", name, json)
                .isEmpty();
    }

    private static Schema schema(String name) {
        ObjectNode root = WireJson.mapper().createObjectNode();
        root.put("$ref", "#/$defs/" + name);
        root.set("$defs", COMPONENTS.get("$defs"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(WireJson.mapper().writeValueAsString(root), InputFormat.JSON);
    }
}
