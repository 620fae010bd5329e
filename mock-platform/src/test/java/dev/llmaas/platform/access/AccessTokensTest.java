package dev.llmaas.platform.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.Role;
import dev.llmaas.platform.MovableClock;
import dev.llmaas.platform.PlatformException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessTokensTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T10:00:00Z"));
    private PretendIssuer issuer;
    private ProviderConfig config;
    private AccessTokens tokens;

    @BeforeEach
    void start() throws Exception {
        issuer = new PretendIssuer(clock);
        config = ProviderConfig.of("corporate", issuer.uri(), "llmaas-console").withDisplayName("Corporate SSO");
        tokens = tokens(config);
    }

    @AfterEach
    void close() throws Exception {
        issuer.close();
    }

    @Test
    void aGoodTokenNamesItsOwnerAndOnlyTheMappedRoles() throws Exception {
        issuer.start();

        Identity identity = tokens.verify(issuer.sign(issuer.claims().build()));

        assertThat(identity)
                .isEqualTo(new Identity(
                        "corporate",
                        issuer.uri().toString(),
                        "person-1",
                        "pat@corp.example",
                        "Pat Doe",
                        List.of(Role.DEVELOPER),
                        clock.instant().plusSeconds(300)));
        assertThat(identity.toString()).doesNotContain("pat").doesNotContain("Pat");
    }

    @Test
    void rolesAndGroupsAreFoundAtTheirPathsAndMapped() throws Exception {
        issuer.start();
        AccessTokens mapped = tokens(config.withRoles(
                new ClaimNames("realm_access.roles", "https://corp.example/groups", "mail", "display.full"),
                Map.of("llmaas-ops", Role.OPERATOR, "/staff/it", Role.ADMINISTRATOR)));
        JWTClaimsSet claims = issuer.claims()
                .claim("realm_access", Map.of("roles", List.of("offline_access", "llmaas-ops")))
                .claim("https://corp.example/groups", "/staff/it /staff")
                .claim("mail", "it@corp.example")
                .claim("display", Map.of("full", "Ida Tech"))
                .build();

        Identity identity = mapped.verify(issuer.sign(claims));

        assertThat(identity.roles()).containsExactly(Role.ADMINISTRATOR, Role.OPERATOR);
        assertThat(identity.email()).isEqualTo("it@corp.example");
        assertThat(identity.name()).isEqualTo("Ida Tech");
    }

    @Test
    void aTokenThatGivesNoRoleIsForbiddenWithAHint() throws Exception {
        issuer.start();
        String token = issuer.sign(
                issuer.claims().claim("roles", List.of("offline_access")).build());

        assertThat(refusal(token).code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(refusal(token).sentence()).contains("Corporate SSO", "role mapping");
    }

    @Test
    void aTokenEndsWhenItSaysPlusTheSkewOfClocks() throws Exception {
        issuer.start();
        String token = issuer.sign(issuer.claims().build());

        clock.advance(Duration.ofSeconds(329));
        assertThat(tokens.verify(token).subject()).isEqualTo("person-1");
        clock.advance(Duration.ofSeconds(1));
        assertRefused(token, "ended at 2026-03-01T10:05:00Z");
    }

    @Test
    void aTokenIsNotGoodBeforeItsTime() throws Exception {
        issuer.start();
        String token = issuer.sign(issuer.claims()
                .notBeforeTime(Date.from(clock.instant().plusSeconds(31)))
                .build());

        assertRefused(token, "not valid yet");
        clock.advance(Duration.ofSeconds(1));
        assertThat(tokens.verify(token).subject()).isEqualTo("person-1");
    }

    @Test
    void anythingThatThisProviderDidNotIssueForThisPlatformIsRefused() throws Exception {
        issuer.start();
        JWTClaimsSet good = issuer.claims().build();
        String token = issuer.sign(good);
        String[] parts = token.split("\\.");

        assertRefused(parts[0] + "." + parts[1] + "." + flip(parts[2]), "signature");
        assertRefused(parts[0] + "." + payload(issuer.claims().subject("boss").build()) + "." + parts[2], "signature");
        assertRefused(new PlainJWT(good).serialize(), "not a signed");
        assertRefused(hmac(good), "algorithm");
        assertRefused(PretendIssuer.sign(good, PretendIssuer.newKey("one"), "at+jwt"), "signature");
        assertRefused(issuer.sign(issuer.claims().audience("other").build()), "another audience than llmaas");
        assertRefused(issuer.sign(issuer.claims().audience(List.of()).build()), "another audience");
        assertRefused(issuer.sign(issuer.claims().issuer("https://evil.example").build()), "does not know");
        assertRefused(issuer.sign(issuer.claims().issuer(issuer.uri() + "/").build()), "does not know");
        assertRefused(issuer.sign(issuer.claims().expirationTime(null).build()), "no end");
        assertRefused(issuer.sign(issuer.claims().subject(null).build()), "whom it belongs to");
        assertRefused(issuer.sign(issuer.claims().claim("at_hash", "x").build()), "ID token");
        assertRefused(issuer.sign(issuer.claims().claim("typ", "ID").build()), "ID token");
        assertRefused(PretendIssuer.sign(good, issuer.key, "logout+jwt"), "another kind");
        assertRefused("", "not a signed");
        assertRefused("eyJ.eyJ.", "not a signed");
        assertRefused("a".repeat(16_385), "longer than the limit of 16,384");
    }

    @Test
    void onlyTheConfiguredClientsMayAskForTokensWhereThatIsSaid() throws Exception {
        issuer.start();
        AccessTokens strict = tokens(config.withAudiences(List.of("account"), List.of("llmaas-console")));
        JWTClaimsSet.Builder claims = issuer.claims().audience("account");

        assertThatThrownBy(() ->
                        strict.verify(issuer.sign(claims.claim("azp", "shop").build())))
                .hasMessageContaining("client that may not be used");
        assertThat(strict.verify(issuer.sign(
                                claims.claim("azp", "llmaas-console").build()))
                        .subject())
                .isEqualTo("person-1");
    }

    @Test
    void aProviderThatIsAwayAtTheStartIsReportedAndUsedOnceItIsBack() throws Exception {
        String token = issuer.sign(issuer.claims().build());
        tokens.maintain();
        assertThat(tokens.providers().getFirst().problem()).contains("cannot be reached", "nothing listens there");
        PlatformException away = refusal(token);
        assertThat(away.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(away.sentence()).contains(issuer.uri().toString());

        issuer.start();
        tokens.maintain();
        assertThat(tokens.providers().getFirst().problem())
                .as("too early to try again")
                .isNotNull();
        clock.advance(Duration.ofMinutes(1));
        tokens.maintain();

        assertThat(tokens.providers().getFirst().problem()).isNull();
        assertThat(tokens.verify(issuer.sign(issuer.claims().build())).subject())
                .isEqualTo("person-1");
    }

    @Test
    void aRotatedKeyIsFetchedOnceAndMadeUpKeysCauseNoFlood() throws Exception {
        issuer.start();
        tokens.verify(issuer.sign(issuer.claims().build()));
        assertThat(issuer.keyFetches).hasValue(1);
        issuer.rotateKey("two");
        String token = issuer.sign(issuer.claims().build());

        assertRefused(token, "signature");
        assertThat(issuer.keyFetches).as("within the bound").hasValue(1);
        clock.advance(Duration.ofSeconds(30));
        assertThat(tokens.verify(token).subject()).isEqualTo("person-1");
        for (int i = 0; i < 20; i++) {
            assertRefused(
                    PretendIssuer.sign(issuer.claims().build(), PretendIssuer.newKey("made-up-" + i), "at+jwt"),
                    "signature");
        }
        assertThat(issuer.keyFetches).hasValue(2);
    }

    @Test
    void aProviderThatGoesAwayKeepsItsKeysAndIsReported() throws Exception {
        issuer.start();
        tokens.maintain();
        issuer.stop();
        clock.advance(Duration.ofMinutes(10));

        tokens.maintain();

        assertThat(tokens.providers().getFirst().problem()).contains("cannot be reached");
        assertThat(tokens.verify(issuer.sign(issuer.claims().build())).subject())
                .isEqualTo("person-1");
    }

    @Test
    void aProviderThatCallsItselfOtherwiseIsNotUsed() throws Exception {
        issuer.start();
        issuer.nameOfItself = "https://evil.example";

        tokens.maintain();

        assertThat(tokens.providers().getFirst().problem()).contains("calls itself https://evil.example");
        assertThat(refusal(issuer.sign(issuer.claims().build())).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    private AccessTokens tokens(ProviderConfig provider) {
        return new AccessTokens(List.of(AccessTokens.Provider.remote(provider, clock)), clock);
    }

    private PlatformException refusal(String token) {
        return catchThrowableOfType(PlatformException.class, () -> tokens.verify(token));
    }

    private void assertRefused(String token, String reason) {
        PlatformException refusal = refusal(token);
        assertThat(refusal).isNotNull();
        assertThat(refusal.sentence()).contains(reason);
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ACCESS_TOKEN);
    }

    private String hmac(JWTClaimsSet claims) throws Exception {
        byte[] publicKey = issuer.key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims);
        jwt.sign(new MACSigner(publicKey));
        return jwt.serialize();
    }

    private static String payload(JWTClaimsSet claims) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String flip(String signature) {
        return (signature.charAt(0) == 'A' ? 'B' : 'A') + signature.substring(1);
    }
}
