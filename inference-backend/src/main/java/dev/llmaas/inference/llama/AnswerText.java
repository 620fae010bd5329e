package dev.llmaas.inference.llama;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes text of the bytes of tokens: only whole characters leave it, and nothing that may become the begin of a stop text.
 * Belongs to one thread.
 */
final class AnswerText {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private byte[] partial = {};
    private long released;
    private @Nullable String stop;

    AnswerText(List<String> stops) {
        this.stops = stops;
    }

    /**
     * Takes the bytes of the next token and returns the text that may leave now, often empty or more than one token's.
     *
     * @param mayStop whether a stop text may begin in it already
     */
    String add(byte[] piece, boolean mayStop) {
        byte[] bytes = partial.length == 0 ? piece : joined(partial, piece);
        int whole = wholeCharacters(bytes);
        partial = whole == bytes.length ? new byte[0] : Arrays.copyOfRange(bytes, whole, bytes.length);
        String text = new String(bytes, 0, whole, StandardCharsets.UTF_8);
        if (stops.isEmpty() || !mayStop) {
            released += text.length();
            return text;
        }
        held.append(text);
        int at = stopAt();
        if (at >= 0) {
            return release(at);
        }
        return release(held.length() - suspicious());
    }

    /** Ends the text: returns what was held back. Bytes of a character that never became whole are dropped. */
    String end() {
        return stopped() ? "" : release(held.length());
    }

    /** Whether a stop text came up; the answer ends before it. */
    boolean stopped() {
        return stop != null;
    }

    /** The stop text that came up, or null. */
    @Nullable
    String stop() {
        return stop;
    }

    /** How many characters left so far. */
    long released() {
        return released;
    }

    /** How many characters there are, held ones included. */
    long length() {
        return released + held.length();
    }

    private String release(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        released += length;
        return text;
    }

    /** Looks for the first stop text, and remembers it. */
    private int stopAt() {
        int first = -1;
        for (String text : stops) {
            int at = held.indexOf(text);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
                stop = text;
            }
        }
        return first;
    }

    /** The longest end of the held text with which a stop text may begin. */
    private int suspicious() {
        int longest = 0;
        for (String stop : stops) {
            int most = Math.min(stop.length() - 1, held.length());
            for (int length = most; length > longest; length--) {
                if (held.indexOf(stop.substring(0, length), held.length() - length) >= 0) {
                    longest = length;
                }
            }
        }
        // Not between the two halves of one character.
        boolean splits = longest > 0
                && longest < held.length()
                && Character.isLowSurrogate(held.charAt(held.length() - longest));
        return splits ? longest + 1 : longest;
    }

    /** How many bytes from the start are whole characters (or no characters at all, which become replacements). */
    private static int wholeCharacters(byte[] bytes) {
        int length = bytes.length;
        for (int back = 1; back <= Math.min(3, length); back++) {
            int lead = bytes[length - back] & 0xFF;
            if (lead < 0x80) {
                return length;
            }
            if (lead >= 0xC2) {
                int needed = lead >= 0xF5 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
                return needed > back ? length - back : length;
            }
        }
        return length;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
