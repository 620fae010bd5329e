package dev.llmaas.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.platform.MovableClock;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCertificateTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final MovableClock clock =
            new MovableClock(Instant.ofEpochSecond(Instant.now().getEpochSecond()));
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path directory;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aClientThatTrustsTheAuthoritySpeaksTls13ByNameAndByBothAddresses() throws Exception {
        HttpServer server = serve(load(TlsConfig.LOCAL));

        for (String host : List.of("localhost", "127.0.0.1")) {
            try (SSLSocket socket = connect(server, host, "TLSv1.3")) {
                assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
                assertThat(status(socket)).isEqualTo("HTTP/1.1 204 No Content");
            }
        }
        assertThat(load(TlsConfig.LOCAL).sslOptions().getEnabledSecureTransportProtocols())
                .containsExactly("TLSv1.3");
        assertThat(leaf("server.pem").getSubjectAlternativeNames())
                .anyMatch(name -> name.get(1).equals("0:0:0:0:0:0:0:1"));
    }

    @Test
    void tls12IsRefused() throws Exception {
        HttpServer server = serve(load(TlsConfig.LOCAL));

        assertThatThrownBy(() -> connect(server, "localhost", "TLSv1.2"))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("protocol_version");
    }

    @Test
    void keysAreForTheOwnerOnlyAndCertificatesForAll() throws IOException {
        load(TlsConfig.LOCAL);

        assertThat(mode("ca.key")).isEqualTo("rw-------");
        assertThat(mode("server.key")).isEqualTo("rw-------");
        assertThat(mode("ca.pem")).isEqualTo("rw-r--r--");
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("ca.pem", "ca.key", "server.pem", "server.key");
        }
    }

    @Test
    void theAuthorityStaysAndTheServerCertificateIsRenewedAMonthBeforeItsEnd() throws Exception {
        load(TlsConfig.LOCAL);
        byte[] authority = Files.readAllBytes(directory.resolve("ca.pem"));
        X509Certificate first = leaf("server.pem");
        assertThat(Duration.between(
                        first.getNotBefore().toInstant(), first.getNotAfter().toInstant()))
                .isLessThan(Duration.ofDays(398));

        clock.advance(Duration.ofDays(360));
        load(TlsConfig.LOCAL);
        assertThat(leaf("server.pem")).isEqualTo(first);

        clock.advance(Duration.ofDays(8));
        ServerCertificate renewed = load(TlsConfig.LOCAL);
        assertThat(leaf("server.pem")).isNotEqualTo(first);
        assertThat(renewed.endsAt()).isAfter(clock.instant().plus(Duration.ofDays(390)));
        assertThat(Files.readAllBytes(directory.resolve("ca.pem"))).isEqualTo(authority);
    }

    @Test
    void aFurtherHostNameIsCertifiedAtTheNextStart() throws Exception {
        load(TlsConfig.LOCAL);
        X509Certificate first = leaf("server.pem");

        load(new TlsConfig(null, null, List.of("llm.example", "10.1.2.3", "fd00::7")));

        assertThat(leaf("server.pem")).isNotEqualTo(first);
        assertThat(leaf("server.pem").getSubjectAlternativeNames().stream().map(name -> String.valueOf(name.get(1))))
                .contains("llm.example", "10.1.2.3", "fd00:0:0:0:0:0:0:7", "localhost", "127.0.0.1");
    }

    @Test
    void aRunningServerShowsTheRenewedCertificateWithoutARestart() throws Exception {
        clock.advance(Duration.ofDays(-380)); // both certificates must be valid for Java's own clock, which checks them
        ServerCertificate certificate = load(TlsConfig.LOCAL);
        HttpServer server = serve(certificate);
        X509Certificate before = peer(server);

        assertThat(certificate.refresh(List.of(server))).isFalse();
        clock.advance(Duration.ofDays(380));
        assertThat(certificate.refresh(List.of(server))).isTrue();

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(peer(server)).isEqualTo(leaf("server.pem")));
        assertThat(peer(server)).isNotEqualTo(before);
    }

    @Test
    void aDamagedAuthorityIsReportedAndNeverReplaced() throws Exception {
        load(TlsConfig.LOCAL);
        Files.writeString(directory.resolve("ca.key"), "nothing");

        assertThatThrownBy(() -> load(TlsConfig.LOCAL))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("ca.key contains no private key")
                .hasMessageContaining("move the directory");
        Files.delete(directory.resolve("ca.key"));
        assertThatThrownBy(() -> load(TlsConfig.LOCAL)).hasMessageContaining("ca.key is missing");
        assertThat(Files.exists(directory.resolve("ca.key"))).isFalse();
    }

    @Test
    void aDamagedServerCertificateIsIssuedAgain() throws Exception {
        load(TlsConfig.LOCAL);
        Files.writeString(
                directory.resolve("server.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        try (SSLSocket socket = connect(serve(load(TlsConfig.LOCAL)), "localhost", "TLSv1.3")) {
            assertThat(socket.getSession().isValid()).isTrue();
        }
    }

    @Test
    void theOperatorsOwnCertificateIsShown() throws Exception {
        load(TlsConfig.LOCAL);
        TlsConfig own = new TlsConfig(directory.resolve("server.pem"), directory.resolve("server.key"), List.of());

        ServerCertificate certificate = ServerCertificate.load(own, directory.resolve("unused"), clock, RANDOM);

        assertThat(certificate.authorityFile()).isEmpty();
        assertThat(peer(serve(certificate))).isEqualTo(leaf("server.pem"));
        assertThat(Files.exists(directory.resolve("unused"))).isFalse();
    }

    @Test
    void whatIsWrongWithTheOperatorsFilesIsSaid() throws Exception {
        load(TlsConfig.LOCAL);
        Path certificate = directory.resolve("server.pem");
        Path key = directory.resolve("server.key");
        Path encrypted = Files.writeString(
                directory.resolve("encrypted.key"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n");

        assertThatThrownBy(() -> own(certificate, directory.resolve("ca.key")))
                .hasMessageContaining("does not belong to the first certificate");
        assertThatThrownBy(() -> own(directory.resolve("absent.pem"), key))
                .hasMessageContaining("absent.pem does not exist");
        assertThatThrownBy(() -> own(key, key)).hasMessageContaining("server.key contains no certificate");
        assertThatThrownBy(() -> own(certificate, certificate))
                .hasMessageContaining("server.pem contains no private key");
        assertThatThrownBy(() -> own(certificate, encrypted)).isInstanceOf(TlsException.class);
        assertThatThrownBy(() -> new TlsConfig(certificate, null, List.of())).hasMessageContaining("belong together");

        clock.advance(Duration.ofDays(-2));
        assertThatThrownBy(() -> own(certificate, key)).hasMessageContaining("not valid before");
        clock.advance(Duration.ofDays(402));
        assertThatThrownBy(() -> own(certificate, key)).hasMessageContaining("ended at");
    }

    private ServerCertificate load(TlsConfig config) {
        return ServerCertificate.load(config, directory, clock, RANDOM);
    }

    private ServerCertificate own(Path certificate, Path key) {
        return load(new TlsConfig(certificate, key, List.of()));
    }

    private HttpServer serve(ServerCertificate certificate) throws Exception {
        return vertx.createHttpServer(new HttpServerConfig(), certificate.sslOptions())
                .requestHandler(request -> request.response().setStatusCode(204).end())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private SSLSocket connect(HttpServer server, String host, String protocol) throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", leaf("ca.pem"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        trusting.init(null, trust.getTrustManagers(), RANDOM);
        Socket plain = new Socket(InetAddress.getByName("127.0.0.1"), server.actualPort());
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket(plain, host, server.actualPort(), true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }

    private X509Certificate peer(HttpServer server) throws Exception {
        try (SSLSocket socket = connect(server, "localhost", "TLSv1.3")) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static String status(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return answer.lines().findFirst().orElse("");
    }

    private X509Certificate leaf(String file) throws Exception {
        try (var in = Files.newInputStream(directory.resolve(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file)));
    }
}
