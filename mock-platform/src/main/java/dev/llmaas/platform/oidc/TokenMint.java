package dev.llmaas.platform.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the provider's tokens, and knows them again. Thread-safe. */
final class TokenMint {
    /** What an access token calls itself (RFC 9068, section 2.1). */
    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

    private static final List<String> METHODS = List.of("pwd", "otp", "mfa"); // RFC 8176

    private final DemoProviderConfig config;
    private final SigningKeys keys;
    private final InstantSource clock;

    TokenMint(DemoProviderConfig config, SigningKeys keys, InstantSource clock) {
        this.config = config;
        this.keys = keys;
        this.clock = clock;
    }

    /** An access token for the platform (RFC 9068). */
    String accessToken(Sessions.Session session, Set<String> scopes) {
        JWTClaimsSet.Builder claims = claims(session, scopes)
                .audience(config.audience())
                .jwtID(UUID.randomUUID().toString())
                .claim("client_id", session.client().id())
                .claim("scope", AuthorizationRequest.join(scopes));
        return sign(claims.build(), ACCESS_TOKEN);
    }

    /**
     * What the client learns of who signed in (OpenID Connect Core, section 2).
     *
     * @param nonce that the client sent, or null
     * @param accessToken the one that comes with it
     */
    String idToken(Sessions.Session session, Set<String> scopes, @Nullable String nonce, String accessToken) {
        JWTClaimsSet.Builder claims = claims(session, scopes)
                .audience(session.client().id())
                .claim("azp", session.client().id())
                .claim("at_hash", Secrets.halfHash(accessToken));
        if (nonce != null) {
            claims.claim("nonce", nonce);
        }
        return sign(claims.build(), JOSEObjectType.JWT);
    }

    /** What the scopes let a client know of somebody. */
    static Map<String, Object> person(DemoAccount account, Set<String> scopes) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", account.subject());
        claims.put("roles", List.of(account.roleName()));
        if (scopes.contains("profile")) {
            claims.put("name", account.name());
            claims.put("preferred_username", account.user());
        }
        if (scopes.contains("email")) {
            claims.put("email", account.user());
            claims.put("email_verified", true);
        }
        return claims;
    }

    /** The claims of an access token that is valid now; empty for anything else. */
    Optional<JWTClaimsSet> readAccessToken(String token) {
        return read(token)
                .filter(jwt -> ACCESS_TOKEN.equals(jwt.getHeader().getType()))
                .flatMap(TokenMint::claims)
                .filter(claims -> claims.getExpirationTime() != null
                        && clock.instant().isBefore(claims.getExpirationTime().toInstant()));
    }

    /** The claims of a token of this provider of any kind, also of one that has ended; empty for anything else. */
    Optional<JWTClaimsSet> readAny(String token) {
        return read(token).flatMap(TokenMint::claims);
    }

    /** How long an access token is valid, in seconds. */
    long accessTokenSeconds() {
        return config.accessTokenLife().toSeconds();
    }

    private JWTClaimsSet.Builder claims(Sessions.Session session, Set<String> scopes) {
        Instant now = clock.instant();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(config.issuer().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(config.accessTokenLife())))
                .claim("auth_time", session.signedInAt().getEpochSecond())
                .claim("amr", METHODS)
                .claim("sid", session.id());
        person(session.account(), scopes).forEach(claims::claim);
        return claims;
    }

    private String sign(JWTClaimsSet claims, JOSEObjectType type) {
        RSAKey key = keys.current();
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(SigningKeys.ALGORITHM)
                            .type(type)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException broken) {
            throw new IllegalStateException("a token could not be signed", broken);
        }
    }

    private Optional<SignedJWT> read(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!SigningKeys.ALGORITHM.equals(jwt.getHeader().getAlgorithm())) {
                return Optional.empty();
            }
            for (JWK key : keys.matching(jwt.getHeader())) {
                if (jwt.verify(new RSASSAVerifier(key.toRSAKey()))) {
                    return Optional.of(jwt);
                }
            }
            return Optional.empty();
        } catch (ParseException | JOSEException | IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    private static Optional<JWTClaimsSet> claims(SignedJWT jwt) {
        try {
            return Optional.ofNullable(jwt.getJWTClaimsSet());
        } catch (ParseException malformed) {
            return Optional.empty();
        }
    }
}
