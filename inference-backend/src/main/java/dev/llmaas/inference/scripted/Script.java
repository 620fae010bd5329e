package dev.llmaas.inference.scripted;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a scripted engine says, when, and what goes wrong.
 *
 * @param tokens tokens after which the answer ends by itself, from 0
 * @param firstGap from the start of the computation to the first token
 * @param gap from one token to the next
 * @param words said in turn, one a token, again from the first after the last; at least one
 * @param fault what goes wrong, or null
 */
public record Script(
        int tokens,
        Duration firstGap,
        Duration gap,
        List<String> words,
        @Nullable Fault fault) {
    /** Eight words as fast as possible. */
    public static final Script DEFAULT = new Script(
            8,
            Duration.ZERO,
            Duration.ZERO,
            List.of("One", "token", "after", "another", "until", "the", "script", "ends."),
            null);

    /** Checks the bounds and copies its list. */
    public Script {
        words = List.copyOf(words);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("A script needs at least one word.");
        }
        if (tokens < 0 || firstGap.isNegative() || gap.isNegative()) {
            throw new IllegalArgumentException("Numbers of a script must be 0 or more.");
        }
    }

    /**
     * The script of a URI, for instance {@code scripted:///?tokens=20&gap-ms=5&first-ms=100&words=a,b&fault=stall-after:3}.
     *
     * @throws IllegalArgumentException if it has an unknown parameter or a value out of its bounds
     */
    public static Script of(URI uri) {
        String query = uri.getQuery();
        return query == null ? DEFAULT : DEFAULT.with(query);
    }

    /**
     * This script with changes.
     *
     * @param query in the form of a URI's query; a parameter that is not there keeps its value
     * @throws IllegalArgumentException if it has an unknown parameter or a value out of its bounds
     */
    public Script with(String query) {
        Script script = this;
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("A parameter of a script has the form name=value.");
            }
            script = script.with(parameter.substring(0, equals), parameter.substring(equals + 1));
        }
        return script;
    }

    private Script with(String name, String value) {
        return switch (name) {
            case "tokens" -> new Script(number(name, value), firstGap, gap, words, fault);
            case "first-ms" -> new Script(tokens, Duration.ofMillis(number(name, value)), gap, words, fault);
            case "gap-ms" -> new Script(tokens, firstGap, Duration.ofMillis(number(name, value)), words, fault);
            case "words" -> new Script(tokens, firstGap, gap, List.of(value.split(",", -1)), fault);
            case "fault" -> new Script(tokens, firstGap, gap, words, Fault.of(value));
            default -> throw new IllegalArgumentException("A script knows no parameter \"%s\".".formatted(name));
        };
    }

    /** The gap before token {@code index}, from 0. */
    Duration gapBefore(long index) {
        if (fault instanceof Fault.SlowTokens(Duration slow)) {
            return slow;
        }
        return index == 0 ? firstGap : gap;
    }

    /** The text of token {@code index}, from 0. */
    String word(long index) {
        String word = words.get((int) (index % words.size()));
        return index == 0 ? word : " " + word;
    }

    static int number(String name, String value) {
        try {
            return Integer.parseUnsignedInt(value);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "%s of a script must be a whole number from 0.".formatted(name), notANumber);
        }
    }
}
