package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.platform.gateway.WholeCall.Ceiling;
import dev.llmaas.platform.gateway.WholeCall.Reading;
import dev.llmaas.platform.gateway.WholeCall.Way;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Calls that are answered in one piece, with an engine that says on which path it was asked. */
class WholeCallTest {
    private static final String JSON_ANSWER = "{\"asked\":\"%s\",\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}";

    @TempDir
    static Path directory;

    private static Vertx vertx;
    private static Corridor corridor;

    private IssuedApiKey key;

    @BeforeAll
    static void open() throws Exception {
        vertx = Vertx.vertx();
        HttpServer upstream = vertx.createHttpServer()
                .requestHandler(WholeCallTest::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        URI uri = URI.create("openai+http://127.0.0.1:" + upstream.actualPort() + "/v1");
        corridor = new Corridor(
                        directory,
                        Patience.STANDARD,
                        Map.of("m", uri),
                        Map.of(
                                "/test/usage", reader("/v1/usage", "chat"),
                                "/test/broken", reader("/v1/broken", "chat"),
                                "/test/text", reader("/v1/text", "chat"),
                                "/test/unable", reader("/v1/usage", "levitation")))
                .ready();
    }

    private static CallReader reader(String enginePath, String capability) {
        return (body, _) -> new WholeCall(
                new Way("/test", enginePath, "m", List.of(capability)),
                body,
                WholeCall.JSON,
                Ceiling.ofPrompt(body),
                answer -> answer.contentType().startsWith("text/plain")
                        ? new Reading(answer.body(), answer.contentType(), Usage.of(3, 0, 0, 0), 0, 0)
                        : Reading.ofUsage(answer.body()));
    }

    private static void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/v1/usage" ->
                request.response()
                        .putHeader("content-type", "application/json")
                        .end(JSON_ANSWER.formatted(request.path()));
            case "/v1/text" ->
                request.response().putHeader("content-type", "text/plain").end("plain");
            default -> request.response().end("{}");
        }
    }

    @AfterAll
    static void close() throws Exception {
        corridor.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void start() {
        key = corridor.key(KeyLimits.NONE);
    }

    @Test
    void theAnswerOfTheEnginesOwnPathIsBilledAndSaysWhoComputedIt() throws Exception {
        HttpResponse<String> answer = post("/test/usage");
        JsonNode json = WireJson.mapper().readTree(answer.body());

        assertThat(json.path("asked").asString()).isEqualTo("/v1/usage");
        assertThat(json.at("/backend/machine_name").asString()).isEqualTo("127.0.0.1");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        new CorridorCalls(corridor, key).assertBilled("completed", 7, 0);
    }

    @Test
    void anAnswerThatIsNoJsonKeepsItsTypeAndItsBytes() throws Exception {
        HttpResponse<String> answer = post("/test/text");

        assertThat(answer.body()).isEqualTo("plain");
        assertThat(answer.headers().firstValue("content-type")).contains("text/plain");
        new CorridorCalls(corridor, key).assertBilled("completed", 3, 0);
    }

    @Test
    void anAnswerThatTellsNothingOfItsUsageIsTheEnginesFaultAndCostsNothing() throws Exception {
        HttpResponse<String> answer = post("/test/broken");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("engine_failed");
        corridor.quiet();
        assertThat(corridor.rows(key)).isEmpty();
    }

    @Test
    void aModelThatCannotDoItIsNamed() throws Exception {
        HttpResponse<String> answer = post("/test/unable");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("levitation", "m can do chat", "\"param\":\"model\"");
    }

    private HttpResponse<String> post(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(corridor.running.uri(path))
                .header("authorization", "Bearer " + key.secret())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray("{}".getBytes(StandardCharsets.UTF_8)))
                .build();
        return corridor.send(request);
    }
}
