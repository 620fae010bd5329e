package dev.llmaas.platform.guardrail;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text as guardrails look at it: as it was written, plainly (small letters without accents), and unmasked (what a reader
 * would read into look-alikes, invisible characters, spaced letters and digits for letters). Belongs to one thread.
 */
final class Script {
    /** Accents of Latin, Greek and Cyrillic letters; those of Japanese ones make other letters. */
    private static final Pattern MARKS = Pattern.compile("[\\u0300-\\u036F]+");

    private static final Pattern INVISIBLE = Pattern.compile(
            "[\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180E\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u2064\\u2066-\\u206F\\uFE00-\\uFE0F\\uFEFF]");
    /** Five letters or more, each apart from the next in the same way. */
    private static final Pattern SPACED =
            Pattern.compile("(?<![\\p{L}\\d])\\p{L}([ ._*|-])(?:\\p{L}\\1){3,}\\p{L}(?![\\p{L}\\d])");

    private static final Pattern LEET =
            Pattern.compile("[\\p{L}\\d@$!]*(?:\\p{L}[\\d@$]|[\\d@$]\\p{L})[\\p{L}\\d@$!]*");
    private static final Pattern MIXED = Pattern.compile(
            "[\\p{IsLatin}\\p{IsCyrillic}\\p{IsGreek}]*(?:\\p{IsLatin}[\\p{IsCyrillic}\\p{IsGreek}]|[\\p{IsCyrillic}\\p{IsGreek}]\\p{IsLatin})[\\p{IsLatin}\\p{IsCyrillic}\\p{IsGreek}]*");
    /** Letters of other alphabets and the Latin ones that they look like (Unicode TR 39, confusables). */
    private static final String LOOKS = "аaеeоoрpсcуyхxіiјjѕsԁdһhӏlкkтtмmнnвbгrαaεeοoρpιiκkνvτtυuχxηnωw";

    private final String raw;
    private @Nullable String plain;
    private @Nullable String unmasked;

    Script(String raw) {
        this.raw = raw;
    }

    /** As it was written. */
    String raw() {
        return raw;
    }

    /** In small letters, without accents, with single blanks. */
    String plain() {
        String known = plain;
        if (known == null) {
            known = plain(raw);
            plain = known;
        }
        return known;
    }

    private static String plain(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        String bare = isAscii(small)
                ? small
                : Normalizer.normalize(
                                MARKS.matcher(Normalizer.normalize(small, Normalizer.Form.NFD))
                                        .replaceAll(""),
                                Normalizer.Form.NFC)
                        .replace("ß", "ss")
                        .replace('\u2019', '\'');
        return withSingleBlanks(bare);
    }

    private static String withSingleBlanks(String text) {
        StringBuilder single = null;
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            boolean blank = isBlank(sign);
            boolean kept = !blank || (sign == ' ' && (i == 0 || !isBlank(text.charAt(i - 1))));
            if (!kept && single == null) {
                single = new StringBuilder(text.length()).append(text, 0, i);
            }
            if (single != null && !blank) {
                single.append(sign);
            } else if (single != null && (single.isEmpty() || single.charAt(single.length() - 1) != ' ')) {
                single.append(' ');
            }
        }
        return single == null ? text : single.toString();
    }

    private static boolean isBlank(char sign) {
        return sign == ' ' || (sign >= '\t' && sign <= '\r') || sign == '\u00A0';
    }

    /** What a reader would read; the same text if nothing is masked. */
    String unmasked() {
        String known = unmasked;
        if (known == null) {
            String text = INVISIBLE.matcher(tagsRemoved(raw)).replaceAll("");
            text = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
            text = MIXED.matcher(text).replaceAll(word -> looks(word.group()));
            text = SPACED.matcher(text).replaceAll(word -> word.group().replaceAll("[ ._*|-]", ""));
            text = LEET.matcher(text).replaceAll(word -> letters(word.group()));
            known = plain(text);
            unmasked = known;
        }
        return known;
    }

    /** Tag characters (U+E0000) spell ASCII that nobody sees; they become what they spell. */
    private static String tagsRemoved(String text) {
        if (text.indexOf('\uDB40') < 0) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .map(point -> point >= 0xE0020 && point <= 0xE007E ? point - 0xE0000 : point)
                .filter(point -> point < 0xE0000 || point > 0xE0FFF)
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }

    private static String looks(String word) {
        StringBuilder seen = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char letter = word.charAt(i);
            int at = LOOKS.indexOf(letter);
            seen.append(at >= 0 && at % 2 == 0 ? LOOKS.charAt(at + 1) : letter);
        }
        return seen.toString();
    }

    private static String letters(String word) {
        StringBuilder read = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char sign = word.charAt(i);
            int at = "013457@$!".indexOf(sign);
            read.append(at < 0 ? sign : "oieastasi".charAt(at));
        }
        return read.toString();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
