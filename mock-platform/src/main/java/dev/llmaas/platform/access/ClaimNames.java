package dev.llmaas.platform.access;

import org.jspecify.annotations.Nullable;

/**
 * Where a provider's tokens say who somebody is. A name is a path: {@code realm_access.roles} is the field
 * {@code roles} of the claim {@code realm_access}; a claim whose own name has dots is found too.
 *
 * @param roles the claim with roles, a list or a text of words; {@code roles} if left out
 * @param groups the claim with groups, mapped like roles; {@code groups} if left out
 * @param email {@code email} if left out
 * @param name {@code name} if left out
 */
public record ClaimNames(String roles, String groups, String email, String name) {
    /** What OpenID Connect and RFC 9068 call them. */
    public static final ClaimNames STANDARD = new ClaimNames("roles", "groups", "email", "name");

    /** Fills in what the file leaves out. */
    public ClaimNames {
        roles = orDefault(roles, "roles");
        groups = orDefault(groups, "groups");
        email = orDefault(email, "email");
        name = orDefault(name, "name");
    }

    private static String orDefault(@Nullable String given, String otherwise) {
        return given == null || given.isBlank() ? otherwise : given;
    }
}
