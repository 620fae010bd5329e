package dev.llmaas.platform.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.Role;
import dev.llmaas.platform.MovableClock;
import dev.llmaas.platform.PlatformException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tokens in the shape of Keycloak 26: realm roles that it adds by itself, client roles beside them, groups as paths, the
 * audience of its account page, and {@code typ} as a claim.
 */
class KeycloakTokensTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T10:00:00Z"));
    private PretendIssuer issuer;
    private ProviderConfig config;

    @BeforeEach
    void start() throws Exception {
        issuer = new PretendIssuer(clock);
        issuer.start();
        config = ProviderConfig.of("keycloak", issuer.uri(), "llmaas-console")
                .withDisplayName("Keycloak")
                .withAudiences(List.of("llmaas", "account"), List.of("llmaas-console"));
    }

    @AfterEach
    void close() throws Exception {
        issuer.close();
    }

    @Test
    void onlyTheRealmRolesThatAreConfiguredCount() throws Exception {
        AccessTokens tokens = tokens("realm_access.roles", "groups", Map.of("llmaas-operators", Role.OPERATOR));

        Identity identity = tokens.verify(sign(claims()));

        assertThat(identity.roles()).containsExactly(Role.OPERATOR);
        assertThat(identity.name()).isEqualTo("Ida Tech");
        assertThat(identity.email()).isEqualTo("ida@corp.example");
    }

    @Test
    void theRolesThatKeycloakAddsByItselfGiveNothingEvenIfTheySoundLikeOurs() throws Exception {
        AccessTokens tokens = tokens("realm_access.roles", "none", Map.of("llmaas-owners", Role.OWNER));
        JWTClaimsSet.Builder claims = claims().claim(
                        "realm_access",
                        Map.of(
                                "roles",
                                List.of(
                                        "offline_access",
                                        "uma_authorization",
                                        "default-roles-main",
                                        "owner",
                                        "administrator",
                                        "llmaas-owners-of-the-past",
                                        "LLMAAS-OWNERS")));

        assertThatThrownBy(() -> tokens.verify(sign(claims)))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.PERMISSION_DENIED))
                .hasMessageContaining("realm_access.roles")
                .hasMessageContaining("Keycloak");
    }

    @Test
    void clientRolesAndGroupsMapToo() throws Exception {
        AccessTokens tokens = tokens(
                "resource_access.llmaas-console.roles",
                "groups",
                Map.of("auditor", Role.AUDITOR, "/staff/finance", Role.BILLING, "staff", Role.OWNER));

        assertThat(tokens.verify(sign(claims())).roles()).containsExactly(Role.BILLING, Role.AUDITOR);
    }

    @Test
    void aGroupCountsByItsWholePath() throws Exception {
        AccessTokens tokens = tokens(
                "none",
                "groups",
                Map.of(
                        "finance",
                        Role.OWNER,
                        "/staff",
                        Role.OWNER,
                        "/staff/",
                        Role.OWNER,
                        "/staff/finance",
                        Role.BILLING));

        assertThat(tokens.verify(sign(claims())).roles()).containsExactly(Role.BILLING);
    }

    @Test
    void groupsWithBlanksInTheirNamesAreOneValueEach() throws Exception {
        AccessTokens tokens = tokens(
                "none", "groups", Map.of("/IT Operations", Role.OPERATOR, "/IT", Role.OWNER, "Operations", Role.OWNER));

        assertThat(tokens.verify(sign(claims().claim("groups", List.of("/IT Operations"))))
                        .roles())
                .containsExactly(Role.OPERATOR);
    }

    @Test
    void aTokenOfAnotherClientOfTheRealmIsRefused() {
        AccessTokens tokens = tokens("realm_access.roles", "groups", Map.of("llmaas-operators", Role.OPERATOR));

        assertThatThrownBy(() -> tokens.verify(sign(claims().claim("azp", "shop"))))
                .hasMessageContaining("client that may not be used here");
    }

    @Test
    void theIdTokenOfTheSameSignInIsRefused() {
        AccessTokens tokens = tokens("realm_access.roles", "groups", Map.of("llmaas-operators", Role.OPERATOR));

        assertThatThrownBy(() ->
                        tokens.verify(sign(claims().audience("llmaas-console").claim("typ", "ID"))))
                .hasMessageContaining("ID token");
    }

    @Test
    void claimsOfTheWrongShapeGiveNothingAndBreakNothing() {
        AccessTokens tokens = tokens("realm_access.roles", "groups", Map.of("llmaas-operators", Role.OPERATOR));
        List<Object> shapes = List.of(
                "llmaas-operators-x",
                7,
                true,
                List.of(Map.of("roles", "llmaas-operators")),
                Map.of("roles", Map.of("llmaas-operators", true)),
                Map.of("roles", List.of(1, List.of("llmaas-operators"))),
                Map.of("roles.roles", List.of("llmaas-operators")));

        assertThat(shapes)
                .allSatisfy(shape -> assertThatThrownBy(() -> tokens.verify(
                                sign(claims().claim("realm_access", shape).claim("groups", shape))))
                        .isInstanceOfSatisfying(
                                PlatformException.class,
                                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.PERMISSION_DENIED)));
    }

    private AccessTokens tokens(String roles, String groups, Map<String, Role> mapping) {
        ProviderConfig mapped = config.withRoles(new ClaimNames(roles, groups, "email", "name"), mapping);
        return new AccessTokens(List.of(AccessTokens.Provider.remote(mapped, clock)), clock);
    }

    /** What Keycloak puts into the access token of somebody in two groups. */
    private JWTClaimsSet.Builder claims() {
        return issuer.claims()
                .audience("account")
                .subject("f1c7a1de-7a5b-4d43-9a3e-0f4b1f3c9e11")
                .jwtID("onrtac:5e0d7c62-1f0e-4a0d-8f1c-5d3a7f2f2f10")
                .claim("typ", "Bearer")
                .claim("azp", "llmaas-console")
                .claim("sid", "b1f0c9be-91a4-4f43-8f6f-0d7c0b6e3f3a")
                .claim("acr", "1")
                .claim("allowed-origins", List.of("*"))
                .claim(
                        "realm_access",
                        Map.of(
                                "roles",
                                List.of(
                                        "offline_access",
                                        "llmaas-operators",
                                        "uma_authorization",
                                        "default-roles-main")))
                .claim(
                        "resource_access",
                        Map.of(
                                "llmaas-console", Map.of("roles", List.of("auditor")),
                                "account", Map.of("roles", List.of("manage-account", "owner"))))
                .claim("roles", null)
                .claim("groups", List.of("/staff/finance", "/staff/it"))
                .claim("scope", "openid email profile offline_access")
                .claim("email_verified", true)
                .claim("name", "Ida Tech")
                .claim("preferred_username", "ida")
                .claim("email", "ida@corp.example");
    }

    private String sign(JWTClaimsSet.Builder claims) throws com.nimbusds.jose.JOSEException {
        return PretendIssuer.sign(claims.build(), issuer.key, "JWT");
    }
}
