package dev.llmaas.platform.access;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** What a new key must be like. Every refusal names the field and its bound. Stateless but for the list of models. */
final class NewKeyRules {
    private final Predicate<String> modelExists;

    NewKeyRules(Predicate<String> modelExists) {
        this.modelExists = modelExists;
    }

    /**
     * Checks everything but the project.
     *
     * @throws PlatformException {@code invalid_request}
     */
    void check(NewApiKey wanted, long nowMs) {
        checkName(wanted.name());
        Long expiresAtMs = wanted.expiresAtMs();
        if (expiresAtMs != null && expiresAtMs <= nowMs) {
            throw refuse("expires_at_ms", "must be in the future; it is %s now".formatted(Instant.ofEpochMilli(nowMs)));
        }
        checkModels(wanted.models() == null ? List.of() : wanted.models());
        checkLimits(wanted.limits() == null ? KeyLimits.NONE : wanted.limits());
    }

    private static void checkName(String name) {
        if (name == null || name.isBlank() || name.strip().length() > Limits.KEY_NAME_CHARACTERS_MAX) {
            throw refuse("name", "must have 1 to %d characters".formatted(Limits.KEY_NAME_CHARACTERS_MAX));
        }
        if (name.codePoints().anyMatch(NewKeyRules::isNotForReading)) {
            throw refuse("name", "must not contain control characters or halves of characters");
        }
    }

    /** Control characters, what turns the direction of writing (a table would show another name), halves of characters. */
    private static boolean isNotForReading(int c) {
        boolean turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        return Character.isISOControl(c) || turns || Character.getType(c) == Character.SURROGATE;
    }

    private void checkModels(List<String> models) {
        if (models.size() > Limits.MODELS_MAX) {
            throw refuse("models", "must have at most %,d entries".formatted(Limits.MODELS_MAX));
        }
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i) == null || !modelExists.test(models.get(i))) {
                throw refuse("models[%d]".formatted(i), "is no model of this platform");
            }
        }
    }

    private static void checkLimits(KeyLimits limits) {
        for (LimitKind kind : LimitKind.values()) {
            Long limit = limits.of(kind);
            if (limit != null && limit < 0) {
                throw refuse(
                        "limits." + kind.name().toLowerCase(Locale.ROOT),
                        "must be 0 or more, or left out for no limit");
            }
        }
    }

    private static PlatformException refuse(String field, String problem) {
        return new PlatformException(ErrorCode.INVALID_REQUEST, "%s %s.".formatted(field, problem), field);
    }
}
