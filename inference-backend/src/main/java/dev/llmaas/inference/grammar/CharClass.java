package dev.llmaas.inference.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/**
 * Reads the classes and escapes of a regular expression. Where validators differ (which blanks {@code \s} means), a class
 * holds only what is in it for all of them. Not thread-safe; one use.
 */
final class CharClass {
    /** What a dot means; Java's does not match U+0085, ECMA's does. */
    static final CharSet NO_LINE_END = CharSet.anyOf("\n\r\u0085\u2028\u2029").complement();

    private static final CharSet DIGITS = CharSet.range('0', '9');
    private static final CharSet WORD =
            CharSet.union(List.of(DIGITS, CharSet.range('a', 'z'), CharSet.range('A', 'Z'), CharSet.of('_')));
    private static final CharSet BLANKS = CharSet.anyOf(" \t\n\u000B\f\r");
    private static final CharSet WIDE_BLANKS = CharSet.union(List.of(
            BLANKS,
            CharSet.anyOf("\u0085\u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF\u180E"),
            CharSet.range(0x2000, 0x200B)));
    /** Unicode's general categories by their short names; the first letter alone is all of its kind. */
    private static final String CATEGORIES = "LuLlLtLmLoMnMcMeNdNlNoZsZlZpPdPsPePcPoPiPfSmScSkSo";

    private static final Map<String, CharSet> KNOWN = new ConcurrentHashMap<>();

    private final String source;
    private final String pointer;
    private int at;
    private boolean negated;

    CharClass(String source, String pointer) {
        this.source = source;
        this.pointer = pointer;
    }

    /** Reads the class behind its opening bracket. */
    CharSet readAt(IntConsumer moveTo, int place) {
        at = place;
        negated = isNext('^');
        at += negated ? 1 : 0;
        List<CharSet> parts = new ArrayList<>();
        while (!isNext(']')) {
            if (at >= source.length()) {
                throw refused("has a class [ without its end");
            }
            parts.add(item());
        }
        if (parts.isEmpty()) {
            throw refused("has an empty class");
        }
        moveTo.accept(at + 1);
        CharSet set = CharSet.union(parts);
        return negated ? set.complement() : set;
    }

    /** Reads an escape behind its backslash. */
    CharSet escapeAt(IntConsumer moveTo, int place, boolean inNegated) {
        at = place;
        negated = inNegated;
        CharSet set = escape();
        moveTo.accept(at);
        return set;
    }

    private CharSet item() {
        CharSet low = single();
        boolean range = isNext('-') && at + 1 < source.length() && source.charAt(at + 1) != ']';
        if (!range) {
            return low;
        }
        at++;
        CharSet high = single();
        boolean sound = isOne(low) && isOne(high) && low.ranges()[0] <= high.ranges()[0];
        if (!sound) {
            throw refused("has a range that is none in a class");
        }
        return CharSet.range(low.ranges()[0], high.ranges()[0]);
    }

    private static boolean isOne(CharSet set) {
        return set.ranges().length == 2 && set.ranges()[0] == set.ranges()[1];
    }

    private CharSet single() {
        if (at >= source.length()) {
            throw refused("has a class [ without its end");
        }
        int character = source.codePointAt(at);
        at += Character.charCount(character);
        if (character == '\\') {
            return escape();
        }
        // Java reads unions and intersections here where ECMA reads characters.
        boolean disputed = character == '[' || (character == '&' && isNext('&'));
        if (disputed) {
            throw refused("has [ or && in a class; escape them");
        }
        return one(character);
    }

    private CharSet escape() {
        if (at >= source.length()) {
            throw refused("ends with a backslash");
        }
        char letter = source.charAt(at++);
        return switch (letter) {
            case 'd' -> DIGITS;
            case 'D' -> DIGITS.complement();
            case 'w' -> WORD;
            case 'W' -> WORD.complement();
            case 's' -> negated ? WIDE_BLANKS : BLANKS;
            case 'S' -> (negated ? BLANKS : WIDE_BLANKS).complement();
            case 't' -> CharSet.of('\t');
            case 'n' -> CharSet.of('\n');
            case 'r' -> CharSet.of('\r');
            case 'f' -> CharSet.of('\f');
            case 'v' -> CharSet.of('\u000B');
            case 'x' -> one(hex(2));
            case 'u' -> one(unicode());
            case 'p' -> category();
            case 'P' -> category().complement();
            default -> {
                if (Character.isLetterOrDigit(letter) || Character.isSurrogate(letter)) {
                    throw refused("uses \\%s, which no grammar can express or nobody knows"
                            .formatted(letter < 0x80 ? Character.toString(letter) : "?"));
                }
                yield one(letter);
            }
        };
    }

    private CharSet one(int character) {
        CharSet set = CharSet.of(character);
        if (set.isEmpty()) {
            throw refused("holds half a character");
        }
        return set;
    }

    private int unicode() {
        if (isNext('{')) {
            int end = source.indexOf('}', at);
            int digits = end - at - 1;
            if (end < 0 || digits < 1 || digits > 6) {
                throw refused("has an escape \\u{} that is none");
            }
            at++;
            int value = hex(digits);
            at++;
            return value;
        }
        int value = hex(4);
        boolean pair = Character.isHighSurrogate((char) value) && source.startsWith("\\u", at);
        if (pair) {
            at += 2;
            return Character.toCodePoint((char) value, (char) hex(4));
        }
        return value;
    }

    private int hex(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = at < source.length() ? Character.digit(source.charAt(at++), 16) : -1;
            if (digit < 0) {
                throw refused("has a number of a character that is none");
            }
            value = value * 16 + digit;
        }
        if (value > Character.MAX_CODE_POINT) {
            throw refused("has a number of a character that is none");
        }
        return value;
    }

    private CharSet category() {
        int end = isNext('{') ? source.indexOf('}', at) : -1;
        String name = end < 0 ? "" : source.substring(at + 1, end);
        int found = name.isEmpty() || name.length() > 2 ? -1 : CATEGORIES.indexOf(name);
        if (found < 0 || !Character.isUpperCase(name.charAt(0))) {
            throw refused(
                    "uses a property \\p{} that this service does not know; it knows general categories such as L, Lu or Nd");
        }
        at = end + 1;
        return KNOWN.computeIfAbsent(name, CharClass::scan);
    }

    /** All characters of a category; some 20 ms, once for each of at most 37 names. */
    private static CharSet scan(String name) {
        List<CharSet> sets = new ArrayList<>();
        int first = -1;
        for (int character = 0; character <= Character.MAX_CODE_POINT + 1; character++) {
            boolean in = character <= Character.MAX_CODE_POINT
                    && categoryOf(character).startsWith(name);
            if (in && first < 0) {
                first = character;
            } else if (!in && first >= 0) {
                sets.add(CharSet.range(first, character - 1));
                first = -1;
            }
        }
        return CharSet.union(sets);
    }

    private static String categoryOf(int character) {
        return switch (Character.getType(character)) {
            case Character.UPPERCASE_LETTER -> "Lu";
            case Character.LOWERCASE_LETTER -> "Ll";
            case Character.TITLECASE_LETTER -> "Lt";
            case Character.MODIFIER_LETTER -> "Lm";
            case Character.OTHER_LETTER -> "Lo";
            case Character.NON_SPACING_MARK -> "Mn";
            case Character.COMBINING_SPACING_MARK -> "Mc";
            case Character.ENCLOSING_MARK -> "Me";
            case Character.DECIMAL_DIGIT_NUMBER -> "Nd";
            case Character.LETTER_NUMBER -> "Nl";
            case Character.OTHER_NUMBER -> "No";
            case Character.SPACE_SEPARATOR -> "Zs";
            case Character.LINE_SEPARATOR -> "Zl";
            case Character.PARAGRAPH_SEPARATOR -> "Zp";
            case Character.DASH_PUNCTUATION -> "Pd";
            case Character.START_PUNCTUATION -> "Ps";
            case Character.END_PUNCTUATION -> "Pe";
            case Character.CONNECTOR_PUNCTUATION -> "Pc";
            case Character.OTHER_PUNCTUATION -> "Po";
            case Character.INITIAL_QUOTE_PUNCTUATION -> "Pi";
            case Character.FINAL_QUOTE_PUNCTUATION -> "Pf";
            case Character.MATH_SYMBOL -> "Sm";
            case Character.CURRENCY_SYMBOL -> "Sc";
            case Character.MODIFIER_SYMBOL -> "Sk";
            case Character.OTHER_SYMBOL -> "So";
            default -> "Cn";
        };
    }

    private boolean isNext(char character) {
        return at < source.length() && source.charAt(at) == character;
    }

    private GrammarException refused(String what) {
        return new GrammarException(pointer, "The pattern %s.".formatted(what));
    }
}
