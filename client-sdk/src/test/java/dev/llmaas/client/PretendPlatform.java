package dev.llmaas.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A server on loopback behind TLS with an authority of its own; it answers what a test queues. Closes its clients too. */
public final class PretendPlatform implements AutoCloseable {
    public final MockWebServer server = new MockWebServer();
    public final HeldCertificate authority = new HeldCertificate.Builder()
            .certificateAuthority(0)
            .commonName("pretend authority")
            .build();
    private final List<OpenAiClient> clients = new ArrayList<>();

    /** Listens at once. */
    public PretendPlatform() {
        HeldCertificate own = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .signedBy(authority)
                .build();
        HandshakeCertificates certificates = new HandshakeCertificates.Builder()
                .heldCertificate(own, authority.certificate())
                .build();
        server.useHttps(certificates.sslSocketFactory());
        try {
            server.start();
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    /** A client with a key. */
    public OpenAiClient client() {
        OpenAiClient client = new OpenAiClient(options(), new ApiKeyCredentials("key"));
        clients.add(client);
        return client;
    }

    public URI url() {
        return URI.create("https://localhost:" + server.getPort());
    }

    public ClientOptions options() {
        return ClientOptions.of(url()).withAuthority(authority.certificate());
    }

    public void answer(int status, String json) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("content-type", "application/json")
                .addHeader("x-request-id", "req_1")
                .body(json)
                .build());
    }

    public void answerEvents(String events) {
        server.enqueue(new MockResponse.Builder()
                .addHeader("content-type", "text/event-stream")
                .addHeader("x-request-id", "req_1")
                .body(events)
                .build());
    }

    public RecordedRequest request() throws InterruptedException {
        return server.takeRequest();
    }

    @Override
    public void close() {
        clients.forEach(OpenAiClient::close);
        server.close();
    }
}
