package dev.llmaas.platform.guardrail;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds orders in base64, in hexadecimal numbers, in percent signs, and in letters moved by thirteen places. */
final class EncodingGuardrail implements Guardrail {
    private static final Pattern ROT13 = Pattern.compile("\\brot-?13\\b", Pattern.CASE_INSENSITIVE);
    private static final String CODE = "encoded_payload";
    /** A percent sign that stands for itself. */
    private static final Pattern BARE_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");
    /** Stands for bytes that are no UTF-8. */
    private static final char MALFORMED = '\uFFFD';

    @Override
    public Optional<String> find(Script text) {
        String raw = text.raw();
        boolean found = Runs.anyBase64(raw, run -> isOrder(base64(run)))
                || Runs.anyHex(raw, run -> isOrder(read(HexFormat.of().parseHex(run))))
                || (raw.contains("%2") && Runs.anyPercent(raw, run -> isOrder(percent(run))))
                || (raw.contains("13") && ROT13.matcher(raw).find() && isOrder(moved(raw)));
        return found ? Optional.of(CODE) : Optional.empty();
    }

    private static boolean isOrder(String decoded) {
        return !decoded.isEmpty()
                && InjectionGuardrail.find(new Script(decoded).plain()).isPresent();
    }

    /** What a run of base64 stands for; empty if it is none. */
    private static String base64(String run) {
        // One sign over is no byte, so it belongs to something else.
        String whole = run.length() % 4 == 1 ? run.substring(0, run.length() - 1) : run;
        try {
            return read(Base64.getDecoder().decode(whole.replace('-', '+').replace('_', '/')));
        } catch (IllegalArgumentException anotherThing) {
            return "";
        }
    }

    /** The text of bytes; empty if they are none that could be an order, as those of pictures and keys. */
    private static String read(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf(MALFORMED) < 0 || InjectionGuardrail.mayOccurIn(text) ? text : "";
    }

    private static String percent(String run) {
        return URLDecoder.decode(BARE_PERCENT.matcher(run).replaceAll(" "), StandardCharsets.UTF_8);
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
