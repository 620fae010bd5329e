package dev.llmaas.platform.access;

import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.UserId;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** The rows of members. */
@RegisterConstructorMapper(MemberDao.Known.class)
interface MemberDao {
    /** A member as the last sign-in left it; {@code roles} are wire names with commas between. */
    record Row(
            UserId id,
            OrganizationId organizationId,
            String issuer,
            String subject,
            String email,
            String name,
            String roles,
            long createdAtMs,
            long lastSeenAtMs) {}

    /** Who a member is here. */
    record Known(UserId id, OrganizationId organizationId) {}

    /** Makes the member at the first sign-in, and takes over what the provider says now at each later one. */
    @SqlQuery("""
            INSERT INTO member (id, organization_id, issuer, subject, email, name, roles, created_at_ms, last_seen_at_ms)
            VALUES (:id, :organizationId, :issuer, :subject, :email, :name, :roles, :createdAtMs, :lastSeenAtMs)
            ON CONFLICT (issuer, subject) DO UPDATE
            SET email = excluded.email, name = excluded.name, roles = excluded.roles,
                last_seen_at_ms = excluded.last_seen_at_ms
            RETURNING id, organization_id
            """)
    Known signIn(@BindMethods Row row);
}
