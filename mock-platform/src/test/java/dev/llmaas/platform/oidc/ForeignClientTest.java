package dev.llmaas.platform.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.llmaas.api.admin.Role;
import dev.llmaas.platform.access.AccessTokens;
import dev.llmaas.platform.access.Identity;
import dev.llmaas.platform.access.ProviderConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider as a client sees it that was written by others: the OpenID Connect SDK of Nimbus, over TLS 1.3. */
class ForeignClientTest {
    private static final ClientID CLIENT = new ClientID("llmaas-console");
    private static final URI REDIRECT = URI.create(SignedIn.REDIRECT);
    private static final Scope SCOPE = Scope.parse(SignedIn.ALL_SCOPES);

    @TempDir
    Path directory;

    private RunningProvider running;
    private PretendBrowser browser;
    private SignedIn steps;
    private OIDCProviderMetadata metadata;

    @BeforeEach
    void start() throws Exception {
        running = new RunningProvider(directory);
        browser = new PretendBrowser(running.authority);
        steps = new SignedIn(running, browser);
        metadata = OIDCProviderMetadata.parse(browser.get(OIDCProviderMetadata.resolveURL(new Issuer(running.issuer))
                        .toURI())
                .body());
    }

    @AfterEach
    void stop() {
        browser.close();
        running.close();
    }

    @Test
    void theWholeCodeFlowGivesTokensThatHoldWhatTheyPromise() throws Exception {
        DemoAccount owner = running.account(Role.OWNER);
        CodeVerifier verifier = new CodeVerifier();
        Nonce nonce = new Nonce();

        OIDCTokenResponse answer = signIn(owner, verifier, nonce);

        IDTokenClaimsSet claims = validator().validate(answer.getOIDCTokens().getIDToken(), nonce);
        assertThat(claims.getSubject().getValue()).isEqualTo(owner.subject());
        assertThat(claims.getAuthenticationTime().toInstant()).isEqualTo(running.clock.instant());
        assertThat(claims.getStringListClaim("amr")).containsExactly("pwd", "otp", "mfa");
        AccessToken access = answer.getOIDCTokens().getAccessToken();
        AccessTokenValidator.validate(
                access, JWSAlgorithm.RS256, new AccessTokenHash(claims.getStringClaim("at_hash")));
        assertThat(access.getLifetime()).isEqualTo(600);
        assertThat(access.getScope()).isEqualTo(SCOPE);
        UserInfo person = userinfo(access);
        assertThat(person.getSubject()).isEqualTo(claims.getSubject());
        assertThat(person.getEmailAddress()).isEqualTo(owner.user());
        assertThat(person.getName()).isEqualTo("Odile Marchand");
    }

    @Test
    void thePlatformBelievesItsAccessTokensAndOnlyThose() throws Exception {
        AccessTokens local = accessTokens(running.provider.keys());
        AccessTokens remote = accessTokens(new RemoteIssuer(running.issuer, running.authority, running.clock));
        for (DemoAccount account : running.accounts.all()) {
            OIDCTokenResponse answer = signIn(account, new CodeVerifier(), new Nonce());
            String token = answer.getOIDCTokens().getAccessToken().getValue();

            Identity identity = local.verify(token);

            assertThat(identity)
                    .isEqualTo(new Identity(
                            "demo",
                            running.issuer.toString(),
                            account.subject(),
                            account.user(),
                            account.name(),
                            List.of(account.role()),
                            running.clock.instant().plus(Duration.ofMinutes(10))));
            assertThat(remote.verify(token)).isEqualTo(identity);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> local.verify(answer.getOIDCTokens().getIDTokenString())))
                    .hasMessageContaining("ID token");
        }
    }

    @Test
    void tokensOutliveARotationOfKeysUntilTheyEnd() throws Exception {
        AccessTokens tokens = accessTokens(running.provider.keys());
        String before = access(signIn(running.account(Role.AUDITOR), new CodeVerifier(), new Nonce()));

        running.provider.rotateKeys();

        assertThat(tokens.verify(before).roles()).containsExactly(Role.AUDITOR);
        String after = access(signIn(running.account(Role.BILLING), new CodeVerifier(), new Nonce()));
        assertThat(tokens.verify(after).roles()).containsExactly(Role.BILLING);
        assertThat(keys().getKeys()).hasSize(2);
        running.clock.advance(Duration.ofMinutes(11));
        running.provider.rotateKeys();
        running.clock.advance(Duration.ofMinutes(11));
        running.provider.rotateKeys();
        assertThat(keys().getKeys()).hasSize(2);
    }

    @Test
    void refreshTokensRotateAndKeepWhoSignedInWhen() throws Exception {
        Nonce nonce = new Nonce();
        OIDCTokenResponse first = signIn(running.account(Role.DEVELOPER), new CodeVerifier(), nonce);
        running.clock.advance(Duration.ofMinutes(9));

        OIDCTokenResponse second =
                success(new RefreshTokenGrant(first.getOIDCTokens().getRefreshToken()));

        assertThat(second.getOIDCTokens().getRefreshToken())
                .isNotEqualTo(first.getOIDCTokens().getRefreshToken());
        IDTokenClaimsSet before = validator().validate(first.getOIDCTokens().getIDToken(), nonce);
        IDTokenClaimsSet after = validator().validate(second.getOIDCTokens().getIDToken(), null);
        assertThat(after.getAuthenticationTime()).isEqualTo(before.getAuthenticationTime());
        assertThat(after.getSubject()).isEqualTo(before.getSubject());
        assertThat(after.getExpirationTime()).isAfter(before.getExpirationTime());
    }

    @Test
    void aRefreshTokenUsedTwiceEndsTheSessionForBothWhoHoldIt() throws Exception {
        OIDCTokenResponse first = signIn(running.account(Role.DEVELOPER), new CodeVerifier(), new Nonce());
        RefreshTokenGrant stolen = new RefreshTokenGrant(first.getOIDCTokens().getRefreshToken());
        OIDCTokenResponse second = success(stolen);

        assertThat(failure(stolen).getCode()).isEqualTo("invalid_grant");

        assertThat(failure(new RefreshTokenGrant(second.getOIDCTokens().getRefreshToken()))
                        .getCode())
                .isEqualTo("invalid_grant");
        assertThat(userinfoStatus(second.getOIDCTokens().getAccessToken())).isEqualTo(401);
    }

    @Test
    void aRevokedTokenAndAnEndedSessionGiveNothingMore() throws Exception {
        OIDCTokenResponse revoked = signIn(running.account(Role.DEVELOPER), new CodeVerifier(), new Nonce());
        OIDCTokenResponse ended = signIn(running.account(Role.OPERATOR), new CodeVerifier(), new Nonce());

        HTTPResponse revocation = send(new TokenRevocationRequest(
                        metadata.getRevocationEndpointURI(),
                        CLIENT,
                        revoked.getOIDCTokens().getRefreshToken())
                .toHTTPRequest());
        HttpResponse<String> logout = browser.get(new LogoutRequest(
                        metadata.getEndSessionEndpointURI(),
                        ended.getOIDCTokens().getIDToken(),
                        REDIRECT,
                        new State("bye"))
                .toURI());

        assertThat(revocation.getStatusCode()).isEqualTo(200);
        assertThat(logout.headers().firstValue("location")).contains(REDIRECT + "?state=bye");
        assertThat(failure(new RefreshTokenGrant(revoked.getOIDCTokens().getRefreshToken()))
                        .getCode())
                .isEqualTo("invalid_grant");
        assertThat(failure(new RefreshTokenGrant(ended.getOIDCTokens().getRefreshToken()))
                        .getCode())
                .isEqualTo("invalid_grant");
        assertThat(userinfoStatus(ended.getOIDCTokens().getAccessToken())).isEqualTo(401);
    }

    @Test
    void aDeviceIsLetInByItsOwnerOnAnother() throws Exception {
        DeviceAuthorizationSuccessResponse invitation = DeviceAuthorizationResponse.parse(
                        send(new DeviceAuthorizationRequest(metadata.getDeviceAuthorizationEndpointURI(), CLIENT, SCOPE)
                                .toHTTPRequest()))
                .toSuccessResponse();
        DeviceCodeGrant grant = new DeviceCodeGrant(invitation.getDeviceCode());
        assertThat(failure(grant).getCode()).isEqualTo("authorization_pending");
        assertThat(failure(grant).getCode()).isEqualTo("slow_down");
        DemoAccount operator = running.account(Role.OPERATOR);

        HttpResponse<String> entry = browser.get(invitation.getVerificationURIComplete());
        assertThat(entry.body()).contains("value=\"" + invitation.getUserCode().getValue() + "\"");
        HttpResponse<String> decision = steps.through(
                browser.submit(
                        entry,
                        java.util.Map.of("user_code", invitation.getUserCode().getValue())),
                operator);
        assertThat(decision.body()).contains(invitation.getUserCode().getValue(), "Pavel Novák");
        HttpResponse<String> allowed = browser.submit(decision, java.util.Map.of("decision", "allow"));

        assertThat(allowed.statusCode()).isEqualTo(200);
        running.clock.advance(Duration.ofSeconds(10));
        OIDCTokenResponse answer = success(grant);
        assertThat(validator()
                        .validate(answer.getOIDCTokens().getIDToken(), null)
                        .getSubject()
                        .getValue())
                .isEqualTo(operator.subject());
        assertThat(failure(grant).getCode()).isEqualTo("invalid_grant");
    }

    private OIDCTokenResponse signIn(DemoAccount account, CodeVerifier verifier, Nonce nonce) throws Exception {
        State state = new State();
        AuthenticationRequest request = new AuthenticationRequest.Builder(ResponseType.CODE, SCOPE, CLIENT, REDIRECT)
                .endpointURI(metadata.getAuthorizationEndpointURI())
                .state(state)
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .build();
        HttpResponse<String> back = steps.through(browser.get(request.toURI()), account);
        AuthenticationSuccessResponse answer = AuthenticationResponseParser.parse(
                        URI.create(back.headers().firstValue("location").orElseThrow()))
                .toSuccessResponse();
        assertThat(answer.getState()).isEqualTo(state);
        assertThat(answer.getIssuer()).isEqualTo(metadata.getIssuer());
        AuthorizationCode code = answer.getAuthorizationCode();
        return success(new AuthorizationCodeGrant(code, REDIRECT, verifier));
    }

    private OIDCTokenResponse success(AuthorizationGrant grant) throws Exception {
        TokenResponse answer = OIDCTokenResponseParser.parse(token(grant));
        assertThat(answer.indicatesSuccess()).as(answer.toString()).isTrue();
        return (OIDCTokenResponse) answer.toSuccessResponse();
    }

    private ErrorObject failure(AuthorizationGrant grant) throws Exception {
        return OIDCTokenResponseParser.parse(token(grant)).toErrorResponse().getErrorObject();
    }

    private HTTPResponse token(AuthorizationGrant grant) throws IOException {
        return send(new TokenRequest.Builder(metadata.getTokenEndpointURI(), CLIENT, grant)
                .build()
                .toHTTPRequest());
    }

    private UserInfo userinfo(AccessToken token) throws Exception {
        return UserInfoResponse.parse(
                        send(new UserInfoRequest(metadata.getUserInfoEndpointURI(), token).toHTTPRequest()))
                .toSuccessResponse()
                .getUserInfo();
    }

    private int userinfoStatus(AccessToken token) throws IOException {
        return send(new UserInfoRequest(metadata.getUserInfoEndpointURI(), token).toHTTPRequest())
                .getStatusCode();
    }

    private HTTPResponse send(HTTPRequest request) throws IOException {
        request.setSSLSocketFactory(PretendBrowser.trusting(running.authority).getSocketFactory());
        return request.send();
    }

    private IDTokenValidator validator() throws Exception {
        IDTokenValidator validator = new IDTokenValidator(metadata.getIssuer(), CLIENT, JWSAlgorithm.RS256, keys());
        validator.setMaxClockSkew(3600); // the SDK looks at the machine's clock, the provider at the test's
        return validator;
    }

    private JWKSet keys() throws java.text.ParseException {
        return JWKSet.parse(browser.get(metadata.getJWKSetURI()).body());
    }

    private AccessTokens accessTokens(IssuerKeys keys) {
        ProviderConfig config = ProviderConfig.of("demo", running.issuer, CLIENT.getValue());
        return new AccessTokens(List.of(new AccessTokens.Provider(config, keys, true)), running.clock);
    }

    private static String access(OIDCTokenResponse answer) {
        return answer.getOIDCTokens().getAccessToken().getValue();
    }
}
