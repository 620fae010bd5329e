package dev.llmaas.api.admin;

import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A project and what holds for the calls of its keys.
 *
 * @param id names it
 * @param organizationId its organisation
 * @param name what people call it
 * @param createdAtMs milliseconds since 1970
 * @param strict whether calls with parameters that their address does not have are refused; otherwise these pass to
 *     engines that may know them
 * @param imageFetching whether calls may name images by https address, which the platform fetches from public servers;
 *     otherwise images come in the request itself
 * @param guardrails the modes that were chosen for this project; a guardrail that is absent follows the platform
 * @param guardrailsInForce the mode of each guardrail, chosen here or not
 */
public record ProjectSettings(
        ProjectId id,
        OrganizationId organizationId,
        String name,
        long createdAtMs,
        boolean strict,
        boolean imageFetching,
        Map<GuardrailKind, GuardrailMode> guardrails,
        Map<GuardrailKind, GuardrailMode> guardrailsInForce) {
    /** Copies its maps. */
    public ProjectSettings {
        guardrails = ordered(guardrails);
        guardrailsInForce = ordered(guardrailsInForce);
    }

    private static Map<GuardrailKind, GuardrailMode> ordered(@Nullable Map<GuardrailKind, GuardrailMode> modes) {
        Map<GuardrailKind, GuardrailMode> copy = new EnumMap<>(GuardrailKind.class);
        if (modes != null) {
            copy.putAll(modes);
        }
        return Collections.unmodifiableMap(copy);
    }
}
