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
import java.util.Optional;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The rows of keys. Each change takes the next number of a counter, by which other replicas find it. */
@RegisterConstructorMapper(ApiKeyDao.ApiKeyRow.class)
interface ApiKeyDao extends ChangeCounter {
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

    String ROWS = """
            SELECT k.id, p.organization_id, o.time_zone, k.project_id, k.name, k.kind, k.secret_hash, k.hint, k.owner_id,
                   m.email AS owner_email, k.models, k.output_tokens_per_hour, k.output_tokens_per_day,
                   k.spend_per_month_nano_euros, k.created_at_ms, k.expires_at_ms, k.revoked_at_ms, k.last_used_at_ms,
                   k.change_seq
            FROM api_key k
            JOIN project p ON p.id = k.project_id
            JOIN organization o ON o.id = p.organization_id
            JOIN member m ON m.id = k.owner_id
            """;

    @SqlQuery(ROWS + "WHERE k.revoked_at_ms IS NULL ORDER BY k.change_seq")
    List<ApiKeyRow> open();

    @SqlQuery(ROWS + "WHERE k.change_seq > :seen ORDER BY k.change_seq")
    List<ApiKeyRow> changedAfter(long seen);

    @SqlQuery(ROWS + "WHERE k.id = :id AND p.organization_id = :organizationId AND k.kind = 'application'")
    Optional<ApiKeyRow> find(ApiKeyId id, OrganizationId organizationId);

    @SqlQuery(ROWS + """
            WHERE p.organization_id = :organizationId AND k.kind = 'application' AND k.id < :before
            ORDER BY k.id DESC LIMIT :limit
            """)
    List<ApiKeyRow> page(OrganizationId organizationId, String before, int limit);

    @SqlQuery(ROWS + """
            WHERE k.owner_id = :ownerId AND k.project_id = :projectId AND k.kind = 'playground' AND k.revoked_at_ms IS NULL
            """)
    Optional<ApiKeyRow> playground(UserId ownerId, ProjectId projectId);

    @SqlQuery("SELECT COUNT(*) FROM api_key WHERE revoked_at_ms IS NULL")
    long openCount();

    /** Stores a key; a member's second playground key of a project changes nothing. */
    @SqlUpdate("""
            INSERT INTO api_key (id, project_id, name, kind, secret_hash, hint, owner_id, models, output_tokens_per_hour,
                                 output_tokens_per_day, spend_per_month_nano_euros, created_at_ms, expires_at_ms, change_seq)
            VALUES (:id, :projectId, :name, :kind, :secretHash, :hint, :ownerId, :models, :outputTokensPerHour,
                    :outputTokensPerDay, :spendPerMonthNanoEuros, :createdAtMs, :expiresAtMs, :changeSeq)
            ON CONFLICT DO NOTHING
            """)
    int insert(@BindMethods ApiKeyRow row);

    @SqlUpdate(
            "UPDATE api_key SET revoked_at_ms = :atMs, change_seq = :changeSeq WHERE id = :id AND revoked_at_ms IS NULL")
    int revoke(ApiKeyId id, long atMs, long changeSeq);

    /** Other replicas need not hear of it, so it takes no number. */
    @SqlUpdate("""
            UPDATE api_key SET last_used_at_ms = :atMs
            WHERE id = :id AND (last_used_at_ms IS NULL OR last_used_at_ms < :atMs)
            """)
    int used(ApiKeyId id, long atMs);
}
