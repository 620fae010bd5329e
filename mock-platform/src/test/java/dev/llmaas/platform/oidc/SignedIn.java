package dev.llmaas.platform.oidc;

import dev.llmaas.api.WireJson;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The steps of a sign-in that most tests take, with good values where a test does not care. */
final class SignedIn {
    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"; // RFC 7636, appendix B
    static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    static final String REDIRECT = "http://127.0.0.1:51004/callback";
    static final String ALL_SCOPES = "openid email profile offline_access";

    private final RunningProvider running;
    private final PretendBrowser browser;

    SignedIn(RunningProvider running, PretendBrowser browser) {
        this.running = running;
        this.browser = browser;
    }

    /** A good request for a code with some parameters changed; an empty value leaves one out. */
    static Map<String, String> request(Map<String, String> changes) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", "llmaas-console");
        query.put("redirect_uri", REDIRECT);
        query.put("response_type", "code");
        query.put("scope", ALL_SCOPES);
        query.put("state", "state-1");
        query.put("nonce", "nonce-1");
        query.put("code_challenge", CHALLENGE);
        query.put("code_challenge_method", "S256");
        query.putAll(changes);
        query.values().removeIf(String::isEmpty);
        return query;
    }

    URI address(String endpoint) {
        return URI.create(running.issuer + endpoint);
    }

    HttpResponse<String> authorize(Map<String, String> changes, String... headers) {
        return browser.get(address("/authorize?" + Parameters.encode(request(changes))), headers);
    }

    HttpResponse<String> password(HttpResponse<String> page, DemoAccount account) {
        return browser.submit(page, Map.of("username", account.user(), "password", account.password()));
    }

    HttpResponse<String> code(HttpResponse<String> page, DemoAccount account) {
        return browser.submit(page, Map.of("code", running.code(account)));
    }

    /** Password and code from the first page on. */
    HttpResponse<String> through(HttpResponse<String> firstPage, DemoAccount account) {
        return code(password(firstPage, account), account);
    }

    /** A code for the console. */
    String code(DemoAccount account) {
        return PretendBrowser.redirected(through(authorize(Map.of()), account)).get("code");
    }

    HttpResponse<String> redeem(String code) {
        return token(Map.of(
                "grant_type", "authorization_code",
                "code", code,
                "redirect_uri", REDIRECT,
                "code_verifier", VERIFIER));
    }

    HttpResponse<String> refresh(String refreshToken) {
        return token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    HttpResponse<String> token(Map<String, String> form) {
        Map<String, String> fields = new HashMap<>(form);
        fields.putIfAbsent("client_id", "llmaas-console");
        return browser.post(address("/token"), fields);
    }

    HttpResponse<String> userinfo(String accessToken) {
        return browser.get(address("/userinfo"), "authorization", "Bearer " + accessToken);
    }

    /** The tokens of somebody who signs in now. */
    JsonNode tokens(DemoAccount account) {
        return json(redeem(code(account)));
    }

    static JsonNode json(HttpResponse<String> answer) {
        return WireJson.mapper().readTree(answer.body());
    }
}
