package dev.llmaas.platform.gateway;

import dev.llmaas.platform.http.WireText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Thoughts in the field {@code encrypted_content} of a response, from which a client that keeps nothing else of them can
 * send them back. They are no secret here, since the item tells them openly too, so they are only packed: whichever
 * platform gets them can read them, after any restart. Stateless.
 */
final class CarriedThoughts {
    /** What other services carry begins otherwise, and cannot be read here. */
    private static final String MARK = "llmaas1.";

    private CarriedThoughts() {}

    /** The form to be carried. */
    static String of(String thoughts) {
        return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(thoughts.getBytes(StandardCharsets.UTF_8));
    }

    /** The thoughts that {@code field} carries; null if it is absent or another service's secret. */
    static @Nullable String read(Field field) {
        String carried = field.textOrNull();
        if (carried == null || !carried.startsWith(MARK)) {
            return null;
        }
        try {
            byte[] text = Base64.getUrlDecoder().decode(carried.substring(MARK.length()));
            String thoughts = new String(text, StandardCharsets.UTF_8);
            WireText.check(field, thoughts);
            return thoughts;
        } catch (IllegalArgumentException damaged) {
            throw field.refused("must be what an answer told, unchanged");
        }
    }
}
