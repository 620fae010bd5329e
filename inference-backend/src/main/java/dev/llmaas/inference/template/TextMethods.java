package dev.llmaas.inference.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;

/** The methods of texts. */
final class TextMethods {
    private static final Set<String> NAMES = Set.of(
            "capitalize",
            "count",
            "endswith",
            "find",
            "isalpha",
            "isalnum",
            "isdigit",
            "islower",
            "isspace",
            "isupper",
            "join",
            "lower",
            "lstrip",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "title",
            "upper");

    private final Operations operations;

    TextMethods(Operations operations) {
        this.operations = operations;
    }

    /** Whether texts have such a method. */
    static boolean isKnown(String name) {
        return NAMES.contains(name);
    }

    /** Calls a method. */
    Value call(String text, String name, Arguments arguments) {
        // Every one of them reads the whole text at most a few times.
        operations.budget().text(text.length());
        return switch (name) {
            case "capitalize" -> Value.of(PythonText.capitalize(text));
            case "title" -> Value.of(PythonText.title(text));
            case "lower" -> Value.of(text.toLowerCase(Locale.ROOT));
            case "upper" -> Value.of(text.toUpperCase(Locale.ROOT));
            case "strip", "lstrip", "rstrip" -> stripped(text, name, arguments);
            case "startswith" -> Value.of(matches(text, name, arguments, String::startsWith));
            case "endswith" -> Value.of(matches(text, name, arguments, String::endsWith));
            case "removeprefix" -> removed(text, part(name, arguments), true);
            case "removesuffix" -> removed(text, part(name, arguments), false);
            case "find" -> place(text, text.indexOf(part(name, arguments)));
            case "rfind" -> place(text, text.lastIndexOf(part(name, arguments)));
            case "count" -> new Value.Whole(count(text, part(name, arguments)));
            case "replace" -> replaced(text, arguments);
            case "split" -> Value.of(split(text, arguments, false));
            case "rsplit" -> Value.of(split(text, arguments, true));
            case "splitlines" -> Value.of(lines(text, Operations.truth(arguments.get(0, "keepends", Fixed.FALSE))));
            case "partition" -> partition(text, part(name, arguments));
            case "join" -> joined(text, arguments.require(name, 0, "iterable"));
            case "isalpha" -> all(text, Character::isLetter);
            case "isalnum" -> all(text, Character::isLetterOrDigit);
            case "isdigit" -> all(text, Character::isDigit);
            case "isspace" -> all(text, PythonText::isSpace);
            case "islower" -> Value.of(text.equals(text.toLowerCase(Locale.ROOT)) && hasLetter(text));
            case "isupper" -> Value.of(text.equals(text.toUpperCase(Locale.ROOT)) && hasLetter(text));
            default -> throw Operations.wrong("a text has no method %s", name);
        };
    }

    private static String part(String method, Arguments arguments) {
        return text(method, arguments.require(method, 0, "text"));
    }

    private static String text(String method, Value value) {
        if (value instanceof Value.Text(String text)) {
            return text;
        }
        throw Operations.wrong("%s needs a text, not a %s", method, value.type());
    }

    private static Value stripped(String text, String name, Arguments arguments) {
        Value given = arguments.get(0, "chars", Fixed.NONE);
        String characters = given instanceof Value.None ? "" : text(name, given);
        IntPredicate cut =
                given instanceof Value.None ? PythonText::isSpace : character -> characters.indexOf(character) >= 0;
        String left = name.equals("rstrip") ? text : PythonText.stripLeft(text, cut);
        return Value.of(name.equals("lstrip") ? left : PythonText.stripRight(left, cut));
    }

    private static boolean matches(String text, String name, Arguments arguments, BiPredicate<String, String> matches) {
        Value wanted = arguments.require(name, 0, "prefix");
        if (wanted instanceof Value.Items(List<Value> several, boolean ignored)) {
            return several.stream().anyMatch(each -> matches.test(text, text(name, each)));
        }
        return matches.test(text, text(name, wanted));
    }

    private static Value removed(String text, String part, boolean first) {
        if (first) {
            return Value.of(text.startsWith(part) ? text.substring(part.length()) : text);
        }
        return Value.of(text.endsWith(part) ? text.substring(0, text.length() - part.length()) : text);
    }

    private static Value place(String text, int at) {
        return new Value.Whole(at < 0 ? -1 : text.codePointCount(0, at));
    }

    private static long count(String text, String part) {
        if (part.isEmpty()) {
            return text.codePointCount(0, text.length()) + 1L;
        }
        long count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private Value replaced(String text, Arguments arguments) {
        String from = text("replace", arguments.require("replace", 0, "old"));
        String to = text("replace", arguments.require("replace", 1, "new"));
        long most = arguments.whole("replace", 2, "count", -1);
        if (from.isEmpty()) {
            throw Operations.wrong("replace needs something to look for");
        }
        long count = most < 0 ? count(text, from) : Math.min(most, count(text, from));
        operations.budget().text(text.length() + count * ((long) to.length() - from.length()));
        StringBuilder out = new StringBuilder();
        int done = 0;
        for (long i = 0; i < count; i++) {
            int at = text.indexOf(from, done);
            out.append(text, done, at).append(to);
            done = at + from.length();
        }
        return Value.of(out.append(text, done, text.length()).toString());
    }

    private List<Value> split(String text, Arguments arguments, boolean fromRight) {
        Value separator = arguments.get(0, "sep", Fixed.NONE);
        long most = arguments.whole("split", 1, "maxsplit", -1);
        long splits = most < 0 ? Long.MAX_VALUE : most;
        List<Value> parts = separator instanceof Value.None
                ? (fromRight ? wordsFromRight(text, splits) : words(text, splits))
                : between(text, text("split", separator), splits, fromRight);
        operations.budget().items(parts.size());
        return parts;
    }

    private static List<Value> words(String text, long splits) {
        List<Value> words = new ArrayList<>();
        int at = skip(text, 0, true);
        while (at < text.length()) {
            if (words.size() >= splits) {
                words.add(Value.of(text.substring(at)));
                break;
            }
            int end = skip(text, at, false);
            words.add(Value.of(text.substring(at, end)));
            at = skip(text, end, true);
        }
        return words;
    }

    private static int skip(String text, int from, boolean space) {
        int at = from;
        while (at < text.length() && PythonText.isSpace(text.charAt(at)) == space) {
            at++;
        }
        return at;
    }

    private static List<Value> wordsFromRight(String text, long splits) {
        String turned = new StringBuilder(text).reverse().toString();
        List<Value> words = new ArrayList<>();
        for (Value word : words(turned, splits).reversed()) {
            words.add(Value.of(new StringBuilder(text("rsplit", word)).reverse().toString()));
        }
        return words;
    }

    private static List<Value> between(String text, String separator, long splits, boolean fromRight) {
        if (separator.isEmpty()) {
            throw Operations.wrong("split needs a separator that is not empty");
        }
        long found = count(text, separator);
        long skipped = fromRight ? Math.max(0, found - splits) : 0;
        List<Value> parts = new ArrayList<>();
        int begin = 0;
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            from = at + separator.length();
            if (skipped > 0) {
                skipped--;
            } else if (parts.size() < splits) {
                parts.add(Value.of(text.substring(begin, at)));
                begin = from;
            } else {
                break;
            }
        }
        parts.add(Value.of(text.substring(begin)));
        return parts;
    }

    private List<Value> lines(String text, boolean keepEnds) {
        List<Value> lines = new ArrayList<>();
        int begin = 0;
        while (begin < text.length()) {
            int end = begin;
            while (end < text.length() && !isLineEnd(text.charAt(end))) {
                end++;
            }
            int next = Math.min(text.length(), end + (text.startsWith("\r\n", end) ? 2 : 1));
            lines.add(Value.of(text.substring(begin, keepEnds ? next : end)));
            begin = next;
        }
        operations.budget().items(lines.size());
        return lines;
    }

    private static boolean isLineEnd(char letter) {
        return (letter >= 0x0A && letter <= 0x0D)
                || (letter >= 0x1C && letter <= 0x1E)
                || letter == 0x85
                || letter == 0x2028
                || letter == 0x2029;
    }

    private static Value partition(String text, String separator) {
        int at = text.indexOf(separator);
        List<Value> parts = at < 0
                ? List.of(Value.of(text), Value.of(""), Value.of(""))
                : List.of(
                        Value.of(text.substring(0, at)),
                        Value.of(separator),
                        Value.of(text.substring(at + separator.length())));
        return new Value.Items(parts, true);
    }

    private Value joined(String separator, Value items) {
        List<String> parts = new ArrayList<>();
        long length = 0;
        for (Value item : operations.items(items)) {
            String part = text("join", item);
            parts.add(part);
            length += part.length() + separator.length();
        }
        operations.budget().text(length);
        return Value.of(String.join(separator, parts));
    }

    private static Value all(String text, IntPredicate test) {
        return Value.of(!text.isEmpty() && text.codePoints().allMatch(test));
    }

    private static boolean hasLetter(String text) {
        return text.codePoints().anyMatch(Character::isLetter);
    }
}
