package dev.llmaas.platform.access;

import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.UserId;
import dev.llmaas.api.admin.Permission;
import dev.llmaas.api.admin.Role;
import java.time.Instant;
import java.util.List;

/**
 * A person who is signed in. Immutable.
 *
 * @param id names the person here
 * @param organizationId the person's organisation
 * @param email as the identity provider says, may be empty
 * @param name as the identity provider says
 * @param roles what the person may do, as the present token says
 * @param expiresAt when the access token ends
 */
public record Member(
        UserId id, OrganizationId organizationId, String email, String name, List<Role> roles, Instant expiresAt) {
    /** Copies its list. */
    public Member {
        roles = List.copyOf(roles);
    }

    /** Whether the person has this right. */
    public boolean may(Permission permission) {
        return permission.isGrantedTo(roles);
    }

    /** Says nothing about the person. */
    @Override
    public String toString() {
        return "Member[%s, roles=%s]".formatted(id, roles);
    }
}
