package dev.llmaas.api.admin;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key without its secret.
 *
 * @param id names it, for as long as it exists
 * @param projectId whose consumption it is
 * @param name what people call it
 * @param kind {@code application}, or {@code playground} for a member's calls from the console
 * @param hint the first characters and the last four of its secret, for instance {@code sk-llmaas-a1b2...w9x0}
 * @param ownerId who created it
 * @param ownerEmail who created it, as the identity provider says
 * @param models the models it may call; empty means all
 * @param limits its limits
 * @param usage how far each limit is used now
 * @param status whether it opens the door
 * @param createdAtMs milliseconds since 1970
 * @param expiresAtMs milliseconds since 1970, or null for never
 * @param revokedAtMs milliseconds since 1970, or null
 * @param lastUsedAtMs when a call last settled, or null
 */
public record ApiKey(
        ApiKeyId id,
        ProjectId projectId,
        String name,
        String kind,
        String hint,
        UserId ownerId,
        String ownerEmail,
        List<String> models,
        KeyLimits limits,
        List<LimitStatus> usage,
        KeyStatus status,
        long createdAtMs,
        @Nullable Long expiresAtMs,
        @Nullable Long revokedAtMs,
        @Nullable Long lastUsedAtMs) {
    /** Copies its lists. */
    public ApiKey {
        models = models == null ? List.of() : List.copyOf(models);
        usage = usage == null ? List.of() : List.copyOf(usage);
    }
}
