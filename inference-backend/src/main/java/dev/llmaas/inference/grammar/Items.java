package dev.llmaas.inference.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * The items that some schemas together allow a list.
 *
 * @param first what applies to the first ones, one after the other
 * @param rest what applies to those behind them
 * @param min how many at least
 * @param max how many at most, negative for any number
 */
record Items(List<List<Located>> first, List<Located> rest, int min, int max) {
    static Items of(List<Located> parts) {
        int min = 0;
        int max = -1;
        int named = 0;
        boolean open = parts.stream().anyMatch(part -> part.has("items"));
        for (Located part : parts) {
            min = Math.max(min, part.has("minItems") ? part.size("minItems") : 0);
            max = part.has("maxItems") ? least(max, part.size("maxItems")) : max;
            named = Math.max(
                    named, part.has("prefixItems") ? part.list("prefixItems").size() : 0);
            if (part.get("items").isArray()) {
                throw part.refused("items", "items must be one schema; use prefixItems for several.");
            }
        }
        List<List<Located>> first = new ArrayList<>();
        for (int place = 0; place < named; place++) {
            if (!mayBe(parts, place)) {
                max = least(max, place);
                break;
            }
            first.add(schemas(parts, place));
        }
        // Nothing is said about those behind: then there are none, unless there must be.
        max = named > 0 && !open ? least(max, Math.max(named, min)) : max;
        max = mayBe(parts, named) ? max : least(max, named);
        check(parts, min, max, named > 0 && !open);
        return new Items(first, mayBe(parts, named) ? schemas(parts, named) : List.of(), min, max);
    }

    private static int least(int max, int other) {
        return max < 0 ? other : Math.min(max, other);
    }

    private static boolean mayBe(List<Located> parts, int place) {
        return parts.stream()
                .noneMatch(part -> part.get("prefixItems").size() <= place
                        && part.get("items").isBoolean()
                        && !part.flag("items"));
    }

    private static List<Located> schemas(List<Located> parts, int place) {
        List<Located> schemas = new ArrayList<>();
        for (Located part : parts) {
            if (place < part.get("prefixItems").size()) {
                schemas.add(part.child("prefixItems", Integer.toString(place)));
            } else if (part.has("items")) {
                schemas.add(part.child("items"));
            }
        }
        return schemas;
    }

    private static void check(List<Located> parts, int min, int max, boolean closed) {
        int most = GrammarLimits.ITEMS_MAX;
        if (min > most || max > most) {
            throw Located.tooMuch(parts, min > most ? "minItems" : "maxItems", most);
        }
        for (Located part : parts) {
            boolean mayRepeat = part.has("uniqueItems") && part.flag("uniqueItems") && (max < 0 || max > 1);
            if (mayRepeat) {
                throw part.refused("uniqueItems", "A grammar cannot keep items from repeating.");
            }
            boolean untold = part.has("unevaluatedItems")
                    && !(part.get("unevaluatedItems").isBoolean() && (part.flag("unevaluatedItems") || closed));
            if (untold) {
                throw part.refused(
                        "unevaluatedItems", "unevaluatedItems is supported as false beside prefixItems; use items.");
            }
        }
    }

    boolean isEmpty() {
        return max >= 0 && min > max;
    }
}
