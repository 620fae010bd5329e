package dev.llmaas.platform.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.llmaas.api.admin.Role;
import dev.llmaas.platform.Limits;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What clients may ask for, and how everything else is refused. */
class AuthorizationRulesTest extends ProviderScene {
    private static final List<String> FOREIGN_ADDRESSES = List.of(
            "https://evil.example/callback",
            "http://evil.example/callback",
            "http://127.0.0.1.evil.example/callback",
            "http://127.0.0.1:80@evil.example/callback",
            "http://user@127.0.0.1/callback",
            "http://evil.example#@127.0.0.1/callback",
            "http://127.0.0.1:9/callback/../evil",
            "http://127.0.0.1:9/callback?next=https://evil.example",
            "http://127.0.0.1:9/callback#fragment",
            "http://127.0.0.1:9/Callback",
            "http://127.0.0.1:9/callback/",
            "http://127.0.0.1:9/callback\n",
            "http://127.0.0.1:9/callback\r\nset-cookie: a=b",
            "http://127.0.0.1:9\\@evil.example/callback",
            "http://127.0.0.1:/callback",
            "http://127.0.0.1:999999/callback",
            "http://127.1:9/callback",
            "http://2130706433:9/callback",
            "http://0.0.0.0:9/callback",
            "http://[::ffff:127.0.0.1]:9/callback",
            "http://localhost.:9/callback",
            "HTTP://127.0.0.1:9/callback",
            "https://127.0.0.1:9/callback",
            "//127.0.0.1:9/callback",
            "javascript:alert(1)//http://127.0.0.1/callback",
            "http://127.0.0.1%3a9/callback",
            "http://１27.0.0.1:9/callback",
            "llmaas://callback");

    private static final List<String> OWN_ADDRESSES = List.of(
            "http://127.0.0.1/callback",
            "http://127.0.0.1:1/callback",
            "http://127.0.0.1:65535/callback",
            "http://[::1]:51004/callback",
            "http://localhost:51004/callback");

    @Test
    void noCodeGoesToAnAddressThatIsNotTheClients() {
        assertThat(FOREIGN_ADDRESSES).allSatisfy(address -> {
            HttpResponse<String> answer = steps.authorize(Map.of("redirect_uri", address));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("location")).isEmpty();
            assertThat(answer.body()).contains("This sign-in cannot begin", "redirect_uri is not one of this client");
        });
    }

    @Test
    void anyPortOfLoopbackWillDo() {
        assertThat(OWN_ADDRESSES).allSatisfy(address -> {
            running.clock.advance(Duration.ofSeconds(30));
            HttpResponse<String> answer =
                    steps.through(steps.authorize(Map.of("redirect_uri", address)), running.account(Role.OWNER));
            assertThat(SignInPagesTest.location(answer).toString()).startsWith(address + "?code=");
        });
    }

    @Test
    void theStateComesBackLetterByLetterAndMakesNoHeaders() {
        String state = "a b&c=d#\r\nset-cookie: x=y\r\n\r\n<é€😀>\u0000%0d%0a";

        HttpResponse<String> answer =
                steps.through(steps.authorize(Map.of("state", state)), running.account(Role.OWNER));

        assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
        Map<String, String> back = PretendBrowser.redirected(answer);
        assertThat(back).containsOnlyKeys("code", "state", "iss").containsEntry("state", state);
        assertThat(back.get("iss")).isEqualTo(running.issuer.toString());
    }

    @Test
    void aRequestThatIsNotAllowedGoesBackToItsClientWithTheReason() {
        assertThat(error(Map.of("code_challenge", "", "code_challenge_method", "")))
                .isEqualTo("invalid_request");
        assertThat(error(Map.of("code_challenge_method", "")))
                .as("plain by default")
                .isEqualTo("invalid_request");
        assertThat(error(Map.of("code_challenge_method", "plain"))).isEqualTo("invalid_request");
        assertThat(error(Map.of("code_challenge", "short"))).isEqualTo("invalid_request");
        assertThat(error(Map.of("response_type", "token"))).isEqualTo("unsupported_response_type");
        assertThat(error(Map.of("response_type", "code id_token"))).isEqualTo("unsupported_response_type");
        assertThat(error(Map.of("response_type", ""))).isEqualTo("invalid_request");
        assertThat(error(Map.of("response_mode", "form_post"))).isEqualTo("invalid_request");
        assertThat(error(Map.of("scope", "admin"))).isEqualTo("invalid_scope");
        assertThat(error(Map.of("scope", ""))).isEqualTo("invalid_scope");
        assertThat(error(Map.of("prompt", "none"))).isEqualTo("login_required");
        assertThat(error(Map.of("request", "eyJ"))).isEqualTo("request_not_supported");
        assertThat(error(Map.of("request_uri", "https://x.example"))).isEqualTo("request_uri_not_supported");
        assertThat(error(Map.of("nonce", "n".repeat(1_025)))).isEqualTo("invalid_request");
    }

    @Test
    void aRequestWithoutAKnownClientOrWithAParameterTwiceGoesNowhere() {
        assertThat(steps.authorize(Map.of("client_id", "other")).statusCode()).isEqualTo(400);
        assertThat(steps.authorize(Map.of("client_id", "")).statusCode()).isEqualTo(400);
        String query = Parameters.encode(SignedIn.request(Map.of()));
        for (String twice : List.of("redirect_uri=https%3A%2F%2Fevil.example", "client_id=llmaas-console", "state=2")) {
            HttpResponse<String> answer = browser.get(steps.address("/authorize?" + query + "&" + twice));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("more than once");
        }
        Map<String, String> oversized = SignedIn.request(Map.of("x", "y".repeat(8_193)));
        assertThat(browser.post(steps.address("/authorize"), oversized).body()).contains("more than 8192 characters");
        assertThat(browser.post(steps.address("/authorize"), Map.of("x", "y".repeat(16 * 1024)))
                        .statusCode())
                .isEqualTo(413);
        assertThat(browser.get(steps.address("/authorize?" + query + "&b".repeat(40)))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void theRequestMayComeAsAForm() {
        HttpResponse<String> page = browser.post(steps.address("/authorize"), SignedIn.request(Map.of()));

        assertThat(PretendBrowser.redirected(steps.through(page, running.account(Role.OWNER))))
                .containsKey("code");
    }

    @Test
    void aCodeUsedTwiceEndsWhatCameFromIt() {
        String code = steps.code(running.account(Role.OWNER));
        JsonNode tokens = SignedIn.json(steps.redeem(code));

        HttpResponse<String> again = steps.redeem(code);

        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(SignedIn.json(again).path("error").asString()).isEqualTo("invalid_grant");
        assertThat(steps.refresh(tokens.path("refresh_token").asString()).statusCode())
                .isEqualTo(400);
        assertThat(steps.userinfo(tokens.path("access_token").asString()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aCodeIsGoodForItsClientAddressAndVerifierAndForAMinute() {
        assertThat(redeem(Map.of("code_verifier", "x".repeat(43)))).isEqualTo("invalid_grant");
        assertThat(redeem(Map.of("code_verifier", SignedIn.CHALLENGE)))
                .as("the challenge")
                .isEqualTo("invalid_grant");
        assertThat(redeem(Map.of("code_verifier", "short"))).isEqualTo("invalid_request");
        assertThat(redeem(Map.of("code_verifier", ""))).isEqualTo("invalid_request");
        assertThat(redeem(Map.of("redirect_uri", "http://127.0.0.1:51005/callback")))
                .isEqualTo("invalid_grant");
        assertThat(redeem(Map.of("redirect_uri", ""))).isEqualTo("invalid_request");
        assertThat(redeem(Map.of("client_id", "other"))).isEqualTo("invalid_client");
        assertThat(redeem(Map.of("grant_type", "password"))).isEqualTo("unsupported_grant_type");
        assertThat(redeem(Map.of("code", "made-up"))).isEqualTo("invalid_grant");
        assertThat(redeem(Map.of())).isEqualTo("ok");
        String code = freshCode();
        running.clock.advance(Limits.OIDC_CODE_LIFE);
        assertThat(steps.redeem(code).statusCode()).isEqualTo(400);
    }

    @Test
    void errorsOfTheTokenEndpointAreAsTheStandardWritesThem() {
        HttpResponse<String> unknown = steps.token(Map.of("client_id", "other", "grant_type", "refresh_token"));
        HttpResponse<String> missing = steps.token(Map.of("grant_type", "refresh_token"));

        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.headers().firstValue("www-authenticate")).contains("Basic realm=\"llmaas\"");
        assertThat(missing.statusCode()).isEqualTo(400);
        assertThat(missing.headers().firstValue("cache-control")).contains("no-store");
        assertThat(missing.headers().firstValue("content-type")).contains("application/json");
        assertThat(SignedIn.json(missing).path("error_description").asString())
                .isEqualTo("The parameter refresh_token is missing.");
        HttpResponse<String> secret = browser.post(
                steps.address("/token"),
                Map.of("client_id", "llmaas-console", "grant_type", "refresh_token"),
                "authorization",
                "Basic bGxtYWFzLWNvbnNvbGU6");
        assertThat(secret.statusCode()).isEqualTo(401);
    }

    @Test
    void errorsOfUserinfoAreAsTheStandardWritesThem() throws Exception {
        HttpResponse<String> nothing = browser.get(steps.address("/userinfo"));
        assertThat(nothing.statusCode()).isEqualTo(401);
        assertThat(nothing.headers().firstValue("www-authenticate")).contains("Bearer realm=\"llmaas\"");
        JsonNode tokens = steps.tokens(running.account(Role.OWNER));
        for (String wrong : List.of(
                "nonsense",
                tokens.path("id_token").asString(),
                tokens.path("refresh_token").asString())) {
            HttpResponse<String> answer = steps.userinfo(wrong);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("www-authenticate").orElse(""))
                    .contains("error=\"invalid_token\"");
        }
        running.clock.advance(Duration.ofMinutes(10));
        assertThat(steps.userinfo(tokens.path("access_token").asString()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void onlyWhatWasGrantedIsTold() throws Exception {
        running.clock.advance(Duration.ofSeconds(30));
        String code = PretendBrowser.redirected(
                        steps.through(steps.authorize(Map.of("scope", "openid unknown")), running.account(Role.OWNER)))
                .get("code");

        JsonNode tokens = SignedIn.json(steps.redeem(code));

        assertThat(tokens.has("refresh_token")).isFalse();
        assertThat(tokens.path("scope").asString()).isEqualTo("openid");
        JsonNode person =
                SignedIn.json(steps.userinfo(tokens.path("access_token").asString()));
        assertThat(person.propertyNames()).containsExactly("sub", "roles");
        SignedJWT access = SignedJWT.parse(tokens.path("access_token").asString());
        assertThat(access.getHeader().getType().getType()).isEqualTo("at+jwt");
        assertThat(access.getJWTClaimsSet().getAudience()).containsExactly("llmaas");
        assertThat(access.getJWTClaimsSet().getStringListClaim("roles")).containsExactly("owner");
        assertThat(access.getJWTClaimsSet().getClaims()).doesNotContainKeys("email", "name", "nonce");
    }

    @Test
    void aRefreshMayNarrowTheScopeButNotWidenIt() {
        String token =
                steps.tokens(running.account(Role.OWNER)).path("refresh_token").asString();

        JsonNode wide = SignedIn.json(
                steps.token(Map.of("grant_type", "refresh_token", "refresh_token", token, "scope", "openid admin")));
        JsonNode narrow = SignedIn.json(
                steps.token(Map.of("grant_type", "refresh_token", "refresh_token", token, "scope", "openid")));

        assertThat(wide.path("error").asString()).isEqualTo("invalid_scope");
        assertThat(narrow.path("scope").asString()).isEqualTo("openid");
        JsonNode again =
                SignedIn.json(steps.refresh(narrow.path("refresh_token").asString()));
        assertThat(again.path("scope").asString()).isEqualTo(SignedIn.ALL_SCOPES);
    }

    @Test
    void whoKnowsASessionByNameCannotEndItWithAMadeUpToken() {
        JsonNode tokens = steps.tokens(running.account(Role.OWNER));
        String session = claim(tokens.path("access_token").asString(), "sid");

        assertThat(steps.refresh(session + ".made-up").statusCode()).isEqualTo(400);

        assertThat(steps.refresh(tokens.path("refresh_token").asString()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aLogoutLeadsNowhereElse() {
        JsonNode tokens = steps.tokens(running.account(Role.OWNER));
        Map<String, String> query = new LinkedHashMap<>();
        query.put("id_token_hint", tokens.path("id_token").asString());
        query.put("post_logout_redirect_uri", "https://evil.example/callback");

        HttpResponse<String> answer = browser.get(steps.address("/end-session?" + Parameters.encode(query)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("You are signed out");
        assertThat(steps.refresh(tokens.path("refresh_token").asString()).statusCode())
                .isEqualTo(400);
    }

    private String redeem(Map<String, String> changes) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("client_id", "llmaas-console");
        form.put("code", changes.containsKey("code") ? "" : freshCode());
        form.put("redirect_uri", SignedIn.REDIRECT);
        form.put("code_verifier", SignedIn.VERIFIER);
        form.putAll(changes);
        return SignedIn.json(steps.token(form)).path("error").asString("ok");
    }

    private String freshCode() {
        running.clock.advance(Duration.ofSeconds(30));
        return steps.code(running.account(Role.OWNER));
    }

    private String error(Map<String, String> changes) {
        Map<String, String> back = PretendBrowser.redirected(steps.authorize(changes));
        assertThat(back).containsEntry("state", "state-1").containsEntry("iss", running.issuer.toString());
        return back.get("error");
    }

    private static String claim(String token, String name) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet().getStringClaim(name);
        } catch (java.text.ParseException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
