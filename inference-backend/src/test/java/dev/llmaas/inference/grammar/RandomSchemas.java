package dev.llmaas.inference.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes schemas as people and programs write them, and stranger ones. */
record RandomSchemas(RandomGenerator random) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> NAMES = List.of("a", "b", "name", "é", "x y", "\"q\"", "kind", "n1");
    private static final List<String> FORMATS =
            List.of("date", "time", "date-time", "duration", "uuid", "hostname", "ipv4", "ipv6", "uri", "json-pointer");
    private static final List<String> PATTERNS = List.of(
            "^[a-z]+$",
            "^\\d{3}-\\d{2}$",
            "[A-Z]{2}",
            "^(foo|bar)?baz$",
            "^\\w+@\\w+$",
            "^[^\\s]+$",
            "^[\"\\\\]{1,3}$",
            "^\\p{L}{2,4}$",
            "^.{2,5}$",
            "^a|b$",
            "^[\\u00e0-\\u00ff]*$",
            "^\\S+ \\S+$",
            "^[\\x00-\\x1f]{1,2}$");

    ObjectNode next() {
        ObjectNode root = schema(3);
        if (random.nextInt(3) == 0) {
            root.set("$defs", JSON.objectNode().set("node", schema(2)));
        } else {
            root.set("$defs", JSON.objectNode().set("node", scalar()));
        }
        return root;
    }

    private ObjectNode schema(int depth) {
        int kind = random.nextInt(depth > 0 ? 12 : 6);
        return switch (kind) {
            case 6, 7 -> object(depth - 1);
            case 8 -> array(depth - 1);
            case 9 -> combined(depth - 1);
            case 10 -> JSON.objectNode().put("$ref", "#/$defs/node");
            case 11 -> allOf(depth - 1);
            default -> scalar();
        };
    }

    private ObjectNode scalar() {
        return switch (random.nextInt(9)) {
            case 0, 1 -> number();
            case 2, 3, 4 -> string();
            case 5 -> JSON.objectNode().put("type", random.nextBoolean() ? "boolean" : "null");
            case 6 -> values();
            case 7 -> nullable();
            default -> random.nextInt(4) == 0 ? JSON.objectNode() : string();
        };
    }

    private ObjectNode nullable() {
        ObjectNode schema = scalar();
        if (schema.path("type").isString()) {
            String type = schema.path("type").stringValue();
            schema.set("type", JSON.arrayNode().add(type).add(type.equals("null") ? "boolean" : "null"));
        }
        return schema;
    }

    private ObjectNode values() {
        ArrayNode values = JSON.arrayNode();
        for (int i = 0; i <= random.nextInt(4); i++) {
            switch (random.nextInt(6)) {
                case 0 -> values.add(random.nextInt(100));
                case 1 -> values.add(random.nextInt(1000) / 8.0);
                case 2 -> values.addNull();
                case 3 -> values.add(JSON.objectNode().put("k", true));
                default -> values.add(NAMES.get(random.nextInt(NAMES.size())) + i);
            }
        }
        return random.nextBoolean()
                ? JSON.objectNode().set("enum", values)
                : JSON.objectNode().set("const", values.get(0));
    }

    private ObjectNode number() {
        boolean whole = random.nextBoolean();
        ObjectNode schema = JSON.objectNode().put("type", whole ? "integer" : "number");
        double low = whole ? random.nextInt(-2000, 2000) : random.nextInt(-20_000, 20_000) / 100.0;
        double high = low + (whole ? random.nextInt(1, 5000) : random.nextInt(1, 50_000) / 100.0);
        if (random.nextInt(3) > 0) {
            schema.put(random.nextInt(3) == 0 ? "exclusiveMinimum" : "minimum", low);
        }
        if (random.nextInt(3) > 0) {
            schema.put(random.nextInt(3) == 0 ? "exclusiveMaximum" : "maximum", high);
        }
        if (random.nextInt(6) == 0) {
            double[] divisors = {1, 2, 3, 7, 25, 0.5, 0.01, 0.25, 1.5};
            schema.put("multipleOf", divisors[random.nextInt(divisors.length)]);
        }
        return schema;
    }

    private ObjectNode string() {
        ObjectNode schema = JSON.objectNode().put("type", "string");
        switch (random.nextInt(4)) {
            case 0 -> schema.put("format", FORMATS.get(random.nextInt(FORMATS.size())));
            case 1 -> schema.put("pattern", PATTERNS.get(random.nextInt(PATTERNS.size())));
            case 2 -> lengths(schema, "minLength", "maxLength", 12);
            default -> {}
        }
        return schema;
    }

    private void lengths(ObjectNode schema, String least, String most, int bound) {
        int min = random.nextInt(bound);
        if (random.nextBoolean()) {
            schema.put(least, min);
        }
        if (random.nextBoolean()) {
            schema.put(most, min + random.nextInt(bound));
        }
    }

    private ObjectNode object(int depth) {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        ObjectNode properties = JSON.objectNode();
        List<String> names = new ArrayList<>(NAMES);
        int count = random.nextInt(5);
        ArrayNode required = JSON.arrayNode();
        for (int i = 0; i < count; i++) {
            String name = names.remove(random.nextInt(names.size()));
            properties.set(name, schema(depth));
            if (random.nextBoolean()) {
                required.add(name);
            }
        }
        if (count > 0 || random.nextBoolean()) {
            schema.set("properties", properties);
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        switch (random.nextInt(7)) {
            case 0, 1 -> schema.put("additionalProperties", false);
            case 2 -> schema.put("additionalProperties", true);
            case 3 -> schema.set("additionalProperties", scalar());
            case 4 -> schema.set("patternProperties", JSON.objectNode().set("^x[0-9]+$", scalar()));
            case 5 -> schema.set("propertyNames", JSON.objectNode().put("pattern", "^[a-z]{1,8}$"));
            default -> {}
        }
        if (random.nextInt(4) == 0) {
            lengths(schema, "minProperties", "maxProperties", count + 1);
        }
        return schema;
    }

    private ObjectNode array(int depth) {
        ObjectNode schema = JSON.objectNode().put("type", "array");
        if (random.nextInt(4) > 0) {
            schema.set("items", random.nextInt(10) == 0 ? JSON.booleanNode(false) : schema(depth));
        }
        if (random.nextInt(4) == 0) {
            schema.set("prefixItems", JSON.arrayNode().add(schema(depth)).add(scalar()));
        }
        lengths(schema, "minItems", "maxItems", 4);
        return schema;
    }

    private ObjectNode combined(int depth) {
        ArrayNode all = JSON.arrayNode();
        for (int i = 0; i <= random.nextInt(3); i++) {
            all.add(schema(depth));
        }
        return JSON.objectNode().set(random.nextInt(4) == 0 ? "oneOf" : "anyOf", all);
    }

    private ObjectNode allOf(int depth) {
        ArrayNode all = JSON.arrayNode();
        boolean objects = random.nextBoolean();
        all.add(objects ? object(depth) : schema(depth));
        all.add(objects ? object(depth) : scalar());
        return JSON.objectNode().set("allOf", all);
    }
}
