package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.Money;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.platform.gateway.Corridor.Row;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What clients see, what is billed and what is published, for answers that go well and for every fault. */
class CorridorTest {
    private static final Patience PATIENCE = new Patience(
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(2));

    @TempDir
    static Path directory;

    private static Corridor corridor;

    private IssuedApiKey key;

    @BeforeAll
    static void open() {
        Map<String, URI> replicas = new LinkedHashMap<>();
        replicas.put("m", URI.create("scripted:///?tokens=5"));
        replicas.put("pair#1", URI.create("scripted:///?tokens=5&fault=refuse-connection"));
        replicas.put("pair#2", URI.create("scripted:///?tokens=5"));
        corridor = new Corridor(directory, PATIENCE, replicas).ready();
        corridor.warm("m");
    }

    @AfterAll
    static void close() {
        corridor.close();
    }

    @BeforeEach
    void start() {
        corridor.ready();
        key = corridor.key(KeyLimits.NONE);
    }

    @Test
    void aStreamHasItsUsageOnTheLastChunkWithChoices() throws Exception {
        HttpResponse<String> answer = send(body("m", "tokens=3", "\"stream\":true"));
        List<String> events = events(answer);

        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(answer.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        assertThat(answer.body())
                .startsWith("data: {")
                .endsWith("data: [DONE]\n\n")
                .doesNotContain("\r", "id: ");
        assertThat(events.removeLast()).isEqualTo("[DONE]");
        List<JsonNode> chunks = events.stream().map(CorridorTest::json).toList();
        assertThat(chunks).hasSize(4).allSatisfy(chunk -> {
            assertThat(chunk.path("choices")).isNotEmpty();
            assertThat(chunk.path("choices").path(0).has("delta")).isTrue();
        });
        assertThat(chunks.subList(0, 3)).noneMatch(chunk -> chunk.has("usage") || chunk.has("backend"));
        JsonNode last = chunks.getLast();
        assertThat(last.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(last.at("/usage/prompt_tokens").asInt()).isEqualTo(2);
        assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(3);
        assertThat(last.at("/usage/reasoning_tokens").asInt()).isZero();
        assertThat(last.at("/backend/machine_name").asString()).isEqualTo("test-machine");
        assertBilled("completed", 2, 3);
        assertThat(corridor.row(key).requestId())
                .isEqualTo(answer.headers().firstValue("x-request-id").orElseThrow());
    }

    @Test
    void aStreamWithIncludeUsageIsExactlyOpenAis() throws Exception {
        List<String> events =
                events(send(body("m", "tokens=3", "\"stream\":true,\"stream_options\":{\"include_usage\":true}")));

        assertThat(events.removeLast()).isEqualTo("[DONE]");
        List<JsonNode> chunks = events.stream().map(CorridorTest::json).toList();
        assertThat(chunks)
                .hasSize(5)
                .allSatisfy(chunk -> assertThat(chunk.has("usage")).isTrue());
        assertThat(chunks.subList(0, 4)).allSatisfy(chunk -> {
            assertThat(chunk.path("usage").isNull()).isTrue();
            assertThat(chunk.path("choices")).hasSize(1);
        });
        JsonNode last = chunks.getLast();
        assertThat(last.path("choices").isArray()).isTrue();
        assertThat(last.path("choices")).isEmpty();
        assertThat(last.path("id")).isEqualTo(chunks.getFirst().path("id"));
        assertThat(last.at("/usage/total_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void anAnswerInOnePieceIsPutTogether() throws Exception {
        HttpResponse<String> answer = send(body("m", "tokens=3", "\"n\":2"));
        JsonNode json = json(answer.body());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json.path("object").asString()).isEqualTo("chat.completion");
        assertThat(json.path("choices")).hasSize(2);
        assertThat(json.at("/choices/1/message/content").asString()).isEqualTo("One token after");
        assertThat(json.at("/choices/0/message").has("refusal")).isTrue();
        assertThat(json.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(json.at("/usage/completion_tokens").asInt()).isEqualTo(6);
        assertThat(json.at("/backend/engine_type").asString()).isEqualTo("scripted");
        assertBilled("completed", 2, 6);
    }

    @Test
    void theRowIsInTheLedgerWhenTheEndOfTheStreamArrives() {
        try (RawClient client = raw(body("m", "tokens=3", "\"stream\":true"))) {
            assertThat(client.events(5).getLast()).isEqualTo("[DONE]");

            assertThat(corridor.rows(key)).hasSize(1);
        }
    }

    @Test
    void anAnswerAtMaxTokensIsBilledAsSuch() throws Exception {
        List<String> events = events(send(body("m", "tokens=50", "\"stream\":true,\"max_tokens\":7")));

        assertThat(json(events.get(events.size() - 2))
                        .at("/choices/0/finish_reason")
                        .asString())
                .isEqualTo("length");
        assertBilled("length", 2, 7);
    }

    @Test
    void aLongAnswerGrowsSliceBySlice() throws Exception {
        List<String> events = events(send(body("m", "tokens=1500", "\"stream\":true,\"max_tokens\":2000")));

        assertThat(events).hasSize(1502);
        assertBilled("completed", 2, 1500);
    }

    @Test
    void aStreamEndsOnTheExactTokenAtWhichALimitIsMet() throws Exception {
        for (int limit : new int[] {1, 10, 256, 300}) {
            KeyLimits limits = new KeyLimits((long) limit, null, null);
            key = corridor.key(limits);

            List<String> events = events(send(body("m", "tokens=1000", "\"stream\":true")));
            HttpResponse<String> next = send(body("m", "tokens=1", "\"stream\":true"));

            JsonNode last = json(events.get(events.size() - 2));
            assertThat(last.at("/choices/0/finish_reason").asString()).isEqualTo("length");
            assertThat(last.at("/limit_reason").asString()).isEqualTo("output_tokens_per_hour");
            assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(limit);
            assertThat(events).hasSize(limit + 2);
            assertThat(next.statusCode()).isEqualTo(429);
            assertThat(next.headers().firstValue("retry-after")).isPresent();
            corridor.quiet();
            assertThat(corridor.status(key, limits)).allSatisfy(status -> {
                assertThat(status.posted()).isEqualTo(limit);
            });
            assertThat(corridor.outcomes(key)).containsExactly("limit");
        }
    }

    @Test
    void anAnswerInOnePieceEndsOnTheExactTokenToo() throws Exception {
        key = corridor.key(new KeyLimits(null, 300L, null));

        JsonNode json = json(send(body("m", "tokens=1000", "\"stream\":false")).body());

        assertThat(json.at("/usage/completion_tokens").asInt()).isEqualTo(300);
        assertThat(json.at("/limit_reason").asString()).isEqualTo("output_tokens_per_day");
    }

    @Test
    void aLimitOfMoneyEndsAStreamOnTheExactToken() throws Exception {
        String body = body("m", "tokens=1000", "\"stream\":true");
        long promptCeiling = Math.min(body.length() + 512, Corridor.CONTEXT_TOKENS);
        long enough = promptCeiling * Corridor.INPUT_PRICE.nanoEuros() + 20 * Corridor.OUTPUT_PRICE.nanoEuros() + 7_999;
        key = corridor.key(new KeyLimits(null, null, new Money(enough)));

        List<String> events = events(send(body));

        assertThat(json(events.get(events.size() - 2))
                        .at("/usage/completion_tokens")
                        .asInt())
                .isEqualTo(20);
        assertBilled("limit", 2, 20);
    }

    @Test
    void anEngineThatFailsBeforeItsFirstTokenCostsNothing() throws Exception {
        HttpResponse<String> streamed = send(body("m", "fault=fail-after:0", "\"stream\":true"));
        HttpResponse<String> whole = send(body("m", "fault=fail-after:3", "\"stream\":false"));

        assertThat(streamed.statusCode()).isEqualTo(502);
        assertThat(json(streamed.body()).at("/error/code").asString()).isEqualTo("engine_failed");
        assertThat(whole.statusCode()).isEqualTo(502);
        corridor.quiet();
        assertThat(corridor.rows(key)).isEmpty();
        assertThat(corridor.published(key)).isEmpty();
    }

    @Test
    void anEngineThatFailsInAStreamIsToldInTheStreamAndWhatItMadeIsBilled() throws Exception {
        List<String> events = events(send(body("m", "tokens=9&fault=fail-after:3", "\"stream\":true")));

        assertThat(events).hasSize(4);
        assertThat(json(events.getLast()).at("/error/code").asString()).isEqualTo("engine_failed");
        assertBilled("engine_failed", 0, 3);
    }

    @Test
    void aRunnerThatDiesInAStreamIsToldInTheStreamAndComesBack() throws Exception {
        List<String> events = events(send(body("m", "tokens=9&gap-ms=20&fault=crash-after:3", "\"stream\":true")));

        assertThat(json(events.getLast()).at("/error/code").asString()).isEqualTo("engine_failed");
        assertBilled("engine_failed", 0, events.size() - 1);
        corridor.ready();
        assertThat(send(body("m", "tokens=1", "\"stream\":true")).statusCode()).isEqualTo(200);
    }

    @Test
    void aRunnerThatIsKilledInAStreamIsToldInTheStream() {
        try (RawClient client = raw(body("m", "tokens=500&gap-ms=20", "\"stream\":true"))) {
            client.events(3);
            corridor.pids().forEach(pid -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());

            String last = client.events(1).getFirst();
            while (!last.contains("\"error\"")) {
                last = client.events(1).getFirst();
            }
            assertThat(json(last).at("/error/code").asString()).isEqualTo("engine_failed");
        }
        assertThat(corridor.row(key).outcome()).isEqualToIgnoringCase("engine_failed");
        assertThat(corridor.row(key).completion()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void anEngineThatRefusesTheConnectionIsReplacedByAnotherBeforeTheFirstByte() throws Exception {
        for (int i = 0; i < 6; i++) {
            HttpResponse<String> answer = send(body("pair", "tokens=2", "\"stream\":true,\"seed\":" + i));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(events(answer)).hasSize(4);
        }
        HttpResponse<String> nobody = send(body("pair", "fault=refuse-connection", "\"stream\":true"));
        assertThat(nobody.statusCode()).isEqualTo(503);
        corridor.quiet();
        assertThat(corridor.rows(key)).hasSize(6);
    }

    @Test
    void aSilentStreamIsKeptOpenByComments() throws Exception {
        HttpResponse<String> answer = send(body("m", "tokens=2&gap-ms=1500", "\"stream\":true"));

        assertThat(answer.body()).startsWith("data: {").contains("\n\n: ").endsWith("data: [DONE]\n\n");
    }

    @Test
    void aClientThatLeavesInAStreamPaysForWhatWasMadeUntilItLeft() {
        try (RawClient client = raw(body("m", "tokens=500&gap-ms=20", "\"stream\":true"))) {
            client.events(5);
        }

        Row row = corridor.row(key);
        assertThat(row.outcome()).isEqualToIgnoringCase("client_gone");
        assertThat(row.prompt()).isEqualTo(2);
        assertThat(row.completion()).isBetween(5L, 30L);
        assertEngineIdle();
    }

    @Test
    void aClientThatLeavesDuringSilencePaysForWhatWasMadeBefore() {
        try (RawClient client = raw(body("m", "tokens=9&fault=stall-after:3", "\"stream\":true"))) {
            client.events(3);
        }

        assertBilled("client_gone", 2, 3);
        assertEngineIdle();
    }

    @Test
    void aClientThatLeavesBeforeTheFirstTokenPaysNothing() {
        try (RawClient _ = raw(body("m", "tokens=9&first-ms=20000", "\"stream\":true"))) {
            Awaitility.await().until(() -> corridor.pool.sample().getFirst().running() == 1);
        }

        assertEngineIdle();
        corridor.quiet();
        assertThat(corridor.rows(key)).isEmpty();
    }

    @Test
    void aClientThatReadsNothingHoldsTheEngineBackAndIsGivenUp() {
        String words = "x".repeat(4_000);
        try (RawClient client = raw(body("m", "tokens=4000&words=" + words, "\"stream\":true,\"max_tokens\":4000"))) {
            client.events(1);

            Row row = corridor.row(key);

            assertThat(row.outcome()).isEqualToIgnoringCase("client_gone");
            assertThat(row.completion()).isLessThan(4_000);
        }
        assertEngineIdle();
    }

    @Test
    void aSlowReaderGetsEverything() throws Exception {
        String words = "y".repeat(4_000);
        try (RawClient client = raw(body("m", "tokens=1000&words=" + words, "\"stream\":true,\"max_tokens\":2000"))) {
            client.events(1);
            Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true); // the buffers fill meanwhile

            assertThat(client.events(1001).getLast()).isEqualTo("[DONE]");
        }
        assertBilled("completed", 2, 1000);
    }

    @Test
    void aClientThatLeavesAnAnswerInOnePieceIsNoticedInSilence() {
        try (RawClient _ = raw(body("m", "tokens=500&gap-ms=20", "\"stream\":false"))) {
            Awaitility.await().until(() -> corridor.pool.sample().getFirst().running() == 1);
        }

        assertEngineIdle();
        corridor.quiet();
    }

    @Test
    void manyStreamsTogetherNeverExceedTheirLimit() throws Exception {
        KeyLimits limits = new KeyLimits(1_000L, null, null);
        key = corridor.key(limits);
        List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            calls.add(() -> send(body("m", "tokens=50&gap-ms=1", "\"stream\":true")));
        }

        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<HttpResponse<String>> answer : threads.invokeAll(calls)) {
                statuses.add(answer.get().statusCode());
            }
        }

        corridor.quiet();
        long billed = corridor.rows(key).stream().mapToLong(Row::completion).sum();
        assertThat(statuses).contains(200).isSubsetOf(200, 429);
        assertThat(billed).isLessThanOrEqualTo(1_000);
        assertThat(corridor.status(key, limits)).singleElement().satisfies(status -> {
            assertThat(status.posted()).isEqualTo(billed);
            assertThat(status.pending()).isZero();
        });
    }

    @Test
    void sixtyFourStreamsRunTogether() throws Exception {
        List<Callable<List<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            calls.add(() -> events(send(body("m", "tokens=100&gap-ms=2", "\"stream\":true"))));
        }

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<String>> answer : threads.invokeAll(calls)) {
                assertThat(answer.get()).hasSize(102);
            }
        }

        assertThat(corridor.rows(key))
                .hasSize(64)
                .allSatisfy(row -> assertThat(row.completion()).isEqualTo(100));
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingIsHeld() throws Exception {
        assertThat(send("{\"model\":\"m\",\"messages\":[]}").statusCode()).isEqualTo(400);
        assertThat(send("{").statusCode()).isEqualTo(400);
        assertThat(send(body("unknown", "", "\"n\":1")).statusCode()).isEqualTo(404);
        assertThat(send(body("m", "nonsense=1", "\"n\":1")).statusCode()).isEqualTo(400);
        HttpRequest unknownKey = request(body("m", "tokens=1", "\"n\":1"))
                .setHeader("authorization", "Bearer sk-llmaas-unknown")
                .build();
        assertThat(client().send(unknownKey, BodyHandlers.ofString()).statusCode())
                .isEqualTo(401);
        HttpRequest get = HttpRequest.newBuilder(corridor.running.uri("/v1/chat/completions"))
                .build();
        HttpResponse<String> otherMethod = client().send(get, BodyHandlers.ofString());
        assertThat(otherMethod.statusCode()).isEqualTo(405);
        assertThat(otherMethod.headers().firstValue("allow")).contains("OPTIONS, POST");
        assertThat(corridor.rows(key)).isEmpty();
    }

    @Test
    void theModelsThatAKeyMayUseAreListed() throws Exception {
        HttpRequest.Builder list = HttpRequest.newBuilder(corridor.running.uri("/v1/models"))
                .header("authorization", "Bearer " + key.secret());
        HttpRequest.Builder one = HttpRequest.newBuilder(corridor.running.uri("/v1/models/pair"))
                .header("authorization", "Bearer " + key.secret());

        JsonNode models =
                json(client().send(list.build(), BodyHandlers.ofString()).body());
        JsonNode model =
                json(client().send(one.build(), BodyHandlers.ofString()).body());

        assertThat(models.at("/data/0/id").asString()).isEqualTo("m");
        assertThat(models.path("data")).hasSize(2);
        assertThat(model.path("id").asString()).isEqualTo("pair");
        assertThat(model.path("max_model_len").asInt()).isEqualTo(Corridor.CONTEXT_TOKENS);
    }

    private void assertBilled(String outcome, long prompt, long completion) {
        Row row = corridor.row(key);
        assertThat(row.outcome()).isEqualToIgnoringCase(outcome);
        assertThat(row.prompt()).isEqualTo(prompt);
        assertThat(row.completion()).isEqualTo(completion);
        assertThat(row.spend())
                .isEqualTo(prompt * Corridor.INPUT_PRICE.nanoEuros() + completion * Corridor.OUTPUT_PRICE.nanoEuros());
        Awaitility.await().until(() -> corridor.published(key).size() == 1);
        assertThat(corridor.published(key)).singleElement().satisfies(event -> {
            assertThat(event.outcome()).isEqualTo(Outcome.valueOf(outcome.toUpperCase(Locale.ROOT)));
            assertThat(event.usage().completionTokens()).isEqualTo(completion);
            assertThat(event.requestId()).isEqualTo(row.requestId());
        });
    }

    private void assertEngineIdle() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> corridor.pool.sample().stream()
                        .allMatch(replica -> replica.running() == 0 && replica.waiting() == 0));
    }

    private static String body(String model, String script, String fields) {
        return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}],%s%s}"
                .formatted(model, fields, script.isEmpty() ? "" : ",\"script\":\"%s\"".formatted(script));
    }

    private RawClient raw(String body) {
        return new RawClient(corridor.running.server.plainPort(), key.secret(), body);
    }

    private static HttpClient client() {
        return corridor.running.client(Version.HTTP_1_1);
    }

    private HttpRequest.Builder request(String body) {
        return HttpRequest.newBuilder(corridor.running.uri("/v1/chat/completions"))
                .timeout(Duration.ofSeconds(60))
                .header("authorization", "Bearer " + key.secret())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(String body) throws Exception {
        return client().send(request(body).build(), BodyHandlers.ofString());
    }

    private static List<String> events(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ArrayList<>(answer.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList());
    }

    private static JsonNode json(String text) {
        return WireJson.mapper().readTree(text);
    }
}
