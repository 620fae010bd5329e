package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.WireJson;
import dev.llmaas.console.desktop.playground.JsonProblem.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON that a person types: what it is, or why it is not.
 *
 * @param value what was typed, as the request carries it; null where there is a problem, or nothing
 * @param problem why it cannot be used, or null
 * @param <T> what it shall be
 */
record TypedJson<T>(@Nullable T value, @Nullable JsonProblem problem) {
    private static final String FUNCTION = "function";

    /** Tools in the form of the request; a function alone, or one tool without a list, is taken for what it means. */
    static TypedJson<List<JsonNode>> tools(String text) {
        if (text.isBlank()) {
            return new TypedJson<>(null, null);
        }
        TypedJson<JsonNode> json = parse(text);
        JsonNode node = json.value();
        if (node == null) {
            return new TypedJson<>(null, json.problem());
        }
        List<JsonNode> tools = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode one : node.isArray() ? node.values() : List.of(node)) {
            if (!one.isObject()) {
                return new TypedJson<>(null, JsonProblem.of(Kind.NOT_TOOLS, ""));
            }
            JsonNode tool = one.has(FUNCTION) ? one : wrapped(one);
            String name = tool.path(FUNCTION).path("name").asString("");
            if (name.isEmpty()) {
                return new TypedJson<>(
                        null, JsonProblem.of(Kind.TOOL_WITHOUT_NAME, Integer.toString(tools.size() + 1)));
            }
            if (!names.add(name)) {
                return new TypedJson<>(null, JsonProblem.of(Kind.TOOL_TWICE, name));
            }
            tools.add(tool);
        }
        return tools.isEmpty()
                ? new TypedJson<>(null, JsonProblem.of(Kind.NOT_TOOLS, ""))
                : new TypedJson<>(List.copyOf(tools), null);
    }

    private static JsonNode wrapped(JsonNode function) {
        ObjectNode tool = WireJson.mapper().createObjectNode();
        tool.put("type", FUNCTION);
        tool.set(FUNCTION, function);
        return tool;
    }

    /** A JSON schema of an object. */
    static TypedJson<JsonNode> schema(String text) {
        if (text.isBlank()) {
            return new TypedJson<>(null, null);
        }
        TypedJson<JsonNode> json = parse(text);
        JsonNode node = json.value();
        if (node == null) {
            return json;
        }
        boolean describes = node.isObject() && (node.has("type") || node.has("properties") || node.has("$ref"));
        return describes ? json : new TypedJson<>(null, JsonProblem.of(Kind.NOT_A_SCHEMA, ""));
    }

    private static TypedJson<JsonNode> parse(String text) {
        try {
            return new TypedJson<>(WireJson.mapper().readTree(text), null);
        } catch (JacksonException malformed) {
            TokenStreamLocation at = malformed.getLocation();
            return new TypedJson<>(
                    null,
                    new JsonProblem(
                            Kind.NOT_JSON, at == null ? 0 : at.getLineNr(), at == null ? 0 : at.getColumnNr(), ""));
        }
    }
}
