package dev.llmaas.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.Ulid;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlowBodyTest {
    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        Ulid ids = new Ulid(InstantSource.system(), new Random(1));
        BodyBudget budget = new BodyBudget(1_000_000);
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    RequestId.assign(request, ids);
                    budget.holdHere(vertx.getOrCreateContext());
                    RequestBody.read(vertx, request, 100, "application/json", Duration.ofMillis(300))
                            .onSuccess(received -> request.response().end(received.body()))
                            .onFailure(failure -> ErrorResponses.send(request, failure));
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aBodyThatDoesNotComeInTimeIsGivenUpAndOthersAreServed() throws Exception {
        String head = "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\n";

        assertThat(send(head + "{")).startsWith("HTTP/1.1 408").contains("\"code\":\"request_timeout\"");
        assertThat(send(head + "{}")).startsWith("HTTP/1.1 200").endsWith("{}");
    }

    private String send(String text) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
