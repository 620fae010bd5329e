package dev.llmaas.inference.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/**
 * The keys that some schemas together allow an object.
 *
 * @param schemas what applies to the value of each named key, in order; those that must not be there are left out
 * @param required the names of keys that must be there
 * @param extras further keys, any number of them
 * @param min how many keys at least
 * @param max how many keys at most, negative for any number
 */
record Members(Map<String, List<Located>> schemas, Set<String> required, List<Extra> extras, int min, int max) {
    /**
     * Keys without a name of their own.
     *
     * @param keys what they may be, null for any text
     * @param schemas what applies to their values
     */
    record Extra(@Nullable Language keys, List<Located> schemas) {}

    /** A pattern of keys. */
    private record Keyed(Located owner, Language keys, Located schema) {}

    static Members of(List<Located> parts, SchemaDocument document) {
        Set<String> names = new LinkedHashSet<>();
        Set<String> required = new LinkedHashSet<>();
        int min = 0;
        int max = -1;
        for (Located part : parts) {
            names.addAll(part.has("properties") ? part.names("properties") : List.of());
            required.addAll(part.has("required") ? part.texts("required") : List.of());
            min = Math.max(min, part.has("minProperties") ? part.size("minProperties") : 0);
            if (part.has("maxProperties")) {
                int size = part.size("maxProperties");
                max = max < 0 ? size : Math.min(max, size);
            }
        }
        names.addAll(required);
        List<Keyed> patterns = patterns(parts, document);
        Map<String, List<Located>> schemas = new LinkedHashMap<>();
        for (String name : names) {
            List<Located> all = schemasOf(name, parts, patterns, document);
            if (all != null) {
                schemas.put(name, all);
            }
        }
        List<Extra> extras = new Extras(parts, patterns, names, document).all();
        return new Members(schemas, required, extras, min, max);
    }

    private static List<Keyed> patterns(List<Located> parts, SchemaDocument document) {
        List<Keyed> patterns = new ArrayList<>();
        for (Located part : parts) {
            if (part.has("patternProperties")) {
                for (String pattern : part.names("patternProperties")) {
                    Located schema = part.child("patternProperties", pattern);
                    patterns.add(new Keyed(part, document.pattern(pattern, schema.pointer()), schema));
                }
            }
        }
        return patterns;
    }

    /** What applies to a key; null if it must not be there. */
    private static @Nullable List<Located> schemasOf(
            String name, List<Located> parts, List<Keyed> patterns, SchemaDocument document) {
        List<Located> all = new ArrayList<>();
        for (Located part : parts) {
            document.budget().take(1 + patterns.size(), part.pointer());
            int before = all.size();
            if (part.get("properties").has(name)) {
                all.add(part.child("properties", name));
            }
            for (Keyed pattern : patterns) {
                if (pattern.owner().equals(part) && pattern.keys().contains(name)) {
                    all.add(pattern.schema());
                }
            }
            boolean unnamed = all.size() == before && part.has("additionalProperties");
            if (unnamed && isFalse(part, "additionalProperties")) {
                return null;
            }
            if (unnamed) {
                all.add(part.child("additionalProperties"));
            }
            if (part.has("propertyNames") && !mayBeNamed(name, part, document)) {
                return null;
            }
        }
        return all;
    }

    private static boolean isFalse(Located part, String keyword) {
        return part.get(keyword).isBoolean() && !part.flag(keyword);
    }

    private static boolean mayBeNamed(String name, Located part, SchemaDocument document) {
        Facets names = namesOf(part, document);
        return names.values() == null
                ? Facets.of(names.parts(), document).admits(StringNode.valueOf(name))
                : names.admitted().contains(StringNode.valueOf(name));
    }

    private static Facets namesOf(Located part, SchemaDocument document) {
        List<List<Located>> alternatives = document.alternatives(List.of(part.child("propertyNames")));
        if (alternatives.size() != 1) {
            throw part.refused("propertyNames", "propertyNames may have no alternatives.");
        }
        return Facets.of(alternatives.getFirst(), document);
    }

    /** Finds the keys without a name of their own. */
    private record Extras(List<Located> parts, List<Keyed> patterns, Set<String> names, SchemaDocument document) {
        List<Extra> all() {
            List<Extra> extras = new ArrayList<>();
            boolean open = parts.stream().anyMatch(part -> part.has("additionalProperties"));
            boolean silent =
                    patterns.isEmpty() && names.isEmpty() && parts.stream().noneMatch(part -> part.has("properties"));
            for (Located part : parts) {
                if (part.has("unevaluatedProperties")) {
                    silent &= !closes(part);
                }
            }
            for (Keyed pattern : patterns) {
                List<Located> schemas = schemas(pattern);
                if (schemas != null) {
                    extras.add(new Extra(keys(pattern), schemas));
                }
            }
            List<Located> others = schemas(null);
            if ((open || silent) && others != null) {
                extras.add(new Extra(keys(null), others));
            }
            return extras;
        }

        /** Whether a part forbids what nobody names; it can only be told if nothing else stands beside it. */
        private boolean closes(Located part) {
            boolean alone = parts.stream().allMatch(other -> other.top().equals(part.top())) && part.applier() == null;
            boolean open = part.get("unevaluatedProperties").isBoolean() && part.flag("unevaluatedProperties");
            if (!open && !(alone && isFalse(part, "unevaluatedProperties"))) {
                throw part.refused(
                        "unevaluatedProperties",
                        "unevaluatedProperties is supported as false at the top of the schema of an object; use additionalProperties.");
            }
            return !open;
        }

        /** What applies to keys of a pattern, or of none; null if they must not be there. */
        private @Nullable List<Located> schemas(@Nullable Keyed pattern) {
            List<Located> schemas = new ArrayList<>();
            for (Located part : parts) {
                if (pattern != null && pattern.owner().equals(part)) {
                    schemas.add(pattern.schema());
                } else if (part.has("additionalProperties")) {
                    if (isFalse(part, "additionalProperties")) {
                        return null;
                    }
                    schemas.add(part.child("additionalProperties"));
                }
            }
            return schemas;
        }

        /** The keys of just this pattern, or of none; the named ones are left out. */
        private @Nullable Language keys(@Nullable Keyed pattern) {
            Language keys = pattern == null ? null : pattern.keys();
            for (Keyed other : patterns) {
                keys = other.equals(pattern) ? keys : orAny(keys).minus(other.keys());
            }
            for (Located part : parts) {
                if (part.has("propertyNames")) {
                    keys = orAny(keys).intersect(named(part));
                }
            }
            if (!names.isEmpty()) {
                Language own =
                        Language.ofTexts(List.copyOf(names), parts.getFirst().pointer(), document.budget());
                keys = orAny(keys).minus(own);
            }
            return keys;
        }

        private Language named(Located part) {
            Facets facets = namesOf(part, document);
            if (facets.values() != null) {
                List<String> texts = facets.admitted().stream()
                        .map(value -> value.stringValue(""))
                        .toList();
                return Language.ofTexts(texts, part.pointer(), document.budget());
            }
            if (facets.texts() != null) {
                return facets.texts();
            }
            Facets.checkLengths(facets.parts(), facets.lengthMin(), facets.lengthMax());
            return Language.ofLength(facets.lengthMin(), facets.lengthMax(), part.pointer(), document.budget());
        }

        private Language orAny(@Nullable Language keys) {
            return keys == null ? Language.ofLength(0, -1, parts.getFirst().pointer(), document.budget()) : keys;
        }
    }
}
