package dev.llmaas.platform.gateway;

import static dev.llmaas.platform.gateway.CorridorCalls.body;
import static dev.llmaas.platform.gateway.CorridorCalls.events;
import static dev.llmaas.platform.gateway.CorridorCalls.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.platform.gateway.Corridor.Row;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What clients see, what is billed and what is published, for answers that go well. */
class CorridorTest extends CorridorScene {
    @Test
    void aStreamHasItsUsageOnTheLastChunkWithChoices() throws Exception {
        HttpResponse<String> answer = calls.send(body("m", "tokens=3", "\"stream\":true"));
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
        List<JsonNode> chunks = events.stream().map(CorridorCalls::json).toList();
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
        calls.assertBilled("completed", 2, 3);
        assertThat(corridor.row(key).requestId())
                .isEqualTo(answer.headers().firstValue("x-request-id").orElseThrow());
    }

    @Test
    void aStreamWithIncludeUsageIsExactlyOpenAis() throws Exception {
        List<String> events = events(
                calls.send(body("m", "tokens=3", "\"stream\":true,\"stream_options\":{\"include_usage\":true}")));

        assertThat(events.removeLast()).isEqualTo("[DONE]");
        List<JsonNode> chunks = events.stream().map(CorridorCalls::json).toList();
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
        HttpResponse<String> answer = calls.send(body("m", "tokens=3", "\"n\":2"));
        JsonNode json = json(answer.body());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json.path("object").asString()).isEqualTo("chat.completion");
        assertThat(json.path("choices")).hasSize(2);
        assertThat(json.at("/choices/1/message/content").asString()).isEqualTo("One token after");
        assertThat(json.at("/choices/0/message").has("refusal")).isTrue();
        assertThat(json.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(json.at("/usage/completion_tokens").asInt()).isEqualTo(6);
        assertThat(json.at("/backend/engine_type").asString()).isEqualTo("scripted");
        calls.assertBilled("completed", 2, 6);
    }

    @Test
    void theRowIsInTheLedgerWhenTheEndOfTheStreamArrives() {
        try (RawClient client = calls.raw(body("m", "tokens=3", "\"stream\":true"))) {
            assertThat(client.events(5).getLast()).isEqualTo("[DONE]");

            assertThat(corridor.rows(key)).hasSize(1);
        }
    }

    @Test
    void anAnswerAtMaxTokensIsBilledAsSuch() throws Exception {
        List<String> events = events(calls.send(body("m", "tokens=50", "\"stream\":true,\"max_tokens\":7")));

        assertThat(json(events.get(events.size() - 2))
                        .at("/choices/0/finish_reason")
                        .asString())
                .isEqualTo("length");
        calls.assertBilled("length", 2, 7);
    }

    @Test
    void aLongAnswerGrowsSliceBySlice() throws Exception {
        List<String> events = events(calls.send(body("m", "tokens=1500", "\"stream\":true,\"max_tokens\":2000")));

        assertThat(events).hasSize(1502);
        calls.assertBilled("completed", 2, 1500);
    }

    @Test
    void aStreamEndsOnTheExactTokenAtWhichALimitIsMet() throws Exception {
        for (int limit : new int[] {1, 10, 256, 300}) {
            KeyLimits limits = new KeyLimits((long) limit, null, null);
            use(limits);

            List<String> events = events(calls.send(body("m", "tokens=1000", "\"stream\":true")));
            HttpResponse<String> next = calls.send(body("m", "tokens=1", "\"stream\":true"));

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
        use(new KeyLimits(null, 300L, null));

        JsonNode json =
                json(calls.send(body("m", "tokens=1000", "\"stream\":false")).body());

        assertThat(json.at("/usage/completion_tokens").asInt()).isEqualTo(300);
        assertThat(json.at("/limit_reason").asString()).isEqualTo("output_tokens_per_day");
    }

    @Test
    void aLimitOfMoneyEndsAStreamOnTheExactToken() throws Exception {
        String body = body("m", "tokens=1000", "\"stream\":true");
        long promptCeiling = Math.min(body.length() + 512, Corridor.CONTEXT_TOKENS);
        long enough = promptCeiling * Corridor.INPUT_PRICE.nanoEuros() + 20 * Corridor.OUTPUT_PRICE.nanoEuros() + 7_999;
        use(new KeyLimits(null, null, new Money(enough)));

        List<String> events = events(calls.send(body));

        assertThat(json(events.get(events.size() - 2))
                        .at("/usage/completion_tokens")
                        .asInt())
                .isEqualTo(20);
        calls.assertBilled("limit", 2, 20);
    }

    @Test
    void manyStreamsTogetherNeverExceedTheirLimit() throws Exception {
        KeyLimits limits = new KeyLimits(1_000L, null, null);
        use(limits);
        List<Callable<HttpResponse<String>>> streams = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            streams.add(() -> calls.send(body("m", "tokens=50&gap-ms=1", "\"stream\":true")));
        }

        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<HttpResponse<String>> answer : threads.invokeAll(streams)) {
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
        List<Callable<List<String>>> streams = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            streams.add(() -> events(calls.send(body("m", "tokens=100&gap-ms=2", "\"stream\":true"))));
        }

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<String>> answer : threads.invokeAll(streams)) {
                assertThat(answer.get()).hasSize(102);
            }
        }

        assertThat(corridor.rows(key))
                .hasSize(64)
                .allSatisfy(row -> assertThat(row.completion()).isEqualTo(100));
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingIsHeld() throws Exception {
        assertThat(calls.send("{\"model\":\"m\",\"messages\":[]}").statusCode()).isEqualTo(400);
        assertThat(calls.send("{").statusCode()).isEqualTo(400);
        assertThat(calls.send(body("unknown", "", "\"n\":1")).statusCode()).isEqualTo(404);
        assertThat(calls.send(body("m", "nonsense=1", "\"n\":1")).statusCode()).isEqualTo(400);
        HttpRequest unknownKey = calls.request(body("m", "tokens=1", "\"n\":1"))
                .setHeader("authorization", "Bearer sk-llmaas-unknown")
                .build();
        assertThat(corridor.send(unknownKey).statusCode()).isEqualTo(401);
        HttpRequest get = HttpRequest.newBuilder(corridor.running.uri("/v1/chat/completions"))
                .build();
        HttpResponse<String> otherMethod = corridor.send(get);
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

        JsonNode models = json(corridor.send(list.build()).body());
        JsonNode model = json(corridor.send(one.build()).body());

        assertThat(models.at("/data/0/id").asString()).isEqualTo("m");
        assertThat(models.path("data")).hasSize(2);
        assertThat(model.path("id").asString()).isEqualTo("pair");
        assertThat(model.path("max_model_len").asInt()).isEqualTo(Corridor.CONTEXT_TOKENS);
    }
}
