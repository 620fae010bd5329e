package dev.llmaas.inference.grammar;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The keywords of JSON Schema 2020-12: which are enforced, which only describe, and why the others are refused. */
final class Keywords {
    static final List<String> OF_STRINGS = List.of("minLength", "maxLength", "pattern");
    static final List<String> OF_NUMBERS =
            List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");
    static final List<String> OF_ARRAYS =
            List.of("prefixItems", "items", "minItems", "maxItems", "uniqueItems", "unevaluatedItems");
    static final List<String> OF_OBJECTS = List.of(
            "properties",
            "patternProperties",
            "additionalProperties",
            "unevaluatedProperties",
            "required",
            "minProperties",
            "maxProperties",
            "propertyNames");

    private static final Set<String> OTHERS =
            Set.of("type", "enum", "const", "format", "$ref", "allOf", "anyOf", "oneOf", "$defs", "definitions");

    private static final Set<String> DESCRIBING = Set.of(
            "title",
            "description",
            "default",
            "example",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$schema",
            "$id",
            "$comment",
            "contentMediaType",
            "contentEncoding",
            "contentSchema",
            "discriminator",
            "nullable",
            "externalDocs",
            "xml",
            "strict");

    private static final Map<String, String> REASONS = Map.of(
            "not", "A grammar cannot exclude answers with not.",
            "if", "A grammar cannot decide by if, then and else; use anyOf.",
            "contains", "A grammar cannot require that a list contains something; use prefixItems.",
            "dependentRequired", "A grammar cannot make a key depend on another one; use anyOf.",
            "dependentSchemas", "A grammar cannot make a schema depend on a key; use anyOf.",
            "dependencies", "A grammar cannot make a key depend on another one; use anyOf.",
            "additionalItems", "additionalItems belongs to old drafts; use prefixItems and items.",
            "$anchor", "Anchors are not supported; refer by JSON pointer.",
            "$dynamicRef", "Dynamic references are not supported; use $ref.");

    private Keywords() {}

    /** Refuses a schema with a keyword that is not enforced and does not only describe. */
    static void check(Located schema) {
        JsonNode node = schema.node();
        if (node.isBoolean()) {
            return;
        }
        if (!node.isObject()) {
            throw new GrammarException(schema.pointer(), "A schema must be an object, true or false.");
        }
        for (String keyword : node.propertyNames()) {
            boolean known = OTHERS.contains(keyword)
                    || DESCRIBING.contains(keyword)
                    || keyword.startsWith("x-")
                    || OF_STRINGS.contains(keyword)
                    || OF_NUMBERS.contains(keyword)
                    || OF_ARRAYS.contains(keyword)
                    || OF_OBJECTS.contains(keyword);
            if (!known) {
                String reason =
                        REASONS.getOrDefault(keyword, "This keyword is not supported, and would have to be ignored.");
                throw schema.refused(keyword, reason);
            }
        }
    }
}
