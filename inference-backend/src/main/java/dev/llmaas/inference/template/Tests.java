package dev.llmaas.inference.template;

import java.util.Locale;
import java.util.Set;

/** The tests that follow {@code is}. */
final class Tests {
    private static final Set<String> NAMES = Set.of(
            "odd",
            "even",
            "divisibleby",
            "defined",
            "undefined",
            "filter",
            "test",
            "none",
            "boolean",
            "false",
            "true",
            "integer",
            "float",
            "lower",
            "upper",
            "string",
            "mapping",
            "number",
            "sequence",
            "iterable",
            "callable",
            "sameas",
            "in",
            "eq",
            "equalto",
            "ne",
            "gt",
            "greaterthan",
            "ge",
            "lt",
            "lessthan",
            "le",
            "==",
            "!=",
            ">",
            ">=",
            "<",
            "<=");

    private final Operations operations;

    Tests(Operations operations) {
        this.operations = operations;
    }

    /** Whether there is such a test. */
    static boolean isKnown(String name) {
        return NAMES.contains(name);
    }

    /** Whether a value passes a test. */
    boolean passes(String name, Value value, Arguments arguments) {
        operations.budget().step();
        return switch (name) {
            case "defined" -> !(value instanceof Value.Undefined);
            case "undefined" -> value instanceof Value.Undefined;
            case "none" -> value instanceof Value.None;
            case "boolean" -> value instanceof Value.Flag;
            case "true" -> value instanceof Value.Flag(boolean flag) && flag;
            case "false" -> value instanceof Value.Flag(boolean flag) && !flag;
            case "integer" -> value instanceof Value.Whole;
            case "float" -> value instanceof Value.Real;
            case "number" -> Operations.isNumber(value);
            case "string" -> value instanceof Value.Text;
            case "mapping" -> value instanceof Value.Entries;
            case "sequence", "iterable" -> isIterable(value);
            case "callable" -> value instanceof Value.Function || value instanceof Value.Undefined;
            case "lower" -> hasCase(value, false);
            case "upper" -> hasCase(value, true);
            case "odd" -> modulo(value, new Value.Whole(2)) == 1;
            case "even" -> modulo(value, new Value.Whole(2)) == 0;
            case "divisibleby" -> modulo(value, arguments.require(name, 0, "num")) == 0;
            case "filter" -> Filters.isKnown(operations.text(value));
            case "test" -> isKnown(operations.text(value));
            default -> compares(name, value, arguments.require(name, 0, "other"));
        };
    }

    private boolean compares(String name, Value value, Value other) {
        return switch (name) {
            case "in" -> operations.contains(other, value);
            case "sameas" -> isSame(value, other);
            case "eq", "equalto", "==" -> operations.equal(value, other);
            case "ne", "!=" -> !operations.equal(value, other);
            case "gt", "greaterthan", ">" -> operations.compare(value, other) == 1;
            case "ge", ">=" -> isOneOf(operations.compare(value, other), 0, 1);
            case "lt", "lessthan", "<" -> operations.compare(value, other) < 0;
            case "le", "<=" -> operations.compare(value, other) <= 0;
            default -> throw Operations.wrong("there is no test '%s'", name);
        };
    }

    /** Lists and dictionaries are the same only as one object; small values have no identity that could be told. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Value value, Value other) {
        return switch (value) {
            case Value.Items ignored -> value == other;
            case Value.Entries ignored -> value == other;
            default -> value.equals(other);
        };
    }

    private static boolean isOneOf(int order, int first, int second) {
        return order == first || order == second;
    }

    private static boolean isIterable(Value value) {
        return value instanceof Value.Items
                || value instanceof Value.Entries
                || value instanceof Value.Text
                || value instanceof Value.Undefined;
    }

    private boolean hasCase(Value value, boolean upper) {
        String text = operations.text(value);
        String same = upper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT);
        return text.equals(same) && text.codePoints().anyMatch(Character::isLetter);
    }

    private double modulo(Value value, Value divisor) {
        return Operations.real(operations.arithmetic("%", value, divisor));
    }
}
