package dev.llmaas.client.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmaas.client.ClientOptions;
import dev.llmaas.client.Tokens;
import dev.llmaas.client.auth.SignInException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrowserLoginTest {
    private static final InstantSource CLOCK = InstantSource.system();

    private PretendProvider provider;

    @BeforeEach
    void start() throws IOException {
        provider = new PretendProvider();
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void aPersonSignsInAndTheBrowserEndsOnAFriendlyPage() throws Exception {
        CompletableFuture<HttpResponse<String>> page = new CompletableFuture<>();

        Tokens tokens = login(Locale.FRANCE)
                .signIn(address -> Thread.ofVirtual().start(() -> page.complete(provider.browse(address))));

        assertThat(tokens.accessToken()).isEqualTo("access-1");
        assertThat(tokens.refresh()).contains("refresh-1");
        assertThat(tokens.subject()).isEqualTo("person-1");
        assertThat(tokens.accessEndsAt())
                .isBetween(Instant.now().plusSeconds(200), Instant.now().plusSeconds(301));
        HttpResponse<String> shown = page.get(5, TimeUnit.SECONDS);
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.body()).contains("Vous êtes connecté").contains("lang=\"fr\"");
        assertThat(shown.headers().firstValue("content-security-policy")).isPresent();
        assertThat(shown.headers().firstValue("cache-control")).contains("no-store");
    }

    @Test
    void theRequestIsOneOfANativeAppWithProofKey() throws Exception {
        login(Locale.UK).signIn(inBrowser());

        assertThat(value("redirect_uri")).matches("http://127\\.0\\.0\\.1:\\d+/callback");
        assertThat(value("response_type")).isEqualTo("code");
        assertThat(value("code_challenge_method")).isEqualTo("S256");
        assertThat(value("scope")).isEqualTo("openid email offline_access");
        assertThat(value("state")).hasSizeGreaterThanOrEqualTo(43);
        assertThat(value("nonce")).hasSizeGreaterThanOrEqualTo(43).isNotEqualTo(value("state"));
    }

    @Test
    void strangersCannotEndTheSignIn() throws Exception {
        CompletableFuture<List<Integer>> turnedAway = new CompletableFuture<>();

        Tokens tokens = login(Locale.UK)
                .signIn(address -> Thread.ofVirtual().start(() -> {
                    String redirect = com.nimbusds.oauth2.sdk.util.URLUtils.parseParameters(address.getRawQuery())
                            .get("redirect_uri")
                            .getFirst();
                    turnedAway.complete(List.of(
                            PretendProvider.get(URI.create(redirect + "?error=access_denied&state=guess"))
                                    .statusCode(),
                            PretendProvider.get(URI.create(redirect + "?code=theirs"))
                                    .statusCode(),
                            PretendProvider.get(URI.create(redirect.replace("callback", "favicon.ico")))
                                    .statusCode(),
                            PretendProvider.get(URI.create(redirect.replace("127.0.0.1", "localhost") + "?code=x"))
                                    .statusCode()));
                    provider.browse(address);
                }));

        assertThat(tokens.accessToken()).isEqualTo("access-1");
        assertThat(turnedAway.get(5, TimeUnit.SECONDS)).containsExactly(400, 400, 404, 404);
    }

    @ParameterizedTest
    @CsvSource({
        "iss=https%3A%2F%2Fother.example, NOT_TRUSTED, is not from Pretend",
        "x=y, NOT_TRUSTED, is not from Pretend",
        "error=access_denied&iss={iss}, DENIED, was refused",
        "error=temporarily_unavailable&iss={iss}, PROVIDER_UNREACHABLE, Try again later",
        "error=unauthorized_client&iss={iss}, PROVIDER_MISCONFIGURED, unauthorized_client"
    })
    void aBentAnswerIsRefusedWithASentence(String bent, Reason reason, String sentence) {
        provider.redirect = good -> {
            String iss = "iss=" + PretendProvider.encoded(provider.issuer());
            String changed = good.replace("&" + iss, "&" + bent.replace("iss={iss}", iss));
            return bent.startsWith("error") ? changed.replace("code=the-code&", "") : changed;
        };

        SignInException refused = failure();

        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused).hasMessageContaining(sentence);
    }

    @Test
    void anIdTokenOfAnotherSignInIsRefused() {
        provider.claims = claims -> claims.claim("nonce", "another");
        assertThat(failure().reason()).isEqualTo(Reason.NOT_TRUSTED);

        provider.claims = claims -> claims.claim("nonce", null);
        assertThat(failure().reason()).isEqualTo(Reason.NOT_TRUSTED);
    }

    @Test
    void anIdTokenThatFailsAnyCheckIsRefused() {
        provider.claims = claims -> claims.audience("another-client");
        assertThat(failure()).hasMessageContaining("failed a check");

        provider.claims = claims -> claims.issuer("https://other.example");
        assertThat(failure().reason()).isEqualTo(Reason.NOT_TRUSTED);

        provider.claims =
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(120)));
        assertThat(failure()).hasMessageContaining("clock of this machine");

        provider.claims = claims -> claims.claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA");
        assertThat(failure()).hasMessageContaining("belongs to another sign-in");

        provider.claims = claims -> claims;
        provider.signingKey = PretendProvider.newKey();
        assertThat(failure().reason()).isEqualTo(Reason.NOT_TRUSTED);
    }

    @Test
    void aProviderThatRefusesTheClientSaysWhatToAskFor() {
        provider.tokenError = "invalid_client";

        assertThat(failure())
                .hasMessageContaining("Ask an administrator to check the client llmaas-console")
                .extracting(SignInException::reason)
                .isEqualTo(Reason.PROVIDER_MISCONFIGURED);
    }

    @Test
    void whoTakesTooLongIsToldSo() {
        BrowserLogin impatient = new BrowserLogin(discovered(), Locale.UK, Duration.ofMillis(20));

        SignInException late = catchThrowableOfType(SignInException.class, () -> impatient.signIn(address -> {}));

        assertThat(late.reason()).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void withoutBrowserTheSignInEndsAtOnce() {
        SignInException none = catchThrowableOfType(
                SignInException.class,
                () -> login(Locale.UK).signIn(address -> {
                    throw new UnsupportedOperationException("no display");
                }));

        assertThat(none.reason()).isEqualTo(Reason.NO_BROWSER);
    }

    @Test
    void whoeverGivesUpLeavesNothingListening() throws Exception {
        CompletableFuture<URI> opened = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                login(Locale.UK).signIn(opened::complete);
                interrupted.complete(false);
            } catch (InterruptedException gaveUp) {
                interrupted.complete(true);
            }
        });
        URI redirect = URI.create(com.nimbusds.oauth2.sdk.util.URLUtils.parseParameters(
                        opened.get(5, TimeUnit.SECONDS).getRawQuery())
                .get("redirect_uri")
                .getFirst());

        caller.interrupt();

        assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
        try (Socket socket = new Socket()) {
            assertThat(catchThrowableOfType(
                            ConnectException.class,
                            () -> socket.connect(new InetSocketAddress("127.0.0.1", redirect.getPort()), 1000)))
                    .isNotNull();
        }
    }

    @Test
    void aProviderThatIsAwayOrAnotherIsNamed() {
        provider.metadata = document -> document.replace(provider.issuer() + "\",\"auth", "https://x.example\",\"auth");
        assertThat(catchThrowableOfType(SignInException.class, this::discovered))
                .hasMessageContaining("letter by letter")
                .extracting(SignInException::reason)
                .isEqualTo(Reason.PROVIDER_MISCONFIGURED);

        provider.metadata = document -> "{}";
        assertThat(catchThrowableOfType(SignInException.class, this::discovered).reason())
                .isEqualTo(Reason.PROVIDER_MISCONFIGURED);

        provider.close();
        assertThat(catchThrowableOfType(SignInException.class, this::discovered))
                .hasMessageContaining("Nothing listens at localhost")
                .extracting(SignInException::reason)
                .isEqualTo(Reason.PROVIDER_UNREACHABLE);
    }

    @Test
    void aProviderBehindAnUnknownCertificateIsNotAsked() {
        ClientOptions careless = ClientOptions.of(provider.platform.url());

        SignInException refused = catchThrowableOfType(
                SignInException.class, () -> OpenIdProvider.discover(provider.described(), careless, CLOCK));

        assertThat(refused).hasMessageContaining("not one that you trust");
    }

    @Test
    void aRefreshTokenIsGoodOnce() throws Exception {
        OpenIdProvider openId = discovered();
        Tokens first = new BrowserLogin(openId, Locale.UK).signIn(inBrowser());

        Tokens second = openId.renew(first);

        assertThat(second.accessToken()).isEqualTo("access-2");
        assertThat(second.refresh()).contains("refresh-2");
        assertThat(catchThrowableOfType(SignInException.class, () -> openId.renew(first))
                        .reason())
                .isEqualTo(Reason.SESSION_OVER);
        assertThat(openId.revoke("refresh-2")).isTrue();
    }

    @Test
    void aRenewalForSomebodyElseIsRefused() throws Exception {
        OpenIdProvider openId = discovered();
        Tokens first = new BrowserLogin(openId, Locale.UK).signIn(inBrowser());
        provider.claims = claims -> claims.subject("person-2");

        assertThat(catchThrowableOfType(SignInException.class, () -> openId.renew(first)))
                .hasMessageContaining("about somebody else");
    }

    @ParameterizedTest
    @CsvSource({"en, You are signed in", "de, Sie sind angemeldet", "ja, You are signed in"})
    void theLastPageSpeaksThePersonsLanguage(String language, String title) {
        assertThat(new ResultPage(Locale.forLanguageTag(language)).success()).contains(title);
        for (Reason reason : Reason.values()) {
            assertThat(new ResultPage(Locale.forLanguageTag(language)).failure(reason))
                    .contains("<p>");
        }
    }

    private SignInException failure() {
        return catchThrowableOfType(
                SignInException.class, () -> login(Locale.UK).signIn(inBrowser()));
    }

    private Consumer<URI> inBrowser() {
        return address -> Thread.ofVirtual().start(() -> provider.browse(address));
    }

    private BrowserLogin login(Locale language) {
        return new BrowserLogin(discovered(), language);
    }

    private OpenIdProvider discovered() {
        return OpenIdProvider.discover(provider.described(), provider.options(), CLOCK);
    }

    private String value(String parameter) {
        return provider.authorization.get(parameter).getFirst();
    }
}
