package dev.llmaas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.GuardrailKind;
import dev.llmaas.api.admin.GuardrailMode;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.ProjectChange;
import dev.llmaas.api.admin.ProjectSettings;
import dev.llmaas.client.UnreachableException.Problem;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AdminClientTest {
    private static final String KEY = """
            {"id":"key_1","project_id":"prj_1","name":"bot","kind":"application","hint":"sk-llmaas-a...z","owner_id":"usr_1",
             "owner_email":"a@b.example","models":[],"limits":{},"usage":[],"status":"active","created_at_ms":1,"news":true}""";

    @AutoClose
    private final PretendPlatform platform = new PretendPlatform();

    @Test
    void aKeyIsSentAndListsAreReadToTheEnd() throws Exception {
        platform.answer(200, "{\"data\":[%s],\"next_cursor\":\"a b\"}".formatted(KEY));
        platform.answer(200, "{\"data\":[%s]}".formatted(KEY));

        try (AdminClient admin = new AdminClient(platform.options(), new ApiKeyCredentials("sk-llmaas-x"))) {
            assertThat(admin.allKeys()).hasSize(2).allMatch(key -> key.name().equals("bot"));
        }

        RecordedRequest first = platform.request();
        assertThat(first.getTarget()).isEqualTo("/admin/v1/keys");
        assertThat(first.getHeaders().get("authorization")).isEqualTo("Bearer sk-llmaas-x");
        assertThat(first.getHeaders().get("user-agent")).isEqualTo(ClientOptions.STANDARD_USER_AGENT);
        assertThat(first.getHandshake().tlsVersion().javaName()).isEqualTo("TLSv1.3");
        assertThat(platform.request().getTarget()).isEqualTo("/admin/v1/keys?cursor=a%20b");
    }

    @Test
    void aKeyIsCreatedAndRevoked() throws Exception {
        platform.answer(201, "{\"key\":%s,\"secret\":\"sk-llmaas-secret\"}".formatted(KEY));
        platform.answer(200, KEY);

        try (AdminClient admin = new AdminClient(platform.options(), Credentials.NOBODY)) {
            assertThat(admin.createKey(new NewApiKey(null, "bot", null, null, null))
                            .secret())
                    .isEqualTo("sk-llmaas-secret");
            assertThat(admin.revokeKey(new ApiKeyId("key_1")).id()).isEqualTo(new ApiKeyId("key_1"));
        }

        RecordedRequest created = platform.request();
        assertThat(created.getBody().utf8()).isEqualTo("{\"name\":\"bot\"}");
        assertThat(created.getHeaders().get("content-type")).isEqualTo("application/json");
        RecordedRequest revoked = platform.request();
        assertThat(revoked.getMethod()).isEqualTo("DELETE");
        assertThat(revoked.getTarget()).isEqualTo("/admin/v1/keys/key_1");
    }

    @Test
    void aChangeOfAProjectNamesWhatChangesOnly() throws Exception {
        String settings =
                "{\"id\":\"prj_1\",\"organization_id\":\"org_1\",\"name\":\"p\",\"created_at_ms\":1,\"strict\":true,\"image_fetching\":true,"
                        + "\"guardrails\":{\"markup\":\"off\"},\"guardrails_in_force\":{\"markup\":\"off\",\"unicode\":\"block\"}}";
        platform.answer(200, settings);

        try (AdminClient admin = new AdminClient(platform.options(), Credentials.NOBODY)) {
            ProjectSettings changed = admin.changeProject(
                    new ProjectId("prj_1"),
                    ProjectChange.NOTHING
                            .withImageFetching(false)
                            .withGuardrail(GuardrailKind.UNICODE, null)
                            .withGuardrail(GuardrailKind.MARKUP, GuardrailMode.OFF));

            assertThat(changed.imageFetching()).isTrue();
            assertThat(changed.guardrails()).containsOnly(Map.entry(GuardrailKind.MARKUP, GuardrailMode.OFF));
            assertThat(changed.guardrailsInForce()).containsEntry(GuardrailKind.UNICODE, GuardrailMode.BLOCK);
        }

        RecordedRequest sent = platform.request();
        assertThat(sent.getMethod()).isEqualTo("PATCH");
        assertThat(sent.getTarget()).isEqualTo("/admin/v1/projects/prj_1");
        assertThat(sent.getBody().utf8())
                .isEqualTo("{\"image_fetching\":false,\"guardrails\":{\"unicode\":null,\"markup\":\"off\"}}");
    }

    @Test
    void aRefusalCarriesEverythingThatThePlatformSaid() {
        platform.answer(400, """
                {"error":{"message":"name must have 1 to 100 characters.","type":"invalid_request_error","param":"name",
                 "code":"invalid_request"}}""");

        try (AdminClient admin = new AdminClient(platform.options(), Credentials.NOBODY)) {
            ApiException refusal = catchThrowableOfType(ApiException.class, admin::me);

            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(refusal.sentence()).isEqualTo("name must have 1 to 100 characters.");
            assertThat(refusal.param()).contains("name");
            assertThat(refusal.requestId()).isEqualTo("req_1");
            assertThat(platform.server.getRequestCount()).isEqualTo(1);
        }
    }

    @Test
    void aProxysPageBecomesTheNearestCode() {
        platform.answer(403, "<html>no</html>");
        platform.answer(418, "");

        try (AdminClient admin = new AdminClient(platform.options(), Credentials.NOBODY)) {
            assertThat(catchThrowableOfType(ApiException.class, admin::me).code())
                    .isEqualTo(ErrorCode.PERMISSION_DENIED);
            assertThat(catchThrowableOfType(ApiException.class, admin::me).code())
                    .isEqualTo(ErrorCode.UNKNOWN);
        }
    }

    @Test
    void redirectsAreNotFollowedBecauseTheyCouldCarryTheKeyAway() {
        platform.server.enqueue(new MockResponse.Builder()
                .code(302)
                .addHeader("location", "https://elsewhere.example/")
                .build());

        try (AdminClient admin = new AdminClient(platform.options(), new ApiKeyCredentials("k"))) {
            assertThatThrownBy(admin::me).isInstanceOf(ApiException.class).hasMessageContaining("status 302");
        }
    }

    @Test
    void aLimitSaysWhenTheSameCallPasses() {
        platform.server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("retry-after", "1800")
                .body(
                        "{\"error\":{\"message\":\"full\",\"type\":\"rate_limit_error\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}")
                .build());

        try (AdminClient admin = new AdminClient(platform.options(), Credentials.NOBODY)) {
            RateLimitException limit = catchThrowableOfType(RateLimitException.class, admin::me);

            assertThat(limit.retryAfter()).contains(Duration.ofMinutes(30));
            assertThat(platform.server.getRequestCount()).isEqualTo(1);
        }
    }

    @Test
    void aPlatformThatStartsIsAskedAgain() {
        platform.answer(
                503, "{\"error\":{\"message\":\"starting\",\"type\":\"x\",\"param\":null,\"code\":\"unavailable\"}}");
        platform.answer(200, "{\"name\":\"here\",\"version\":\"1\",\"providers\":[]}");

        try (AdminClient admin = new AdminClient(
                platform.options().withRetry(new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(2))),
                Credentials.NOBODY)) {
            assertThat(admin.describe().name()).isEqualTo("here");
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        HeldCertificate other =
                new HeldCertificate.Builder().certificateAuthority(0).build();

        try (AdminClient admin =
                new AdminClient(platform.options().withAuthority(other.certificate()), Credentials.NOBODY)) {
            UnreachableException refused = catchThrowableOfType(UnreachableException.class, admin::describe);

            assertThat(refused.problem()).isEqualTo(Problem.CERTIFICATE);
            assertThat(refused).hasMessageContaining("not one that you trust");
        }
        try (AdminClient admin = new AdminClient(ClientOptions.of(platform.url()), Credentials.NOBODY)) {
            assertThat(catchThrowableOfType(UnreachableException.class, admin::describe)
                            .problem())
                    .isEqualTo(Problem.CERTIFICATE);
        }
    }

    @Test
    void whereNobodyListensIsSaidInOneSentence() throws Exception {
        int unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }
        ClientOptions options =
                ClientOptions.of(URI.create("https://localhost:" + unused)).withRetry(RetryPolicy.NEVER);

        try (AdminClient admin = new AdminClient(options, Credentials.NOBODY)) {
            UnreachableException nobody = catchThrowableOfType(UnreachableException.class, admin::describe);

            assertThat(nobody.problem()).isEqualTo(Problem.REFUSED);
            assertThat(nobody.requestSent()).isFalse();
            assertThat(nobody).hasMessageContaining("Nothing listens at localhost:" + unused);
            assertThat(nobody.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void whatIsNoPlatformIsSaid() {
        platform.answer(200, "<html>hello</html>");

        try (AdminClient admin = new AdminClient(platform.options(), Credentials.NOBODY)) {
            assertThat(catchThrowableOfType(UnreachableException.class, admin::describe)
                            .problem())
                    .isEqualTo(Problem.NOT_A_PLATFORM);
        }
    }

    @Test
    void aTokenThatThePlatformRefusesIsRenewedOnce() throws Exception {
        AtomicInteger renewals = new AtomicInteger();
        OidcCredentials person = new OidcCredentials(
                new Tokens("old", Instant.MAX, "r", "me"),
                old -> new Tokens("new" + renewals.incrementAndGet(), Instant.MAX, "r", "me"),
                InstantSource.system());
        String refusal =
                "{\"error\":{\"message\":\"ended\",\"type\":\"authentication_error\",\"param\":null,\"code\":\"invalid_access_token\"}}";
        platform.answer(401, refusal);
        platform.answer(401, refusal);

        try (AdminClient admin = new AdminClient(platform.options(), person)) {
            assertThat(catchThrowableOfType(ApiException.class, admin::me).code())
                    .isEqualTo(ErrorCode.INVALID_ACCESS_TOKEN);
        }

        assertThat(platform.request().getHeaders().get("authorization")).isEqualTo("Bearer old");
        assertThat(platform.request().getHeaders().get("authorization")).isEqualTo("Bearer new1");
        assertThat(renewals).hasValue(1);
    }

    @Test
    void anInterruptedCallIsCancelledAndTheFlagStays() throws Exception {
        platform.server.enqueue(new MockResponse.Builder()
                .headersDelay(30, java.util.concurrent.TimeUnit.SECONDS)
                .build());
        try (AdminClient admin = new AdminClient(platform.options(), Credentials.NOBODY)) {
            java.util.concurrent.CompletableFuture<Boolean> flag = new java.util.concurrent.CompletableFuture<>();
            Thread caller = Thread.ofVirtual().start(() -> {
                try {
                    admin.describe();
                    flag.complete(false);
                } catch (CancellationException cancelled) {
                    flag.complete(Thread.currentThread().isInterrupted());
                } catch (RuntimeException other) {
                    flag.completeExceptionally(other);
                }
            });
            platform.request();

            caller.interrupt();

            assertThat(flag.get(5, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void plainHttpIsForLoopbackOnly() {
        assertThatThrownBy(() -> ClientOptions.of(URI.create("http://llm.example.org")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be https");
        assertThat(ClientOptions.of(URI.create("http://127.0.0.1:1")).baseUrl()).hasPort(1);
        assertThat(new ApiKeyCredentials("sk-secret").toString()).doesNotContain("secret");
    }
}
