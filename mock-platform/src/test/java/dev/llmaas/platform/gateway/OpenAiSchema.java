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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's own schemas as the judge of answers. */
final class OpenAiSchema {
    private static final JsonNode COMPONENTS = read();
    /**
     * What OpenAI's segments of transcriptions must have and ours have not: the library that listens hands out texts and
     * times only, and numbers of our own making would be lies. Engines elsewhere may tell them; then they must fit.
     */
    static final Set<String> NOT_TOLD_OF_SEGMENTS = Set.of("tokens", "avg_logprob", "no_speech_prob");

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

    /** What an object of this schema must have in OpenAI's own words, without exceptions. */
    static Set<String> required(String name) {
        Set<String> names = new TreeSet<>();
        COMPONENTS.at("/$defs/" + name + "/required").forEach(field -> names.add(field.asString()));
        return names;
    }

    private static Schema schema(String name) {
        ObjectNode root = WireJson.mapper().createObjectNode();
        root.put("$ref", "#/$defs/" + name);
        ObjectNode schemas = (ObjectNode) COMPONENTS.get("$defs").deepCopy();
        ((ArrayNode) schemas.at("/TranscriptionSegment/required"))
                .removeIf(field -> NOT_TOLD_OF_SEGMENTS.contains(field.asString()));
        root.set("$defs", schemas);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(WireJson.mapper().writeValueAsString(root), InputFormat.JSON);
    }
}
