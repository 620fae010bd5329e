package dev.llmaas.platform.access;

import dev.llmaas.api.admin.Role;
import java.time.Instant;
import java.util.List;

/**
 * Who an access token was issued to, after every check.
 *
 * @param providerId the configured provider that vouches for it
 * @param issuer its issuer identifier
 * @param subject names the person at that issuer, for ever
 * @param email as the provider says, empty if it does not
 * @param name as the provider says, the e-mail address or the subject if it does not
 * @param roles the roles that the provider's claims map to, in the order of {@link Role}; may be empty
 * @param expiresAt when the token ends
 */
public record Identity(
        String providerId,
        String issuer,
        String subject,
        String email,
        String name,
        List<Role> roles,
        Instant expiresAt) {
    /** Copies its list. */
    public Identity {
        roles = List.copyOf(roles);
    }

    /** Says nothing about the person. */
    @Override
    public String toString() {
        return "Identity[provider=%s, roles=%s]".formatted(providerId, roles);
    }
}
