package dev.llmaas.client.schema;

import dev.llmaas.client.internal.Limits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a record as a schema in the strict subset of OpenAI (guide "Structured model outputs", 2026): all keys are required,
 * no others are allowed, and what may be absent may be null. Records that contain themselves stand in {@code $defs}; others stand where
 * they are, because beside a reference OpenAI allows no description. Not thread-safe; writes once.
 */
final class SchemaWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<Class<?>, Form.Members> records;
    private final Set<Class<?>> recursive;
    private final Class<?> root;
    /** The names of those that stand in {@code $defs}. */
    private final Map<Class<?>, String> names = new LinkedHashMap<>();

    private final ObjectNode definitions = JSON.objectNode();
    private int properties;

    SchemaWriter(Map<Class<?>, Form.Members> records, Set<Class<?>> recursive, Class<?> root) {
        this.records = records;
        this.recursive = recursive;
        this.root = root;
    }

    ObjectNode write() {
        ObjectNode schema = object(members(root));
        if (!definitions.isEmpty()) {
            schema.set("$defs", definitions);
        }
        return schema;
    }

    private ObjectNode object(Form.Members record) {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        describe(schema, record.description());
        ObjectNode members = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (Form.Member member : record.members()) {
            if (++properties > Limits.SCHEMA_PROPERTIES_MAX) {
                throw new IllegalArgumentException(
                        "%s has more than %,d components, those of the records within it too."
                                .formatted(root.getSimpleName(), Limits.SCHEMA_PROPERTIES_MAX));
            }
            members.set(member.name(), described(member));
            required.add(member.name());
        }
        return schema.put("additionalProperties", false);
    }

    private ObjectNode described(Form.Member member) {
        ObjectNode schema = of(member.form());
        if (member.description() == null) {
            return schema;
        }
        if (schema.has("$ref")) {
            ObjectNode around = JSON.objectNode();
            around.putArray("anyOf").add(schema);
            schema = around;
        }
        describe(schema, member.description());
        return schema;
    }

    private ObjectNode of(Form form) {
        return switch (form) {
            case Form.Single(Leaf leaf) -> {
                ObjectNode schema = JSON.objectNode();
                leaf.describe(schema);
                yield schema;
            }
            case Form.Choice choice -> {
                ObjectNode schema = JSON.objectNode().put("type", "string");
                choice.constants().keySet().forEach(schema.putArray("enum")::add);
                describe(schema, choice.description());
                yield schema;
            }
            case Form.Many(Form item) -> {
                ObjectNode schema = JSON.objectNode().put("type", "array");
                schema.set("items", of(item));
                yield schema;
            }
            case Form.Maybe(Form some, boolean _) -> {
                ObjectNode schema = JSON.objectNode();
                ArrayNode ways = schema.putArray("anyOf").add(of(some));
                ways.addObject().put("type", "null");
                yield schema;
            }
            case Form.Nested(Class<?> type) -> recursive.contains(type) ? reference(type) : object(members(type));
        };
    }

    private ObjectNode reference(Class<?> type) {
        if (type == root) {
            return JSON.objectNode().put("$ref", "#");
        }
        String name = names.get(type);
        if (name == null) {
            name = freeName(type);
            names.put(type, name);
            definitions.set(name, object(members(type)));
        }
        return JSON.objectNode().put("$ref", "#/$defs/" + name);
    }

    private String freeName(Class<?> type) {
        String name = type.getSimpleName();
        return names.containsValue(name) ? name + "_" + names.size() : name;
    }

    private Form.Members members(Class<?> type) {
        Form.Members members = records.get(type);
        if (members == null) {
            throw new IllegalStateException("%s was not read".formatted(type));
        }
        return members;
    }

    private static void describe(ObjectNode schema, @Nullable String description) {
        if (description != null) {
            schema.put("description", description);
        }
    }
}
