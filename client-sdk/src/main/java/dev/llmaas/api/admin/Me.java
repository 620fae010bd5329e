package dev.llmaas.api.admin;

import dev.llmaas.api.UserId;
import java.util.List;

/**
 * Who is signed in.
 *
 * @param userId names the person here
 * @param email as the identity provider says
 * @param name as the identity provider says
 * @param roles what the person may do
 * @param organization the person's organisation
 * @param projects the projects the person may see
 * @param expiresAtMs when the access token ends, milliseconds since 1970
 */
public record Me(
        UserId userId,
        String email,
        String name,
        List<Role> roles,
        Organization organization,
        List<Project> projects,
        long expiresAtMs) {
    /** Copies its lists. */
    public Me {
        roles = List.copyOf(roles);
        projects = List.copyOf(projects);
    }

    /** Whether the person has this right. */
    public boolean may(Permission permission) {
        return permission.isGrantedTo(roles);
    }
}
