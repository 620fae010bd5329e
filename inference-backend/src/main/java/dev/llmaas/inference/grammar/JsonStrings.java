package dev.llmaas.inference.grammar;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes texts into a grammar as JSON strings in UTF-8. Free texts may escape any character; texts of a {@link Language}
 * escape only what must be, so that each has one form but for control characters.
 */
final class JsonStrings {
    /** Characters that stand for themselves in a JSON string (RFC 8259, section 7). */
    private static final CharSet PLAIN = CharSet.union(List.of(CharSet.range(0, 0x1F), CharSet.anyOf("\"\\")))
            .complement();

    private static final String SHORT_ESCAPES = "\"\\bfnrt";
    private static final String ESCAPED = "\"\\\b\f\n\r\t";

    private final Automaton automaton;
    /** Ends of characters that lead to the same state are shared. */
    private final Map<Tail, Integer> tails = new HashMap<>();

    private int freeText = -1;
    private int character = -1;

    private record Tail(int low, int high, int target) {}

    JsonStrings(Automaton automaton) {
        this.automaton = automaton;
    }

    /** The rule of any string, quotes included. */
    int freeText() {
        if (freeText < 0) {
            freeText = automaton.rule();
            int inside = automaton.literal(automaton.start(freeText), "\"");
            character(inside, inside);
            automaton.end(automaton.literal(inside, "\""));
        }
        return freeText;
    }

    /** Strings with a number of characters, {@code max} negative for any, quotes included. Returns the state behind them. */
    int ofLength(int from, int min, int max) {
        if (character < 0) {
            character = automaton.rule();
            int end = automaton.state();
            character(automaton.start(character), end);
            automaton.end(end);
        }
        int at = automaton.literal(from, "\"");
        for (int i = 0; i < min; i++) {
            at = automaton.call(at, character);
        }
        int end = automaton.state();
        int quote = automaton.literal(end, "\"");
        if (max < 0) {
            int loop = automaton.state();
            automaton.jump(at, loop);
            character(loop, loop);
            automaton.jump(loop, end);
            return quote;
        }
        automaton.jump(at, end);
        for (int i = min; i < max; i++) {
            at = automaton.call(at, character);
            automaton.jump(at, end);
        }
        return quote;
    }

    /** Strings of a language, quotes included. Returns the state behind them. */
    int of(int from, Language language) {
        int start = automaton.literal(from, "\"");
        int[] states = new int[language.states()];
        for (int state = 0; state < states.length; state++) {
            states[state] = state == 0 ? start : automaton.state();
        }
        int end = automaton.state();
        int quote = automaton.literal(end, "\"");
        for (int state = 0; state < states.length; state++) {
            if (language.accepts(state)) {
                automaton.jump(states[state], end);
            }
            arrows(states, state, language.arrows(state));
        }
        return quote;
    }

    /** Texts of a language as they are, without quotes and escapes. Returns the state behind them. */
    int bare(int from, Language language) {
        int[] states = new int[language.states()];
        for (int state = 0; state < states.length; state++) {
            states[state] = automaton.state();
        }
        automaton.jump(from, states[0]);
        int end = automaton.state();
        for (int state = 0; state < states.length; state++) {
            if (language.accepts(state)) {
                automaton.jump(states[state], end);
            }
            int[] arrows = language.arrows(state);
            for (int i = 0; i < arrows.length; i += 3) {
                CharSet characters = CharSet.range(arrows[i], arrows[i + 1]);
                plain(states[state], characters, states[arrows[i + 2]]);
            }
        }
        return end;
    }

    private void arrows(int[] states, int state, int[] arrows) {
        Escapes escapes = new Escapes(states[state]);
        for (int i = 0; i < arrows.length; i += 3) {
            int target = states[arrows[i + 2]];
            CharSet all = new CharSet(arrows[i], arrows[i + 1]);
            plain(states[state], all.intersect(PLAIN), target);
            int[] rest = all.intersect(PLAIN.complement()).ranges();
            for (int range = 0; range < rest.length; range += 2) {
                for (int each = rest[range]; each <= rest[range + 1]; each++) {
                    escapes.add(each, target);
                }
            }
        }
    }

    /** The escapes that leave one state; made when the first one comes up. */
    private final class Escapes {
        private final int from;
        private int backslash = -1;
        private final int[] hex = {-1, -1};

        Escapes(int from) {
            this.from = from;
        }

        void add(int escaped, int target) {
            if (backslash < 0) {
                backslash = automaton.literal(from, "\\");
            }
            int letter = ESCAPED.indexOf(escaped);
            if (letter >= 0) {
                automaton.edge(backslash, SHORT_ESCAPES.charAt(letter), SHORT_ESCAPES.charAt(letter), target);
                return;
            }
            int row = escaped >> 4;
            if (hex[row] < 0) {
                hex[row] = automaton.literal(backslash, "u00" + row);
            }
            char digit = Character.forDigit(escaped & 0xF, 16);
            automaton.edge(hex[row], digit, digit, target);
        }
    }

    /** One character of a free text. */
    private void character(int from, int to) {
        plain(from, PLAIN, to);
        int backslash = automaton.literal(from, "\\");
        for (char letter : "\"\\/bfnrt".toCharArray()) {
            automaton.edge(backslash, letter, letter, to);
        }
        int unicode = automaton.literal(backslash, "u");
        int last3 = hexDigits(3, to);
        for (String range : new String[] {"09", "ac", "ef", "AC", "EF"}) {
            automaton.edge(unicode, range.charAt(0), range.charAt(1), last3);
        }
        // Surrogates come in pairs: D800 to DBFF, then DC00 to DFFF.
        int high = automaton.state();
        automaton.edge(unicode, 'd', 'd', high);
        automaton.edge(unicode, 'D', 'D', high);
        automaton.edge(high, '0', '7', hexDigits(2, to));
        int second = automaton.state();
        for (String range : new String[] {"89", "ab", "AB"}) {
            automaton.edge(high, range.charAt(0), range.charAt(1), hexDigits(2, second));
        }
        int low = automaton.literal(second, "\\u");
        int lowest = automaton.state();
        automaton.edge(low, 'd', 'd', lowest);
        automaton.edge(low, 'D', 'D', lowest);
        for (String range : new String[] {"cf", "CF"}) {
            automaton.edge(lowest, range.charAt(0), range.charAt(1), hexDigits(2, to));
        }
    }

    private int hexDigits(int count, int to) {
        int target = to;
        for (int i = 0; i < count; i++) {
            int from = automaton.state();
            automaton.edge(from, '0', '9', target);
            automaton.edge(from, 'a', 'f', target);
            automaton.edge(from, 'A', 'F', target);
            target = from;
        }
        return target;
    }

    /** One of some characters as itself. */
    private void plain(int from, CharSet characters, int to) {
        int[] ranges = characters.ranges();
        for (int i = 0; i < ranges.length; i += 2) {
            utf8(from, ranges[i], ranges[i + 1], to);
        }
    }

    /** Splits a range of characters until its bytes vary independently (the method of Rust's utf8-ranges). */
    private void utf8(int from, int low, int high, int to) {
        for (int last : new int[] {0x7F, 0x7FF, 0xFFFF}) {
            if (low <= last && last < high) {
                utf8(from, low, last, to);
                utf8(from, last + 1, high, to);
                return;
            }
        }
        int length = low <= 0x7F ? 1 : low <= 0x7FF ? 2 : low <= 0xFFFF ? 3 : 4;
        for (int i = 1; i < length; i++) {
            int mask = (1 << (6 * i)) - 1;
            if ((low & ~mask) == (high & ~mask)) {
                continue;
            }
            if ((low & mask) != 0) {
                utf8(from, low, low | mask, to);
                utf8(from, (low | mask) + 1, high, to);
                return;
            }
            if ((high & mask) != mask) {
                utf8(from, low, (high & ~mask) - 1, to);
                utf8(from, high & ~mask, high, to);
                return;
            }
        }
        sequence(from, encoded(low), encoded(high), to);
    }

    private void sequence(int from, byte[] low, byte[] high, int to) {
        int target = to;
        for (int i = low.length - 1; i > 0; i--) {
            Tail tail = new Tail(low[i] & 0xFF, high[i] & 0xFF, target);
            @Nullable Integer known = tails.get(tail);
            if (known == null) {
                known = automaton.state();
                automaton.edge(known, tail.low(), tail.high(), target);
                tails.put(tail, known);
            }
            target = known;
        }
        automaton.edge(from, low[0] & 0xFF, high[0] & 0xFF, target);
    }

    private static byte[] encoded(int character) {
        return Character.toString(character).getBytes(StandardCharsets.UTF_8);
    }
}
