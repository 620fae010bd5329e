package dev.llmaas.inference.template;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a call passes.
 *
 * @param positional values in their order
 * @param named values by name
 */
record Arguments(List<Value> positional, Map<String, Value> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    /** The value at a place or of a name, {@code otherwise} if neither is given. */
    Value get(int place, String name, Value otherwise) {
        if (place < positional.size()) {
            return positional.get(place);
        }
        return named.getOrDefault(name, otherwise);
    }

    /** The value at a place or of a name. */
    Value require(String function, int place, String name) {
        Value value = place < positional.size() ? positional.get(place) : named.get(name);
        if (value == null) {
            throw new TemplateException("%s needs its argument %s".formatted(function, name));
        }
        return value;
    }

    /** A text at a place or of a name. */
    String text(String function, int place, String name, String otherwise) {
        return switch (get(place, name, Value.of(otherwise))) {
            case Value.Text(String text) -> text;
            case Value other ->
                throw new TemplateException(
                        "%s needs a text for %s, but got %s".formatted(function, name, other.type()));
        };
    }

    /** A whole number at a place or of a name. */
    long whole(String function, int place, String name, long otherwise) {
        return switch (get(place, name, new Value.Whole(otherwise))) {
            case Value.Whole(long value) -> value;
            case Value.Flag(boolean value) -> value ? 1 : 0;
            case Value other ->
                throw new TemplateException(
                        "%s needs a whole number for %s, but got %s".formatted(function, name, other.type()));
        };
    }

    /** Refuses what the function does not know: ignoring it would render something else than was meant. */
    Arguments only(String function, int placesMax, String... names) {
        if (positional.size() > placesMax) {
            throw new TemplateException(
                    "%s takes at most %d values, but got %d".formatted(function, placesMax, positional.size()));
        }
        Set<String> known = Set.of(names);
        for (String name : named.keySet()) {
            if (!known.contains(name)) {
                throw new TemplateException("%s has no argument %s".formatted(function, name));
            }
        }
        return this;
    }

    /** The same without the first value. */
    Arguments rest() {
        return new Arguments(positional.subList(1, positional.size()), named);
    }
}
