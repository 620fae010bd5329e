package dev.llmaas.inference.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What can be done with values: truth, text, equality, order and arithmetic, as Python does it. */
final class Operations {
    private final Budget budget;

    Operations(Budget budget) {
        this.budget = budget;
    }

    Budget budget() {
        return budget;
    }

    /** A mistake of a template. */
    // The annotation that the compiler asks for lives in a library that nothing else here needs.
    @SuppressWarnings("AnnotateFormatMethod")
    static TemplateException wrong(String form, Object... values) {
        return new TemplateException(form.formatted(values));
    }

    /** Whether a value counts as true. */
    static boolean truth(Value value) {
        return switch (value) {
            case Value.None ignored -> false;
            case Value.Undefined ignored -> false;
            case Value.Flag(boolean flag) -> flag;
            case Value.Whole(long number) -> number != 0;
            case Value.Real(double number) -> number != 0;
            case Value.Text(String text) -> !text.isEmpty();
            case Value.Items items -> !items.values().isEmpty();
            case Value.Entries entries -> !entries.values().isEmpty();
            case Value.Function ignored -> true;
            case Value.Namespace ignored -> true;
            case Value.Loop ignored -> true;
        };
    }

    /** A value as text: {@code str(value)}. */
    String text(Value value) {
        if (value instanceof Value.Text(String text)) {
            return text;
        }
        StringBuilder text = new StringBuilder();
        write(value, text, false);
        return text.toString();
    }

    private void write(Value value, StringBuilder out, boolean quoted) {
        budget.enter();
        int before = out.length();
        switch (value) {
            case Value.None ignored -> out.append("None");
            case Value.Undefined ignored -> out.append(quoted ? "Undefined" : "");
            case Value.Flag(boolean flag) -> out.append(flag ? "True" : "False");
            case Value.Whole(long number) -> out.append(number);
            case Value.Real(double number) -> out.append(PythonText.real(number));
            case Value.Text(String text) -> out.append(quoted ? PythonText.quoted(text) : text);
            case Value.Items items -> {
                out.append(items.tuple() ? '(' : '[');
                writeItems(items.values(), out);
                if (items.tuple() && items.values().size() == 1) {
                    out.append(',');
                }
                out.append(items.tuple() ? ')' : ']');
            }
            case Value.Entries(Map<Value, Value> entries) -> {
                out.append('{');
                String comma = "";
                for (Map.Entry<Value, Value> entry : entries.entrySet()) {
                    out.append(comma);
                    write(entry.getKey(), out, true);
                    out.append(": ");
                    write(entry.getValue(), out, true);
                    comma = ", ";
                }
                out.append('}');
            }
            case Value.Function function -> throw wrong("the function %s has no text", function.name());
            case Value.Namespace ignored -> throw wrong("a namespace has no text");
            case Value.Loop ignored -> throw wrong("a loop has no text");
        }
        budget.text(out.length() - before);
        budget.leave();
    }

    private void writeItems(List<Value> items, StringBuilder out) {
        String comma = "";
        for (Value item : items) {
            out.append(comma);
            write(item, out, true);
            comma = ", ";
        }
    }

    /** What a loop over a value goes through: elements, keys, or characters. */
    List<Value> items(Value value) {
        List<Value> items = switch (value) {
            case Value.Undefined ignored -> List.of();
            case Value.Items list -> list.values();
            case Value.Entries entries -> List.copyOf(entries.values().keySet());
            case Value.Text(String text) ->
                text.codePoints()
                        .mapToObj(character -> Value.of(Character.toString(character)))
                        .toList();
            default -> throw wrong("there is nothing to go through in a value of type %s", value.type());
        };
        budget.items(items.size());
        return items;
    }

    /** How many elements or characters a value has. */
    static long length(Value value) {
        return switch (value) {
            case Value.Undefined ignored -> 0;
            case Value.Items items -> items.values().size();
            case Value.Entries entries -> entries.values().size();
            case Value.Text(String text) -> text.codePointCount(0, text.length());
            default -> throw wrong("a value of type %s has no length", value.type());
        };
    }

    /** {@code left == right}. */
    boolean equal(Value left, Value right) {
        budget.enter();
        boolean equal = switch (left) {
            case Value.Items(List<Value> first, boolean tuple) ->
                right instanceof Value.Items(List<Value> second, boolean other)
                        && tuple == other
                        && equalItems(first, second);
            case Value.Entries(Map<Value, Value> first) ->
                right instanceof Value.Entries(Map<Value, Value> second) && equalEntries(first, second);
            case Value.Undefined ignored -> right instanceof Value.Undefined;
            case Value.Text(String first) -> {
                budget.text(first.length() / 16);
                yield right instanceof Value.Text(String second) && first.equals(second);
            }
            default -> isNumber(left) ? isNumber(right) && order(left, right) == 0 : left.equals(right);
        };
        budget.leave();
        return equal;
    }

    private boolean equalItems(List<Value> first, List<Value> second) {
        if (first.size() != second.size()) {
            return false;
        }
        for (int i = 0; i < first.size(); i++) {
            if (!equal(first.get(i), second.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean equalEntries(Map<Value, Value> first, Map<Value, Value> second) {
        if (first.size() != second.size()) {
            return false;
        }
        for (Map.Entry<Value, Value> entry : first.entrySet()) {
            Value other = second.get(entry.getKey());
            if (other == null || !equal(entry.getValue(), other)) {
                return false;
            }
        }
        return true;
    }

    /** Whether Python calls it a number, which it does with truth values too. */
    static boolean isNumber(Value value) {
        return value instanceof Value.Whole || value instanceof Value.Real || value instanceof Value.Flag;
    }

    /** A number with a fraction, whatever kind of number it was. */
    static double real(Value value) {
        return switch (value) {
            case Value.Whole(long number) -> number;
            case Value.Real(double number) -> number;
            case Value.Flag(boolean flag) -> flag ? 1 : 0;
            default -> throw wrong("a number was expected, not a value of type %s", value.type());
        };
    }

    private static long whole(Value value) {
        return value instanceof Value.Flag(boolean flag) ? (flag ? 1 : 0) : ((Value.Whole) value).value();
    }

    /** The order of two values: -1, 0 or 1, or 2 if one is not a number at all. */
    int compare(Value left, Value right) {
        if (isNumber(left) && isNumber(right)) {
            return order(left, right);
        }
        if (left instanceof Value.Text(String first) && right instanceof Value.Text(String second)) {
            budget.step();
            return codePointOrder(first, second);
        }
        if (left instanceof Value.Items(List<Value> first, boolean ignored)
                && right instanceof Value.Items(List<Value> second, boolean ignoredToo)) {
            for (int i = 0; i < Math.min(first.size(), second.size()); i++) {
                if (!equal(first.get(i), second.get(i))) {
                    return compare(first.get(i), second.get(i));
                }
            }
            return Integer.compare(first.size(), second.size());
        }
        throw wrong("values of types %s and %s have no order", left.type(), right.type());
    }

    private static int order(Value left, Value right) {
        if (left instanceof Value.Real || right instanceof Value.Real) {
            double first = real(left);
            double second = real(right);
            return first < second ? -1 : first > second ? 1 : first == second ? 0 : 2;
        }
        return Long.compare(whole(left), whole(right));
    }

    private static int codePointOrder(String first, String second) {
        int at = 0;
        while (at < first.length() && at < second.length() && first.charAt(at) == second.charAt(at)) {
            at++;
        }
        if (at == first.length() || at == second.length()) {
            return Integer.compare(first.length(), second.length());
        }
        char one = first.charAt(at);
        char two = second.charAt(at);
        boolean pairs = Character.isSurrogate(one) != Character.isSurrogate(two);
        return pairs ? (Character.isSurrogate(one) ? 1 : -1) : Integer.signum(Character.compare(one, two));
    }

    /** {@code item in container}. */
    boolean contains(Value container, Value item) {
        return switch (container) {
            case Value.Text(String text) -> {
                if (!(item instanceof Value.Text(String part))) {
                    throw wrong("a text cannot hold a value of type %s", item.type());
                }
                budget.text(text.length() / 16);
                yield text.contains(part);
            }
            case Value.Entries(Map<Value, Value> entries) -> entries.containsKey(key(item));
            case Value.Items(List<Value> items, boolean ignored) -> {
                for (Value each : items) {
                    if (equal(each, item)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Value.Undefined ignored -> false;
            default -> throw wrong("a value of type %s holds nothing", container.type());
        };
    }

    /** A value that may be a key of a dictionary, in the form in which it is one. */
    static Value key(Value value) {
        return switch (value) {
            case Value.Text text -> text;
            case Value.Whole number -> number;
            case Value.Flag(boolean flag) -> new Value.Whole(flag ? 1 : 0);
            case Value.Real(double number) ->
                number == Math.rint(number) && Math.abs(number) < 1L << 53 ? new Value.Whole((long) number) : value;
            case Value.None none -> none;
            default -> throw wrong("a value of type %s cannot be a key", value.type());
        };
    }

    /** {@code left operator right}. */
    Value arithmetic(String operator, Value left, Value right) {
        budget.step();
        if (operator.equals("+") && left instanceof Value.Text(String one) && right instanceof Value.Text(String two)) {
            budget.text((long) one.length() + two.length());
            return Value.of(one + two);
        }
        if (operator.equals("+")
                && left instanceof Value.Items(List<Value> one, boolean tuple)
                && right instanceof Value.Items(List<Value> two, boolean other)
                && tuple == other) {
            budget.items((long) one.size() + two.size());
            List<Value> all = new ArrayList<>(one);
            all.addAll(two);
            return new Value.Items(all, tuple);
        }
        if (operator.equals("*") && (left instanceof Value.Text || left instanceof Value.Items)) {
            return repeated(left, right);
        }
        if (operator.equals("*") && (right instanceof Value.Text || right instanceof Value.Items)) {
            return repeated(right, left);
        }
        if (!isNumber(left) || !isNumber(right)) {
            throw wrong("'%s' does not work for values of types %s and %s", operator, left.type(), right.type());
        }
        boolean real = left instanceof Value.Real || right instanceof Value.Real || operator.equals("/");
        try {
            return real
                    ? new Value.Real(realArithmetic(operator, real(left), real(right)))
                    : wholeArithmetic(operator, whole(left), whole(right));
        } catch (ArithmeticException outOfRange) {
            throw new TemplateException("a number is too large or divided by zero", outOfRange);
        }
    }

    private Value repeated(Value value, Value times) {
        if (!(times instanceof Value.Whole) && !(times instanceof Value.Flag)) {
            throw wrong("a value of type %s cannot be repeated %s times", value.type(), times.type());
        }
        long count = Math.clamp(whole(times), 0, TemplateLimits.OUTPUT_CHARACTERS_MAX + 1L);
        if (value instanceof Value.Text(String text)) {
            budget.text(text.length() * count);
            return Value.of(text.repeat((int) count));
        }
        Value.Items items = (Value.Items) value;
        budget.items(items.values().size() * count);
        List<Value> all = new ArrayList<>();
        for (long i = 0; i < count && !items.values().isEmpty(); i++) {
            all.addAll(items.values());
        }
        return new Value.Items(all, items.tuple());
    }

    private static double realArithmetic(String operator, double left, double right) {
        boolean divides = operator.equals("/") || operator.equals("//") || operator.equals("%");
        if (divides && right == 0) {
            throw new ArithmeticException("division by zero");
        }
        return switch (operator) {
            case "+" -> left + right;
            case "-" -> left - right;
            case "*" -> left * right;
            case "/" -> left / right;
            case "//" -> Math.floor(left / right);
            case "%" -> left - Math.floor(left / right) * right;
            default -> Math.pow(left, right);
        };
    }

    private static Value wholeArithmetic(String operator, long left, long right) {
        return switch (operator) {
            case "+" -> new Value.Whole(Math.addExact(left, right));
            case "-" -> new Value.Whole(Math.subtractExact(left, right));
            case "*" -> new Value.Whole(Math.multiplyExact(left, right));
            case "//" -> new Value.Whole(Math.floorDivExact(left, right));
            case "%" -> new Value.Whole(Math.floorMod(left, right));
            default ->
                right < 0
                        ? new Value.Real(Math.pow((double) left, (double) right))
                        : new Value.Whole(power(left, right));
        };
    }

    private static long power(long base, long exponent) {
        if (base == 0 || base == 1) {
            return exponent == 0 ? 1 : base;
        }
        if (exponent > Long.SIZE) {
            throw new ArithmeticException("power");
        }
        long power = 1;
        for (long i = 0; i < exponent; i++) {
            power = Math.multiplyExact(power, base);
        }
        return power;
    }
}
