package dev.llmaas.client.auth;

import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.Nonce;
import dev.llmaas.client.Tokens;
import dev.llmaas.client.auth.SignInException.Reason;
import dev.llmaas.client.internal.Limits;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Signs a person in with the browser of this machine: authorization code with PKCE and a redirect to a loopback address,
 * as RFC 8252 describes it for native apps. Sends state and nonce, checks the issuer of the answer (RFC 9207) and the ID
 * token. The browser ends on a page that says how it went. Thread-safe; each sign-in listens on a port of its own.
 *
 * <pre>{@code
 * OpenIdProvider provider = OpenIdProvider.discover(description.providers().getFirst(), options, InstantSource.system());
 * Tokens tokens = new BrowserLogin(provider, Locale.getDefault()).signIn(Desktop.getDesktop()::browse);
 * }</pre>
 */
public final class BrowserLogin {
    private static final int STATE_BYTES = 32;

    private final OpenIdProvider provider;
    private final Locale language;
    private final Duration patience;

    /**
     * Signs in at {@code provider}.
     *
     * @param language of the page that the browser shows at the end: English, French or German
     */
    public BrowserLogin(OpenIdProvider provider, Locale language) {
        this(provider, language, Limits.SIGN_IN_MAX);
    }

    BrowserLogin(OpenIdProvider provider, Locale language, Duration patience) {
        this.provider = provider;
        this.language = language;
        this.patience = patience;
    }

    /**
     * Opens the browser and waits for the person, 10 minutes at most. Interrupting the thread gives up.
     *
     * @param openBrowser shows an address in a browser, or to the person; whatever it throws ends the sign-in
     * @throws SignInException if nobody could be signed in; its sentence says why and what to do
     * @throws InterruptedException if the caller gave up; nothing keeps listening
     */
    public Tokens signIn(Consumer<URI> openBrowser) throws InterruptedException {
        State state = new State(STATE_BYTES);
        Nonce nonce = new Nonce(STATE_BYTES);
        CodeVerifier verifier = new CodeVerifier();
        try (LoopbackRedirect redirect = LoopbackRedirect.listen(state.getValue(), new ResultPage(language))) {
            open(openBrowser, address(redirect.uri(), state, nonce, verifier));
            URI answer = redirect.await(patience);
            try {
                Tokens tokens = provider.signIn(
                        new AuthorizationCodeGrant(success(answer).getAuthorizationCode(), redirect.uri(), verifier),
                        nonce);
                redirect.succeeded();
                return tokens;
            } catch (SignInException failure) {
                redirect.failed(failure);
                throw failure;
            }
        }
    }

    private URI address(URI redirect, State state, Nonce nonce, CodeVerifier verifier) {
        URI endpoint = provider.endpoint(provider.metadata().getAuthorizationEndpointURI(), "authorization_endpoint");
        return new AuthenticationRequest.Builder(ResponseType.CODE, provider.scope(), provider.clientId(), redirect)
                .endpointURI(endpoint)
                .state(state)
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    @SuppressWarnings("IllegalCatch") // what a desktop throws when it has no browser is anything
    private static void open(Consumer<URI> openBrowser, URI address) {
        try {
            openBrowser.accept(address);
        } catch (RuntimeException none) {
            throw new SignInException(
                    Reason.NO_BROWSER, "No browser could be opened. Sign in with another device instead.", none);
        }
    }

    private AuthenticationSuccessResponse success(URI answer) {
        try {
            AuthenticationResponse response = AuthenticationResponseParser.parse(answer);
            checkIssuer(response.getIssuer());
            if (response instanceof AuthenticationSuccessResponse success && success.getAuthorizationCode() != null) {
                return success;
            }
            String code = response.indicatesSuccess()
                    ? "no code"
                    : String.valueOf(response.toErrorResponse().getErrorObject().getCode());
            throw refused(code);
        } catch (ParseException odd) {
            throw new SignInException(
                    Reason.PROVIDER_MISCONFIGURED,
                    "%s answered the sign-in in a form that is not OpenID Connect's.".formatted(provider.displayName()),
                    odd);
        }
    }

    /** An answer of another provider than the one asked is an attack that mixes them up (RFC 9207). */
    private void checkIssuer(@Nullable Issuer issuer) {
        boolean missing = issuer == null && provider.metadata().supportsAuthorizationResponseIssuerParam();
        boolean other = issuer != null && !issuer.equals(provider.metadata().getIssuer());
        if (missing || other) {
            throw new SignInException(
                    Reason.NOT_TRUSTED,
                    "The answer to the sign-in is not from %s. Do not try again; tell your administrator."
                            .formatted(provider.displayName()));
        }
    }

    private SignInException refused(String code) {
        return switch (code) {
            case "access_denied" -> provider.denied();
            case "server_error", "temporarily_unavailable" ->
                new SignInException(
                        Reason.PROVIDER_UNREACHABLE,
                        "%s has a problem. Try again later.".formatted(provider.displayName()));
            default ->
                new SignInException(
                        Reason.PROVIDER_MISCONFIGURED,
                        "%s refused the sign-in with the error \"%s\". Ask an administrator to check the client there."
                                .formatted(provider.displayName(), code.replaceAll("[^a-z_ ]", "?")));
        };
    }
}
