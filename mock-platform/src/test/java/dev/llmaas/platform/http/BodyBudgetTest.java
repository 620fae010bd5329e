package dev.llmaas.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of many requests at once, for a server that may hold a megabyte of them and half of it for one caller. */
@Timeout(60)
class BodyBudgetTest {
    private static final int SUM = 1_048_576;
    private static final int SHARE = SUM / 2;
    private static final long HEAP = 8L * SUM;

    @TempDir
    static Path directory;

    private static Vertx vertx;
    private static RunningServer running;
    private static RawRequests raw;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        running = new RunningServer(
                vertx,
                directory,
                new HttpConfig("127.0.0.1", 0, 0, List.of(), HEAP),
                router -> router.get("/large").handler(AdminRoute.bytes("text/plain", exchange -> {
                    exchange.hold(exchange.queryLong("bytes", 0, 0, SUM));
                    return "large".getBytes(StandardCharsets.UTF_8);
                })),
                server -> server.direct("/read", BodyBudgetTest::read));
        raw = new RawRequests(running.server.plainPort());
    }

    @AfterAll
    static void close() {
        running.close();
    }

    @AfterEach
    void nothingIsHeldInTheEnd() {
        awaitHeld(0);
    }

    private static void read(HttpServerRequest request) {
        RequestBody.read(vertx, request, SHARE, "text/plain")
                .onFailure(refused -> ErrorResponses.send(request, refused))
                .onSuccess(received ->
                        request.response().end(Integer.toString(received.body().length())));
    }

    @Test
    void halfABodyCountsUntilItsClientLeaves() throws IOException {
        try (Socket half = half("a", 100_000)) {
            assertThat(half.isConnected()).isTrue();
            assertThat(running.server.heldBytes()).isEqualTo(100_000);
        }
        awaitHeld(0);
    }

    @Test
    void whatIsOnlyAnnouncedCostsNothing() throws IOException {
        try (Socket first = announce("a", SHARE);
                Socket second = announce("a", SHARE)) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            assertThat(post("a", "", body(SHARE))).startsWith("HTTP/1.1 200").endsWith(Integer.toString(SHARE));
        }
    }

    @Test
    void aCallerWhoHasHisShareIsToldToWaitAndOthersGoOn() throws IOException {
        try (Socket half = half("greedy", 400_000)) {
            assertThat(half.isConnected()).isTrue();

            String announced = post("greedy", "", body(200_000));
            String unannounced = raw.send(head("greedy", "transfer-encoding: chunked\r\n")
                    + "%x\r\n".formatted(200_000)
                    + "u".repeat(200_000));

            assertThat(List.of(announced, unannounced)).allSatisfy(refused -> {
                assertThat(refused).startsWith("HTTP/1.1 429").contains("rate_limit_exceeded");
                assertThat(RawRequests.header(refused, "retry-after")).isEqualTo("5");
                assertThat(RawRequests.header(refused, "connection")).isEqualTo("close");
            });
            assertThat(post("other", "", body(200_000))).startsWith("HTTP/1.1 200");
            assertThat(get("greedy", 200_000)).startsWith("HTTP/1.1 429");
            assertThat(get("other", 200_000)).startsWith("HTTP/1.1 200");
        }
        awaitHeld(0);
        assertThat(post("greedy", "", body(200_000))).startsWith("HTTP/1.1 200");
    }

    @Test
    void whereAllIsTakenLargeBodiesWaitAndSmallOnesDoNot() throws IOException {
        try (Socket first = half("a", 500_000);
                Socket second = half("b", 500_000)) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();

            String refused = post("c", "", body(300_000));

            assertThat(refused).startsWith("HTTP/1.1 503").contains("\"unavailable\"");
            assertThat(RawRequests.header(refused, "retry-after")).isEqualTo("5");
            assertThat(RawRequests.header(refused, "connection")).isEqualTo("close");
            assertThat(post("c", "", body(100))).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aPackedBodyCountsAsItIsUnpacked() throws IOException {
        try (Socket half = half("a", 400_000)) {
            assertThat(half.isConnected()).isTrue();

            assertThat(post("a", "content-encoding: gzip\r\n", packed(body(200_000))))
                    .startsWith("HTTP/1.1 429");
            assertThat(post("b", "content-encoding: gzip\r\n", packed(body(200_000))))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("200000");
        }
    }

    @Test
    void aBodyBeyondWhatOneCallerMayEverHaveIsTooLarge() throws IOException {
        assertThat(post("a", "", body(SHARE + 1))).startsWith("HTTP/1.1 413").contains("%,d".formatted(SHARE));
    }

    /** A body of which the last byte is missing. */
    private static Socket half(String key, int bytes) throws IOException {
        Socket socket = announce(key, bytes + 1);
        long before = running.server.heldBytes();
        socket.getOutputStream().write(body(bytes));
        awaitHeld(before + bytes);
        return socket;
    }

    private static Socket announce(String key, int bytes) throws IOException {
        Socket socket = raw.connect();
        RawRequests.write(socket, head(key, "content-length: %d\r\n".formatted(bytes)));
        return socket;
    }

    private static String post(String key, String headers, byte[] body) throws IOException {
        try (Socket socket = raw.connect()) {
            String head = head(key, headers + "connection: close\r\ncontent-length: %d\r\n".formatted(body.length));
            OutputStream out = socket.getOutputStream();
            out.write(Buffer.buffer(head).appendBytes(body).getBytes());
            return RawRequests.text(socket);
        }
    }

    private static String get(String key, int bytes) throws IOException {
        return raw.send(
                "GET /large?bytes=%d HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer %s\r\n\r\n"
                        .formatted(bytes, key));
    }

    private static String head(String key, String headers) {
        return "POST /read HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\nauthorization: Bearer %s\r\n%s\r\n"
                .formatted(key, headers);
    }

    private static byte[] body(int bytes) {
        return "u".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] packed(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static void awaitHeld(long bytes) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> running.server.heldBytes() == bytes);
    }
}
