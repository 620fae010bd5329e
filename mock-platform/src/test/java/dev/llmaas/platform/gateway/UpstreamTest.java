package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Engines that know OpenAI's protocol only. */
class UpstreamTest {
    private static final String CHUNK =
            "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"x\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"é \"},\"finish_reason\":%s}],\"usage\":null}";
    private static final String USAGE =
            "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"x\",\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10,\"completion_tokens_details\":{\"reasoning_tokens\":1}}}";
    private static final List<JsonNode> seen = new CopyOnWriteArrayList<>();

    @TempDir
    static Path directory;

    private static Vertx vertx;
    private static Corridor corridor;
    private static volatile String behaviour = "";
    private static volatile CountDownLatch cancelled = new CountDownLatch(1);

    private IssuedApiKey key;

    @BeforeAll
    static void open() throws Exception {
        vertx = Vertx.vertx();
        HttpServer upstream = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        URI uri = URI.create("openai+http://127.0.0.1:" + upstream.actualPort() + "/v1");
        corridor = new Corridor(directory, Patience.STANDARD, Map.of("m", uri)).ready();
    }

    @AfterAll
    static void close() throws Exception {
        corridor.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void start() {
        seen.clear();
        behaviour = "";
        cancelled = new CountDownLatch(1);
        key = corridor.key(KeyLimits.NONE);
    }

    private static void answer(HttpServerRequest request, Buffer body) {
        JsonNode json = WireJson.mapper().readTree(body.getBytes());
        seen.add(json);
        HttpServerResponse response = request.response();
        response.exceptionHandler(_ -> {});
        response.closeHandler(_ -> cancelled.countDown());
        if (behaviour.equals("500")) {
            response.setStatusCode(500).end("oops");
        } else if (!json.path("stream").asBoolean()) {
            response.putHeader("content-type", "application/json")
                    .end(
                            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"x\",\"choices\":[{\"index\":0,"
                                    + "\"message\":{\"role\":\"assistant\",\"content\":\"\\\"usage\\\":{\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"length\"}],"
                                    + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}");
        } else {
            stream(response.setChunked(true).putHeader("content-type", "text/event-stream"));
        }
    }

    private static void stream(HttpServerResponse response) {
        byte[] events = ("data: " + CHUNK.formatted("null") + "\n\ndata: " + CHUNK.formatted("null") + "\r\n\r\n")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (byte b : events) { // the worst that a network can do
            response.write(Buffer.buffer(new byte[] {b}));
        }
        switch (behaviour) {
            case "stay" -> {}
            case "die" -> response.reset();
            default ->
                response.end("data: " + CHUNK.formatted("\"stop\"") + "\n\ndata: " + USAGE + "\n\ndata: [DONE]\n\n");
        }
    }

    @Test
    void aStreamGetsItsUsageOnTheLastChunkThoughTheUpstreamSendsItApart() throws Exception {
        List<JsonNode> chunks = chunks(send("\"stream\":true"));

        assertThat(seen.getFirst().at("/stream_options/include_usage").asBoolean())
                .isTrue();
        assertThat(seen.getFirst().path("max_tokens").asInt()).isEqualTo(1024);
        assertThat(chunks)
                .hasSize(3)
                .allSatisfy(chunk -> assertThat(chunk.path("choices")).hasSize(1));
        assertThat(chunks.getFirst().at("/choices/0/delta/content").asString()).isEqualTo("é ");
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(chunks.getLast().at("/usage/total_tokens").asInt()).isEqualTo(10);
        assertThat(chunks.getLast().at("/usage/reasoning_tokens").asInt()).isEqualTo(1);
        assertThat(chunks.getLast().at("/backend/machine_name").asString()).isEqualTo("127.0.0.1");
        assertThat(corridor.row(key).completion()).isEqualTo(3);
        assertThat(corridor.row(key).prompt()).isEqualTo(7);
    }

    @Test
    void aStreamWithUsageApartPassesThrough() throws Exception {
        String sent = "\"stream\":true,\"max_tokens\":64,\"stream_options\":{\"include_usage\":true}";

        List<JsonNode> chunks = chunks(send(sent));

        assertThat(seen.getFirst()).isEqualTo(WireJson.mapper().readTree(body(sent)));
        assertThat(chunks).hasSize(4);
        assertThat(chunks.subList(0, 3))
                .allSatisfy(chunk -> assertThat(chunk.path("usage").isNull()).isTrue());
        assertThat(chunks.getLast().path("choices")).isEmpty();
        assertThat(chunks.getLast().at("/usage/completion_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void anAnswerInOnePieceKeepsItsContentAndGetsABackend() throws Exception {
        HttpResponse<String> answer = send("\"n\":1");
        JsonNode json = WireJson.mapper().readTree(answer.body());

        assertThat(json.at("/choices/0/message/content").asString()).isEqualTo("\"usage\":{");
        assertThat(json.at("/usage/reasoning_tokens").asInt()).isZero();
        assertThat(json.path("backend").isObject()).isTrue();
        assertThat(corridor.outcomes(key)).containsExactly("length");
    }

    @Test
    void whereALimitIsNearTheUpstreamIsBoundedByIt() throws Exception {
        key = corridor.key(new KeyLimits(5L, null, null));

        HttpResponse<String> answer = send("\"max_tokens\":50");

        assertThat(seen.getFirst().path("max_tokens").asInt()).isEqualTo(5);
        assertThat(answer.body()).contains("\"limit_reason\":\"output_tokens_per_hour\"");
        assertThat(corridor.outcomes(key)).containsExactly("limit");
    }

    @Test
    void aClientThatLeavesEndsTheCallOfTheUpstream() throws Exception {
        behaviour = "stay";
        try (RawClient client = new CorridorCalls(corridor, key).raw(body("\"stream\":true"))) {
            client.events(2);
        }

        assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(corridor.row(key).completion()).isEqualTo(2);
        assertThat(corridor.outcomes(key)).containsExactly("client_gone");
    }

    @Test
    void anUpstreamThatBreaksIsToldWithAStatusOrInTheStream() throws Exception {
        behaviour = "500";
        assertThat(send("\"stream\":true").statusCode()).isEqualTo(502);
        corridor.quiet();
        assertThat(corridor.rows(key)).isEmpty();

        behaviour = "die";
        List<JsonNode> chunks = chunks(send("\"stream\":true"));
        assertThat(chunks.getLast().at("/error/code").asString()).isEqualTo("engine_failed");
        assertThat(corridor.outcomes(key)).containsExactly("engine_failed");
    }

    private static String body(String fields) {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}],%s}".formatted(fields);
    }

    private HttpResponse<String> send(String fields) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(corridor.running.uri("/v1/chat/completions"))
                .header("authorization", "Bearer " + key.secret())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body(fields)))
                .build();
        return corridor.send(request);
    }

    private static List<JsonNode> chunks(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<JsonNode> chunks = new ArrayList<>();
        answer.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .forEach(line -> chunks.add(WireJson.mapper().readTree(line.substring("data: ".length()))));
        return chunks;
    }
}
