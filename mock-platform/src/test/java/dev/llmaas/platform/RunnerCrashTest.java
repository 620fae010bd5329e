package dev.llmaas.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.LimitStatus;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.admin.Role;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.EventStream;
import dev.llmaas.platform.catalog.ModelConfig;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import tools.jackson.databind.JsonNode;

/**
 * The native code of a runner dies while it answers five streams and a call that does not stream, and another runner is in
 * the middle of an answer of its own. The scene is played once, with the shipped model; the tests look at what came of it.
 */
@Timeout(180)
class RunnerCrashTest {
    private static final Path MODEL =
            Path.of("../assets/models/guide-chat.gguf").toAbsolutePath().normalize();
    private static final Duration SOON = Duration.ofSeconds(90);
    /** So many that no answer ends while the scene is set. */
    private static final int TOKENS = 1_000;

    private static final int EVENTS_BEFORE = 8;
    private static final KeyLimits LIMITS = new KeyLimits(1_000_000L, 10_000_000L, null);

    @TempDir
    static Path directory;

    private static final Map<Call, IssuedApiKey> keys = new EnumMap<>(Call.class);
    private static final Map<Call, List<String>> lines = new EnumMap<>(Call.class);
    private static final List<RequestSettled> settled = new ArrayList<>();
    private static RunningPlatform running;
    private static AdminClient admin;
    private static HttpResponse<String> whole;
    private static HttpResponse<String> next;
    private static Replica struckBefore;
    private static Replica besideBefore;

    /** The calls that run when it happens, each with a key of its own. */
    private enum Call {
        CHAT("/v1/chat/completions", "\"max_tokens\":%d,\"logprobs\":true,\"stream\":true," + Call.TURNS),
        CHAT_1_1("/v1/chat/completions", "\"max_tokens\":%d,\"logprobs\":true,\"stream\":true," + Call.TURNS),
        TEXT("/v1/completions", "\"max_tokens\":%d,\"stream\":true,\"prompt\":\"What is an API key?\""),
        RESPONSES("/v1/responses", "\"max_output_tokens\":%d,\"stream\":true,\"input\":\"What is an API key?\""),
        MESSAGES("/v1/messages", "\"max_tokens\":%d,\"stream\":true," + Call.TURNS),
        WHOLE("/v1/chat/completions", "\"max_tokens\":%d," + Call.TURNS),
        BESIDE("/v1/chat/completions", "\"max_tokens\":%d,\"stream\":true," + Call.TURNS);

        private static final String TURNS = "\"messages\":[{\"role\":\"user\",\"content\":\"What is an API key?\"}]";

        private final String path;
        private final String fields;

        Call(String path, String fields) {
            this.path = path;
            this.fields = fields;
        }

        String model() {
            return this == BESIDE ? "beside" : "struck";
        }

        Version version() {
            return this == CHAT_1_1 ? Version.HTTP_1_1 : Version.HTTP_2;
        }

        String body() {
            return "{\"model\":\"%s\",\"ignore_eos\":true,%s}".formatted(model(), fields.formatted(TOKENS));
        }
    }

    @BeforeAll
    static void play() throws Exception {
        running = RunningPlatform.start(
                directory,
                config -> config.withModels(List.of(
                        ModelConfig.ofFile("struck", MODEL).withSlots(6, 1),
                        ModelConfig.ofFile("beside", MODEL).withSlots(1, 1))));
        admin = running.admin(running.token("owner", Role.OWNER));
        await().atMost(SOON)
                .until(() -> running.platform.replicas().stream()
                        .allMatch(replica -> replica.state() == ReplicaState.READY));
        struckBefore = replica("struck");
        besideBefore = replica("beside");
        for (Call call : Call.values()) {
            keys.put(call, admin.createKey(new NewApiKey(null, call.name(), null, null, LIMITS)));
        }
        try (EventStream events = admin.events(null)) {
            events.next(); // connects
            crash();
            while (settled.size() < Call.values().length) {
                EventStream.Entry entry = events.next();
                assertThat(entry).isNotNull();
                if (entry.event() instanceof RequestSettled call
                        && !call.keyName().equals("next")) {
                    settled.add(call);
                }
            }
        }
    }

    private static void crash() throws Exception {
        CompletableFuture<HttpResponse<String>> unbegun = CompletableFuture.supplyAsync(
                () -> running.send("POST", Call.WHOLE.path, keys.get(Call.WHOLE).secret(), Call.WHOLE.body()));
        await().atMost(SOON).until(() -> admin.overview().activeRequests() == 1);
        Map<Call, Iterator<String>> open = new EnumMap<>(Call.class);
        for (Call call : Call.values()) {
            if (call != Call.WHOLE) {
                open.put(call, begin(call));
            }
        }
        assertThat(admin.overview().activeRequests()).isEqualTo(Call.values().length);

        Process kill = new ProcessBuilder("kill", "-SEGV", Long.toString(struckBefore.pid())).start();
        assertThat(kill.waitFor()).isZero();

        open.forEach((call, stream) -> stream.forEachRemaining(lines.get(call)::add));
        IssuedApiKey key = admin.createKey(new NewApiKey(null, "next", null, null, null));
        next = running.send(
                "POST",
                Call.WHOLE.path,
                key.secret(),
                "{\"model\":\"struck\",\"temperature\":0,\"max_tokens\":20,%s}".formatted(Call.TURNS));
        whole = unbegun.join();
    }

    /** Sends a call and reads until its answer is on its way. */
    private static Iterator<String> begin(Call call) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> answer =
                running.stream(call.version(), call.path, keys.get(call).secret(), call.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(call.version());
        Iterator<String> rest = answer.body().iterator();
        List<String> read = new ArrayList<>();
        lines.put(call, read);
        while (events(call).size() < EVENTS_BEFORE) {
            read.add(rest.next());
        }
        return rest;
    }

    @AfterAll
    static void close() {
        admin.close();
        running.close();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"WHOLE", "BESIDE"},
            mode = Mode.EXCLUDE)
    void aStreamEndsProperlyWithOneErrorInItsDialect(Call call) {
        List<JsonNode> events = events(call);
        List<JsonNode> failures =
                events.stream().filter(event -> isFailure(event)).toList();

        assertThat(lines.get(call)).doesNotContain("data: [DONE]").last().isEqualTo("");
        assertThat(failures).containsExactly(events.getLast());
        JsonNode failure = failures.getFirst();
        JsonNode error = call == Call.RESPONSES ? failure.at("/response/error") : failure.get("error");
        assertThat(error.path("message").stringValue("")).contains("in the middle of its answer");
        switch (call) {
            case RESPONSES -> {
                assertThat(lines.get(call)).contains("event: response.failed");
                assertThat(failure.at("/response/status").stringValue()).isEqualTo("failed");
                assertThat(error.path("code").stringValue()).isEqualTo("server_error");
                assertThat(failure.path("sequence_number").intValue()).isEqualTo(events.size() - 1);
                assertThat(failure.at("/response/output/0/status").stringValue())
                        .isEqualTo("incomplete");
                assertThat(failure.at("/response/output/0/content/0/text").stringValue())
                        .isEqualTo(said(events));
            }
            case MESSAGES -> {
                assertThat(lines.get(call)).contains("event: error");
                assertThat(error.path("type").stringValue()).isEqualTo("api_error");
            }
            default -> {
                assertThat(failure.propertyNames()).containsExactly("error");
                assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
                assertThat(error.path("type").stringValue()).isEqualTo("server_error");
                assertThat(error.path("code").stringValue()).isEqualTo("engine_failed");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"WHOLE", "BESIDE"},
            mode = Mode.EXCLUDE)
    void whatAStreamDeliveredIsBilledOnceAndNothingStaysReserved(Call call) {
        RequestSettled row = row(call);

        assertThat(row.outcome()).isEqualTo(Outcome.ENGINE_FAILED);
        assertThat(row.usage().promptTokens()).isZero();
        if (call == Call.CHAT || call == Call.CHAT_1_1) {
            assertThat(row.usage().completionTokens()).isEqualTo(tokensOfProbabilities(call));
        }
        assertThat(row.usage().completionTokens()).isBetween((long) EVENTS_BEFORE / 2, TOKENS - 1L);
        assertThat(row.spend().nanoEuros())
                .isEqualTo(row.usage().completionTokens()
                        * ModelConfig.STANDARD_OUTPUT_PRICE.movePointRight(3).longValueExact());
        assertBooked(call, row);
    }

    @Test
    void theStreamOfAnotherRunnerEndsWhole() {
        List<JsonNode> events = events(Call.BESIDE);

        assertThat(lines.get(Call.BESIDE)).contains("data: [DONE]");
        assertThat(events).noneMatch(event -> isFailure(event));
        assertThat(events.getLast().at("/choices/0/finish_reason").stringValue())
                .isEqualTo("length");
        assertThat(events.getLast().at("/usage/completion_tokens").intValue()).isEqualTo(TOKENS);
        // It was in the middle of its answer, and told last.
        assertThat(settled.subList(0, settled.indexOf(row(Call.BESIDE))))
                .extracting(RequestSettled::outcome)
                .filteredOn(outcome -> outcome == Outcome.ENGINE_FAILED)
                .hasSize(5);
        assertThat(row(Call.BESIDE).outcome()).isEqualTo(Outcome.LENGTH);
        assertBooked(Call.BESIDE, row(Call.BESIDE));
        assertThat(replica("beside").pid()).isEqualTo(besideBefore.pid());
        assertThat(replica("beside").restarts()).isZero();
    }

    @Test
    void aCallOfWhichNothingWasSentIsMadeAgainAndBilledOnce() {
        assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
        assertThat(RunningPlatform.json(whole).at("/usage/completion_tokens").intValue())
                .isEqualTo(TOKENS);
        assertThat(row(Call.WHOLE).outcome()).isEqualTo(Outcome.LENGTH);
        assertThat(row(Call.WHOLE).usage().completionTokens()).isEqualTo(TOKENS);
        assertBooked(Call.WHOLE, row(Call.WHOLE));
    }

    @Test
    void theRunnerIsStartedAgainAndTheNextCallWaitsForIt() {
        assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
        assertThat(RunningPlatform.json(next).at("/choices/0/message/content").stringValue())
                .isNotBlank();
        assertThat(replica("struck").restarts()).isOne();
        assertThat(replica("struck").state()).isEqualTo(ReplicaState.READY);
        assertThat(replica("struck").pid()).isNotEqualTo(struckBefore.pid());
        assertThat(ProcessHandle.of(struckBefore.pid())).isEmpty();
        assertThat(admin.overview().activeRequests()).isZero();
    }

    private static Replica replica(String model) {
        return running.platform.replicas().stream()
                .filter(replica -> replica.model().equals(model))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> events(Call call) {
        return lines.get(call).stream()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> WireJson.mapper().readTree(line.substring("data: ".length())))
                .toList();
    }

    private static boolean isFailure(JsonNode event) {
        String type = event.path("type").stringValue("");
        return event.has("error") || type.equals("error") || type.equals("response.failed");
    }

    /** The text that came in the events of a response. */
    private static String said(List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.path("type").stringValue("").equals("response.output_text.delta"))
                .map(event -> event.path("delta").stringValue())
                .collect(Collectors.joining());
    }

    /** How many tokens the client got, by the probabilities that came with them. */
    private static long tokensOfProbabilities(Call call) {
        return events(call).stream()
                .mapToLong(event -> event.at("/choices/0/logprobs/content").size())
                .sum();
    }

    /** The only row of a call. */
    private static RequestSettled row(Call call) {
        List<RequestSettled> rows = settled.stream()
                .filter(row -> row.keyId().equals(keys.get(call).key().id()))
                .toList();
        assertThat(rows).hasSize(1);
        return rows.getFirst();
    }

    /** The limits of its key count what its row says, and hold nothing more. */
    private static void assertBooked(Call call, RequestSettled row) {
        List<LimitStatus> limits = admin.allKeys().stream()
                .filter(key -> key.id().equals(row.keyId()))
                .findFirst()
                .orElseThrow()
                .usage();
        assertThat(limits).as("%s", call).hasSize(2).allSatisfy(limit -> {
            assertThat(limit.posted()).isEqualTo(row.usage().completionTokens());
            assertThat(limit.pending()).isZero();
        });
    }
}
