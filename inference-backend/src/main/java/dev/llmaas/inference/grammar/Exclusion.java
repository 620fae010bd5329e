package dev.llmaas.inference.grammar;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds out whether schemas exclude each other, so that exactly one of several applies. One compilation's. */
final class Exclusion {
    private final SchemaDocument document;
    private final Set<String> checked = new HashSet<>();

    Exclusion(SchemaDocument document) {
        this.document = document;
    }

    /**
     * Makes sure that no value satisfies two schemas of {@code oneOf}.
     *
     * @throws GrammarException if that is not certain
     */
    void check(Located schema) {
        if (!schema.has("oneOf") || !checked.add(schema.pointer())) {
            return;
        }
        List<Located> all = schema.applied("oneOf");
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                if (!isImpossible(List.of(all.get(i), all.get(j)), 0)) {
                    throw schema.refused(
                            "oneOf",
                            "Alternatives %d and %d of oneOf may both match; use anyOf, or give them a required key with different constants."
                                    .formatted(i, j));
                }
            }
        }
    }

    /** Whether it is certain that no value satisfies all of some schemas. */
    private boolean isImpossible(List<Located> schemas, int depth) {
        if (depth > GrammarLimits.EXCLUSION_DEPTH_MAX) {
            return false;
        }
        List<List<Located>> alternatives = document.alternatives(schemas);
        return alternatives.stream().allMatch(parts -> noneOf(parts, depth));
    }

    private boolean noneOf(List<Located> parts, int depth) {
        Facets facets = Facets.of(parts, document);
        if (facets.values() != null) {
            return parts.stream().noneMatch(Exclusion::isCompound)
                    && facets.admitted().isEmpty();
        }
        Set<Facets.Type> left = EnumSet.noneOf(Facets.Type.class);
        for (Facets.Type type : facets.types()) {
            boolean none = switch (type) {
                case NULL, BOOLEAN -> false;
                case NUMBER -> facets.numbers().isEmpty();
                case STRING -> facets.hasNoText();
                case ARRAY -> Items.of(parts).isEmpty();
                case OBJECT -> noObject(parts, depth);
            };
            if (!none) {
                left.add(type);
            }
        }
        // Types that nobody named were only guessed.
        boolean named = parts.stream().anyMatch(part -> part.has("type"));
        return left.isEmpty() && named;
    }

    /** Values of enum whose other keywords nobody can check here. */
    private static boolean isCompound(Located part) {
        return Keywords.OF_OBJECTS.stream().anyMatch(part::has)
                || Keywords.OF_ARRAYS.stream().anyMatch(part::has);
    }

    private boolean noObject(List<Located> parts, int depth) {
        Members members = Members.of(parts, document);
        List<String> required = new ArrayList<>(members.required());
        for (String name : required) {
            List<Located> schemas = members.schemas().get(name);
            boolean never = schemas == null || isImpossible(schemas, depth + 1);
            if (never) {
                return true;
            }
        }
        return members.max() >= 0 && Math.max(members.min(), required.size()) > members.max();
    }
}
