package dev.llmaas.console.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

class ServerTrustTest {
    @Test
    void anUnknownAuthorityIsShownAndCanBePinned() throws Exception {
        HeldCertificate authority = new HeldCertificate.Builder()
                .certificateAuthority(0)
                .commonName("our own authority")
                .build();
        HeldCertificate server = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .signedBy(authority)
                .build();
        try (MockWebServer platform = serve(server, authority)) {
            URI url = URI.create("https://localhost:" + platform.getPort());

            ServerTrust trust = ServerTrust.look(url);

            assertThat(trust.trusted()).isFalse();
            assertThat(trust.chain()).hasSize(2);
            assertThat(trust.authority()).isEqualTo(authority.certificate());
            assertThat(trust.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
            assertThat(Profile.of("here", url).withAuthority(trust.pem()).pinned())
                    .contains(authority.certificate());
        }
    }

    @Test
    void whoDoesNotSpeakTlsIsReported() throws Exception {
        try (MockWebServer plain = new MockWebServer()) {
            plain.start();

            assertThatThrownBy(() -> ServerTrust.look(URI.create("https://localhost:" + plain.getPort())))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whereNobodyListensIsReported() throws Exception {
        int unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }

        assertThatThrownBy(() -> ServerTrust.look(URI.create("https://localhost:" + unused)))
                .isInstanceOf(IOException.class);
    }

    private static MockWebServer serve(HeldCertificate server, HeldCertificate authority) throws IOException {
        HandshakeCertificates certificates = new HandshakeCertificates.Builder()
                .heldCertificate(server, authority.certificate())
                .build();
        MockWebServer platform = new MockWebServer();
        platform.useHttps(certificates.sslSocketFactory());
        platform.start();
        return platform;
    }
}
