package dev.llmaas.platform.access;

import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.GuardrailKind;
import dev.llmaas.api.admin.GuardrailMode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import tools.jackson.databind.JsonNode;

/** The settings of projects. Each change takes the next number of the counter of keys, by which other replicas find it. */
@RegisterConstructorMapper(ProjectDao.ProjectRow.class)
interface ProjectDao extends ChangeCounter {
    /** A project as it is stored. Never leaves this room. */
    record ProjectRow(
            ProjectId id,
            OrganizationId organizationId,
            String name,
            long createdAtMs,
            boolean strict,
            boolean imageFetching,
            String guardrails,
            long changeSeq) {
        /** The modes that were chosen here. What a newer replica wrote and this one does not know is left out. */
        Map<GuardrailKind, GuardrailMode> modes() {
            JsonNode stored = WireJson.mapper().readTree(guardrails);
            Map<GuardrailKind, GuardrailMode> modes = new EnumMap<>(GuardrailKind.class);
            for (GuardrailKind kind : GuardrailKind.values()) {
                GuardrailMode.ofWire(stored.path(kind.wire()).stringValue("")).ifPresent(mode -> modes.put(kind, mode));
            }
            return modes;
        }
    }

    String ROWS = "SELECT id, organization_id, name, created_at_ms, strict, image_fetching, guardrails, change_seq"
            + " FROM project ";

    @SqlQuery(ROWS + "WHERE change_seq > :seen ORDER BY change_seq")
    List<ProjectRow> changedAfter(long seen);

    @SqlQuery(ROWS + "WHERE organization_id = :organizationId ORDER BY created_at_ms, id")
    List<ProjectRow> all(OrganizationId organizationId);

    @SqlQuery(ROWS + "WHERE id = :id AND organization_id = :organizationId")
    Optional<ProjectRow> find(ProjectId id, OrganizationId organizationId);

    @SqlUpdate("UPDATE project SET strict = :strict, image_fetching = :imageFetching, guardrails = :guardrails,"
            + " change_seq = :changeSeq WHERE id = :id")
    int change(ProjectId id, boolean strict, boolean imageFetching, String guardrails, long changeSeq);
}
