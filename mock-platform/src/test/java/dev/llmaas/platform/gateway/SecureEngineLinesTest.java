package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.platform.http.RunningServer;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecureEngineLinesTest {
    private static final int BROKEN = 0;

    @Test
    void anEngineWithTlsNeedsAnAuthorityThatIsTrusted(@TempDir Path directory) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RunningServer engine = new RunningServer(
                directory,
                "/v1/answer",
                request -> request.response().setStatusCode(200).end("yes"))) {
            URI uri = engine.uri("/v1/answer");

            assertThat(ask(vertx, uri, directory.resolve("tls/ca.pem"))).isEqualTo(200);
            assertThat(ask(vertx, uri, null)).isEqualTo(BROKEN);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private static int ask(Vertx vertx, URI uri, @Nullable Path authorities) throws Exception {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        byte[] head = "POST %s HTTP/1.1\r\nhost: %s\r\ncontent-length: 0\r\n\r\n"
                .formatted(uri.getPath(), uri.getHost())
                .getBytes(StandardCharsets.US_ASCII);
        EngineLines.Address address =
                new EngineLines.Address(uri.getHost(), uri.getPort(), true, Duration.ofSeconds(20), authorities);
        vertx.runOnContext(
                _ -> new EngineLines(vertx).send(new EngineCall(address, head, new byte[0], new Status(status))));
        return status.get(60, TimeUnit.SECONDS);
    }

    private record Status(CompletableFuture<Integer> status) implements EngineCall.Listener {
        @Override
        public void head(EngineCall.Head head) {
            status.complete(head.status());
        }

        @Override
        public void body(byte[] bytes, int offset, int length) {}

        @Override
        public void caughtUp() {}

        @Override
        public void end() {}

        @Override
        public void broken(Throwable failure, boolean begun) {
            status.complete(BROKEN);
        }
    }
}
