package dev.llmaas.platform.access;

import dev.llmaas.api.admin.Role;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider whose people may use this platform.
 *
 * @param id names it in addresses and logs: lower case letters, digits and hyphens
 * @param displayName what people call it; the id if left out
 * @param issuer its issuer identifier, letter by letter as its tokens have it; https, or http on loopback
 * @param clientId the public client that consoles and terminals use
 * @param scopes what they ask for; {@code openid email profile offline_access} if left out
 * @param audiences an access token must be for one of these; {@code llmaas} if left out. Some providers issue tokens for
 *     the client or for a fixed name unless told otherwise; then that name stands here, and {@code authorizedParties}
 *     should say who may ask for them
 * @param authorizedParties the clients ({@code azp} or {@code client_id}) whose tokens are taken; empty for any
 * @param claims where tokens say who somebody is
 * @param roleMapping from a value of the roles or groups claim to the role that it gives; a value that is not listed
 *     gives none
 * @param caFile the authority that signed the provider's certificate, PEM; null for those of the Java platform
 */
public record ProviderConfig(
        String id,
        String displayName,
        URI issuer,
        String clientId,
        List<String> scopes,
        List<String> audiences,
        List<String> authorizedParties,
        ClaimNames claims,
        Map<String, Role> roleMapping,
        @Nullable Path caFile) {
    /** What the console asks for unless told otherwise: who it is, and a refresh token. */
    public static final List<String> STANDARD_SCOPES = List.of("openid", "email", "profile", "offline_access");

    /** What access tokens for this platform are issued for unless configured otherwise. */
    public static final String STANDARD_AUDIENCE = "llmaas";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Checks every field and fills in what the file leaves out, which the reader of the file hands over as null.
     *
     * @throws IllegalArgumentException with the key, what was found and what was expected
     */
    public ProviderConfig {
        require(id != null && id.matches("[a-z0-9-]{1,40}"), "?", "id", "must be 1 to 40 of a-z, 0-9 and -");
        displayName = displayName == null || displayName.isBlank() ? id : displayName;
        require(issuer != null, id, "issuer", "is missing");
        require(
                isHttps(issuer) || isLoopback(issuer),
                id,
                "issuer",
                "%s must be an https address, or an http address on loopback, without query and fragment"
                        .formatted(issuer));
        require(clientId != null && !clientId.isBlank(), id, "client-id", "is missing");
        scopes = scopes == null || scopes.isEmpty() ? STANDARD_SCOPES : List.copyOf(scopes);
        require(scopes.contains("openid"), id, "scopes", "must contain openid");
        audiences = audiences == null || audiences.isEmpty() ? List.of(STANDARD_AUDIENCE) : List.copyOf(audiences);
        authorizedParties = authorizedParties == null ? List.of() : List.copyOf(authorizedParties);
        claims = claims == null ? ClaimNames.STANDARD : claims;
        require(
                roleMapping != null && !roleMapping.isEmpty(),
                id,
                "role-mapping",
                "must give a role to at least one value of the claims %s or %s"
                        .formatted(claims.roles(), claims.groups()));
        roleMapping = Map.copyOf(roleMapping);
    }

    /** A provider that sends role names as this platform spells them, with everything else as it is by default. */
    public static ProviderConfig of(String id, URI issuer, String clientId) {
        return new ProviderConfig(
                id,
                id,
                issuer,
                clientId,
                STANDARD_SCOPES,
                List.of(STANDARD_AUDIENCE),
                List.of(),
                ClaimNames.STANDARD,
                sameNames(),
                null);
    }

    /** The same provider under another name for people. */
    public ProviderConfig withDisplayName(String changed) {
        return new ProviderConfig(
                id, changed, issuer, clientId, scopes, audiences, authorizedParties, claims, roleMapping, caFile);
    }

    /** The same provider with tokens for other audiences, and of these clients only. */
    public ProviderConfig withAudiences(List<String> changed, List<String> parties) {
        return new ProviderConfig(
                id, displayName, issuer, clientId, scopes, changed, parties, claims, roleMapping, caFile);
    }

    /** The same provider with other claims and roles. */
    public ProviderConfig withRoles(ClaimNames changed, Map<String, Role> mapping) {
        return new ProviderConfig(
                id, displayName, issuer, clientId, scopes, audiences, authorizedParties, changed, mapping, caFile);
    }

    /** The same provider behind a certificate of this authority. */
    public ProviderConfig withCaFile(Path changed) {
        return new ProviderConfig(
                id, displayName, issuer, clientId, scopes, audiences, authorizedParties, claims, roleMapping, changed);
    }

    /** Every role under its name on the wire. */
    private static Map<String, Role> sameNames() {
        Map<String, Role> mapping = new LinkedHashMap<>();
        EnumSet.allOf(Role.class).forEach(role -> mapping.put(role.name().toLowerCase(Locale.ROOT), role));
        return mapping;
    }

    private static boolean isHttps(URI issuer) {
        return "https".equals(issuer.getScheme()) && issuer.getHost() != null && isBare(issuer);
    }

    private static boolean isLoopback(URI issuer) {
        String host = issuer.getHost();
        return "http".equals(issuer.getScheme()) && host != null && LOOPBACK.contains(host) && isBare(issuer);
    }

    private static boolean isBare(URI issuer) {
        return issuer.getQuery() == null && issuer.getFragment() == null && issuer.getUserInfo() == null;
    }

    private static void require(boolean holds, String id, String key, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("sign-in.providers.%s.%s: %s.".formatted(id, key, problem));
        }
    }
}
