package dev.llmaas.platform.http;

import static dev.llmaas.platform.http.RawRequests.head;
import static dev.llmaas.platform.http.RawRequests.header;
import static dev.llmaas.platform.http.RawRequests.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server does with the bytes that somebody writes by hand. After each test it must still serve others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawHttpTest {
    private static final String LONG = "a long answer ".repeat(2_000);

    private final AtomicInteger made = new AtomicInteger();
    private final Idempotency idempotency = new Idempotency(InstantSource.system());
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
        router.get("/long").handler(AdminRoute.json(200, _ -> Map.of("text", LONG)));
        router.get("/list")
                .handler(AdminRoute.json(200, exchange -> Map.of("n", exchange.queryLong("limit", 1, 1, 9))));
        router.post("/echo").handler(AdminRoute.json(200, exchange -> exchange.body(Map.class)));
        router.post("/make")
                .handler(AdminRoute.json(
                        201, exchange -> idempotency.once(exchange, "me", () -> make(exchange.body(Map.class)))));
        router.get("/full").handler(AdminRoute.json(200, _ -> {
            throw new PlatformException(ErrorCode.NO_CAPACITY, "Nobody is free.");
        }));
        router.get("/poor").handler(AdminRoute.json(200, _ -> {
            throw new PlatformException(ErrorCode.INSUFFICIENT_QUOTA, "Nothing is left.");
        }));
    }

    private Object make(Map<?, ?> wanted) {
        if (wanted.containsKey("refuse")) {
            throw new PlatformException(ErrorCode.CONFLICT, "No.");
        }
        return Map.of("number", made.incrementAndGet());
    }

    @AfterEach
    void theNextRequestIsServedNormally() throws IOException {
        assertThat(send(get("/hello"))).startsWith("HTTP/1.1 200").endsWith("{\"hello\":\"world\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
                "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: +2\r\n\r\n{}",
                "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 0x2\r\n\r\n{}",
                "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 2, 3\r\n\r\n{}",
                "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999999999\r\n\r\n{}",
                "POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: identity, chunked\r\n\r\n0\r\n\r\n",
                "POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ntransfer-encoding: x\r\n\r\n0\r\n\r\n",
                "POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "POST /echo HTTP/1.0\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n2\n{}\n0\n\n",
                "POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n",
                "POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
                "GET /hello HTTP/1.1\r\nhost: x\r\ncontent-length : 5\r\n\r\n",
                "GET /hello HTTP/1.1\r\nhost: x\r\nx: a\rcontent-length: 5\r\n\r\n",
                "GET /hello HTTP/1.1\r\nhost: x\r\nx: a\u0000b\r\n\r\n",
                "GET /hello HTTP/1.1\r\nhost: x\r\nno colon\r\n\r\n",
                "GET /hello HTTP/1.1\r\n\r\n",
                "GET /hello HTTP/1.1\r\nhost: x\r\nhost: x\r\n\r\n",
                "GET /hello HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n",
                "GET /hello HTTP/1.1\r\nhost: x, y\r\n\r\n",
                "GET /hello HTTP/1.1\r\nhost: x y\r\n\r\n",
                "GET /hello HTTP/1.1\r\nhost: x/y\r\n\r\n",
                "GET /hello HTTP/1.1\r\nhost: me@x\r\n\r\n",
                "GET /hello HTTP/1.0\r\nhost: x\r\nhost: y\r\n\r\n",
                "GET /hello\r\n\r\n",
                "\r\n\r\n\r\n\u0016\u0003\u0001\r\n\r\n"
            })
    void whatCouldBeReadInTwoWaysIsRefusedAndEndsItsConnection(String odd) throws IOException {
        String answer = send(odd);

        assertThat(answer).containsPattern("^HTTP/1\\.[01] (400|413) ").contains("\"type\":\"invalid_request_error\"");
        assertThat(answer.split("HTTP/1\\.[01] [0-9]{3}", -1)).as("one answer").hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /hello HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx: y\r\n content-length: 5\r\n\r\n",
                "GET /hello HTTP/1.1\r\nhost: x\r\nconnection: close\r\n: content-length: 5\r\n\r\n",
                "GET /hello HTTP/1.1\r\nhost: [::1]:8443\r\nconnection: close\r\n\r\n",
                "GET   /hello HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
            })
    void whatIsOddButClearGetsOneAnswer(String odd) throws IOException {
        String answer = send(odd);

        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(answer.split("HTTP/1\\.1 [0-9]{3}", -1)).as("one answer").hasSize(2);
    }

    @Test
    void aQueryThatCannotBeDecodedIsTheClientsFault() throws IOException {
        assertThat(send(get("/list?limit=%zz"))).startsWith("HTTP/1.1 400").contains("\"param\":\"limit\"");
        assertThat(send(get("/list?limit=2&limit=3")))
                .startsWith("HTTP/1.1 400")
                .contains("once");
        assertThat(send(get("/list?limit=2"))).startsWith("HTTP/1.1 200").endsWith("{\"n\":2}");
    }

    @Test
    void theIdOfTheClientIsTakenIfItIsSane() throws IOException {
        String sane = send(get("/hello", "x-request-id: job-7.a:b_c"));
        String odd = send(get("/hello", "x-request-id: a b<c>"));
        String tooLong = send(get("/hello", "x-request-id: " + "a".repeat(129)));

        assertThat(header(sane, "x-request-id")).isEqualTo("job-7.a:b_c");
        assertThat(header(sane, "x-llmaas-request-id")).startsWith("req_");
        assertThat(header(odd, "x-request-id")).startsWith("req_");
        assertThat(header(tooLong, "x-request-id")).startsWith("req_");
        assertThat(header(odd, "x-llmaas-request-id")).isEmpty();
    }

    @Test
    void nothingOfARequestBecomesAHeaderOfItsOwn() throws IOException {
        String inName = send(get("/hello", "x-request-id: a\u2028set-cookie: b"));
        String inOrigin = send(get("/hello", "origin: https://chat.example\u2028set-cookie: b"));
        String inWish =
                send("OPTIONS /hello HTTP/1.1\r\nhost: x\r\nconnection: close\r\norigin: https://chat.example\r\n"
                        + "access-control-request-method: GET\r\naccess-control-request-headers: a\tb: c\r\n\r\n");

        assertThat(List.of(inName, inOrigin, inWish))
                .allSatisfy(answer -> assertThat(head(answer)).doesNotContain("set-cookie", "b: c"));
    }

    @Test
    void everyAnswerTellsHowLongItTook() throws IOException {
        for (String path : List.of("/hello", "/nothing", "/full")) {
            assertThat(header(send(get(path)), "openai-processing-ms")).containsOnlyDigits();
        }
    }

    @Test
    void aRefusalTellsWhenToComeBackAndWhetherThatMakesSense() throws IOException {
        assertThat(header(send(get("/full")), "retry-after")).isEqualTo("1");
        assertThat(header(send(get("/poor")), "x-should-retry")).isEqualTo("false");
    }

    @Test
    void pagesOfAllowedOriginsMayCallAndOthersMayNot() throws IOException {
        String asking = "OPTIONS /echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\norigin: %s\r\n"
                + "access-control-request-method: POST\r\naccess-control-request-headers: authorization,x-stainless-os\r\n\r\n";

        String allowed = send(asking.formatted("https://chat.example"));
        String foreign = send(asking.formatted("https://chat.example.evil"));
        String answer = send(get("/hello", "origin: https://chat.example"));

        assertThat(allowed).startsWith("HTTP/1.1 204");
        assertThat(header(allowed, "access-control-allow-origin")).isEqualTo("https://chat.example");
        assertThat(header(allowed, "access-control-allow-headers")).isEqualTo("authorization,x-stainless-os");
        assertThat(header(allowed, "access-control-allow-methods")).contains("POST");
        assertThat(header(allowed, "vary")).isEqualTo("origin");
        assertThat(head(foreign)).doesNotContain("access-control");
        assertThat(header(answer, "access-control-allow-origin")).isEqualTo("https://chat.example");
        assertThat(header(answer, "access-control-expose-headers")).contains("x-ratelimit-remaining-tokens");
    }

    @Test
    void aBodyOfTwoGibibytesIsRefusedUnread() throws IOException {
        String answer = send("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                + "content-length: 2147483648\r\nexpect: 100-continue\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413").contains("\"code\":\"request_too_large\"", "262,144");
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOn() throws IOException {
        try (Socket socket = raw().connect()) {
            RawRequests.write(
                    socket,
                    "POST /echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\nexpect: 100-continue\r\n"
                            .concat("content-type: application/json\r\ncontent-length: 7\r\n\r\n"));
            byte[] goOn = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            RawRequests.write(socket, "{\"a\":1}");

            assertThat(goOn).asString().isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(RawRequests.text(socket)).startsWith("HTTP/1.1 200").endsWith("{\"a\":1}");
        }
        assertThat(
                        send(
                                "POST /echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\nexpect: wonders\r\ncontent-length: 2\r\n\r\n{}"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void packedBodiesAreUnpackedWithinTheirBound() throws IOException {
        byte[] json = "{\"a\":1}".getBytes(StandardCharsets.US_ASCII);
        byte[] bomb = new byte[50 * Limits.ADMIN_BODY_BYTES_MAX];

        assertThat(text(post("/echo", "gzip", gzip(json))))
                .startsWith("HTTP/1.1 200")
                .endsWith("{\"a\":1}");
        assertThat(text(post("/echo", "deflate", deflate(json, false)))).endsWith("{\"a\":1}");
        assertThat(text(post("/echo", "deflate", deflate(json, true)))).endsWith("{\"a\":1}");
        assertThat(text(post("/echo", "gzip", gzip(bomb))))
                .startsWith("HTTP/1.1 413")
                .contains("unpacked");
        assertThat(text(post("/echo", "gzip", json))).startsWith("HTTP/1.1 400").contains("content-encoding");
        byte[] cut = Arrays.copyOf(gzip(json), 15);
        assertThat(text(post("/echo", "gzip", cut))).startsWith("HTTP/1.1 400");
        String unknown = text(post("/echo", "br", json));
        assertThat(unknown).startsWith("HTTP/1.1 415");
        assertThat(header(unknown, "accept-encoding")).isEqualTo("gzip, deflate");
        assertThat(text(post("/echo", "gzip, gzip", gzip(gzip(json))))).startsWith("HTTP/1.1 415");
    }

    @Test
    void longAnswersArePackedForThoseWhoAsk() throws IOException {
        byte[] packed = raw().bytes(get("/long", "accept-encoding: br;q=1.0, gzip;q=0.5"));
        int body = indexOfBody(packed);
        String unpacked = new String(
                new GZIPInputStream(new ByteArrayInputStream(packed, body, packed.length - body)).readAllBytes(),
                StandardCharsets.UTF_8);

        assertThat(header(new String(packed, StandardCharsets.ISO_8859_1), "content-encoding"))
                .isEqualTo("gzip");
        assertThat(unpacked).isEqualTo("{\"text\":\"" + LONG + "\"}");
        assertThat(packed.length).isLessThan(LONG.length() / 4);
        for (String other : List.of("accept-encoding: gzip;q=0", "accept-encoding: br", "x: y")) {
            assertThat(send(get("/long", other))).endsWith(LONG + "\"}").doesNotContain("content-encoding");
        }
        assertThat(send(get("/hello", "accept-encoding: gzip"))).endsWith("{\"hello\":\"world\"}");
    }

    @Test
    void aRepeatedCreationGetsTheSameAnswer() throws IOException {
        String first = make("k-1", "{\"name\":\"a\"}");
        String again = make("k-1", "{\"name\":\"a\"}");
        String other = make("k-1", "{\"name\":\"b\"}");
        String next = make("k-2", "{\"name\":\"a\"}");

        assertThat(first).startsWith("HTTP/1.1 201");
        assertThat(body(again)).isEqualTo(body(first));
        assertThat(header(again, "idempotent-replayed")).isEqualTo("true");
        assertThat(other).startsWith("HTTP/1.1 409").contains("another body");
        assertThat(body(next)).isNotEqualTo(body(first));
        assertThat(make("a b", "{}")).startsWith("HTTP/1.1 400").contains("\"param\":\"idempotency-key\"");
        assertThat(make("k-3", "{\"refuse\":1}")).startsWith("HTTP/1.1 409").contains("No.");
        assertThat(make("k-3", "{\"name\":\"a\"}")).startsWith("HTTP/1.1 201");
    }

    private String make(String key, String json) throws IOException {
        return send("POST /make HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n"
                + "idempotency-key: " + key + "\r\ncontent-length: " + json.length() + "\r\n\r\n" + json);
    }

    private static String get(String path, String... headers) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    private byte[] post(String path, String coding, byte[] body) throws IOException {
        try (Socket socket = raw().connect()) {
            RawRequests.write(
                    socket,
                    "POST " + path + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n"
                            + "content-encoding: " + coding + "\r\ncontent-length: " + body.length + "\r\n\r\n");
            socket.getOutputStream().write(body);
            return RawRequests.all(socket);
        }
    }

    private String send(String request) throws IOException {
        return raw().send(request);
    }

    private RawRequests raw() {
        return new RawRequests(running.server.plainPort());
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] plain, boolean raw) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, raw);
        try (OutputStream deflated = new DeflaterOutputStream(out, deflater)) {
            deflated.write(plain);
        }
        deflater.end();
        return out.toByteArray();
    }

    private static int indexOfBody(byte[] answer) {
        return new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
