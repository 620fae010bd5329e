package dev.llmaas.platform.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.proc.JWSVerifierFactory;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.PlatformDescription.SignInProvider;
import dev.llmaas.api.admin.Role;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.oidc.IssuerKeys;
import dev.llmaas.platform.oidc.RemoteIssuer;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the access tokens of people: JSON Web Tokens (RFC 9068, and what providers made before it) of any configured
 * provider. Thread-safe; checking may ask the provider for its keys, so it blocks: call it on a virtual thread.
 */
public final class AccessTokens {
    /** Asymmetric only: a shared secret, or no signature, would let anybody make tokens (RFC 8725 section 3.1). */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    /** How access tokens call themselves in the header: RFC 9068, and before it. */
    private static final Set<String> TYPES = Set.of("at+jwt", "application/at+jwt", "jwt");

    /** Claims that only ID tokens have (OpenID Connect Core, section 3): they say who signed in, not what is allowed. */
    private static final Set<String> ID_TOKEN_MARKS = Set.of("at_hash", "c_hash", "s_hash");

    /**
     * A provider and where its keys come from.
     *
     * @param config the provider
     * @param keys its keys
     * @param demonstration whether it is the bundled one
     */
    public record Provider(ProviderConfig config, IssuerKeys keys, boolean demonstration) {
        /** A provider somewhere else, reached over the network. */
        public static Provider remote(ProviderConfig config, InstantSource clock) {
            return new Provider(config, new RemoteIssuer(config.issuer(), config.caFile(), clock), false);
        }
    }

    private final List<Provider> providers;
    private final InstantSource clock;
    private final JWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();

    /** Takes the tokens of {@code providers}. */
    public AccessTokens(List<Provider> providers, InstantSource clock) {
        this.providers = List.copyOf(providers);
        this.clock = clock;
    }

    /** Whether {@code credential} looks like a JSON Web Token, so that it can be no API key. */
    public static boolean isToken(String credential) {
        return credential.startsWith("eyJ") && credential.indexOf('.') > 0;
    }

    /**
     * Who the token belongs to.
     *
     * @throws PlatformException {@code invalid_access_token} if it is not a token of a configured provider for this
     *     platform that is valid now; {@code permission_denied} if it is, but gives no role here; {@code unavailable} if
     *     the provider's keys are not known yet
     */
    public Identity verify(String token) {
        SignedJWT jwt = parse(token);
        JWTClaimsSet claims = claims(jwt);
        Provider provider = provider(claims);
        checkSignature(jwt, provider);
        checkTime(claims);
        checkPurpose(jwt.getHeader(), claims, provider.config());
        return identity(claims, provider.config());
    }

    /** The providers as clients see them, each with its present problem if there is one. */
    public List<SignInProvider> providers() {
        return providers.stream().map(AccessTokens::describe).toList();
    }

    /** Reaches out to providers whose keys are missing or old. Call it about once a second; may block for seconds. */
    public void maintain() {
        providers.forEach(provider -> provider.keys().maintain());
    }

    private static SignInProvider describe(Provider provider) {
        ProviderConfig config = provider.config();
        return new SignInProvider(
                config.id(),
                config.displayName(),
                config.issuer().toString(),
                config.clientId(),
                config.scopes(),
                provider.demonstration(),
                provider.keys().problem().orElse(null));
    }

    private static SignedJWT parse(String token) {
        if (token.length() > Limits.ACCESS_TOKEN_CHARACTERS_MAX) {
            throw refuse("The access token is longer than the limit of %,d characters."
                    .formatted(Limits.ACCESS_TOKEN_CHARACTERS_MAX));
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!ALGORITHMS.contains(jwt.getHeader().getAlgorithm())) {
                throw refuse("The access token is signed with an algorithm that is not allowed here.");
            }
            return jwt;
        } catch (ParseException | IllegalArgumentException malformed) {
            throw refuse("The access token is not a signed JSON Web Token.");
        }
    }

    private static JWTClaimsSet claims(SignedJWT jwt) {
        try {
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (claims == null) {
                throw refuse("The access token has no claims.");
            }
            return claims;
        } catch (ParseException malformed) {
            throw refuse("The claims of the access token are not valid.");
        }
    }

    private Provider provider(JWTClaimsSet claims) {
        return providers.stream()
                .filter(provider -> provider.config().issuer().toString().equals(claims.getIssuer()))
                .findFirst()
                .orElseThrow(() -> refuse("The access token is from a provider that this platform does not know."));
    }

    private void checkSignature(SignedJWT jwt, Provider provider) {
        List<JWK> keys = provider.keys().matching(jwt.getHeader());
        if (keys.stream().noneMatch(key -> isSignedBy(jwt, key))) {
            throw refuse("The signature of the access token is not one of its provider.");
        }
    }

    private boolean isSignedBy(SignedJWT jwt, JWK key) {
        try {
            JWSVerifier verifier = verifiers.createJWSVerifier(jwt.getHeader(), ((AsymmetricJWK) key).toPublicKey());
            return jwt.verify(verifier);
        } catch (JOSEException keyOfAnotherKind) {
            return false;
        }
    }

    private void checkTime(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Instant end = expiry(claims);
        if (!now.isBefore(end.plus(Limits.CLOCK_SKEW_MAX))) {
            throw refuse("The access token ended at %s. Sign in again.".formatted(end));
        }
        Date start = claims.getNotBeforeTime();
        if (start != null && now.isBefore(start.toInstant().minus(Limits.CLOCK_SKEW_MAX))) {
            throw refuse("The access token is not valid yet. Check the clocks of this platform and of its provider.");
        }
    }

    private static Instant expiry(JWTClaimsSet claims) {
        Date end = claims.getExpirationTime();
        if (end == null) {
            throw refuse("The access token has no end (exp).");
        }
        return end.toInstant();
    }

    private static void checkPurpose(JWSHeader header, JWTClaimsSet claims, ProviderConfig config) {
        if (header.getType() != null
                && !TYPES.contains(header.getType().getType().toLowerCase(Locale.ROOT))) {
            throw refuse("The token is of another kind than access tokens (typ).");
        }
        Claims content = new Claims(claims.getClaims());
        boolean isIdToken = !Collections.disjoint(claims.getClaims().keySet(), ID_TOKEN_MARKS)
                || content.text("typ").filter("ID"::equals).isPresent();
        if (isIdToken) {
            throw refuse("This is an ID token. Send the access token.");
        }
        if (Collections.disjoint(claims.getAudience(), config.audiences())) {
            throw refuse("The access token is for another audience than %s (aud)."
                    .formatted(String.join(" or ", config.audiences())));
        }
        String party = content.text("azp").or(() -> content.text("client_id")).orElse("");
        if (!config.authorizedParties().isEmpty() && !config.authorizedParties().contains(party)) {
            throw refuse("The access token was issued to a client that may not be used here (azp).");
        }
    }

    private static Identity identity(JWTClaimsSet claims, ProviderConfig config) {
        Claims content = new Claims(claims.getClaims());
        String subject = subject(claims.getSubject());
        String email = content.text(config.claims().email()).orElse("");
        String name = content.text(config.claims().name())
                .or(() -> content.text("preferred_username"))
                .orElse(email.isEmpty() ? subject : email);
        List<Role> roles = content.roles(config.claims(), config.roleMapping());
        if (roles.isEmpty()) {
            throw new PlatformException(
                    ErrorCode.PERMISSION_DENIED,
                    "You are signed in at %s, but nothing in its claims %s and %s gives you a role here. Ask an administrator to add your role or group to the role mapping of this provider."
                            .formatted(
                                    config.displayName(),
                                    config.claims().roles(),
                                    config.claims().groups()));
        }
        return new Identity(config.id(), config.issuer().toString(), subject, email, name, roles, expiry(claims));
    }

    private static String subject(@Nullable String subject) {
        if (subject == null || subject.isBlank() || subject.length() > Limits.CLAIM_CHARACTERS_MAX) {
            throw refuse("The access token does not say whom it belongs to (sub).");
        }
        return subject;
    }

    private static PlatformException refuse(String sentence) {
        return new PlatformException(ErrorCode.INVALID_ACCESS_TOKEN, sentence);
    }
}
