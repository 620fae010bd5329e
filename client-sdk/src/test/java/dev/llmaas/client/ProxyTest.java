package dev.llmaas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.client.UnreachableException.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Credentials;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Through a proxy to a platform whose name only the proxy knows. */
class ProxyTest {
    private static final URI PLATFORM = URI.create("https://platform.invalid:8443");
    private static final String MODELS = "{\"object\":\"list\",\"data\":[]}";

    private final HeldCertificate authority = new HeldCertificate.Builder()
            .certificateAuthority(0)
            .commonName("company")
            .build();
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        HeldCertificate own = new HeldCertificate.Builder()
                .addSubjectAlternativeName("platform.invalid")
                .signedBy(authority)
                .build();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(own, authority.certificate())
                .build()
                .sslSocketFactory());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void callsAndStreamsGoThroughAndTheProxySeesNoKey() throws IOException {
        answer(MODELS);
        answer(
                "data: {\"id\":\"c\",\"object\":\"x\",\"created\":1,\"model\":\"m\",\"choices\":[]}\n\ndata: [DONE]\n\n");
        try (LoopbackProxy proxy = new LoopbackProxy(server.getPort(), null);
                OpenAiClient openAi = client(options(proxy.address()))) {
            assertThat(openAi.models().data()).isEmpty();
            try (ChatStream stream = openAi.chatStream(ChatCompletionRequest.builder("m")
                    .message(ChatMessage.user("Hello"))
                    .build())) {
                assertThat(stream).hasSize(1);
            }

            assertThat(proxy.heads).singleElement().asString().startsWith("CONNECT platform.invalid:8443 ");
            assertThat(proxy.heads.getFirst()).doesNotContain("secret-key", "llmaas-java");
        }
    }

    @Test
    void aProxyThatWantsALoginGetsItAndThePlatformDoesNot() throws Exception {
        answer(MODELS);
        try (LoopbackProxy proxy = new LoopbackProxy(
                        server.getPort(), Credentials.basic("anne", "pässword", StandardCharsets.UTF_8));
                OpenAiClient openAi =
                        client(options(proxy.address()).withProxyLogin(new ProxyLogin("anne", "pässword")))) {
            assertThat(openAi.models().data()).isEmpty();

            assertThat(server.takeRequest().getHeaders().get("proxy-authorization"))
                    .isNull();
        }
    }

    @Test
    void aWrongLoginIsSaidOnceAndNotShown() throws IOException {
        try (LoopbackProxy proxy = new LoopbackProxy(server.getPort(), Credentials.basic("anne", "right"));
                OpenAiClient openAi =
                        client(options(proxy.address()).withProxyLogin(new ProxyLogin("anne", "wrong")))) {
            UnreachableException refused = catchThrowableOfType(UnreachableException.class, openAi::models);

            assertThat(refused.problem()).isEqualTo(Problem.PROXY);
            assertThat(refused.requestSent()).isFalse();
            assertThat(refused)
                    .hasMessageContaining(
                            "The proxy localhost:" + proxy.address().getPort())
                    .hasMessageContaining("platform.invalid:8443")
                    .hasMessageNotContaining("wrong");
            assertThat(proxy.heads).as("not asked again by a retry").hasSizeLessThanOrEqualTo(2);
        }
        assertThat(new ProxyLogin("anne", "wrong")).hasToString("ProxyLogin[anne]");
    }

    @Test
    void aProxyThatForbidsTheWayIsNotAskedAgain() throws IOException {
        try (LoopbackProxy proxy = new LoopbackProxy(server.getPort(), null);
                OpenAiClient openAi = client(options(proxy.address()))) {
            proxy.refusal = "403 Forbidden";

            assertThatThrownBy(openAi::models)
                    .isInstanceOfSatisfying(
                            UnreachableException.class,
                            no -> assertThat(no.problem()).isEqualTo(Problem.PROXY))
                    .hasMessageContaining("403");
            assertThat(proxy.heads).hasSize(1);
        }
    }

    @Test
    void aProxyThatIsNotThereIsNamed() throws IOException {
        InetSocketAddress gone;
        try (LoopbackProxy proxy = new LoopbackProxy(server.getPort(), null)) {
            gone = proxy.address();
        }
        try (OpenAiClient openAi = client(options(gone))) {
            assertThatThrownBy(openAi::models)
                    .isInstanceOfSatisfying(
                            UnreachableException.class,
                            no -> assertThat(no.problem()).isEqualTo(Problem.REFUSED))
                    .hasMessageContaining("Nothing listens at the proxy localhost:" + gone.getPort());
        }
        try (OpenAiClient openAi = client(options(InetSocketAddress.createUnresolved("proxy.invalid", 3128)))) {
            assertThatThrownBy(openAi::models).hasMessageContaining("The proxy proxy.invalid:3128 has no address");
        }
    }

    @Test
    void aCertificateOfAnotherNameIsRefusedBehindAProxyToo() throws IOException {
        try (LoopbackProxy proxy = new LoopbackProxy(server.getPort(), null);
                OpenAiClient openAi = client(ClientOptions.of(URI.create("https://other.invalid:8443"))
                        .withAuthority(authority.certificate())
                        .withProxy(proxy.address()))) {
            assertThatThrownBy(openAi::models)
                    .isInstanceOfSatisfying(
                            UnreachableException.class,
                            no -> assertThat(no.problem()).isEqualTo(Problem.CERTIFICATE));
        }
    }

    @Test
    void aLoginWithoutAProxyIsAMistake() {
        assertThatThrownBy(() -> ClientOptions.of(PLATFORM).withProxyLogin(new ProxyLogin("anne", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no proxy");
    }

    private ClientOptions options(InetSocketAddress proxy) {
        return ClientOptions.of(PLATFORM)
                .withAuthority(authority.certificate())
                .withProxy(proxy)
                .withRetry(new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(1)));
    }

    private static OpenAiClient client(ClientOptions options) {
        return new OpenAiClient(options, new ApiKeyCredentials("secret-key"));
    }

    private void answer(String body) {
        server.enqueue(new MockResponse.Builder().body(body).build());
    }
}
