package dev.llmaas.platform.access;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.Money;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.UserId;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.KeyStatus;
import dev.llmaas.api.admin.LimitStatus;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** A key as it is stored, with what is known of its project, organisation and owner. Never leaves this room. */
record ApiKeyRow(
        ApiKeyId id,
        OrganizationId organizationId,
        String timeZone,
        ProjectId projectId,
        String name,
        String kind,
        @Nullable String secretHash,
        String hint,
        UserId ownerId,
        String ownerEmail,
        String models,
        @Nullable Long outputTokensPerHour,
        @Nullable Long outputTokensPerDay,
        @Nullable Long spendPerMonthNanoEuros,
        long createdAtMs,
        @Nullable Long expiresAtMs,
        @Nullable Long revokedAtMs,
        @Nullable Long lastUsedAtMs,
        long changeSeq) {
    static final String APPLICATION = "application";
    static final String PLAYGROUND = "playground";

    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

    Caller caller() {
        return new Caller(organizationId, ZoneId.of(timeZone), projectId, id, name, modelNames(), limits());
    }

    KeyLimits limits() {
        return new KeyLimits(
                outputTokensPerHour,
                outputTokensPerDay,
                spendPerMonthNanoEuros == null ? null : new Money(spendPerMonthNanoEuros));
    }

    /** The key as members see it. */
    ApiKey shown(long nowMs, @Nullable Long usedAtMs, List<LimitStatus> usage) {
        return new ApiKey(
                id,
                projectId,
                name,
                kind,
                hint,
                ownerId,
                ownerEmail,
                modelNames(),
                limits(),
                usage,
                status(nowMs),
                createdAtMs,
                expiresAtMs,
                revokedAtMs,
                later(lastUsedAtMs, usedAtMs));
    }

    private KeyStatus status(long nowMs) {
        if (revokedAtMs != null) {
            return KeyStatus.REVOKED;
        }
        return expiresAtMs != null && nowMs >= expiresAtMs ? KeyStatus.EXPIRED : KeyStatus.ACTIVE;
    }

    private List<String> modelNames() {
        return WireJson.mapper().readValue(models, NAMES);
    }

    private static @Nullable Long later(@Nullable Long one, @Nullable Long other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Math.max(one, other);
    }

    @Override
    public String toString() {
        return "ApiKeyRow[%s]".formatted(id);
    }
}
