package dev.llmaas.api.admin;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to change in the settings of a project; everything else stays as it is.
 *
 * <pre>{@code
 * admin.changeProject(id, ProjectChange.NOTHING.withStrict(true).withGuardrail(GuardrailKind.INJECTION, GuardrailMode.OBSERVE));
 * }</pre>
 *
 * @param strict whether calls with parameters that their address does not have are refused; null to leave it
 * @param imageFetching whether calls may name images by https address, which the platform fetches; null to leave it
 * @param guardrails modes by guardrail; a null in place of a mode: from now on it follows the platform. Null to leave all
 */
public record ProjectChange(
        @Nullable Boolean strict,
        @Nullable Boolean imageFetching,
        @Nullable Map<GuardrailKind, @Nullable GuardrailMode> guardrails) {
    /** Leaves everything as it is. */
    public static final ProjectChange NOTHING = new ProjectChange(null, null, null);

    /** Copies its map. */
    public ProjectChange {
        guardrails = guardrails == null ? null : copy(guardrails);
    }

    /** The same with strictness on or off. */
    public ProjectChange withStrict(boolean value) {
        return new ProjectChange(value, imageFetching, guardrails);
    }

    /** The same with the fetching of images on or off. */
    public ProjectChange withImageFetching(boolean value) {
        return new ProjectChange(strict, value, guardrails);
    }

    /** The same with a mode for a guardrail; null: it follows the platform. */
    public ProjectChange withGuardrail(GuardrailKind kind, @Nullable GuardrailMode mode) {
        Map<GuardrailKind, @Nullable GuardrailMode> more = new EnumMap<>(GuardrailKind.class);
        if (guardrails != null) {
            more.putAll(guardrails);
        }
        more.put(kind, mode);
        return new ProjectChange(strict, imageFetching, more);
    }

    private static Map<GuardrailKind, @Nullable GuardrailMode> copy(
            Map<GuardrailKind, @Nullable GuardrailMode> guardrails) {
        Map<GuardrailKind, @Nullable GuardrailMode> copy = new EnumMap<>(GuardrailKind.class);
        copy.putAll(guardrails);
        return Collections.unmodifiableMap(copy);
    }
}
