package dev.llmaas.platform.metering;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.Money;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.api.openai.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.sqlobject.SqlObject;
import org.jdbi.v3.sqlobject.config.RegisterRowMapper;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** Reads sums and the latest calls. */
interface UsageDao extends SqlObject {
    /** A part of the sums of one group: those of one outcome in one table. */
    record Slice(String group, @Nullable String label, UsageTotals totals) {}

    /** The sums of a range whose ends are ends of rows of this table. */
    default List<Slice> slices(Sums sums, Grouping grouping, OrganizationId organizationId, long fromMs, long toMs) {
        return getHandle()
                .createQuery(grouping.query(sums))
                .bind("organizationId", organizationId.value())
                .bind("fromMs", fromMs)
                .bind("toMs", toMs)
                .map((row, _) -> slice(row))
                .list();
    }

    /** The latest calls, newest first. */
    @SqlQuery("""
            SELECT e.settled_at_ms, e.request_id, s.project_id, s.key_id, COALESCE(k.name, s.key_id) AS key_name,
                s.model, s.endpoint, s.outcome, e.prompt_tokens, e.cached_tokens, e.completion_tokens,
                e.reasoning_tokens, e.documents, e.audio_seconds, e.spend_nano_euros, e.time_to_first_token_ms, e.started_at_ms
            FROM usage_event e JOIN usage_series s ON s.id = e.series_id LEFT JOIN api_key k ON k.id = s.key_id
            WHERE e.organization_id = :organizationId
            ORDER BY e.settled_at_ms DESC LIMIT :count""")
    @RegisterRowMapper(Settled.class)
    List<RequestSettled> latest(@Bind("organizationId") OrganizationId organizationId, @Bind("count") int count);

    private static Slice slice(ResultSet row) throws SQLException {
        long requests = row.getLong("requests");
        return new Slice(
                row.getString("grouped"),
                row.getString("label"),
                new UsageTotals(
                        requests,
                        Outcome.valueOf(row.getString("outcome")).isError() ? requests : 0,
                        row.getLong("prompt_tokens"),
                        row.getLong("cached_tokens"),
                        row.getLong("completion_tokens"),
                        row.getLong("reasoning_tokens"),
                        row.getLong("documents"),
                        row.getLong("audio_seconds"),
                        new Money(row.getLong("spend_nano_euros"))));
    }

    /** A call as a live event told it. */
    final class Settled implements RowMapper<RequestSettled> {
        @Override
        public RequestSettled map(ResultSet row, StatementContext context) throws SQLException {
            long atMs = row.getLong("settled_at_ms");
            long firstTokenMs = row.getLong("time_to_first_token_ms");
            Long timeToFirstTokenMs = row.wasNull() ? null : firstTokenMs;
            return new RequestSettled(
                    atMs,
                    row.getString("request_id"),
                    new ProjectId(row.getString("project_id")),
                    new ApiKeyId(row.getString("key_id")),
                    row.getString("key_name"),
                    row.getString("model"),
                    row.getString("endpoint"),
                    Outcome.valueOf(row.getString("outcome")),
                    Usage.of(
                            row.getLong("prompt_tokens"),
                            row.getLong("cached_tokens"),
                            row.getLong("completion_tokens"),
                            row.getLong("reasoning_tokens")),
                    row.getLong("documents"),
                    row.getLong("audio_seconds"),
                    new Money(row.getLong("spend_nano_euros")),
                    timeToFirstTokenMs,
                    Math.max(0, atMs - row.getLong("started_at_ms")));
        }
    }
}
