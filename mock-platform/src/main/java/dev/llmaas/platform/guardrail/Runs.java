package dev.llmaas.platform.guardrail;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/**
 * Finds runs of the signs of a code in a text. Looks at each sign once or twice, where a regular expression takes ten times
 * as long: long runs are common, in keys, pictures and programs. Stateless.
 */
final class Runs {
    /** More runs than these are not looked at. */
    private static final int RUNS_MAX = 50;

    private static final int BASE64_MIN = 24;
    private static final int HEX_PAIRS_MIN = 20;
    private static final boolean[] BASE64 = signs("+/_-");
    private static final boolean[] PERCENT = signs("%+.-");

    private Runs() {}

    private static boolean[] signs(String more) {
        boolean[] signs = new boolean[0x80];
        for (char sign = '0'; sign < 0x80; sign++) {
            signs[sign] = Character.isLetterOrDigit(sign);
        }
        for (byte sign : more.getBytes(StandardCharsets.US_ASCII)) {
            signs[sign] = true;
        }
        return signs;
    }

    /** Whether one of the runs of base64 is what is looked for. */
    static boolean anyBase64(String text, Predicate<String> sought) {
        return any(text, BASE64, sought);
    }

    /** Whether one of the runs of letters, digits and bytes behind percent signs is what is looked for. */
    static boolean anyPercent(String text, Predicate<String> sought) {
        return any(text, PERCENT, sought);
    }

    private static boolean any(String text, boolean[] signs, Predicate<String> sought) {
        int runs = 0;
        int from = 0;
        for (int i = 0; i <= text.length() && runs < RUNS_MAX; i++) {
            boolean goesOn = i < text.length() && text.charAt(i) < 0x80 && signs[text.charAt(i)];
            if (goesOn) {
                continue;
            }
            if (i - from >= BASE64_MIN) {
                runs++;
                if (sought.test(text.substring(from, i))) {
                    return true;
                }
            }
            from = i + 1;
        }
        return false;
    }

    /** Whether one of the runs of bytes in hexadecimal numbers, with or without a blank or a colon between them, is it. */
    static boolean anyHex(String text, Predicate<String> sought) {
        int runs = 0;
        for (int i = 0; i < text.length() && runs < RUNS_MAX; i++) {
            int pairs = 0;
            int end = i;
            while (isPair(text, end)) {
                pairs++;
                end += 2;
                end += end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == ':') ? 1 : 0;
            }
            // A run that is too short may hold one whose pairs begin with its second digit.
            if (pairs >= HEX_PAIRS_MIN) {
                runs++;
                if (sought.test(text.substring(i, end).replace(" ", "").replace(":", ""))) {
                    return true;
                }
                i = end - 1;
            }
        }
        return false;
    }

    private static boolean isPair(String text, int at) {
        return at + 1 < text.length() && isHex(text.charAt(at)) && isHex(text.charAt(at + 1));
    }

    private static boolean isHex(char sign) {
        return sign < 0x80 && Character.digit(sign, 16) >= 0;
    }
}
