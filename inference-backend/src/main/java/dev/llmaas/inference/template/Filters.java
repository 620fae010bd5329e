package dev.llmaas.inference.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The filters that follow a bar. */
final class Filters {
    private static final Set<String> NAMES = Set.of(
            "abs",
            "attr",
            "batch",
            "capitalize",
            "count",
            "d",
            "default",
            "dictsort",
            "e",
            "escape",
            "first",
            "float",
            "indent",
            "int",
            "items",
            "join",
            "last",
            "length",
            "list",
            "lower",
            "map",
            "max",
            "min",
            "reject",
            "rejectattr",
            "replace",
            "reverse",
            "round",
            "safe",
            "select",
            "selectattr",
            "sort",
            "string",
            "sum",
            "title",
            "tojson",
            "trim",
            "unique",
            "upper");

    private final Operations operations;
    private final Access access;
    private final Tests tests;

    Filters(Operations operations, Access access, Tests tests) {
        this.operations = operations;
        this.access = access;
        this.tests = tests;
    }

    /** Whether there is such a filter. */
    static boolean isKnown(String name) {
        return NAMES.contains(name);
    }

    /** What a filter makes of a value. */
    Value apply(String name, Value value, Arguments arguments) {
        operations.budget().step();
        return switch (name) {
            case "default", "d" -> otherwise(value, arguments.only(name, 2, "default_value", "boolean"));
            case "tojson" -> JsonText.filter(operations.budget(), value, arguments);
            case "abs", "float", "int", "round" -> number(name, value, arguments);
            case "attr" -> access.attribute(value, operations.text(arguments.require(name, 0, "name")));
            case "count", "length" -> new Value.Whole(Operations.length(value));
            case "batch",
                    "dictsort",
                    "first",
                    "items",
                    "join",
                    "last",
                    "list",
                    "max",
                    "min",
                    "reverse",
                    "sort",
                    "sum",
                    "unique" -> list(name, value, arguments);
            case "map" -> map(value, arguments);
            case "select" -> select(value, arguments, true);
            case "reject" -> select(value, arguments, false);
            case "selectattr" -> selectByAttribute(value, arguments, true);
            case "rejectattr" -> selectByAttribute(value, arguments, false);
            default -> text(name, value, arguments);
        };
    }

    private static Value otherwise(Value value, Arguments arguments) {
        boolean emptyToo = Operations.truth(arguments.get(1, "boolean", Fixed.FALSE));
        boolean missing = value instanceof Value.Undefined || (emptyToo && !Operations.truth(value));
        return missing ? arguments.get(0, "default_value", Value.of("")) : value;
    }

    private Value text(String name, Value value, Arguments arguments) {
        String text = operations.text(value);
        Budget budget = operations.budget();
        budget.text(text.length());
        return switch (name) {
            case "string", "safe" -> Value.of(text);
            case "capitalize" -> Value.of(PythonText.capitalize(text));
            case "lower" -> Value.of(text.toLowerCase(Locale.ROOT));
            case "upper" -> Value.of(text.toUpperCase(Locale.ROOT));
            case "title" -> Value.of(titled(text));
            case "trim" -> access.method(Value.of(text), "strip", arguments);
            case "replace" ->
                access.method(
                        Value.of(text),
                        name,
                        new Arguments(
                                arguments.positional().stream()
                                        .map(part ->
                                                part instanceof Value.Whole ? part : Value.of(operations.text(part)))
                                        .toList(),
                                arguments.named()));
            case "indent" -> indent(text, arguments.only(name, 3, "width", "first", "blank"));
            case "e", "escape" ->
                budget.made(text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&#34;")
                        .replace("'", "&#39;"));
            default -> throw Operations.wrong("there is no filter '%s'", name);
        };
    }

    /** Words begin after white space, hyphens and opening brackets, as in Jinja. */
    private static String titled(String text) {
        StringBuilder title = new StringBuilder(text.length());
        boolean begins = true;
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            title.append(begins ? Character.toUpperCase(letter) : Character.toLowerCase(letter));
            begins = PythonText.isSpace(letter) || "-([{<".indexOf(letter) >= 0;
        }
        return title.toString();
    }

    private Value indent(String text, Arguments arguments) {
        String indent = switch (arguments.get(0, "width", new Value.Whole(4))) {
            case Value.Text(String given) -> given;
            case Value.Whole(long width) -> " ".repeat(Math.clamp(width, 0, 1_000));
            case Value other -> throw Operations.wrong("indent needs a width, not a %s", other.type());
        };
        boolean first = Operations.truth(arguments.get(1, "first", Fixed.FALSE));
        boolean blank = Operations.truth(arguments.get(2, "blank", Fixed.FALSE));
        String[] lines = text.split("\n", -1);
        operations.budget().text(text.length() + (long) lines.length * indent.length());
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            boolean indented = i == 0 ? first : blank || !lines[i].isEmpty();
            out.append(i == 0 ? "" : "\n").append(indented ? indent : "").append(lines[i]);
        }
        return Value.of(out.toString());
    }

    private Value number(String name, Value value, Arguments arguments) {
        return switch (name) {
            case "abs" ->
                value instanceof Value.Whole(long number)
                        ? new Value.Whole(Math.absExact(number))
                        : new Value.Real(Math.abs(Operations.real(value)));
            case "float" -> {
                Value otherwise = arguments.get(0, "default", new Value.Real(0));
                yield Operations.isNumber(value) ? new Value.Real(Operations.real(value)) : parsed(value, otherwise);
            }
            case "int" -> {
                Value otherwise = arguments.get(0, "default", new Value.Whole(0));
                Value real = Operations.isNumber(value) ? value : parsed(value, otherwise);
                yield Operations.isNumber(real) ? new Value.Whole((long) Operations.real(real)) : real;
            }
            default -> round(value, arguments.only(name, 2, "precision", "method"));
        };
    }

    private static Value parsed(Value value, Value otherwise) {
        if (!(value instanceof Value.Text(String text))) {
            return otherwise;
        }
        try {
            return new Value.Real(Double.parseDouble(PythonText.strip(text)));
        } catch (NumberFormatException notANumber) {
            return otherwise;
        }
    }

    private static Value round(Value value, Arguments arguments) {
        double scale = Math.pow(10, (double) arguments.whole("round", 0, "precision", 0));
        double scaled = Operations.real(value) * scale;
        return switch (arguments.text("round", 1, "method", "common")) {
            case "common" -> new Value.Real(Math.rint(scaled) / scale);
            case "ceil" -> new Value.Real(Math.ceil(scaled) / scale);
            case "floor" -> new Value.Real(Math.floor(scaled) / scale);
            default -> throw Operations.wrong("round knows the methods common, ceil and floor");
        };
    }

    private Value list(String name, Value value, Arguments arguments) {
        if (name.equals("items")) {
            return value instanceof Value.Undefined ? Value.of(List.of()) : access.method(value, name, Arguments.NONE);
        }
        if (name.equals("dictsort")) {
            return dictsort(value, arguments.only(name, 3, "case_sensitive", "by", "reverse"));
        }
        List<Value> items = operations.items(value);
        return switch (name) {
            case "list" -> Value.of(new ArrayList<>(items));
            case "first" -> items.isEmpty() ? new Value.Undefined("first") : items.getFirst();
            case "last" -> items.isEmpty() ? new Value.Undefined("last") : items.getLast();
            case "reverse" -> reversed(value, items);
            case "join" -> join(items, arguments.only(name, 2, "d", "attribute"));
            case "max" -> extreme(items, arguments, 1);
            case "min" -> extreme(items, arguments, -1);
            case "sum" -> sum(items, arguments);
            case "sort" -> sort(items, arguments.only(name, 3, "reverse", "case_sensitive", "attribute"));
            case "batch" -> batch(items, arguments);
            default -> unique(items, arguments.only(name, 2, "case_sensitive", "attribute"));
        };
    }

    private Value reversed(Value value, List<Value> items) {
        if (value instanceof Value.Text(String text)) {
            return Value.of(new StringBuilder(text).reverse().toString());
        }
        return Value.of(new ArrayList<>(items.reversed()));
    }

    private Value join(List<Value> items, Arguments arguments) {
        String separator = operations.text(arguments.get(0, "d", Value.of("")));
        StringBuilder out = new StringBuilder();
        String between = "";
        for (Value item : byAttribute(items, arguments.get(1, "attribute", Fixed.NONE))) {
            String part = operations.text(item);
            operations.budget().text((long) between.length() + part.length());
            out.append(between).append(part);
            between = separator;
        }
        return operations.budget().made(out.toString());
    }

    private List<Value> byAttribute(List<Value> items, Value attribute) {
        if (attribute instanceof Value.None) {
            return items;
        }
        return items.stream().map(item -> access.path(item, attribute)).toList();
    }

    private Value extreme(List<Value> items, Arguments arguments, int wanted) {
        Value attribute = arguments.get(1, "attribute", Fixed.NONE);
        boolean cased = Operations.truth(arguments.get(0, "case_sensitive", Fixed.FALSE));
        Value best = new Value.Undefined("No aggregated item, sequence was empty.");
        Value bestKey = best;
        for (Value item : items) {
            Value key = folded(attribute instanceof Value.None ? item : access.path(item, attribute), cased);
            if (bestKey instanceof Value.Undefined || operations.compare(key, bestKey) == wanted) {
                best = item;
                bestKey = key;
            }
        }
        return best;
    }

    private Value sum(List<Value> items, Arguments arguments) {
        Value sum = arguments.get(1, "start", new Value.Whole(0));
        for (Value item : byAttribute(items, arguments.get(0, "attribute", Fixed.NONE))) {
            sum = operations.arithmetic("+", sum, item);
        }
        return sum;
    }

    private static Value folded(Value value, boolean cased) {
        return value instanceof Value.Text(String text) && !cased ? Value.of(text.toLowerCase(Locale.ROOT)) : value;
    }

    private Value dictsort(Value value, Arguments arguments) {
        if (!(value instanceof Value.Entries(Map<Value, Value> entries))) {
            throw Operations.wrong("dictsort needs a dictionary, not a %s", value.type());
        }
        int place = arguments.text("dictsort", 1, "by", "key").equals("value") ? 1 : 0;
        List<Value> pairs = new ArrayList<>();
        entries.forEach((key, each) -> pairs.add(Value.pair(key, each)));
        Arguments order = new Arguments(
                List.of(),
                Map.of(
                        "case_sensitive", arguments.get(0, "case_sensitive", Fixed.FALSE),
                        "reverse", arguments.get(2, "reverse", Fixed.FALSE),
                        "attribute", new Value.Whole(place)));
        return sort(pairs, order);
    }

    private Value sort(List<Value> items, Arguments arguments) {
        boolean reverse = Operations.truth(arguments.get(0, "reverse", Fixed.FALSE));
        boolean cased = Operations.truth(arguments.get(1, "case_sensitive", Fixed.FALSE));
        Value attribute = arguments.get(2, "attribute", Fixed.NONE);
        Comparator<Value> order = (left, right) -> operations.compare(
                folded(attribute instanceof Value.None ? left : access.path(left, attribute), cased),
                folded(attribute instanceof Value.None ? right : access.path(right, attribute), cased));
        List<Value> sorted = new ArrayList<>(items);
        sorted.sort(reverse ? order.reversed() : order);
        return Value.of(sorted);
    }

    private Value batch(List<Value> items, Arguments arguments) {
        long width = arguments.whole("batch", 0, "linecount", 1);
        Value fill = arguments.get(1, "fill_with", Fixed.NONE);
        if (width < 1 || width > TemplateLimits.ITEMS_MAX) {
            throw Operations.wrong("batch needs a size of 1 to %d", TemplateLimits.ITEMS_MAX);
        }
        List<Value> batches = new ArrayList<>();
        for (int from = 0; from < items.size(); from += (int) width) {
            List<Value> batch = new ArrayList<>(items.subList(from, (int) Math.min(items.size(), from + width)));
            operations.budget().items(width);
            while (batch.size() < width && !(fill instanceof Value.None)) {
                batch.add(fill);
            }
            batches.add(Value.of(batch));
        }
        return Value.of(batches);
    }

    private Value unique(List<Value> items, Arguments arguments) {
        boolean cased = Operations.truth(arguments.get(0, "case_sensitive", Fixed.FALSE));
        Value attribute = arguments.get(1, "attribute", Fixed.NONE);
        List<Value> keys = new ArrayList<>();
        List<Value> unique = new ArrayList<>();
        for (Value item : items) {
            Value key = folded(attribute instanceof Value.None ? item : access.path(item, attribute), cased);
            if (!operations.contains(Value.of(keys), key)) {
                keys.add(key);
                unique.add(item);
            }
        }
        return Value.of(unique);
    }

    private Value map(Value value, Arguments arguments) {
        List<Value> mapped = new ArrayList<>();
        Value attribute = arguments.named().getOrDefault("attribute", Fixed.NONE);
        Value otherwise = arguments.named().getOrDefault("default", Fixed.NONE);
        for (Value item : operations.items(value)) {
            if (attribute instanceof Value.None) {
                String filter = operations.text(arguments.require("map", 0, "filter"));
                mapped.add(apply(filter, item, arguments.rest()));
            } else {
                Value found = access.path(item, attribute);
                boolean missing =
                        found instanceof Value.Undefined && arguments.named().containsKey("default");
                mapped.add(missing ? otherwise : found);
            }
        }
        return Value.of(mapped);
    }

    private Value select(Value value, Arguments arguments, boolean wanted) {
        List<Value> selected = new ArrayList<>();
        for (Value item : operations.items(value)) {
            if (passes(item, arguments) == wanted) {
                selected.add(item);
            }
        }
        return Value.of(selected);
    }

    private Value selectByAttribute(Value value, Arguments arguments, boolean wanted) {
        Value attribute = arguments.require("selectattr", 0, "attribute");
        List<Value> selected = new ArrayList<>();
        for (Value item : operations.items(value)) {
            if (passes(access.path(item, attribute), arguments.rest()) == wanted) {
                selected.add(item);
            }
        }
        return Value.of(selected);
    }

    private boolean passes(Value value, Arguments arguments) {
        if (arguments.positional().isEmpty()) {
            return Operations.truth(value);
        }
        String test = operations.text(arguments.positional().getFirst());
        return tests.passes(test, value, arguments.rest());
    }
}
