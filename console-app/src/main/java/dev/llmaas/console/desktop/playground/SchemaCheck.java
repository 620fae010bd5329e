package dev.llmaas.console.desktop.playground;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Compares an answer with the JSON schema that was asked for. Knows {@code type}, {@code properties}, {@code required},
 * {@code additionalProperties}, {@code items}, {@code enum}, {@code const}, {@code anyOf}, bounds of numbers, texts and
 * lists, {@code pattern} and references within the schema; other words of JSON Schema are not compared.
 */
final class SchemaCheck {
    /** A schema that refers to itself is followed so deep. */
    private static final int DEPTH_MAX = 64;

    /** Breaches that are told; more would not be read. */
    private static final int BREACHES_MAX = 20;

    private final JsonNode root;
    private final List<Breach> breaches = new ArrayList<>();

    /** How an answer breaks its schema. */
    enum Kind {
        /** A field is missing. */
        MISSING,
        /** A field is not foreseen. */
        SURPLUS,
        /** It is of another type. */
        TYPE,
        /** It is none of the values that are allowed. */
        VALUE,
        /** It is too small, too large, too short or too long. */
        BOUND
    }

    /**
     * One breach.
     *
     * @param path where: {@code /persons/0/name}; empty for the whole
     * @param kind how
     * @param expected what the schema asks for
     */
    record Breach(String path, Kind kind, String expected) {}

    private SchemaCheck(JsonNode root) {
        this.root = root;
    }

    /** How {@code value} breaks {@code schema}; empty if it does not. */
    static List<Breach> breaches(JsonNode schema, JsonNode value) {
        SchemaCheck check = new SchemaCheck(schema);
        check.look(schema, value, "", 0);
        return List.copyOf(check.breaches);
    }

    private void look(JsonNode schema, JsonNode value, String path, int depth) {
        if (depth > DEPTH_MAX || breaches.size() >= BREACHES_MAX) {
            return;
        }
        JsonNode referred = referred(schema);
        if (referred != null) {
            look(referred, value, path, depth + 1);
            return;
        }
        if (!hasType(schema.path("type"), value)) {
            add(path, Kind.TYPE, typeOf(schema.path("type")));
            return;
        }
        if (schema.has("enum") && schema.get("enum").values().stream().noneMatch(value::equals)) {
            add(path, Kind.VALUE, schema.get("enum").toString());
        }
        if (schema.has("const") && !schema.get("const").equals(value)) {
            add(path, Kind.VALUE, schema.get("const").toString());
        }
        if (schema.path("anyOf").isArray() && !fitsAny(schema.get("anyOf"), value, depth)) {
            add(path, Kind.TYPE, "anyOf");
        }
        bounds(schema, value, path);
        if (value.isObject()) {
            fields(schema, value, path, depth);
        } else if (value.isArray() && schema.path("items").isObject()) {
            for (int i = 0; i < value.size(); i++) {
                look(schema.get("items"), value.get(i), path + "/" + i, depth + 1);
            }
        }
    }

    private @Nullable JsonNode referred(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        if (reference.equals("#")) {
            return root;
        }
        JsonNode found = reference.startsWith("#/") ? root.at(reference.substring(1)) : null;
        return found == null || found.isMissingNode() ? null : found;
    }

    private boolean fitsAny(JsonNode schemas, JsonNode value, int depth) {
        for (JsonNode one : schemas) {
            SchemaCheck trial = new SchemaCheck(root);
            trial.look(one, value, "", depth + 1);
            if (trial.breaches.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private void fields(JsonNode schema, JsonNode value, String path, int depth) {
        JsonNode properties = schema.path("properties");
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asString(""))) {
                add(path, Kind.MISSING, required.asString(""));
            }
        }
        JsonNode further = schema.path("additionalProperties");
        for (var field : value.properties()) {
            String at = path + "/" + field.getKey();
            if (properties.has(field.getKey())) {
                look(properties.get(field.getKey()), field.getValue(), at, depth + 1);
            } else if (further.isBoolean() && !further.booleanValue()) {
                add(path, Kind.SURPLUS, field.getKey());
            } else if (further.isObject()) {
                look(further, field.getValue(), at, depth + 1);
            }
        }
    }

    private void bounds(JsonNode schema, JsonNode value, String path) {
        if (value.isNumber()) {
            bound(schema, "minimum", value.doubleValue(), 1, path);
            bound(schema, "maximum", value.doubleValue(), -1, path);
        } else if (value.isString()) {
            String text = value.stringValue();
            int length = text.codePointCount(0, text.length());
            bound(schema, "minLength", length, 1, path);
            bound(schema, "maxLength", length, -1, path);
            pattern(schema.path("pattern").asString(""), text, path);
        } else if (value.isArray()) {
            bound(schema, "minItems", value.size(), 1, path);
            bound(schema, "maxItems", value.size(), -1, path);
        }
    }

    private void bound(JsonNode schema, String word, double is, int sign, String path) {
        JsonNode bound = schema.path(word);
        if (bound.isNumber() && sign * is < sign * bound.doubleValue()) {
            add(path, Kind.BOUND, word + " " + bound);
        }
    }

    private void pattern(String pattern, String text, String path) {
        try {
            if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(text).find()) {
                add(path, Kind.VALUE, pattern);
            }
        } catch (PatternSyntaxException foreign) {
            // A pattern in another dialect says nothing about the answer.
        }
    }

    private void add(String path, Kind kind, String expected) {
        breaches.add(new Breach(path, kind, expected));
    }

    private static boolean hasType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            return type.values().stream().anyMatch(one -> hasType(one, value));
        }
        return switch (type.asString("")) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber() || (value.isNumber() && value.doubleValue() % 1 == 0);
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> true;
        };
    }

    private static String typeOf(JsonNode type) {
        return type.isArray() ? type.toString() : type.asString("");
    }
}
