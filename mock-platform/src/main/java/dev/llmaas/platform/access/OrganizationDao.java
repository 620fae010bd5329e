package dev.llmaas.platform.access;

import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.admin.Organization;
import dev.llmaas.api.admin.Project;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The rows of organisations and their projects. */
@RegisterConstructorMapper(Organization.class)
@RegisterConstructorMapper(Project.class)
interface OrganizationDao {
    /** The organisation that was made first, whichever replica made it. */
    @SqlQuery("SELECT id, name, time_zone, created_at_ms FROM organization ORDER BY created_at_ms, id LIMIT 1")
    Optional<Organization> first();

    @SqlQuery("SELECT id, name, time_zone, created_at_ms FROM organization WHERE id = :id")
    Organization find(OrganizationId id);

    @SqlQuery("SELECT month_cap_nano_euros FROM organization WHERE id = :id")
    Optional<Long> monthCap(OrganizationId id);

    @SqlQuery("""
            SELECT id, organization_id, name, created_at_ms FROM project
            WHERE organization_id = :organizationId ORDER BY created_at_ms, id
            """)
    List<Project> projects(OrganizationId organizationId);

    @SqlUpdate("""
            INSERT INTO organization (id, name, time_zone, created_at_ms) VALUES (:id, :name, :timeZone, :createdAtMs)
            """)
    int insert(@BindMethods Organization organization);

    @SqlUpdate("""
            INSERT INTO project (id, organization_id, name, created_at_ms)
            VALUES (:id, :organizationId, :name, :createdAtMs)
            """)
    int insert(@BindMethods Project project);
}
