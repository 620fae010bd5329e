package dev.llmaas.client.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import dev.llmaas.api.admin.PlatformDescription.SignInProvider;
import dev.llmaas.client.ClientOptions;
import dev.llmaas.client.PretendPlatform;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;

/**
 * A provider that issues real tokens, made with Nimbus, behind TLS. It checks what a provider checks, PKCE above all, and
 * a test can bend each of its answers.
 */
final class PretendProvider implements AutoCloseable {
    final PretendPlatform platform = new PretendPlatform();
    final Queue<String> deviceAnswers = new ConcurrentLinkedQueue<>();
    UnaryOperator<JWTClaimsSet.Builder> claims = UnaryOperator.identity();
    UnaryOperator<String> redirect = UnaryOperator.identity();
    UnaryOperator<String> metadata = UnaryOperator.identity();
    ECKey signingKey = newKey();
    ECKey publishedKey = signingKey;
    String tokenError;
    volatile Map<String, List<String>> authorization = Map.of();
    volatile String validRefreshToken;
    private int issued;

    PretendProvider() {
        platform.server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request);
            }
        });
    }

    String issuer() {
        return platform.url() + "/oidc";
    }

    ClientOptions options() {
        return platform.options();
    }

    SignInProvider described() {
        return new SignInProvider(
                "pretend",
                "Pretend",
                issuer(),
                "llmaas-console",
                List.of("openid", "email", "offline_access"),
                false,
                null);
    }

    /** What a browser does: goes to the provider, which signs the person in and sends the browser back. */
    HttpResponse<String> browse(URI address) {
        Map<String, List<String>> asked = URLUtils.parseParameters(address.getRawQuery());
        authorization = asked;
        String back = redirect.apply(asked.get("redirect_uri").getFirst() + "?code=the-code&state="
                + encoded(asked.get("state").getFirst()) + "&iss=" + encoded(issuer()));
        return get(URI.create(back));
    }

    static HttpResponse<String> get(URI address) {
        try (HttpClient browser = HttpClient.newHttpClient()) {
            return browser.send(
                    HttpRequest.newBuilder(address).build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private MockResponse answer(RecordedRequest request) {
        return switch (request.getTarget()) {
            case "/oidc/.well-known/openid-configuration" -> json(200, metadata.apply("""
                    {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
                     "jwks_uri":"%1$s/keys","device_authorization_endpoint":"%1$s/device","revocation_endpoint":"%1$s/revoke",
                     "authorization_response_iss_parameter_supported":true,"response_types_supported":["code"],
                     "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["ES256"]}""".formatted(issuer())));
            case "/oidc/keys" -> json(200, new JWKSet(publishedKey).toString(true));
            case "/oidc/token" -> token(form(request));
            case "/oidc/device" -> json(200, """
                    {"device_code":"dc","user_code":"WDJB-MJHT","verification_uri":"%1$s/go",
                     "verification_uri_complete":"%1$s/go?code=WDJB-MJHT","expires_in":100,"interval":5}""".formatted(issuer()));
            case "/oidc/revoke" -> json(200, "{}");
            default -> json(404, "{}");
        };
    }

    private MockResponse token(Map<String, List<String>> form) {
        if (tokenError != null) {
            return error(tokenError);
        }
        if (!form.get("client_id").getFirst().equals("llmaas-console")) {
            return error("invalid_client");
        }
        return switch (form.get("grant_type").getFirst()) {
            case "authorization_code" ->
                isProven(form) && form.get("code").getFirst().equals("the-code")
                        ? tokens(authorization.get("nonce").getFirst())
                        : error("invalid_grant");
            case "refresh_token" ->
                form.get("refresh_token").getFirst().equals(validRefreshToken) ? tokens(null) : error("invalid_grant");
            default -> {
                String next = deviceAnswers.poll();
                yield next == null ? tokens(null) : error(next);
            }
        };
    }

    private boolean isProven(Map<String, List<String>> form) {
        CodeVerifier verifier = new CodeVerifier(form.get("code_verifier").getFirst());
        return authorization.get("code_challenge_method").getFirst().equals("S256")
                && CodeChallenge.compute(CodeChallengeMethod.S256, verifier)
                        .getValue()
                        .equals(authorization.get("code_challenge").getFirst())
                && form.get("redirect_uri").equals(authorization.get("redirect_uri"));
    }

    private MockResponse tokens(String nonce) {
        issued++;
        String access = "access-" + issued;
        validRefreshToken = "refresh-" + issued;
        Instant now = Instant.now();
        JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("person-1")
                .audience("llmaas-console")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim(
                        "at_hash",
                        AccessTokenHash.compute(new BearerAccessToken(access), JWSAlgorithm.ES256, null)
                                .getValue());
        if (nonce != null) {
            builder.claim("nonce", nonce);
        }
        return json(200, """
                {"access_token":"%s","token_type":"Bearer","expires_in":300,"refresh_token":"%s","id_token":"%s"}""".formatted(
                        access, validRefreshToken, signed(claims.apply(builder).build())));
    }

    private String signed(JWTClaimsSet content) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one").build(), content);
            jwt.sign(new ECDSASigner(signingKey));
            return jwt.serialize();
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Map<String, List<String>> form(RecordedRequest request) {
        return URLUtils.parseParameters(request.getBody().utf8());
    }

    private static MockResponse error(String code) {
        return json(400, "{\"error\":\"%s\"}".formatted(code));
    }

    private static MockResponse json(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("content-type", "application/json")
                .body(body)
                .build();
    }

    @Override
    public void close() {
        platform.close();
    }
}
