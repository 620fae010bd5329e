package dev.llmaas.platform.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.admin.Role;
import dev.llmaas.platform.Limits;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages, and what people and attackers do to them. */
class SignInPagesTest extends ProviderScene {
    private static final String MARK = "<script>alert('x')</script>\"'`&";

    @Test
    void aPageAllowsNoScriptsNoFramesAndNothingFromElsewhere() {
        HttpResponse<String> page = steps.authorize(Map.of());

        assertThat(header(page, "content-security-policy"))
                .isEqualTo("default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
                        + " frame-ancestors 'none'; form-action 'self' http://127.0.0.1:51004");
        assertThat(header(page, "cache-control")).isEqualTo("no-store");
        assertThat(header(page, "referrer-policy")).isEqualTo("same-origin");
        assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(page.headers().map()).doesNotContainKey("set-cookie");
        assertThat(page.body()).doesNotContain("<script", "style=", "https://", "onclick");
        assertThat(page.body()).contains("<label for=\"username\">", "<label for=\"password\">");
        for (String asset : List.of("pages.css", "icon.svg")) {
            assertThat(page.body()).contains("/oidc/assets/" + asset);
            assertThat(browser.get(steps.address("/assets/" + asset)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void pagesSpeakTheLanguageOfTheBrowserOrOfTheClient() {
        assertThat(steps.authorize(Map.of()).body()).contains("<html lang=\"en\">", "Sign in");
        assertThat(steps.authorize(Map.of(), "accept-language", "fr-CA,fr;q=0.9,en;q=0.1")
                        .body())
                .contains("<html lang=\"fr\">", "Mot de passe");
        assertThat(steps.authorize(Map.of("ui_locales", "nl de-AT fr"), "accept-language", "fr")
                        .body())
                .contains("<html lang=\"de\">", "Passwort");
        assertThat(steps.authorize(Map.of("ui_locales", "<x>"), "accept-language", ";;;q=x,\"")
                        .body())
                .contains("<html lang=\"en\">");
        HttpResponse<String> second =
                steps.password(steps.authorize(Map.of("ui_locales", "fr")), running.account(Role.OWNER));
        assertThat(second.body()).contains("<html lang=\"fr\">", "Code à usage unique", "Propriétaire");
    }

    @Test
    void nothingThatSomebodySendsBecomesMarkup() {
        HttpResponse<String> first = steps.authorize(Map.of("login_hint", MARK, "state", MARK, "nonce", MARK));
        List<HttpResponse<String>> pages = List.of(
                first,
                browser.submit(first, Map.of("username", MARK, "password", MARK)),
                browser.submit(first, Map.of("fill", MARK)),
                browser.submit(first, Map.of("transaction", MARK)),
                browser.submit(
                        steps.password(steps.authorize(Map.of()), running.account(Role.OWNER)), Map.of("code", MARK)),
                browser.get(steps.address("/device?" + Parameters.encode(Map.of("user_code", MARK)))),
                browser.post(steps.address("/device"), Map.of("user_code", MARK)),
                browser.get(steps.address("/end-session?"
                        + Parameters.encode(
                                Map.of("state", MARK, "post_logout_redirect_uri", MARK, "id_token_hint", MARK)))),
                steps.authorize(Map.of("client_id", MARK)),
                steps.authorize(Map.of("redirect_uri", MARK)),
                browser.get(steps.address("/authorize?%3Cscript%3E=1&%3Cscript%3E=2")));

        assertThat(pages)
                .allSatisfy(page -> assertThat(page.body())
                        .as(page.uri().toString())
                        .contains("</html>")
                        .doesNotContain("<script", "alert('x')", "\"'`"));
        assertThat(first.body())
                .contains("value=\"&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&#39;&#96;&amp;\"");
    }

    @Test
    void aNameIsFilledInByItsButton() {
        HttpResponse<String> page = browser.submit(
                steps.authorize(Map.of()),
                Map.of("fill", running.account(Role.BILLING).user()));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("name=\"username\" type=\"text\" value=\"bianca.rossi@example.com\"");
        assertThat(PretendBrowser.redirected(steps.through(page, running.account(Role.BILLING))))
                .containsKey("code");
    }

    @Test
    void somebodyElseMaySignInFromTheSecondPage() {
        HttpResponse<String> second = steps.password(steps.authorize(Map.of()), running.account(Role.OWNER));
        String transaction = PretendBrowser.hidden(second).get("transaction");

        HttpResponse<String> first =
                browser.post(steps.address("/sign-in"), Map.of("transaction", transaction, "again", "1"));

        assertThat(browser.submit(second, Map.of("code", running.code(running.account(Role.OWNER))))
                        .statusCode())
                .as("the password counts no more")
                .isEqualTo(400);
        assertThat(PretendBrowser.redirected(steps.through(first, running.account(Role.AUDITOR))))
                .containsKey("code");
    }

    @Test
    void aWrongPasswordAndAnUnknownUserAreToldAlike() {
        HttpResponse<String> wrong = guess(running.account(Role.OWNER).user(), "wrong");
        HttpResponse<String> unknown = guess("nobody@example.com", "wrong");

        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(unknown.statusCode()).isEqualTo(403);
        assertThat(unknown.body()).contains("The user name or the password is wrong.");
        assertThat(wrong.body())
                .contains("The user name or the password is wrong.")
                .doesNotContain("value=\"wrong\"");
    }

    @Test
    void guessesOfAPasswordAreSlowedDownForEverybodyWhoGuesses() {
        DemoAccount owner = running.account(Role.OWNER);
        for (int i = 0; i < Limits.OIDC_GUESSES_FREE; i++) {
            assertThat(guess(owner.user(), "wrong-" + i).statusCode()).isEqualTo(403);
        }

        HttpResponse<String> right = guess(owner.user().toUpperCase(java.util.Locale.ROOT), owner.password());

        assertThat(right.statusCode()).isEqualTo(429);
        assertThat(header(right, "retry-after")).isEqualTo("30");
        assertThat(right.body()).contains("Wait 30\u00a0s");
        DemoAccount auditor = running.account(Role.AUDITOR);
        assertThat(guess(auditor.user(), auditor.password()).statusCode())
                .as("another user")
                .isEqualTo(200);
        running.clock.advance(Duration.ofSeconds(30));
        assertThat(guess(owner.user(), "wrong").statusCode()).isEqualTo(403);
        assertThat(header(guess(owner.user(), "wrong"), "retry-after"))
                .as("doubled")
                .isEqualTo("60");
        running.clock.advance(Duration.ofSeconds(60));
        assertThat(guess(owner.user(), owner.password()).statusCode()).isEqualTo(200);
        assertThat(guess(owner.user(), "wrong").statusCode()).as("forgiven").isEqualTo(403);
        assertThat(guess(owner.user(), owner.password()).statusCode()).isEqualTo(200);
    }

    @Test
    void guessesOfACodeAreSlowedDownAcrossSignIns() {
        DemoAccount owner = running.account(Role.OWNER);
        for (int i = 0; i < Limits.OIDC_GUESSES_FREE; i++) {
            HttpResponse<String> second = steps.password(steps.authorize(Map.of()), owner);
            assertThat(browser.submit(second, Map.of("code", wrongCode(owner))).statusCode())
                    .isEqualTo(403);
        }

        assertThat(steps.through(steps.authorize(Map.of()), owner).statusCode()).isEqualTo(429);

        running.clock.advance(Duration.ofSeconds(30));
        assertThat(steps.through(steps.authorize(Map.of()), owner).statusCode()).isEqualTo(302);
    }

    @Test
    void aCodeOfTheAuthenticatorWorksOnce() {
        DemoAccount owner = running.account(Role.OWNER);
        String code = running.code(owner);
        HttpResponse<String> mine = steps.password(steps.authorize(Map.of()), owner);
        HttpResponse<String> theirs = steps.password(steps.authorize(Map.of()), owner);
        assertThat(browser.submit(mine, Map.of("code", code.substring(0, 3) + " " + code.substring(3)))
                        .statusCode())
                .as("as people type it")
                .isEqualTo(302);

        HttpResponse<String> replayed = browser.submit(theirs, Map.of("code", code));

        assertThat(replayed.statusCode()).isEqualTo(403);
        assertThat(replayed.body()).contains("wrong or was used before");
        running.clock.advance(Duration.ofSeconds(-60));
        assertThat(browser.submit(theirs, Map.of("code", code)).statusCode())
                .as("a clock set back")
                .isEqualTo(403);
        running.clock.advance(Duration.ofSeconds(90));
        assertThat(browser.submit(theirs, Map.of("code", running.code(owner))).statusCode())
                .isEqualTo(302);
    }

    @Test
    void noStepCanBeLeftOutOrDoneTwice() {
        DemoAccount owner = running.account(Role.OWNER);
        HttpResponse<String> first = steps.authorize(Map.of());
        Map<String, String> transaction = PretendBrowser.hidden(first);
        Map<String, String> code = Map.of("transaction", transaction.get("transaction"), "code", running.code(owner));

        assertThat(browser.post(steps.address("/sign-in/code"), code).statusCode())
                .as("no password")
                .isEqualTo(400);
        HttpResponse<String> second = steps.password(first, owner);
        assertThat(steps.code(second, owner).statusCode()).isEqualTo(302);
        running.clock.advance(Duration.ofSeconds(30));
        assertThat(steps.code(second, owner).statusCode()).as("twice").isEqualTo(400);
        assertThat(steps.password(first, owner).statusCode()).as("again").isEqualTo(400);
    }

    @Test
    void aPageThatLayOpenForTooLongIsNotValid() {
        HttpResponse<String> first = steps.authorize(Map.of());
        running.clock.advance(Limits.OIDC_SIGN_IN_LIFE);

        HttpResponse<String> late = steps.password(first, running.account(Role.OWNER));

        assertThat(late.statusCode()).isEqualTo(400);
        assertThat(late.body()).contains("This page is no longer valid");
    }

    @Test
    void aFormThatABrowserSendsFromElsewhereIsRefused() {
        DemoAccount owner = running.account(Role.OWNER);
        Map<String, String> typed = Map.of("username", owner.user(), "password", owner.password());
        String own = running.provider.origin();

        assertThat(statusFrom(typed, "sec-fetch-site", "cross-site")).isEqualTo(403);
        assertThat(statusFrom(typed, "sec-fetch-site", "same-site")).isEqualTo(403);
        assertThat(statusFrom(typed, "sec-fetch-site", "none")).isEqualTo(403);
        assertThat(statusFrom(typed, "origin", "https://evil.example")).isEqualTo(403);
        assertThat(statusFrom(typed, "origin", "null")).isEqualTo(403);
        assertThat(statusFrom(typed, "origin", own + ".evil.example")).isEqualTo(403);
        assertThat(statusFrom(typed, "origin", own)).isEqualTo(200);
        assertThat(statusFrom(typed, "sec-fetch-site", "same-origin", "origin", own))
                .isEqualTo(200);
    }

    @Test
    void aFloodOfSignInsCostsBoundedMemory() {
        ShortLived<Integer> few = new ShortLived<>(100, Duration.ofMinutes(1), running.clock);
        for (int i = 0; i < 1_000; i++) {
            few.put("secret-" + i, i);
        }

        assertThat(few.size()).isEqualTo(100);
        assertThat(few.find("secret-999")).contains(999);
        assertThat(few.find("secret-899")).isEmpty();
        assertThat(few.take("secret-999")).contains(999);
        assertThat(few.take("secret-999")).isEmpty();
        running.clock.advance(Duration.ofMinutes(1));
        assertThat(few.find("secret-998")).isEmpty();
    }

    private int statusFrom(Map<String, String> typed, String... headers) {
        return browser.submit(steps.authorize(Map.of()), typed, headers).statusCode();
    }

    private HttpResponse<String> guess(String user, String password) {
        return browser.submit(steps.authorize(Map.of()), Map.of("username", user, "password", password));
    }

    private String wrongCode(DemoAccount account) {
        String code = running.code(account);
        return (code.charAt(0) == '9' ? "0" : "9") + code.substring(1);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    static URI location(HttpResponse<?> answer) {
        return URI.create(header(answer, "location"));
    }
}
