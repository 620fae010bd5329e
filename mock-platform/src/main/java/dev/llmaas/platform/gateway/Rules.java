package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.http.WireText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules that the fields of several addresses share. Stateless. */
final class Rules {
    /** OpenAI's tiers of service; there is one here, whichever is asked for. */
    static final List<String> SERVICE_TIERS = List.of("auto", "default", "flex", "scale", "priority");

    private Rules() {}

    /** A refusal that names the field and what it must be. */
    static PlatformException refused(String field, String rule) {
        return new PlatformException(ErrorCode.INVALID_REQUEST, field + " " + rule + ".", field);
    }

    /** A model must be named as a catalogue can name it. */
    static void requireModel(@Nullable String model) {
        if (model == null || model.isBlank() || model.length() > Limits.MODEL_NAME_CHARACTERS_MAX) {
            throw refused("model", "must have 1 to %d characters".formatted(Limits.MODEL_NAME_CHARACTERS_MAX));
        }
        if (model.chars().anyMatch(Character::isISOControl)) {
            throw refused("model", "must not have control characters");
        }
    }

    /** A text must be there and be of characters that every engine can read. */
    static void requireText(String field, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw refused(field, "must be a text that is not empty");
        }
        WireText.check(() -> field, text);
    }
}
