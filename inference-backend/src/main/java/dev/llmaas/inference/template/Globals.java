package dev.llmaas.inference.template;

import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The functions that every chat template may call. */
final class Globals {
    private final Budget budget;
    private final InstantSource clock;
    private final ZoneId zone;

    Globals(Budget budget, InstantSource clock, ZoneId zone) {
        this.budget = budget;
        this.clock = clock;
        this.zone = zone;
    }

    /** Puts them into a scope. */
    void into(Scope scope) {
        put(scope, "raise_exception", arguments -> {
            throw new TemplateException(arguments.text("raise_exception", 0, "message", "it refuses the messages"));
        });
        put(scope, "strftime_now", this::now);
        put(scope, "range", this::range);
        put(scope, "namespace", Globals::namespace);
        put(scope, "dict", Globals::dictionary);
    }

    private static void put(Scope scope, String name, Value.Body body) {
        scope.set(name, new Value.Function(name, body));
    }

    private static Value namespace(Arguments arguments) {
        Value.Namespace namespace = new Value.Namespace();
        if (!arguments.positional().isEmpty()
                && arguments.positional().getFirst() instanceof Value.Entries(Map<Value, Value> entries)) {
            entries.forEach((key, value) -> {
                if (key instanceof Value.Text(String name)) {
                    namespace.values().put(name, value);
                }
            });
        }
        namespace.values().putAll(arguments.named());
        return namespace;
    }

    private static Value dictionary(Arguments arguments) {
        Map<Value, Value> entries = new LinkedHashMap<>();
        if (!arguments.positional().isEmpty()
                && arguments.positional().getFirst() instanceof Value.Entries(Map<Value, Value> given)) {
            entries.putAll(given);
        }
        arguments.named().forEach((name, value) -> entries.put(Value.of(name), value));
        return new Value.Entries(entries);
    }

    private Value range(Arguments arguments) {
        int given = arguments.positional().size();
        long start = given > 1 ? arguments.whole("range", 0, "start", 0) : 0;
        long stop = arguments.whole("range", given > 1 ? 1 : 0, "stop", 0);
        long step = arguments.whole("range", 2, "step", 1);
        if (given == 0 || step == 0) {
            throw Operations.wrong("range needs a number, and a step that is not 0");
        }
        List<Value> numbers = new ArrayList<>();
        for (long number = start; step > 0 ? number < stop : number > stop; number = Math.addExact(number, step)) {
            budget.items(numbers.size());
            numbers.add(new Value.Whole(number));
        }
        return Value.of(numbers);
    }

    /** The time now in the form of {@code strftime}. */
    private Value now(Arguments arguments) {
        String format = arguments.text("strftime_now", 0, "format", "%Y-%m-%d");
        ZonedDateTime now = clock.instant().atZone(zone);
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < format.length(); at++) {
            char letter = format.charAt(at);
            if (letter != '%' || at + 1 == format.length()) {
                text.append(letter);
                continue;
            }
            boolean unpadded = format.charAt(at + 1) == '-' && at + 2 < format.length();
            at += unpadded ? 2 : 1;
            String field = field(format.charAt(at), now);
            text.append(unpadded && field.length() > 1 && field.startsWith("0") ? field.substring(1) : field);
        }
        return budget.made(text.toString());
    }

    private static String field(char letter, ZonedDateTime now) {
        String pattern = switch (letter) {
            case 'Y' -> "uuuu";
            case 'y' -> "uu";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'B' -> "MMMM";
            case 'b', 'h' -> "MMM";
            case 'A' -> "EEEE";
            case 'a' -> "EEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'f' -> "SSSSSS";
            case 'p' -> "a";
            case 'j' -> "DDD";
            case 'F' -> "uuuu-MM-dd";
            case 'T' -> "HH:mm:ss";
            case '%' -> "'%'";
            default -> throw Operations.wrong("strftime_now does not know %%%s", letter);
        };
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now);
    }
}
