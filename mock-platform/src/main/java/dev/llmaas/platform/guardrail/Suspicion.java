package dev.llmaas.platform.guardrail;

import dev.llmaas.platform.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * One look at the bytes of a body, without reading its JSON: passes the many that hold nothing that any guardrail could
 * find. It may be wrong in one way only: what it passes holds no anchor, masked or not. Stateless.
 */
final class Suspicion {
    private static final int RUN_MIN = 40;
    private static final int MASKED_MIN = 5;
    private static final int LATIN_1 = 0xC3;
    private static final String MASKS = "013457@$!";
    private static final String MASKED = "oieastasi";
    private static final Anchors WORDS = new Anchors(words());
    /** The same words without blanks, for letters that are read through digits and signs between them. */
    private static final Anchors LETTERS = new Anchors(InjectionPatterns.anchors().stream()
            .map(word -> word.replaceAll("[^a-z]", ""))
            .filter(word -> word.length() >= MASKED_MIN)
            .toList());

    private Suspicion() {}

    private static List<String> words() {
        List<String> more = List.of(
                "\"{",
                "\" {",
                "\\n{",
                "<!--",
                "style=",
                "javascript:",
                "vbscript:",
                "data:text",
                "rot13",
                "rot-13",
                "\\u");
        return Stream.concat(InjectionPatterns.anchors().stream(), more.stream())
                .filter(word -> StandardCharsets.US_ASCII.newEncoder().canEncode(word))
                .toList();
    }

    /** Whether the texts of a body must be looked at. */
    static boolean isWorthALook(byte[] body) {
        if (body.length > Limits.GUARDRAIL_GLANCE_BYTES_MAX) {
            return true;
        }
        int state = 0;
        int masked = 0;
        int run = 0;
        for (int i = 0; i < body.length; i++) {
            int value = body[i] & 0xFF;
            if (value >= 0x80 && isForeign(body, i, value)) {
                return true;
            }
            boolean accented = value == LATIN_1 && i + 1 < body.length;
            char letter = accented ? Anchors.bare(body[i + 1]) : lower(value);
            i += accented ? 1 : 0;
            state = WORDS.next(state, letter);
            masked = unmasked(masked, letter);
            if (WORDS.isFound(state) || LETTERS.isFound(masked)) {
                return true;
            }
            run = isCode(value) ? run + 1 : 0;
            if (run >= RUN_MIN) {
                return true;
            }
        }
        return false;
    }

    /** The state of the search for masked words behind one more letter. */
    private static int unmasked(int state, char letter) {
        int mask = letter > '@' ? -1 : MASKS.indexOf(letter);
        boolean between = mask < 0 && (letter < 'a' || letter > 'z');
        return between ? state : LETTERS.next(state, mask < 0 ? letter : MASKED.charAt(mask));
    }

    /** Whether a text may hide an order: in letters that are no plain ones, or in letters apart and digits for letters. */
    static boolean mayBeMasked(String text) {
        int state = 0;
        int plain = 0;
        char before = ' ';
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter >= 0x80 ? isMask(letter) : isAlien(before) && isLatin(letter)) {
                return true;
            }
            if (isAlien(letter) && isLatin(before)) {
                return true;
            }
            char small = letter < 0x80 ? lower(letter) : letter;
            int next = unmasked(state, small);
            plain = small >= 'a' && small <= 'z' ? plain + 1 : 0;
            // A word of plain letters only hides nothing; a sign behind it does not find it again.
            if (next != state && LETTERS.isFound(next) && plain < MASKED_MIN) {
                return true;
            }
            state = next;
            before = letter;
        }
        return false;
    }

    private static boolean isLatin(char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    }

    /** Greek or Cyrillic. */
    private static boolean isAlien(char letter) {
        return letter >= 0x370 && letter < 0x530;
    }

    /** Invisible, of full width, within a circle, or of mathematics; halves of pairs stand for the last. */
    private static boolean isMask(char letter) {
        return letter == 0xAD
                || (letter >= 0x200B && letter <= 0x200F)
                || (letter >= 0x202A && letter <= 0x202E)
                || (letter >= 0x2060 && letter <= 0x206F)
                || (letter >= 0x2100 && letter <= 0x214F)
                || (letter >= 0x2460 && letter <= 0x24FF)
                || (letter >= 0xFF21 && letter <= 0xFF5A)
                || letter == 0xFEFF
                || letter == 0xD835
                || letter == 0xDB40;
    }

    private static char lower(int value) {
        return (char) (value >= 'A' && value <= 'Z' ? value + 32 : value);
    }

    /** Letters, digits and signs of encodings; words are shorter. */
    private static boolean isCode(int value) {
        return (value >= 'a' && value <= 'z')
                || (value >= 'A' && value <= 'Z')
                || (value >= '0' && value <= '9')
                || value == '+'
                || value == '/'
                || value == '%'
                || value == '=';
    }

    /** Not one of the letters of western languages (U+0080 to U+017F) or the usual quotes and dashes (U+2010 to U+203F). */
    private static boolean isForeign(byte[] body, int at, int value) {
        if (value < 0xC0 || (value >= 0xC2 && value <= 0xC5)) {
            return false;
        }
        boolean quote = value == 0xE2
                && at + 2 < body.length
                && (body[at + 1] & 0xFF) == 0x80
                && (body[at + 2] & 0xFF) >= 0x90
                && ((body[at + 2] & 0xFF) < 0xA8 || (body[at + 2] & 0xFF) > 0xAF);
        return !quote;
    }
}
