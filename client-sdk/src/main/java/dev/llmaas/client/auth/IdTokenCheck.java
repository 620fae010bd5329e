package dev.llmaas.client.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.InvalidHashException;
import dev.llmaas.client.auth.SignInException.Reason;
import java.text.ParseException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks an ID token as OpenID Connect Core, section 3.1.3.7 asks: signature, issuer, audience, times, nonce, and that it
 * was issued together with the access token.
 */
record IdTokenCheck(OIDCProviderMetadata metadata, ClientID clientId, String providerName) {
    /** Asymmetric only (RFC 8725 section 3.1). */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512,
            JWSAlgorithm.EdDSA);

    /** Clocks of a laptop and a provider differ by seconds; a minute is what most implementations grant. */
    private static final int CLOCK_SKEW_SECONDS = 60;

    /**
     * The subject of the token, if it passes every check.
     *
     * @param nonce what the sign-in sent; null where the flow has none
     * @param keys the provider's key set, JSON
     * @param subject whom the token must be about; null if that is not known yet
     */
    String check(OIDCTokens given, @Nullable Nonce nonce, String keys, @Nullable String subject) {
        JWT token = given.getIDToken();
        try {
            IDTokenValidator validator = new IDTokenValidator(
                    metadata.getIssuer(),
                    clientId,
                    new JWSVerificationKeySelector<SecurityContext>(
                            ALGORITHMS, new ImmutableJWKSet<>(JWKSet.parse(keys))),
                    null);
            validator.setMaxClockSkew(CLOCK_SKEW_SECONDS);
            IDTokenClaimsSet claims = validator.validate(token, nonce);
            checkAccessToken(given, claims);
            String found = claims.getSubject().getValue();
            if (subject != null && !subject.equals(found)) {
                throw refused("it is about somebody else");
            }
            return found;
        } catch (ParseException broken) {
            throw new SignInException(
                    Reason.PROVIDER_MISCONFIGURED, "%s publishes no valid key set.".formatted(providerName), broken);
        } catch (BadJOSEException | JOSEException bad) {
            SignInException refused = refused(String.valueOf(bad.getMessage()));
            refused.initCause(bad);
            throw refused;
        }
    }

    private void checkAccessToken(OIDCTokens given, IDTokenClaimsSet claims) {
        AccessTokenHash hash = claims.getAccessTokenHash();
        if (hash == null) {
            return;
        }
        try {
            JWSAlgorithm algorithm = JWSAlgorithm.parse(
                    given.getIDToken().getHeader().getAlgorithm().getName());
            AccessTokenValidator.validate(given.getAccessToken(), algorithm, hash);
        } catch (InvalidHashException mismatch) {
            SignInException refused = refused("the access token belongs to another sign-in");
            refused.initCause(mismatch);
            throw refused;
        }
    }

    private SignInException refused(String why) {
        return new SignInException(
                Reason.NOT_TRUSTED,
                "The ID token of %s failed a check: %s. Is the clock of this machine right?"
                        .formatted(providerName, why.replaceFirst("[.]$", "")));
    }
}
