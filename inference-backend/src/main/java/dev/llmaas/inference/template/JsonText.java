package dev.llmaas.inference.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Values as JSON, the way Python's {@code json.dumps(value, ensure_ascii=False)} writes it. */
final class JsonText {
    private final Budget budget;
    private final String indent;
    private final String itemSeparator;
    private final String keySeparator;
    private final boolean sorted;
    private final StringBuilder out = new StringBuilder();

    /** A writer; {@code indent} is a line break and what a level is indented by, or empty for one line. */
    private JsonText(Budget budget, String indent, String itemSeparator, String keySeparator, boolean sorted) {
        this.budget = budget;
        this.indent = indent;
        this.itemSeparator = itemSeparator;
        this.keySeparator = keySeparator;
        this.sorted = sorted;
    }

    /** The filter {@code tojson} with the arguments that the reference has. */
    static Value filter(Budget budget, Value value, Arguments arguments) {
        arguments.only("tojson", 4, "ensure_ascii", "indent", "separators", "sort_keys");
        String indent = switch (arguments.get(1, "indent", Fixed.NONE)) {
            case Value.None ignored -> "";
            case Value.Text(String text) -> "\n" + text;
            case Value.Whole(long width) -> "\n" + " ".repeat(Math.clamp(width, 0, 100));
            case Value other -> throw Operations.wrong("tojson cannot indent by a %s", other.type());
        };
        String item = indent.isEmpty() ? ", " : ",";
        String key = ": ";
        if (arguments.get(2, "separators", Fixed.NONE) instanceof Value.Items(List<Value> pair, boolean ignored)
                && pair.size() == 2
                && pair.get(0) instanceof Value.Text(String first)
                && pair.get(1) instanceof Value.Text(String second)) {
            item = first;
            key = second;
        }
        boolean sorted = Operations.truth(arguments.get(3, "sort_keys", Fixed.FALSE));
        JsonText json = new JsonText(budget, indent, item, key, sorted);
        json.write(value, 0);
        String text = json.out.toString();
        boolean ascii = Operations.truth(arguments.get(0, "ensure_ascii", Fixed.FALSE));
        return budget.made(ascii ? ascii(text) : text);
    }

    private void write(Value value, int level) {
        budget.enter();
        switch (value) {
            case Value.None ignored -> out.append("null");
            case Value.Flag(boolean flag) -> out.append(flag);
            case Value.Whole(long number) -> out.append(number);
            case Value.Real(double number) -> out.append(real(number));
            case Value.Text(String text) -> string(text);
            case Value.Items(List<Value> items, boolean ignored) -> array(items, level);
            case Value.Entries(Map<Value, Value> entries) -> object(entries, level);
            default -> throw Operations.wrong("a value of type %s has no JSON form", value.type());
        }
        budget.text(0);
        if (out.length() > TemplateLimits.OUTPUT_CHARACTERS_MAX) {
            budget.text(out.length());
        }
        budget.leave();
    }

    private static String real(double number) {
        return switch (PythonText.real(number)) {
            case "nan" -> "NaN";
            case "inf" -> "Infinity";
            case "-inf" -> "-Infinity";
            case String text -> text;
        };
    }

    private void array(List<Value> items, int level) {
        if (items.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
            out.append(i == 0 ? "" : itemSeparator);
            line(level + 1);
            write(items.get(i), level + 1);
        }
        line(level);
        out.append(']');
    }

    private void object(Map<Value, Value> entries, int level) {
        if (entries.isEmpty()) {
            out.append("{}");
            return;
        }
        out.append('{');
        String separator = "";
        for (Map.Entry<String, Value> entry : named(entries)) {
            out.append(separator);
            separator = itemSeparator;
            line(level + 1);
            string(entry.getKey());
            out.append(keySeparator);
            write(entry.getValue(), level + 1);
        }
        line(level);
        out.append('}');
    }

    private Iterable<Map.Entry<String, Value>> named(Map<Value, Value> entries) {
        Map<String, Value> named = sorted ? new TreeMap<>() : new LinkedHashMap<>();
        entries.forEach((key, value) -> named.put(name(key), value));
        return named.entrySet();
    }

    private static String name(Value key) {
        return switch (key) {
            case Value.Text(String text) -> text;
            case Value.None ignored -> "null";
            case Value.Flag(boolean flag) -> String.valueOf(flag);
            case Value.Whole(long number) -> String.valueOf(number);
            case Value.Real(double number) -> real(number);
            default -> throw Operations.wrong("a key of type %s has no JSON form", key.type());
        };
    }

    private void line(int level) {
        if (indent.isEmpty()) {
            return;
        }
        out.append('\n');
        for (int i = 0; i < level; i++) {
            out.append(indent, 1, indent.length());
        }
    }

    private void string(String text) {
        budget.text(text.length());
        out.append('"');
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            switch (letter) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (letter < 0x20) {
                        out.append("\\u%04x".formatted((int) letter));
                    } else {
                        out.append(letter);
                    }
                }
            }
        }
        out.append('"');
    }

    private static String ascii(String json) {
        StringBuilder ascii = new StringBuilder(json.length());
        for (int at = 0; at < json.length(); at++) {
            char letter = json.charAt(at);
            if (letter < 0x80) {
                ascii.append(letter);
            } else {
                ascii.append("\\u%04x".formatted((int) letter));
            }
        }
        return ascii.toString();
    }
}
