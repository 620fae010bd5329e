package dev.llmaas.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NewcomersTest {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final Duration NEXT_PATIENCE = Duration.ofSeconds(4);

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        Newcomers newcomers = new Newcomers(vertx, PATIENCE, NEXT_PATIENCE);
        newcomers.watch();
        server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .connectionHandler(newcomers::arrived)
                .invalidRequestHandler(HttpFraming::refuseUndecodable)
                .requestHandler(request -> {
                    newcomers.asked(request);
                    request.response().end();
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
    void whoeverDoesNotFinishAHeadIsToldAndSentAway() throws Exception {
        for (String part : List.of("GET / HTTP/1.1\r\nhost: x", "GET / HTTP/1.1\r\nhost: x\r\n")) {
            try (Socket slow = connect()) {
                send(slow, part);

                assertTold(slow);
            }
        }
    }

    @Test
    void whoeverSaysNothingIsSentAwayWithoutAWord() throws Exception {
        try (Socket silent = connect()) {
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static void assertTold(Socket slow) throws Exception {
        assertThat(slow.getInputStream().readAllBytes())
                .asString()
                .startsWith("HTTP/1.1 408 Request Timeout\r\n")
                .containsIgnoringCase("connection: close\r\n")
                .containsOnlyOnce("HTTP/1.1")
                .contains("\"code\":\"request_timeout\"", "30 seconds");
    }

    @Test
    void whoeverAskedMayStay() throws Exception {
        try (Socket quick = connect()) {
            send(quick, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
            assertThat(quick.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
            quick.getInputStream().skipNBytes(quick.getInputStream().available());
            quick.setSoTimeout(Math.toIntExact(PATIENCE.multipliedBy(3).toMillis()));

            assertThatThrownBy(() -> quick.getInputStream().readAllBytes()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void whoeverDribblesAfterARequestIsSentAwayToo() throws Exception {
        try (Socket slow = connect()) {
            send(slow, "GET / HTTP/1.1\r\nhost: x\r\n\r\n");
            assertThat(slow.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
            slow.getInputStream().skipNBytes("\r\ncontent-length: 0\r\n\r\n".length() + " OK".length());
            send(slow, "GET / HTTP/1.1\r\nx: ");

            assertTold(slow);
        }
    }

    private Socket connect() throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws Exception {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
