package dev.llmaas.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.errors.NotFoundException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.admin.Role;
import dev.llmaas.client.AdminClient;
import dev.llmaas.platform.RunningPlatform;
import dev.llmaas.platform.catalog.ModelConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Batches and files through the whole platform, with OpenAI's own client and by hand. */
@Timeout(120)
class BatchesTest {
    private static final String CANARY = "canary-7f3a9c-in-a-batch";
    private static final String OWN = "/v1/chat/completions/batch";

    @TempDir
    static Path directory;

    private static RunningPlatform running;
    private static String secret;
    private static OpenAIClient client;

    @BeforeAll
    static void open() {
        running = start(directory);
        secret = running.secret(KeyLimits.NONE);
        client = running.official(secret);
    }

    @AfterAll
    static void close() {
        client.close();
        running.close();
    }

    private static RunningPlatform start(Path where) {
        RunningPlatform platform = RunningPlatform.start(
                where,
                config -> config.withModels(List.of(
                        ModelConfig.ofUpstream("echo", URI.create("scripted:///?tokens=8")),
                        ModelConfig.ofUpstream("slow", URI.create("scripted:///?tokens=40&gap-ms=50")),
                        ModelConfig.ofUpstream("narrow", URI.create("scripted:///?tokens=30&gap-ms=50"))
                                .withSlots(1, 1))));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> platform.platform.replicas().stream()
                        .allMatch(replica -> replica.state() == ReplicaState.READY));
        return platform;
    }

    @Test
    void aFileOfCallsIsAnsweredLineByLineAtHalfThePrice() {
        FileObject input = upload(BatchInput.line("a", "echo", CANARY)
                + BatchInput.line("b", "nope", "Hello")
                + BatchInput.line("c", "echo", "Hi"));
        Batch made = client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(input.id())
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build());
        made.validate();

        Batch done = await(made.id(), Batch.Status.COMPLETED);

        assertThat(done.requestCounts().orElseThrow().completed()).isEqualTo(2);
        assertThat(done.requestCounts().orElseThrow().failed()).isOne();
        List<JsonNode> answers = BatchOutput.lines(client, done.outputFileId().orElseThrow());
        assertThat(answers)
                .extracting(line -> line.path("custom_id").stringValue())
                .containsExactly("a", "c");
        assertThat(answers.getFirst()
                        .at("/response/body/choices/0/message/content")
                        .stringValue())
                .isNotEmpty();
        List<JsonNode> errors = BatchOutput.lines(client, done.errorFileId().orElseThrow());
        assertThat(errors).singleElement().satisfies(line -> {
            assertThat(line.at("/response/status_code").intValue()).isEqualTo(404);
            assertThat(line.at("/response/body/error/code").stringValue()).isEqualTo("model_not_found");
        });
        assertThat(client.batches().list().data()).extracting(Batch::id).contains(made.id());
        client.files().delete(done.outputFileId().orElseThrow());
        assertThatThrownBy(() -> client.files().content(done.outputFileId().orElseThrow()))
                .isInstanceOf(NotFoundException.class);
        assertThat(contentOnDisk()).isFalse();
    }

    @Test
    void aCallCostsHalf() {
        try (AdminClient admin = running.admin(running.token("owner-1", Role.OWNER))) {
            IssuedApiKey key = admin.createKey(new NewApiKey(null, "half", null, null, null));
            String owner = running.token("b", Role.BILLING);
            String body = "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
            assertThat(running.send("POST", "/v1/chat/completions", key.secret(), body)
                            .statusCode())
                    .isEqualTo(200);
            long whole = spend(owner, key);
            own(key.secret(), "{\"model\":\"echo\",\"messages\":[[{\"role\":\"user\",\"content\":\"Hello\"}]]}");

            assertThat(spend(owner, key) - whole).isEqualTo(whole / 2);
            assertThat(whole).isPositive();
        }
    }

    @Test
    void mistakesOfAFileAreToldByLine() {
        FileObject input = upload("nonsense\n" + BatchInput.line("a", "echo", "x") + BatchInput.line("a", "echo", "x")
                + "{\"custom_id\":\"d\",\"method\":\"GET\",\"url\":\"/v1/chat/completions\",\"body\":{}}\n");
        Batch made = client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(input.id())
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build());

        assertThat(made.status()).isEqualTo(Batch.Status.FAILED);
        assertThat(made.errors().orElseThrow().data().orElseThrow())
                .extracting(
                        error -> error.line().orElseThrow() + " " + error.code().orElseThrow())
                .containsExactly("1 invalid_json_line", "3 duplicate_custom_id", "4 invalid_method");
    }

    @Test
    void aCancelledBatchBeginsNothingMore() {
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            calls.append(BatchInput.line("call-" + i, "slow", "Hello"));
        }
        Batch made = client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(upload(calls.toString()).id())
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build());
        client.batches().cancel(made.id());

        Batch done = await(made.id(), Batch.Status.CANCELLED);

        assertThat(done.requestCounts().orElseThrow().completed()).isLessThan(60);
        assertThat(done.requestCounts().orElseThrow().total()).isEqualTo(60);
    }

    @Test
    void aBatchWaitsWhileSomebodyElseHasTheSlot() {
        String ask = "{\"model\":\"narrow\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        CompletableFuture<HttpResponse<String>> other =
                CompletableFuture.supplyAsync(() -> running.send("POST", "/v1/chat/completions", secret, ask));
        Awaitility.await()
                .until(() ->
                        RunningPlatform.json(running.send("GET", "/admin/v1/overview", running.token("o", Role.OWNER)))
                                        .path("active_requests")
                                        .asInt()
                                > 0);
        String id = RunningPlatform.json(running.send(
                        "POST", OWN, secret, ask.replace("[{", "[[{").replace("}]}", "}]]}")))
                .path("id")
                .stringValue();

        assertThat(RunningPlatform.json(running.send("GET", OWN + "/" + id, secret))
                        .path("status")
                        .stringValue())
                .isEqualTo("queued");
        assertThat(other.isDone()).isFalse();
        assertThat(other.join().statusCode()).isEqualTo(200);
        assertThat(ended(secret, id).path("status").stringValue()).isEqualTo("completed");
    }

    @Test
    void aRevokedKeyBeginsNothingMore() {
        try (AdminClient admin = running.admin(running.token("owner-1", Role.OWNER))) {
            IssuedApiKey key = admin.createKey(new NewApiKey(null, "short", null, null, null));
            FileObject input = running.official(key.secret())
                    .files()
                    .create(FileCreateParams.builder()
                            .purpose(FilePurpose.BATCH)
                            .file(BatchInput.named(
                                    "calls.jsonl",
                                    BatchInput.line("a", "slow", "x")
                                            + BatchInput.line("b", "slow", "x")
                                            + BatchInput.line("c", "slow", "x")
                                            + BatchInput.line("d", "slow", "x")
                                            + BatchInput.line("e", "slow", "x")
                                            + BatchInput.line("f", "slow", "x")
                                            + BatchInput.line("g", "slow", "x")
                                            + BatchInput.line("h", "slow", "x")))
                            .build());
            running.official(key.secret())
                    .batches()
                    .create(BatchCreateParams.builder()
                            .inputFileId(input.id())
                            .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                            .completionWindow(BatchCreateParams.CompletionWindow._24H)
                            .build());
            admin.revokeKey(key.key().id());

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> RunningPlatform.json(
                                            running.send("GET", "/admin/v1/overview", running.token("o", Role.OWNER)))
                                    .path("active_requests")
                                    .asInt()
                            == 0);
            assertThat(requests(running.token("b", Role.BILLING), key)).isLessThan(8);
        }
    }

    @Test
    void conversationsAreAnsweredInTheirOrder() {
        HttpResponse<String> made = running.send(
                "POST",
                OWN,
                secret,
                "{\"model\":\"echo\",\"max_tokens\":5,\"messages\":[[{\"role\":\"user\",\"content\":\"One\"}],[{\"role\":\"user\",\"content\":\"Two\"}]]}");
        JsonNode queued = RunningPlatform.json(made);
        assertThat(made.statusCode()).isEqualTo(202);
        assertThat(queued.path("object").stringValue()).isEqualTo("batch");
        assertThat(queued.path("model_requested").stringValue()).isEqualTo("echo");
        assertThat(queued.path("status").stringValue()).isIn("queued", "in_progress", "completed");

        JsonNode done = ended(secret, queued.path("id").stringValue());

        assertThat(done.path("status").stringValue()).isEqualTo("completed");
        assertThat(done.path("results")).hasSize(2);
        assertThat(done.at("/results/1/usage/completion_tokens").intValue()).isEqualTo(5);
        String other = running.secret(KeyLimits.NONE);
        assertThat(running.send("GET", OWN + "/" + queued.path("id").stringValue(), other)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void afterARestartABatchIsExpired(@TempDir Path where) {
        String key;
        String file;
        String list;
        try (RunningPlatform before = start(where)) {
            key = before.secret(KeyLimits.NONE);
            OpenAIClient own = before.official(key);
            FileObject input = own.files()
                    .create(FileCreateParams.builder()
                            .purpose(FilePurpose.BATCH)
                            .file(BatchInput.named("calls.jsonl", BatchInput.line("a", "echo", "x")))
                            .build());
            file = own.batches()
                    .create(BatchCreateParams.builder()
                            .inputFileId(input.id())
                            .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                            .completionWindow(BatchCreateParams.CompletionWindow._24H)
                            .build())
                    .id();
            list = RunningPlatform.json(before.send(
                            "POST",
                            OWN,
                            key,
                            "{\"model\":\"echo\",\"messages\":[[{\"role\":\"user\",\"content\":\"x\"}]]}"))
                    .path("id")
                    .stringValue();
        }
        try (RunningPlatform again = start(where)) {
            assertThat(RunningPlatform.json(again.send("GET", "/v1/batches/" + file, key))
                            .path("status")
                            .stringValue())
                    .isEqualTo("expired");
            assertThat(RunningPlatform.json(again.send("GET", OWN + "/" + list, key))
                            .path("status")
                            .stringValue())
                    .isEqualTo("expired");
            assertThat(again.official(key).batches().list().data())
                    .singleElement()
                    .satisfies(batch -> assertThat(batch.status()).isEqualTo(Batch.Status.EXPIRED));
            assertThat(again.official(key).files().list().data()).isEmpty();
        }
    }

    private static FileObject upload(String lines) {
        return client.files()
                .create(FileCreateParams.builder()
                        .purpose(FilePurpose.BATCH)
                        .file(BatchInput.named("calls.jsonl", lines))
                        .build());
    }

    private static Batch await(String id, Batch.Status status) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> client.batches().retrieve(id).status().equals(status));
        return client.batches().retrieve(id);
    }

    private static void own(String key, String body) {
        HttpResponse<String> made = running.send("POST", OWN, key, body);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(202);
        ended(key, RunningPlatform.json(made).path("id").stringValue());
    }

    private static JsonNode ended(String key, String id) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> RunningPlatform.json(running.send("GET", OWN + "/" + id, key))
                        .has("results"));
        return RunningPlatform.json(running.send("GET", OWN + "/" + id, key));
    }

    private static long requests(String token, IssuedApiKey key) {
        return of(token, key, "requests");
    }

    private static long spend(String token, IssuedApiKey key) {
        return of(token, key, "spend");
    }

    private static long of(String token, IssuedApiKey key, String field) {
        JsonNode report = RunningPlatform.json(running.send("GET", "/admin/v1/usage?group_by=key", token));
        for (JsonNode row : report.path("rows")) {
            if (row.path("group").stringValue().equals(key.key().id().value())) {
                return row.path("totals").path(field).asLong(row.path(field).asLong());
            }
        }
        return 0;
    }

    /** Whether anything that the platform wrote holds the marked text. */
    private static boolean contentOnDisk() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).anyMatch(file -> {
                try {
                    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(CANARY);
                } catch (IOException unreadable) {
                    throw new AssertionError(unreadable);
                }
            });
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
