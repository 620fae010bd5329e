package dev.llmaas.platform.guardrail;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds orders in base64, in hexadecimal numbers, in percent signs, and in letters moved by thirteen places. */
final class EncodingGuardrail implements Guardrail {
    private static final int RUNS_MAX = 50;
    private static final int RUN_MIN = 24;
    private static final int NUMBERS_MIN = 40;
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{24,}={0,2}");
    private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2}[ :]?){20,}");
    private static final Pattern PERCENT = Pattern.compile("(?:%[0-9a-fA-F]{2}|[A-Za-z0-9.+-]){24,}");
    private static final Pattern ROT13 = Pattern.compile("\\brot-?13\\b", Pattern.CASE_INSENSITIVE);
    private static final String CODE = "encoded_payload";

    @Override
    public Optional<String> find(Script text) {
        String raw = text.raw();
        if (!hasRun(raw)) {
            return ROT13.matcher(raw).find() && isOrder(moved(raw)) ? Optional.of(CODE) : Optional.empty();
        }
        if (isOrder(raw, BASE64) || isOrder(raw, HEX) || (raw.contains("%2") && isOrder(raw, PERCENT))) {
            return Optional.of(CODE);
        }
        return ROT13.matcher(raw).find() && isOrder(moved(raw)) ? Optional.of(CODE) : Optional.empty();
    }

    /** Whether signs of a code follow each other long enough, blanks between numbers apart. */
    private static boolean hasRun(String raw) {
        int run = 0;
        int numbers = 0;
        for (int i = 0; i < raw.length(); i++) {
            char sign = raw.charAt(i);
            boolean hex = Character.digit(sign, 16) >= 0 && sign < 0x80;
            boolean letter = hex || (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
            run = letter || "+/_-%=.".indexOf(sign) >= 0 ? run + 1 : 0;
            numbers = hex ? numbers + 1 : sign == ' ' || sign == ':' ? numbers : 0;
            if (run >= RUN_MIN || numbers >= NUMBERS_MIN) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOrder(String raw, Pattern form) {
        Matcher runs = form.matcher(raw);
        for (int i = 0; i < RUNS_MAX && runs.find(); i++) {
            if (isOrder(decoded(runs.group(), form))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOrder(String decoded) {
        return !decoded.isEmpty()
                && InjectionGuardrail.find(new Script(decoded).plain()).isPresent();
    }

    /** What a run stands for; empty if it is no such code. */
    private static String decoded(String run, Pattern form) {
        try {
            if (form == PERCENT) {
                return URLDecoder.decode(run, StandardCharsets.UTF_8);
            }
            byte[] bytes = form == HEX
                    ? HexFormat.of().parseHex(run.replaceAll("[ :]", ""))
                    : Base64.getDecoder().decode(run.replace('-', '+').replace('_', '/'));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException anotherThing) {
            return "";
        }
    }

    private static String moved(String text) {
        StringBuilder moved = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter >= 'a' && letter <= 'z') {
                moved.append((char) ('a' + (letter - 'a' + 13) % 26));
            } else if (letter >= 'A' && letter <= 'Z') {
                moved.append((char) ('A' + (letter - 'A' + 13) % 26));
            } else {
                moved.append(letter);
            }
        }
        return moved.toString();
    }
}
