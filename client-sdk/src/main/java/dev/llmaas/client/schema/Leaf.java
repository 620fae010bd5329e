package dev.llmaas.client.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ObjectNode;

/** The types of single values, each with its words in a schema and its way out of JSON. */
enum Leaf {
    TEXT("string", null, "a text", Leaf::text, String.class),
    FLAG(
            "boolean",
            null,
            "true or false",
            json -> json.isBoolean() ? json.booleanValue() : null,
            boolean.class,
            Boolean.class),
    BYTE(
            "integer",
            null,
            "a whole number of 8 bits",
            json -> whole(json, Byte.MIN_VALUE, Byte.MAX_VALUE, Long::byteValue),
            byte.class,
            Byte.class),
    SHORT(
            "integer",
            null,
            "a whole number of 16 bits",
            json -> whole(json, Short.MIN_VALUE, Short.MAX_VALUE, Long::shortValue),
            short.class,
            Short.class),
    INT(
            "integer",
            null,
            "a whole number of 32 bits",
            json -> whole(json, Integer.MIN_VALUE, Integer.MAX_VALUE, Long::intValue),
            int.class,
            Integer.class),
    LONG(
            "integer",
            null,
            "a whole number of 64 bits",
            json -> whole(json, Long.MIN_VALUE, Long.MAX_VALUE, value -> value),
            long.class,
            Long.class),
    WHOLE("integer", null, "a whole number", Leaf::bigWhole, BigInteger.class),
    FLOAT("number", null, "a number", Leaf::single, float.class, Float.class),
    DOUBLE("number", null, "a number", Leaf::twice, double.class, Double.class),
    DECIMAL("number", null, "a number", Leaf::number, BigDecimal.class),
    DATE("string", "date", "a date such as 2026-01-31", json -> parsed(json, LocalDate::parse), LocalDate.class),
    TIME(
            "string",
            "date-time",
            "a time such as 2026-01-31T12:00:00Z",
            json -> parsed(json, text -> OffsetDateTime.parse(text).toInstant()),
            Instant.class),
    ID("string", "uuid", "a UUID", json -> parsed(json, UUID::fromString), UUID.class);

    /** More digits are no number that anybody means, and cost time to convert. */
    private static final int DIGITS_MAX = 1_000;

    private final String type;
    private final @Nullable String format;
    private final String expected;
    private final Function<JsonNode, @Nullable Object> reading;
    private final List<Class<?>> types;

    Leaf(
            String type,
            @Nullable String format,
            String expected,
            Function<JsonNode, @Nullable Object> reading,
            Class<?>... types) {
        this.type = type;
        this.format = format;
        this.expected = expected;
        this.reading = reading;
        this.types = List.of(types);
    }

    static Optional<Leaf> of(Class<?> type) {
        return Arrays.stream(values()).filter(leaf -> leaf.types.contains(type)).findFirst();
    }

    /** Writes its keywords. */
    void describe(ObjectNode schema) {
        schema.put("type", type);
        if (format != null) {
            schema.put("format", format);
        }
        switch (this) {
            case BYTE -> schema.put("minimum", Byte.MIN_VALUE).put("maximum", Byte.MAX_VALUE);
            case SHORT -> schema.put("minimum", Short.MIN_VALUE).put("maximum", Short.MAX_VALUE);
            case INT -> schema.put("minimum", Integer.MIN_VALUE).put("maximum", Integer.MAX_VALUE);
            case TEXT, FLAG, LONG, WHOLE, FLOAT, DOUBLE, DECIMAL, DATE, TIME, ID -> {
                // Bounds of 64 bits are no numbers that every engine can count to; reading checks them.
            }
        }
    }

    /** The value; null if it is another one. */
    @Nullable
    Object read(JsonNode json) {
        return reading.apply(json);
    }

    /** What belongs there, in words. */
    String expected() {
        return expected;
    }

    private static @Nullable String text(JsonNode json) {
        return json.isString() ? json.stringValue() : null;
    }

    private static @Nullable Object parsed(JsonNode json, Function<String, Object> parsing) {
        String text = text(json);
        if (text == null) {
            return null;
        }
        try {
            return parsing.apply(text);
        } catch (DateTimeException | IllegalArgumentException other) {
            return null;
        }
    }

    private static @Nullable BigDecimal number(JsonNode json) {
        return json instanceof NumericNode number && !number.isNaN() ? number.decimalValue() : null;
    }

    private static @Nullable Object single(JsonNode json) {
        BigDecimal value = number(json);
        return value != null && Float.isFinite(value.floatValue()) ? value.floatValue() : null;
    }

    private static @Nullable Object twice(JsonNode json) {
        BigDecimal value = number(json);
        return value != null && Double.isFinite(value.doubleValue()) ? value.doubleValue() : null;
    }

    /** JSON Schema counts 1.0 as whole, and so do engines. */
    private static @Nullable BigInteger bigWhole(JsonNode json) {
        BigDecimal value = number(json);
        if (value == null) {
            return null;
        }
        boolean handy = value.signum() == 0 || (long) value.precision() - value.scale() <= DIGITS_MAX;
        return handy && value.stripTrailingZeros().scale() <= 0 ? value.toBigInteger() : null;
    }

    private static @Nullable Object whole(JsonNode json, long least, long most, Function<Long, Object> narrow) {
        BigInteger value = bigWhole(json);
        boolean fits = value != null
                && value.compareTo(BigInteger.valueOf(least)) >= 0
                && value.compareTo(BigInteger.valueOf(most)) <= 0;
        return fits && value != null ? narrow.apply(value.longValue()) : null;
    }
}
