package dev.llmaas.platform.http;

import static dev.llmaas.platform.http.RawHttp2.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.platform.Limits;
import dev.llmaas.platform.http.RawHttp2.Answer;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server does with frames of HTTP/2 that somebody writes by hand. After each test it must still serve others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawHttp2Test {
    private static final Map<String, String> HELLO = new LinkedHashMap<>();
    /** Many times what the buffers of both ends hold of answers. */
    private static final int FLOOD_THOUSANDS_MAX = 5_000;

    static {
        HELLO.put(":method", "GET");
        HELLO.put(":scheme", "http");
        HELLO.put(":path", "/hello");
        HELLO.put(":authority", "x");
    }

    private RunningServer running;

    @BeforeAll
    void start(@TempDir Path directory) {
        running = new RunningServer(Vertx.vertx(), directory, List.of("https://chat.example"), this::routes, _ -> {});
    }

    @AfterAll
    void stop() {
        running.close();
    }

    private void routes(Router router) {
        router.get("/hello").handler(AdminRoute.json(200, _ -> Map.of("hello", "world")));
        router.get("/length")
                .handler(AdminRoute.json(
                        200,
                        exchange ->
                                Map.of("length", exchange.header("x").orElse("").length())));
        router.post("/echo").handler(AdminRoute.json(200, exchange -> exchange.body(Map.class)));
    }

    @AfterEach
    void theNextRequestIsServedNormally() throws IOException {
        try (RawHttp2 connection = connect()) {
            assertServed(connection, 1);
        }
    }

    @Test
    void aWishForATunnelIsRefusedInWordsAndOthersGoOn() throws IOException {
        try (RawHttp2 connection = connect()) {
            Answer answer = connection.ask(1, head(":method", "CONNECT", ":authority", "example.org:443"));

            assertRefused(answer, "405", "method_not_allowed");
            assertThat(answer.headers()).containsKey("allow");
            assertServed(connection, 3);
        }
    }

    @Test
    void aHeadMayBeAsLongAsInHttp1() throws IOException {
        try (RawHttp2 connection = connect()) {
            Answer token = connection.ask(1, get("/length", "x", "y".repeat(Limits.ACCESS_TOKEN_CHARACTERS_MAX)));
            Answer most = connection.ask(3, get("/length", "x", "y".repeat(Server.HEADER_BYTES_MAX - 8)));
            Answer tooLong = connection.ask(5, get("/length", "x", "y".repeat(Server.HEADER_BYTES_MAX - 7)));

            assertThat(token.body()).isEqualTo("{\"length\":16384}");
            assertThat(most.status()).isEqualTo("200");
            assertRefused(tooLong, "413", "request_too_large");
            assertThat(tooLong.body()).contains("32,768");
            assertServed(connection, 7);
        }
    }

    @Test
    void aHeadBeyondAllMeasureIsRefusedUnreadAndOthersGoOn() throws IOException {
        try (RawHttp2 connection = connect()) {
            assertThat(connection
                            .ask(1, get("/length", "x", "y".repeat(70_000)))
                            .status())
                    .isEqualTo("431");
            assertServed(connection, 3);
        }
        try (RawHttp2 connection = connect()) {
            assertThat(connection
                            .ask(1, get("/length", "x", "y".repeat(100_000)))
                            .farewell())
                    .isEqualTo(RawHttp2.PROTOCOL_ERROR);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x=y\r\nset-cookie: z",
                "x=y\nz",
                "x=y\rz",
                "x=\u0000",
                "x=y\u0000z",
                "x= y",
                "x=y ",
                "x=\ty",
                ":path=/hello\r\nx: y",
                ":path=/hel lo",
                ":path=/\u0000",
                ":path=/hello HTTP/1.1",
                ":scheme=ht\r\ntp",
                ":scheme=ftp"
            })
    void aHeadWithWhatNoneMayHoldIsRefusedInWordsAndOthersGoOn(String field) throws IOException {
        int at = field.indexOf('=');
        String name = field.substring(0, at);
        String value = field.substring(at + 1);
        Map<String, String> head = new LinkedHashMap<>(HELLO);
        head.put(name, value);
        try (RawHttp2 connection = connect()) {
            assertRefused(connection.ask(1, bytes(head)), "400", "invalid_request");
            assertServed(connection, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X=y",
                "x y=z",
                "x\r\ny=z",
                "=y",
                "connection=close",
                "transfer-encoding=chunked",
                "te=gzip",
                "host=other",
                "content-length=5",
                "content-length=five",
                ":authority=a b",
                ":authority=x\r\ny",
                ":strange=x",
                ":path=",
                ":method="
            })
    void whatIsNoHeadIsResetAndOthersGoOn(String field) throws IOException {
        int at = field.lastIndexOf('=');
        Map<String, String> head = new LinkedHashMap<>(HELLO);
        head.put(field.substring(0, at), field.substring(at + 1));
        try (RawHttp2 connection = connect()) {
            assertThat(connection.ask(1, bytes(head)).reset()).isEqualTo(RawHttp2.PROTOCOL_ERROR);
            assertServed(connection, 3);
        }
    }

    @Test
    void whoeverLeavesOutWhomHeAsksIsToldSo() throws IOException {
        Map<String, String> head = new LinkedHashMap<>(HELLO);
        head.remove(":authority");
        try (RawHttp2 connection = connect()) {
            assertRefused(connection.ask(1, bytes(head)), "400", "invalid_request");
            head.put("host", "x");
            assertThat(connection.ask(3, bytes(head)).status()).isEqualTo("200");
        }
    }

    @Test
    void moreRequestsAtOnceThanAllowedAreRefused() throws IOException {
        try (RawHttp2 connection = connect()) {
            int stream = 1;
            for (int i = 0; i < Limits.HTTP2_STREAMS_MAX; i++, stream += 2) {
                beginToSend(connection, stream);
            }
            Answer tooMany = connection.ask(stream, bytes(HELLO));
            connection.write(RawHttp2.RST_STREAM, 0, 1, RawHttp2.number(RawHttp2.CANCEL));

            assertThat(tooMany.reset()).isEqualTo(RawHttp2.REFUSED_STREAM);
            assertServed(connection, stream + 2);
        }
    }

    @Test
    void whoeverOnlyBeginsAndEndsRequestsIsSentAway() throws IOException {
        try (RawHttp2 connection = connect()) {
            int stream = 1;
            for (int i = 0; i < Limits.HTTP2_RESETS_MAX; i++, stream += 2) {
                beginAndEnd(connection, stream);
            }
            assertServed(connection, stream);
            beginAndEnd(connection, stream + 2);

            assertThat(connection.farewell()).isEqualTo(RawHttp2.ENHANCE_YOUR_CALM);
            assertThat(connection.isEnded()).isTrue();
        }
    }

    private static void beginAndEnd(RawHttp2 connection, int stream) throws IOException {
        beginToSend(connection, stream);
        connection.write(RawHttp2.RST_STREAM, 0, stream, RawHttp2.number(RawHttp2.CANCEL));
    }

    /** A request whose body does not come, so that it is not answered. */
    private static void beginToSend(RawHttp2 connection, int stream) throws IOException {
        Map<String, String> head = new LinkedHashMap<>(HELLO);
        head.put(":method", "POST");
        head.put(":path", "/echo");
        connection.begin(stream, 0, bytes(head));
    }

    @Test
    void whoeverCutsAHeadIntoCrumbsIsSentAway() throws IOException {
        try (RawHttp2 connection = connect()) {
            byte[] crumb = head("x", "y");
            connection.write(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, bytes(HELLO));
            for (int i = 0; i <= Limits.HTTP2_SMALL_CONTINUATIONS_MAX; i++) {
                connection.write(RawHttp2.CONTINUATION, 0, 1, crumb);
            }

            assertThat(connection.farewell()).isEqualTo(RawHttp2.ENHANCE_YOUR_CALM);
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {RawHttp2.PING, RawHttp2.SETTINGS})
    void whoeverWantsAnswersThatHeDoesNotReadIsSentAway(int type) throws IOException {
        byte[] one = RawHttp2.frame(type, 0, 0, new byte[type == RawHttp2.PING ? 8 : 0]);
        ByteBuffer thousand = ByteBuffer.allocate(1_000 * one.length);
        while (thousand.hasRemaining()) {
            thousand.put(one);
        }
        try (RawHttp2 connection = connect()) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < FLOOD_THOUSANDS_MAX; i++) {
                            connection.write(thousand.array());
                        }
                    })
                    .as("the connection breaks under the flood")
                    .isInstanceOf(SocketException.class);
        }
    }

    private static void assertRefused(Answer answer, String status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().get("x-request-id")).startsWith("req_");
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }

    private static void assertServed(RawHttp2 connection, int stream) throws IOException {
        Answer answer = connection.ask(stream, bytes(HELLO));

        assertThat(answer.status()).isEqualTo("200");
        assertThat(answer.body()).isEqualTo("{\"hello\":\"world\"}");
    }

    private static byte[] get(String path, String name, String value) {
        Map<String, String> head = new LinkedHashMap<>(HELLO);
        head.put(":path", path);
        head.put(name, value);
        return bytes(head);
    }

    private static byte[] bytes(Map<String, String> head) {
        List<String> pairs = new ArrayList<>();
        head.forEach((name, value) -> {
            boolean pseudo = name.startsWith(":"); // these stand before the others
            pairs.addAll(pseudo ? 0 : pairs.size(), List.of(name, value));
        });
        return head(pairs.toArray(String[]::new));
    }

    private RawHttp2 connect() throws IOException {
        return new RawHttp2(running.server.plainPort());
    }
}
