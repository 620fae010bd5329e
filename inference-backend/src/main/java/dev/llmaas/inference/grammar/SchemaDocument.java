package dev.llmaas.inference.grammar;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One schema document: its references, and what applies to a value when all of it is unfolded. One compilation's. */
final class SchemaDocument {
    private final Located root;
    private final Budget budget;
    private final Set<String> checked = new HashSet<>();
    private final Map<String, Language> languages = new HashMap<>();

    SchemaDocument(JsonNode root, Budget budget) {
        this.root = new Located(root, "", null);
        this.budget = budget;
        checkDepth(root);
    }

    Located root() {
        return root;
    }

    Budget budget() {
        return budget;
    }

    /** The texts that a pattern at a place is found in. */
    Language pattern(String pattern, String pointer) {
        return languages.computeIfAbsent(
                pointer, place -> RegexParser.parse(pattern, place).language(place, budget));
    }

    /**
     * All ways to satisfy some schemas together: each is a list of schemas without references and choices, all of which
     * apply. An empty list is no way.
     *
     * @throws GrammarException if a schema cannot be enforced or there are too many ways
     */
    List<List<Located>> alternatives(List<Located> schemas) {
        List<List<Located>> found = new ArrayList<>();
        Unfolding unfolding = new Unfolding(new ArrayList<>(), new LinkedHashSet<>(), new ArrayList<>());
        boolean possible = true;
        for (Located schema : schemas) {
            possible &= unfold(schema, unfolding);
        }
        if (possible) {
            choose(unfolding, 0, found);
        }
        return found;
    }

    /** What was unfolded so far: plain schemas, their pointers, and choices to be made. */
    private record Unfolding(List<Located> plain, Set<String> seen, List<List<Located>> choices) {
        Unfolding copy() {
            return new Unfolding(new ArrayList<>(plain), new LinkedHashSet<>(seen), new ArrayList<>(choices));
        }
    }

    private void choose(Unfolding unfolding, int made, List<List<Located>> found) {
        if (made == unfolding.choices().size()) {
            if (found.size() >= GrammarLimits.ALTERNATIVES_MAX) {
                throw new GrammarException(
                        unfolding.plain().isEmpty()
                                ? ""
                                : unfolding.plain().getFirst().pointer(),
                        "The alternatives combine in more than %d ways.".formatted(GrammarLimits.ALTERNATIVES_MAX));
            }
            found.add(List.copyOf(unfolding.plain()));
            return;
        }
        for (Located branch : unfolding.choices().get(made)) {
            Unfolding chosen = unfolding.copy();
            budget.take(1 + chosen.seen().size(), branch.pointer());
            if (unfold(branch, chosen)) {
                choose(chosen, made + 1, found);
            }
        }
    }

    /** Adds a schema and what it applies. Returns whether that can be satisfied as far as one sees here. */
    private boolean unfold(Located schema, Unfolding unfolding) {
        if (schema.appliesItself()) {
            throw new GrammarException(
                    schema.pointer(), "The schema refers to itself without a value in between, so it says nothing.");
        }
        budget.take(2, schema.pointer());
        check(schema);
        if (schema.node().isBoolean()) {
            return schema.node().booleanValue();
        }
        if (!unfolding.seen().add(schema.pointer())) {
            return true;
        }
        unfolding.plain().add(schema);
        boolean possible = true;
        if (schema.has("$ref")) {
            possible = unfold(resolve(schema).appliedBy(schema), unfolding);
        }
        if (schema.has("allOf")) {
            for (Located each : schema.applied("allOf")) {
                possible &= unfold(each, unfolding);
            }
        }
        for (String choice : List.of("anyOf", "oneOf")) {
            if (schema.has(choice)) {
                unfolding.choices().add(schema.applied(choice));
            }
        }
        return possible;
    }

    private void check(Located schema) {
        if (checked.add(schema.pointer())) {
            if (checked.size() > GrammarLimits.SCHEMAS_MAX) {
                throw new GrammarException(
                        schema.pointer(),
                        "The schema holds more than %,d schemas.".formatted(GrammarLimits.SCHEMAS_MAX));
            }
            Keywords.check(schema);
        }
    }

    private Located resolve(Located schema) {
        String reference = schema.text("$ref");
        if (!reference.equals("#") && !reference.startsWith("#/")) {
            throw schema.refused("$ref", "$ref must be # or a JSON pointer in the same schema, such as #/$defs/name.");
        }
        Located at = root;
        if (reference.length() > 1) {
            for (String part : decoded(schema, reference.substring(2)).split("/", -1)) {
                String name = part.replace("~1", "/").replace("~0", "~");
                boolean there = at.node().isArray()
                        ? name.matches("\\d{1,6}") && at.node().has(Integer.parseInt(name))
                        : at.node().has(name);
                if (!there) {
                    throw schema.refused("$ref", "$ref points to nothing.");
                }
                at = at.child(name);
            }
        }
        return at;
    }

    private static String decoded(Located schema, String fragment) {
        try {
            return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw schema.refused("$ref", "$ref is not a well-formed reference.");
        }
    }

    private static void checkDepth(JsonNode root) {
        List<JsonNode> level = List.of(root);
        for (int depth = 0; !level.isEmpty(); depth++) {
            if (depth > GrammarLimits.DEPTH_MAX) {
                throw new GrammarException(
                        "", "The schema has more than %d levels.".formatted(GrammarLimits.DEPTH_MAX));
            }
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : level) {
                node.forEach(next::add);
            }
            level = next;
        }
    }
}
