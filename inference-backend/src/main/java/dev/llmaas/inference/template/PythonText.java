package dev.llmaas.inference.template;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.IntPredicate;

/** Texts as Python treats them. */
final class PythonText {
    private PythonText() {}

    /** Whether Python calls a character white space: {@code str.isspace}. */
    static boolean isSpace(int character) {
        return switch (character) {
            case 0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default ->
                (character >= 0x09 && character <= 0x0D)
                        || (character >= 0x1C && character <= 0x1F)
                        || (character >= 0x2000 && character <= 0x200A);
        };
    }

    static String strip(String text) {
        return stripLeft(stripRight(text));
    }

    static String stripRight(String text) {
        return stripRight(text, PythonText::isSpace);
    }

    static String stripLeft(String text) {
        return stripLeft(text, PythonText::isSpace);
    }

    static String stripRight(String text, IntPredicate cut) {
        int end = text.length();
        while (end > 0 && cut.test(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(0, end);
    }

    static String stripLeft(String text, IntPredicate cut) {
        int begin = 0;
        while (begin < text.length() && cut.test(text.codePointAt(begin))) {
            begin += Character.charCount(text.codePointAt(begin));
        }
        return text.substring(begin);
    }

    /** The first letter large, the others small: {@code str.capitalize}. */
    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    /** The first letter of each word large: {@code str.title}. */
    static String title(String text) {
        StringBuilder title = new StringBuilder(text.length());
        boolean inWord = false;
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            title.append(inWord ? Character.toLowerCase(letter) : Character.toTitleCase(letter));
            inWord = Character.isLetter(letter);
        }
        return title.toString();
    }

    /** What a string literal stands for. */
    static String unescape(String literal) {
        if (literal.indexOf('\\') < 0) {
            return literal;
        }
        StringBuilder text = new StringBuilder(literal.length());
        int at = 0;
        while (at < literal.length()) {
            char letter = literal.charAt(at);
            if (letter != '\\' || at + 1 == literal.length()) {
                text.append(letter);
                at++;
            } else {
                at = escape(literal, at + 1, text);
            }
        }
        return text.toString();
    }

    /** Appends what the escape at {@code at} stands for; returns where it ends. */
    private static int escape(String literal, int at, StringBuilder text) {
        char kind = literal.charAt(at);
        switch (kind) {
            case '\n' -> {}
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case 'a' -> text.append('\u0007');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'v' -> text.append('\u000B');
            case '\\', '\'', '"' -> text.append(kind);
            case 'x' -> {
                return number(literal, at + 1, 2, 16, text);
            }
            case 'u' -> {
                return number(literal, at + 1, 4, 16, text);
            }
            case 'U' -> {
                return number(literal, at + 1, 8, 16, text);
            }
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                int length = 1;
                while (length < 3 && at + length < literal.length() && isOctal(literal.charAt(at + length))) {
                    length++;
                }
                return number(literal, at, length, 8, text);
            }
            default -> text.append('\\').append(kind);
        }
        return at + 1;
    }

    private static boolean isOctal(char digit) {
        return digit >= '0' && digit <= '7';
    }

    private static int number(String literal, int at, int length, int radix, StringBuilder text) {
        try {
            text.appendCodePoint(Integer.parseInt(literal, at, Math.min(at + length, literal.length()), radix));
            return at + length;
        } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
            throw new TemplateException("a string holds an escape that is no character", wrong);
        }
    }

    /** A number with a fraction as Python writes it. */
    static String real(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        double size = Math.abs(value);
        if (size != 0 && (size >= 1e16 || size < 1e-4)) {
            String[] parts = Double.toString(value).split("E", 2);
            int exponent = Integer.parseInt(parts[1]);
            String mantissa = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
            return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
        }
        String plain = new BigDecimal(Double.toString(value)).toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    /** A text in the quotes that Python would choose. */
    static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder quoted = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(character -> {
            switch (character) {
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\\' -> quoted.append("\\\\");
                default -> {
                    if (character == quote) {
                        quoted.append('\\').append(quote);
                    } else if (isPrintable(character)) {
                        quoted.appendCodePoint(character);
                    } else {
                        String form = character < 0x100 ? "\\x%02x" : character < 0x10000 ? "\\u%04x" : "\\U%08x";
                        quoted.append(form.formatted(character));
                    }
                }
            }
        });
        return quoted.append(quote).toString();
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }
}
