package dev.llmaas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.client.UnreachableException.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS servers of a company with an authority of its own. */
class PrivateAuthorityTest {
    private static final HeldCertificate ROOT = authority("root", null);
    private static final HeldCertificate BETWEEN = authority("between", ROOT);
    private static final HeldCertificate STRANGER = authority("stranger", null);

    @TempDir
    private Path place;

    @Test
    void aPlatformBehindACertificateInBetweenIsTrustedByTheRoot() throws IOException {
        try (MockWebServer server = server(leaf(BETWEEN, "localhost").build(), BETWEEN.certificate())) {
            Path pem = Files.writeString(place.resolve("ca.pem"), "# of the company\n" + ROOT.certificatePem());

            assertThat(models(server, ClientOptions.of(url(server)).withAuthorityFile(pem)))
                    .isZero();
        }
    }

    @Test
    void anybodyElseIsRefused() throws IOException {
        long day = 24 * 3600_000L;
        long now = Files.getLastModifiedTime(Files.createFile(place.resolve("now")))
                .toMillis();
        HeldCertificate expired = leaf(ROOT, "localhost")
                .validityInterval(now - 2 * day, now - day)
                .build();
        try (MockWebServer server = server(expired)) {
            assertRefused(server, ROOT.certificate(), Problem.CERTIFICATE);
        }
        try (MockWebServer server = server(leaf(ROOT, "other.example").build())) {
            assertRefused(server, ROOT.certificate(), Problem.CERTIFICATE);
        }
        try (MockWebServer server = server(leaf(STRANGER, "localhost").build())) {
            assertRefused(server, ROOT.certificate(), Problem.CERTIFICATE);
        }
        try (MockWebServer server = server(leaf(ROOT, "localhost").build())) {
            assertRefused(server, null, Problem.CERTIFICATE);
        }
    }

    @Test
    void anOldTlsIsRefused() throws Exception {
        HandshakeCertificates certificates =
                certificates(leaf(ROOT, "localhost").build());
        SSLContext context = certificates.sslContext();
        try (SSLServerSocket old =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0)) {
            old.setEnabledProtocols(new String[] {"TLSv1.2"});
            Thread.ofVirtual().start(() -> {
                try {
                    old.accept().getInputStream().read();
                } catch (IOException refused) {
                    assertThat(refused).hasMessageContaining("TLS");
                }
            });
            ClientOptions options = ClientOptions.of(URI.create("https://localhost:" + old.getLocalPort()))
                    .withAuthority(ROOT.certificate())
                    .withRetry(RetryPolicy.NEVER);
            try (OpenAiClient openAi = new OpenAiClient(options, Credentials.NOBODY)) {
                assertThatThrownBy(openAi::models)
                        .isInstanceOfSatisfying(
                                UnreachableException.class,
                                no -> assertThat(no.problem()).isEqualTo(Problem.TLS))
                        .hasMessageContaining("does not speak TLS 1.3");
            }
        }
    }

    @Test
    void aFileMustHoldOneCertificate() throws IOException {
        ClientOptions options = ClientOptions.of(URI.create("https://localhost"));
        Path two = Files.writeString(place.resolve("two.pem"), ROOT.certificatePem() + STRANGER.certificatePem());
        Path none = Files.writeString(place.resolve("none.pem"), "");
        Path other = Files.writeString(
                place.resolve("other.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        assertThatThrownBy(() -> options.withAuthorityFile(two)).hasMessageContaining("holds 2 certificates");
        assertThatThrownBy(() -> options.withAuthorityFile(none)).hasMessageContaining("holds 0 certificates");
        assertThatThrownBy(() -> options.withAuthorityFile(other)).hasMessageContaining("is not a PEM certificate");
        assertThatThrownBy(() -> options.withAuthorityFile(place.resolve("gone.pem")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aTextMustBeOneCertificate() {
        assertThat(PemCertificate.of(ROOT.certificatePem())).isEqualTo(ROOT.certificate());
        assertThatThrownBy(() -> PemCertificate.of(ROOT.certificatePem() + STRANGER.certificatePem()))
                .hasMessage("The trusted certificate holds 2 certificates in PEM; one was expected.");
        assertThatThrownBy(() -> PemCertificate.of("{}")).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(MockWebServer server, @Nullable X509Certificate trusted, Problem problem) {
        ClientOptions options = ClientOptions.of(url(server)).withAuthority(trusted);
        assertThatThrownBy(() -> models(server, options)).isInstanceOfSatisfying(UnreachableException.class, no -> {
            assertThat(no.problem()).isEqualTo(problem);
            assertThat(no.requestSent()).isFalse();
        });
        assertThat(server.getRequestCount()).isZero();
    }

    private static int models(MockWebServer server, ClientOptions options) {
        server.enqueue(new MockResponse.Builder()
                .body("{\"object\":\"list\",\"data\":[]}")
                .build());
        try (OpenAiClient openAi = new OpenAiClient(options, new ApiKeyCredentials("key"))) {
            return openAi.models().data().size();
        }
    }

    private static MockWebServer server(HeldCertificate own, X509Certificate... between) throws IOException {
        MockWebServer server = new MockWebServer();
        server.useHttps(certificates(own, between).sslSocketFactory());
        server.start();
        return server;
    }

    private static HandshakeCertificates certificates(HeldCertificate own, X509Certificate... between) {
        return new HandshakeCertificates.Builder().heldCertificate(own, between).build();
    }

    private static URI url(MockWebServer server) {
        return URI.create("https://localhost:" + server.getPort());
    }

    private static HeldCertificate.Builder leaf(HeldCertificate signer, String name) {
        return new HeldCertificate.Builder().addSubjectAlternativeName(name).signedBy(signer);
    }

    private static HeldCertificate authority(String name, @Nullable HeldCertificate signer) {
        HeldCertificate.Builder builder =
                new HeldCertificate.Builder().commonName(name).certificateAuthority(signer == null ? 1 : 0);
        return (signer == null ? builder : builder.signedBy(signer)).build();
    }
}
