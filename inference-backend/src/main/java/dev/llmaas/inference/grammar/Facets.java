package dev.llmaas.inference.grammar;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What some plain schemas together say about a value that is no list and no object.
 *
 * @param parts the schemas
 * @param types the types that it may have
 * @param values what enum and const leave, null if there are none
 * @param numbers the numbers that it may be
 * @param lengthMin characters of a text at least
 * @param lengthMax characters at most, negative for any number
 * @param texts what patterns and formats leave, null if there are none; lengths included
 */
record Facets(
        List<Located> parts,
        Set<Type> types,
        @Nullable List<JsonNode> values,
        NumberRange numbers,
        int lengthMin,
        int lengthMax,
        @Nullable Language texts) {
    /** The types of JSON. */
    enum Type {
        NULL,
        BOOLEAN,
        NUMBER,
        STRING,
        ARRAY,
        OBJECT
    }

    static Facets of(List<Located> parts, SchemaDocument document) {
        Set<Type> types = EnumSet.allOf(Type.class);
        boolean typed = false;
        NumberRange numbers = NumberRange.ANY;
        int min = 0;
        int max = -1;
        List<JsonNode> values = null;
        for (Located part : parts) {
            document.budget().take(4, part.pointer());
            if (part.has("type")) {
                typed = true;
                numbers = typesOf(part, types) ? numbers.wholeOnly() : numbers;
            }
            numbers = bounded(part, numbers);
            if (part.has("minLength")) {
                min = Math.max(min, part.size("minLength"));
            }
            if (part.has("maxLength")) {
                int size = part.size("maxLength");
                max = max < 0 ? size : Math.min(max, size);
            }
            values = valuesOf(part, values);
        }
        if (!typed && values == null) {
            types = implied(parts);
        }
        Language texts = types.contains(Type.STRING) ? languageOf(parts, min, max, document) : null;
        return new Facets(parts, types, values, numbers, min, max, texts);
    }

    /** Takes away what a part excludes. Returns whether it allows of numbers only whole ones. */
    private static boolean typesOf(Located part, Set<Type> types) {
        List<String> names = part.get("type").isString() ? List.of(part.text("type")) : part.texts("type");
        Set<Type> named = EnumSet.noneOf(Type.class);
        for (String name : names) {
            named.add(
                    switch (name) {
                        case "null" -> Type.NULL;
                        case "boolean" -> Type.BOOLEAN;
                        case "number", "integer" -> Type.NUMBER;
                        case "string" -> Type.STRING;
                        case "array" -> Type.ARRAY;
                        case "object" -> Type.OBJECT;
                        default ->
                            throw part.refused(
                                    "type",
                                    "type must be null, boolean, number, integer, string, array or object, or a list of them.");
                    });
        }
        types.retainAll(named);
        return names.contains("integer") && !names.contains("number");
    }

    /** Without a type, the keywords tell which types the schema is about; that leaves out values, but adds none. */
    private static Set<Type> implied(List<Located> parts) {
        Set<Type> implied = EnumSet.noneOf(Type.class);
        for (Located part : parts) {
            add(implied, part, Type.STRING, Keywords.OF_STRINGS);
            add(implied, part, Type.NUMBER, Keywords.OF_NUMBERS);
            add(implied, part, Type.ARRAY, Keywords.OF_ARRAYS);
            add(implied, part, Type.OBJECT, Keywords.OF_OBJECTS);
            if (part.has("format")) {
                implied.add(Formats.isOfNumbers(part.text("format")) ? Type.NUMBER : Type.STRING);
            }
        }
        return implied.isEmpty() ? EnumSet.allOf(Type.class) : implied;
    }

    private static void add(Set<Type> implied, Located part, Type type, List<String> keywords) {
        if (keywords.stream().anyMatch(part::has)) {
            implied.add(type);
        }
    }

    private static NumberRange bounded(Located part, NumberRange numbers) {
        NumberRange range = numbers;
        range = part.has("minimum") ? range.atLeast(part.number("minimum"), false) : range;
        range = part.has("exclusiveMinimum") ? range.atLeast(part.number("exclusiveMinimum"), true) : range;
        range = part.has("maximum") ? range.atMost(part.number("maximum"), false) : range;
        range = part.has("exclusiveMaximum") ? range.atMost(part.number("exclusiveMaximum"), true) : range;
        if (part.has("multipleOf")) {
            BigDecimal divisor = part.number("multipleOf");
            if (divisor.signum() <= 0) {
                throw part.refused("multipleOf", "multipleOf must be more than 0.");
            }
            range = range.dividedBy(divisor);
            BigDecimal bare =
                    range.multipleOf() == null ? divisor : range.multipleOf().stripTrailingZeros();
            if (bare.unscaledValue().bitLength() > 31
                    || bare.unscaledValue().intValueExact() > GrammarLimits.MULTIPLE_MAX
                    || Math.abs(bare.scale()) > GrammarLimits.FRACTION_DIGITS) {
                throw part.refused(
                        "multipleOf",
                        "A grammar can count multiples of at most %,d, without the point and zeros."
                                .formatted(GrammarLimits.MULTIPLE_MAX));
            }
        }
        return part.has("format") ? Formats.bounds(part, range) : range;
    }

    private static @Nullable List<JsonNode> valuesOf(Located part, @Nullable List<JsonNode> before) {
        List<JsonNode> values = before;
        if (part.has("const")) {
            values = both(values, List.of(part.get("const")));
        }
        if (part.has("enum")) {
            JsonNode list = part.list("enum");
            if (list.size() > GrammarLimits.ENUM_MAX) {
                throw part.refused("enum", "enum may hold at most %,d values.".formatted(GrammarLimits.ENUM_MAX));
            }
            List<JsonNode> all = new ArrayList<>();
            list.forEach(all::add);
            values = both(values, all);
        }
        return values;
    }

    private static List<JsonNode> both(@Nullable List<JsonNode> first, List<JsonNode> second) {
        if (first == null) {
            return second;
        }
        return first.stream()
                .filter(value -> second.stream().anyMatch(other -> isSame(value, other)))
                .toList();
    }

    /** Numbers are the same if their values are; lists and objects if they are written alike. */
    static boolean isSame(JsonNode first, JsonNode second) {
        if (first.isNumber() && second.isNumber()) {
            return first.decimalValue().compareTo(second.decimalValue()) == 0;
        }
        return first.equals(second);
    }

    private static @Nullable Language languageOf(List<Located> parts, int min, int max, SchemaDocument document) {
        Language all = null;
        for (Located part : parts) {
            if (part.has("pattern")) {
                all = both(all, document.pattern(part.text("pattern"), part.below("pattern")));
            }
            if (part.has("format")) {
                Language format = Formats.language(part, document);
                all = format == null ? all : both(all, format);
            }
        }
        if (all == null || (min == 0 && max < 0)) {
            return all;
        }
        checkLengths(parts, min, max);
        return all.intersect(Language.ofLength(min, max, parts.getFirst().pointer(), document.budget()));
    }

    static void checkLengths(List<Located> parts, int min, int max) {
        int most = GrammarLimits.LENGTH_MAX;
        if (min > most || max > most) {
            throw Located.tooMuch(parts, min > most ? "minLength" : "maxLength", most);
        }
    }

    private static Language both(@Nullable Language first, Language second) {
        return first == null ? second : first.intersect(second);
    }

    /** The values of enum and const that the rest allows. */
    List<JsonNode> admitted() {
        return values == null ? List.of() : values.stream().filter(this::admits).toList();
    }

    boolean admits(JsonNode value) {
        if (value.isString()) {
            int length =
                    value.stringValue().codePointCount(0, value.stringValue().length());
            return types.contains(Type.STRING)
                    && length >= lengthMin
                    && (lengthMax < 0 || length <= lengthMax)
                    && (texts == null || texts.contains(value.stringValue()));
        }
        if (value.isNumber()) {
            return types.contains(Type.NUMBER) && numbers.contains(value.decimalValue());
        }
        if (value.isBoolean() || value.isNull()) {
            return types.contains(value.isNull() ? Type.NULL : Type.BOOLEAN);
        }
        List<String> keywords = value.isArray() ? Keywords.OF_ARRAYS : Keywords.OF_OBJECTS;
        for (Located part : parts) {
            for (String keyword : keywords) {
                if (part.has(keyword)) {
                    throw part.refused(
                            keyword, "A list or an object of enum or const must stand alone, without " + keyword + ".");
                }
            }
        }
        return types.contains(value.isArray() ? Type.ARRAY : Type.OBJECT);
    }

    /** Whether no text can be meant. */
    boolean hasNoText() {
        boolean crossed = lengthMax >= 0 && lengthMin > lengthMax;
        return crossed || (texts != null && texts.isEmpty());
    }
}
