package dev.llmaas.inference.grammar;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A schema and where it stands in its document.
 *
 * @param node a boolean or an object
 * @param pointer the JSON pointer to it
 * @param applier the schema that applies it to the same value, null if it stands for itself
 */
record Located(JsonNode node, String pointer, @Nullable Located applier) {
    private static final int SIZE_MAX = Integer.MAX_VALUE / 2;

    boolean has(String keyword) {
        return node.has(keyword);
    }

    /** The value of a keyword; a missing node if it has none. */
    JsonNode get(String keyword) {
        return node.path(keyword);
    }

    /** The pointer to something below it. */
    String below(String... names) {
        StringBuilder path = new StringBuilder(pointer);
        for (String name : names) {
            path.append('/').append(name.replace("~", "~0").replace("/", "~1"));
        }
        return path.toString();
    }

    /** The schema below it, which is about another value. */
    Located child(String... names) {
        JsonNode at = node;
        for (String name : names) {
            at = at.isArray() ? at.path(Integer.parseInt(name)) : at.path(name);
        }
        return new Located(at, below(names), null);
    }

    /** The same schema, applied to the value of another one. */
    Located appliedBy(Located by) {
        return new Located(node, pointer, by);
    }

    /** Whether it stands in the chain of those that apply it. */
    boolean appliesItself() {
        for (Located above = applier; above != null; above = above.applier) {
            if (above.pointer.equals(pointer)) {
                return true;
            }
        }
        return false;
    }

    /** The schema at the top of the chain. */
    Located top() {
        Located at = this;
        while (at.applier != null) {
            at = at.applier;
        }
        return at;
    }

    /** The schemas in a list, which are about the same value. */
    List<Located> applied(String keyword) {
        List<Located> all = new ArrayList<>();
        for (int i = 0; i < list(keyword).size(); i++) {
            all.add(child(keyword, Integer.toString(i)).appliedBy(this));
        }
        return all;
    }

    /** A keyword that holds a list with something in it. */
    JsonNode list(String keyword) {
        JsonNode value = get(keyword);
        if (!value.isArray() || value.isEmpty()) {
            throw refused(keyword, keyword + " must be a list with at least one entry.");
        }
        return value;
    }

    /** The texts of a list. */
    List<String> texts(String keyword) {
        JsonNode value = get(keyword);
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            if (each.isString()) {
                texts.add(each.stringValue());
            }
        }
        if (!value.isArray() || texts.size() < value.size()) {
            throw refused(keyword, keyword + " must be a list of texts.");
        }
        return texts;
    }

    /** The names in an object of schemas. */
    List<String> names(String keyword) {
        JsonNode value = get(keyword);
        if (!value.isObject()) {
            throw refused(keyword, keyword + " must be an object.");
        }
        return List.copyOf(value.propertyNames());
    }

    String text(String keyword) {
        JsonNode value = get(keyword);
        if (!value.isString()) {
            throw refused(keyword, keyword + " must be a text.");
        }
        return value.stringValue();
    }

    boolean flag(String keyword) {
        JsonNode value = get(keyword);
        if (!value.isBoolean()) {
            throw refused(keyword, keyword + " must be true or false.");
        }
        return value.booleanValue();
    }

    /** A number of which a bound can be made. */
    BigDecimal number(String keyword) {
        JsonNode value = get(keyword);
        boolean finite = value.isNumber() && Double.isFinite(value.doubleValue());
        if (!finite) {
            throw refused(keyword, keyword + " must be a number.");
        }
        BigDecimal number = value.decimalValue();
        int most = GrammarLimits.BOUND_DIGITS_MAX;
        if (number.precision() - number.scale() > most || number.scale() > most || number.precision() > most) {
            throw refused(keyword, "%s must have at most %d digits.".formatted(keyword, most));
        }
        return number.signum() == 0 ? BigDecimal.ZERO : number;
    }

    /** A count from 0; those that no answer reaches are cut off. */
    int size(String keyword) {
        BigDecimal number = number(keyword);
        boolean whole = number.signum() >= 0 && number.stripTrailingZeros().scale() <= 0;
        if (!whole) {
            throw refused(keyword, keyword + " must be a whole number from 0.");
        }
        return number.min(BigDecimal.valueOf(SIZE_MAX)).intValueExact();
    }

    /** Refuses a count beyond a bound where it stands: at the first of some schemas that says so much. */
    static GrammarException tooMuch(List<Located> parts, String keyword, int most) {
        Located place = parts.stream()
                .filter(part -> part.has(keyword) && part.size(keyword) > most)
                .findFirst()
                .orElse(parts.getFirst());
        return place.refused(keyword, "%s may be at most %,d.".formatted(keyword, most));
    }

    GrammarException refused(String keyword, String sentence) {
        return new GrammarException(below(keyword), sentence);
    }

    /** There is one schema at a place. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Located located && located.pointer.equals(pointer);
    }

    @Override
    public int hashCode() {
        return pointer.hashCode();
    }

    @Override
    public String toString() {
        return "Located[" + pointer + "]";
    }
}
