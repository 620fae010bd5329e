package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.PlatformException;
import java.util.function.Supplier;

/** What texts of requests may hold. Stateless. */
public final class WireText {
    private WireText() {}

    /**
     * Checks a text: native code would cut it at NUL, and half of a surrogate pair is no character.
     *
     * @param path of the field, asked for only where it is refused
     * @throws PlatformException INVALID_REQUEST, which names the field
     */
    public static void check(Supplier<String> path, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw refused(path.get(), "must not hold the character NUL");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw refused(path.get(), "must not hold half of a surrogate pair");
                }
                i++;
            }
        }
    }

    private static PlatformException refused(String field, String rule) {
        return new PlatformException(ErrorCode.INVALID_REQUEST, field + " " + rule + ".", field);
    }
}
