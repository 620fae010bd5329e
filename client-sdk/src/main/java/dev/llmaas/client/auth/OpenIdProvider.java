package dev.llmaas.client.auth;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import dev.llmaas.api.admin.PlatformDescription.SignInProvider;
import dev.llmaas.client.ClientOptions;
import dev.llmaas.client.Tokens;
import dev.llmaas.client.auth.SignInException.Reason;
import dev.llmaas.client.internal.ProviderFailure;
import dev.llmaas.client.internal.ProviderHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An OpenID provider as it describes itself, and what it gives: tokens for a grant, and their renewal. Thread-safe; every
 * method blocks until the provider has answered.
 */
public final class OpenIdProvider {
    private static final Logger log = LoggerFactory.getLogger(OpenIdProvider.class);

    /** Where a provider does not say how long its token is good: short, since renewing costs little. */
    private static final Duration UNKNOWN_LIFETIME = Duration.ofMinutes(5);

    private final SignInProvider described;
    private final OIDCProviderMetadata metadata;
    private final ProviderHttp http;
    private final InstantSource clock;

    private OpenIdProvider(
            SignInProvider described, OIDCProviderMetadata metadata, ProviderHttp http, InstantSource clock) {
        this.described = described;
        this.metadata = metadata;
        this.http = http;
        this.clock = clock;
    }

    /**
     * Asks a provider how to sign in there.
     *
     * @param provider as the platform names it
     * @param options how the platform is reached; its pinned certificate also vouches for the provider
     * @throws SignInException if the provider does not answer, or is not what the platform says
     */
    public static OpenIdProvider discover(SignInProvider provider, ClientOptions options, InstantSource clock) {
        URI issuer = URI.create(provider.issuer());
        ProviderHttp http = new ProviderHttp(issuer, options);
        String base = provider.issuer().replaceFirst("/$", "");
        String document = get(http, URI.create(base + "/.well-known/openid-configuration"));
        try {
            OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(document);
            if (!metadata.getIssuer().getValue().equals(provider.issuer())) {
                throw new SignInException(
                        Reason.PROVIDER_MISCONFIGURED,
                        "%s calls itself %s. The platform must be configured with the issuer letter by letter."
                                .formatted(provider.issuer(), metadata.getIssuer()));
            }
            return new OpenIdProvider(provider, metadata, http, clock);
        } catch (ParseException broken) {
            throw new SignInException(
                    Reason.PROVIDER_MISCONFIGURED,
                    "%s publishes no valid OpenID configuration: %s.".formatted(issuer, broken.getMessage()),
                    broken);
        }
    }

    /** Whether people can sign in there with another device. */
    public boolean hasDeviceLogin() {
        return metadata.getDeviceAuthorizationEndpointURI() != null;
    }

    /**
     * Exchanges a refresh token for new tokens. The old one is used up: keep the new one before anything else. Where the
     * provider does not rotate, the answer carries the old one again.
     *
     * @throws SignInException {@code SESSION_OVER} if the provider does not take it any more; sign in again
     */
    public Tokens renew(Tokens old) {
        String refreshToken = old.refresh()
                .orElseThrow(() -> new SignInException(
                        Reason.SESSION_OVER, "The session ended, and cannot be renewed. Sign in again."));
        return exchange(new RefreshTokenGrant(new RefreshToken(refreshToken)), null, old);
    }

    /** Tells the provider that a refresh token is not needed any more (RFC 7009). True if it knows now; never throws. */
    public boolean revoke(String refreshToken) {
        URI endpoint = metadata.getRevocationEndpointURI();
        if (endpoint == null) {
            return false;
        }
        try {
            HTTPResponse answer = new TokenRevocationRequest(endpoint, clientId(), new RefreshToken(refreshToken))
                    .toHTTPRequest()
                    .send(http);
            return answer.indicatesSuccess();
        } catch (IOException unreachable) {
            log.info("the provider was not told that the session ended: {}", unreachable.getMessage());
            return false;
        }
    }

    /** What the provider gives for the code of a sign-in, after every check. */
    Tokens signIn(AuthorizationGrant grant, @Nullable Nonce nonce) {
        return exchange(grant, nonce, null);
    }

    ClientID clientId() {
        return new ClientID(described.clientId());
    }

    Scope scope() {
        return new Scope(described.scopes().toArray(String[]::new));
    }

    String displayName() {
        return described.displayName();
    }

    OIDCProviderMetadata metadata() {
        return metadata;
    }

    ProviderHttp http() {
        return http;
    }

    InstantSource clock() {
        return clock;
    }

    /** An address that the provider must publish for this. */
    URI endpoint(@Nullable URI address, String name) {
        if (address == null) {
            throw new SignInException(
                    Reason.PROVIDER_MISCONFIGURED,
                    "%s publishes no %s, so nobody can sign in there with this client."
                            .formatted(described.issuer(), name));
        }
        return address;
    }

    /** The answer to a request at the token endpoint. */
    TokenResponse ask(AuthorizationGrant grant) {
        URI endpoint = endpoint(metadata.getTokenEndpointURI(), "token_endpoint");
        try {
            HTTPResponse answer = new TokenRequest.Builder(endpoint, clientId(), grant)
                    .build()
                    .toHTTPRequest()
                    .send(http);
            return OIDCTokenResponseParser.parse(answer);
        } catch (ParseException odd) {
            throw new SignInException(
                    Reason.PROVIDER_MISCONFIGURED,
                    "%s answers token requests in a form that is not OpenID Connect's.".formatted(displayName()),
                    odd);
        } catch (IOException unreachable) {
            throw unreachable(unreachable);
        }
    }

    Tokens accept(TokenResponse answer, @Nullable Nonce nonce, @Nullable Tokens old) {
        if (!(answer.toSuccessResponse() instanceof OIDCTokenResponse success)) {
            throw new SignInException(
                    Reason.PROVIDER_MISCONFIGURED,
                    "%s sent no ID token. Does the platform ask for the scope openid?".formatted(displayName()));
        }
        OIDCTokens given = success.getOIDCTokens();
        String subject = old == null ? null : old.subject();
        if (given.getIDToken() != null) {
            subject = new IdTokenCheck(metadata, clientId(), displayName()).check(given, nonce, keys(), subject);
        } else if (old == null) {
            throw new SignInException(
                    Reason.PROVIDER_MISCONFIGURED,
                    "%s sent no ID token. Does the platform ask for the scope openid?".formatted(displayName()));
        }
        long seconds = given.getAccessToken().getLifetime();
        Duration lifetime = seconds > 0 ? Duration.ofSeconds(seconds) : UNKNOWN_LIFETIME;
        RefreshToken renewed = given.getRefreshToken();
        String kept = old == null ? null : old.refreshToken();
        return new Tokens(
                given.getAccessToken().getValue(),
                clock.instant().plus(lifetime),
                renewed == null ? kept : renewed.getValue(),
                subject);
    }

    SignInException unreachable(IOException problem) {
        String why = problem instanceof ProviderFailure failure ? failure.sentence() : "The connection broke.";
        return new SignInException(
                Reason.PROVIDER_UNREACHABLE, "%s cannot be asked: %s".formatted(displayName(), why), problem);
    }

    private Tokens exchange(AuthorizationGrant grant, @Nullable Nonce nonce, @Nullable Tokens old) {
        TokenResponse answer = ask(grant);
        if (!answer.indicatesSuccess()) {
            throw refused(answer.toErrorResponse().getErrorObject(), old != null);
        }
        return accept(answer, nonce, old);
    }

    private SignInException refused(@Nullable ErrorObject error, boolean renewal) {
        String code = error == null ? "" : String.valueOf(error.getCode());
        return switch (code) {
            case "invalid_grant" ->
                renewal
                        ? new SignInException(
                                Reason.SESSION_OVER,
                                "The session at %s has ended. Sign in again.".formatted(displayName()))
                        : new SignInException(
                                Reason.NOT_TRUSTED,
                                "%s did not accept the code of this sign-in. Try again.".formatted(displayName()));
            case "access_denied" -> denied();
            case "server_error", "temporarily_unavailable" ->
                new SignInException(
                        Reason.PROVIDER_UNREACHABLE, "%s has a problem. Try again later.".formatted(displayName()));
            default ->
                new SignInException(
                        Reason.PROVIDER_MISCONFIGURED,
                        "%s refused this client with the error \"%s\". Ask an administrator to check the client %s there."
                                .formatted(displayName(), code.isEmpty() ? "unknown" : code, described.clientId()));
        };
    }

    SignInException denied() {
        return new SignInException(Reason.DENIED, "The sign-in at %s was refused.".formatted(displayName()));
    }

    private String keys() {
        return get(http, endpoint(metadata.getJWKSetURI(), "jwks_uri"));
    }

    private static String get(ProviderHttp http, URI address) {
        try {
            return http.get(address);
        } catch (ProviderFailure failure) {
            throw new SignInException(Reason.PROVIDER_UNREACHABLE, failure.sentence(), failure);
        }
    }
}
