package dev.llmaas.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.ErrorBody;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.inference.EngineException;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @TempDir
    Path directory;

    private RunningServer running;

    @BeforeEach
    void start() {
        running = new RunningServer(directory, this::routes);
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        running.close();
    }

    private void routes(Router router) {
        router.get("/things/:id").handler(AdminRoute.json(200, exchange -> Map.of("id", exchange.path("id"))));
        router.delete("/things/:id").handler(AdminRoute.json(204, _ -> null));
        router.post("/keys").handler(AdminRoute.json(201, exchange -> exchange.body(NewApiKey.class)));
        router.get("/limit").handler(AdminRoute.json(200, exchange -> exchange.queryLong("limit", 50, 1, 100)));
        router.get("/refused").handler(AdminRoute.json(200, _ -> {
            throw new PlatformException(ErrorCode.RATE_LIMIT_EXCEEDED, "Slower.", "messages", Duration.ofMillis(1_200));
        }));
        router.get("/engine").handler(AdminRoute.json(200, _ -> {
            throw new EngineException.Rejected(ErrorCode.CONTEXT_LENGTH_EXCEEDED, "Too long.", "messages");
        }));
        router.get("/bug").handler(AdminRoute.json(200, _ -> {
            throw new IllegalStateException("the marked secret 7531");
        }));
        router.get("/loop-bug").handler(_ -> {
            throw new IllegalStateException("the marked secret 7531");
        });
        router.get("/slow").handler(AdminRoute.json(200, _ -> {
            entered.countDown();
            await(goOn);
            return Map.of("done", true);
        }));
    }

    @Test
    void aRouteAnswersOverBothVersionsOfHttpWithAnIdOfItsOwn() throws Exception {
        for (Version version : Version.values()) {
            if (version == Version.HTTP_1_1 || version == Version.HTTP_2) {
                HttpResponse<String> first = get(version, "/things/7");
                HttpResponse<String> second = get(version, "/things/7");

                assertThat(first.version()).isEqualTo(version);
                assertThat(first.statusCode()).isEqualTo(200);
                assertThat(first.body()).isEqualTo("{\"id\":\"7\"}");
                assertThat(header(first, "x-request-id"))
                        .startsWith("req_")
                        .isNotEqualTo(header(second, "x-request-id"));
                assertThat(header(first, "x-content-type-options")).isEqualTo("nosniff");
                assertThat(header(first, "strict-transport-security")).contains("max-age");
                assertThat(header(first, "content-type")).isEqualTo("application/json");
            }
        }
    }

    @Test
    void aSaneIdOfTheClientIsEchoedAndAnOddOneIsNot() throws Exception {
        HttpResponse<String> sane = send(request("/things/7").header("x-client-request-id", "job-7.a"));
        HttpResponse<String> odd = send(request("/things/7").header("x-client-request-id", "a b<c>"));

        assertThat(header(sane, "x-client-request-id")).isEqualTo("job-7.a");
        assertThat(odd.headers().firstValue("x-client-request-id")).isEmpty();
    }

    @Test
    void thePlainListenerAnswersOnLoopback() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(running.plainUri("/things/7")).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("strict-transport-security")).isEmpty();
    }

    @Test
    void whatIsNotThereIsSaidInTheShapeOfOpenAi() throws Exception {
        HttpResponse<String> nothing = get(Version.HTTP_2, "/nowhere");
        HttpResponse<String> otherMethod = send(request("/things/7").POST(BodyPublishers.noBody()));

        assertThat(nothing.statusCode()).isEqualTo(404);
        assertThat(error(nothing).code()).isEqualTo("not_found");
        assertThat(nothing.body()).contains("\"param\":null");
        assertThat(otherMethod.statusCode()).isEqualTo(405);
        assertThat(header(otherMethod, "allow")).isEqualTo("DELETE, GET, HEAD, OPTIONS");
    }

    @Test
    void headAndOptionsWorkWhereGetDoes() throws Exception {
        HttpResponse<String> head = send(request("/things/7").method("HEAD", BodyPublishers.noBody()));
        HttpResponse<String> options = send(request("/things/7").method("OPTIONS", BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(header(options, "allow")).contains("GET");
    }

    @Test
    void aRefusalKeepsItsStatusFieldAndWaitingTime() throws Exception {
        HttpResponse<String> refused = get(Version.HTTP_2, "/refused");
        HttpResponse<String> engine = get(Version.HTTP_2, "/engine");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(header(refused, "retry-after")).isEqualTo("2");
        assertThat(error(refused).param()).isEqualTo("messages");
        assertThat(engine.statusCode()).isEqualTo(400);
        assertThat(error(engine).code()).isEqualTo("context_length_exceeded");
    }

    @Test
    void aFaultOfOursIsNeverShown() throws Exception {
        for (String path : List.of("/bug", "/loop-bug")) {
            HttpResponse<String> answer = get(Version.HTTP_1_1, path);

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).doesNotContain("7531").contains(header(answer, "x-request-id"));
        }
    }

    @Test
    void aBodyThatCannotBeReadIsRefusedWithTheFieldAtFault() throws Exception {
        assertThat(error(post("/keys", "{\"name\":")).code()).isEqualTo("malformed_json");
        assertThat(error(post("/keys", "{\"name\":\"a\",\"name\":\"b\"}")).code())
                .isEqualTo("malformed_json");
        assertThat(error(post("/keys", "{\"name\":\"a\"} x")).code()).isEqualTo("malformed_json");
        assertThat(error(post("/keys", "{\"other\":" + "[".repeat(100))).code()).isEqualTo("malformed_json");
        assertThat(error(post("/keys", "null")).code()).isEqualTo("invalid_request");
        assertThat(error(post("/keys", "{\"name\":\"a\",\"limits\":{\"output_tokens_per_hour\":\"secret\"}}")))
                .satisfies(error -> {
                    assertThat(error.code()).isEqualTo("invalid_request");
                    assertThat(error.param()).isEqualTo("limits.output_tokens_per_hour");
                    assertThat(error.message()).doesNotContain("secret");
                });
        assertThat(send(request("/keys").header("content-type", "text/plain").POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(error(get(Version.HTTP_2, "/limit?limit=1000")).param()).isEqualTo("limit");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWhetherItsLengthIsAnnouncedOrNot() throws Exception {
        byte[] large = new byte[Limits.ADMIN_BODY_BYTES_MAX + 1];

        HttpResponse<String> announced = send(request("/keys").POST(BodyPublishers.ofByteArray(large)));
        HttpResponse<String> chunked = send(request("/keys").POST(BodyPublishers.ofInputStream(() -> stream(large))));

        assertThat(announced.statusCode()).isEqualTo(413);
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(error(chunked).message()).contains("262,144");
    }

    @Test
    void anAnnouncedLengthIsRefusedBeforeTheBodyIsSent() throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", running.server.plainPort()));
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("POST /keys HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99999999\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 413").contains("connection: close");
        }
    }

    @Test
    void whatIsNoRequestIsRefusedInTheShapeOfOpenAiAndEndsItsConnection() throws Exception {
        for (String odd : List.of(
                "\u0000\u0001 hello\r\n\r\n",
                "POST /keys HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
                "POST /keys HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
                "POST /keys HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /keys HTTP/1.1\r\nhost: x\r\ntransfer-encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "POST /keys HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                "POST /keys HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n-5\r\n{}\r\n0\r\n\r\n")) {
            String answer = sendRaw(odd);

            assertThat(answer).as(odd).containsPattern("^HTTP/1.. 400 ").containsOnlyOnce("x-request-id: req_");
            assertThat(answer).as(odd).contains("\"code\":\"invalid_request\"");
        }
    }

    @Test
    void aHeadThatIsTooLongIsRefusedWithItsBound() throws Exception {
        String longHeader = sendRaw("GET /things/7 HTTP/1.1\r\nhost: x\r\nx: " + "a".repeat(70_000) + "\r\n\r\n");
        String longLine = sendRaw("GET /" + "a".repeat(70_000) + " HTTP/1.1\r\nhost: x\r\n\r\n");

        assertThat(longHeader).contains(" 413 ").contains("32,768").contains("\"code\":\"request_too_large\"");
        assertThat(longLine).contains(" 413 ").contains("4,096");
    }

    @Test
    void headHasTheSameHeadAsGet() throws Exception {
        for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
            HttpRequest.Builder asking = request("/things/7").method("HEAD", BodyPublishers.noBody());
            HttpResponse<String> head = running.client(version).send(asking.build(), BodyHandlers.ofString());

            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(header(head, "x-request-id")).startsWith("req_");
            assertThat(header(head, "cache-control")).isEqualTo("no-store");
            assertThat(header(head, "strict-transport-security")).contains("max-age");
        }
    }

    @Test
    void aValueOfAnotherTypeIsNotTakenForTheOneThatIsMeant() throws Exception {
        for (String limit : List.of("1.5", "\"5\"", "true", "9".repeat(30))) {
            ErrorBody.Detail error = error(
                    post("/keys", "{\"name\":\"a\",\"limits\":{\"output_tokens_per_hour\":%s}}".formatted(limit)));

            assertThat(error.code()).as(limit).isEqualTo("invalid_request");
            assertThat(error.param()).as(limit).isEqualTo("limits.output_tokens_per_hour");
        }
        assertThat(error(post("/keys", "{\"name\":1}")).param()).isEqualTo("name");
        assertThat(error(post("/keys", "{\"other\":" + "[".repeat(100))).message())
                .contains("64 levels");
    }

    @Test
    void bodiesInOtherEncodingsThanUtf8AreRefused() throws Exception {
        byte[] body = "{\"name\":\"a\"}".getBytes(StandardCharsets.UTF_16);

        HttpResponse<String> answer = send(request("/keys").POST(BodyPublishers.ofByteArray(body)));

        assertThat(error(answer).code()).isEqualTo("malformed_json");
    }

    @Test
    void aRunningAnswerFinishesWhileTheServerStops() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                running.client(Version.HTTP_1_1).sendAsync(request("/slow").build(), BodyHandlers.ofString());
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> closing = CompletableFuture.runAsync(running.server::close);
        assertThat(closing).isNotDone();
        goOn.countDown();

        assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("{\"done\":true}");
        closing.get(20, TimeUnit.SECONDS);
    }

    /** What comes back on a plain connection until the server ends it. */
    private String sendRaw(String request) throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", running.server.plainPort()));
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder answer = new StringBuilder();
            try {
                for (int c = socket.getInputStream().read();
                        c >= 0;
                        c = socket.getInputStream().read()) {
                    answer.append((char) c);
                }
            } catch (SocketException resetAfterAnswer) {
                assertThat(answer).isNotEmpty();
            }
            return answer.toString();
        }
    }

    private static InputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(running.uri(path)).timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> get(Version version, String path) throws Exception {
        return running.client(version).send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String json) throws Exception {
        return send(request(path).header("content-type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return running.client(Version.HTTP_1_1).send(request.build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static ErrorBody.Detail error(HttpResponse<String> answer) {
        return WireJson.mapper().readValue(answer.body(), ErrorBody.class).error();
    }
}
