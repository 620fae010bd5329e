package dev.llmaas.platform.http;

import static dev.llmaas.platform.http.RawRequests.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of other versions of HTTP than 1.1 and 2. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherVersionsTest {
    private RunningServer running;

    @BeforeAll
    void start(@TempDir Path directory) {
        running = new RunningServer(Vertx.vertx(), directory, OtherVersionsTest::routes, _ -> {});
    }

    @AfterAll
    void stop() {
        running.close();
    }

    private static void routes(Router router) {
        router.get("/hello").handler(AdminRoute.json(200, _ -> Map.of("hello", "world")));
        router.post("/echo").handler(AdminRoute.json(200, exchange -> exchange.body(Map.class)));
        router.get("/pieces").handler(context -> {
            context.response().setChunked(true).write("one");
            context.response().write("two");
            context.response().end("three");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/9.9", "HTTP/1.2", "HTTP/3.0", "HTTP/0.9"})
    void otherVersionsAreRefusedInWords(String version) throws IOException {
        String answer = send("GET /hello " + version + "\r\nhost: x\r\n\r\n");

        assertThat(answer).containsPattern("^HTTP/[0-9]\\.[0-9] 400 ").contains("HTTP/1.0, 1.1 or 2");
    }

    @Test
    void clientsOfTheFirstVersionAreServed() throws IOException {
        String plain = send("GET /hello HTTP/1.0\r\n\r\n");
        String kept = send("GET /hello HTTP/1.0\r\nconnection: keep-alive\r\n\r\nGET /nothing HTTP/1.0\r\n\r\n");
        String posted =
                send("POST /echo HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: 7\r\n\r\n{\"a\":1}");
        String stream = send("GET /pieces HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");

        assertThat(plain).startsWith("HTTP/1.0 200").endsWith("{\"hello\":\"world\"}");
        assertThat(kept).startsWith("HTTP/1.0 200").contains("{\"hello\":\"world\"}HTTP/1.0 404");
        assertThat(posted).startsWith("HTTP/1.0 200").endsWith("{\"a\":1}");
        assertThat(stream).startsWith("HTTP/1.0 200").endsWith("\r\n\r\nonetwothree");
        assertThat(header(stream, "connection")).isEqualTo("close");
        assertThat(header(stream, "transfer-encoding")).isEmpty();
    }

    private String send(String request) throws IOException {
        return new RawRequests(running.server.plainPort()).send(request);
    }
}
