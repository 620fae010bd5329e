package dev.llmaas.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.platform.RunningPlatform;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Files of batches as clients send them by hand, and what is told of them. */
@Timeout(120)
class BatchFilesTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    @TempDir
    static Path directory;

    private static RunningPlatform running;
    private static String secret;
    private static OpenAIClient client;

    @BeforeAll
    static void open() {
        running = RunningPlatform.start(directory);
        secret = running.secret(KeyLimits.NONE);
        client = running.official(secret);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> running.platform.replicas().stream()
                        .allMatch(replica -> replica.state() == ReplicaState.READY));
    }

    @AfterAll
    static void close() {
        client.close();
        running.close();
    }

    @Test
    void aBatchThatCouldNotBeginIsToldOfLater() {
        JsonNode made =
                batch("{\"custom_id\":\"a\",\"method\":\"GET\",\"url\":\"%s\",\"body\":{}}".formatted(CHAT), CHAT);
        assertThat(made.path("status").stringValue()).isEqualTo("failed");
        String id = made.path("id").stringValue();

        JsonNode later = RunningPlatform.json(running.send("GET", "/v1/batches/" + id, secret));

        assertThat(later).isEqualTo(made);
        assertThat(later.at("/errors/data/0/code").stringValue()).isEqualTo("invalid_method");
        assertThat(later.at("/errors/data/0/line").intValue()).isOne();
        assertThat(later.at("/metadata/of").stringValue()).isEqualTo("tests");
        assertThat(RunningPlatform.json(running.send("GET", "/v1/batches", secret))
                        .path("data"))
                .contains(made);
    }

    @Test
    void responsesAreCalledToo() {
        String line =
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":{\"model\":\"echo\",\"input\":\"Hi\"}}";
        String id = batch(line, "/v1/responses").path("id").stringValue();

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> RunningPlatform.json(running.send("GET", "/v1/batches/" + id, secret))
                        .path("status")
                        .stringValue()
                        .equals("completed"));

        String file = RunningPlatform.json(running.send("GET", "/v1/batches/" + id, secret))
                .path("output_file_id")
                .stringValue();
        JsonNode answer = BatchOutput.lines(client, file).getFirst();
        assertThat(answer.at("/response/status_code").intValue()).isEqualTo(200);
        assertThat(answer.at("/response/body/object").stringValue()).isEqualTo("response");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"zz\",\"model\":\"echo\",%s}}",
                "{\"custom_id\":\"a\",\"custom_id\":\"b\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"echo\",%s}}",
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"echo\",\"n\":1,%s,\"n\":2}}"
            })
    void aLineInWhichAFieldStandsTwiceIsNoLine(String line) {
        JsonNode made = batch(line.formatted(HI), CHAT);

        assertThat(made.path("status").stringValue()).isEqualTo("failed");
        assertThat(made.at("/errors/data/0/code").stringValue()).isEqualTo("invalid_json_line");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"zz\",\"model\":\"echo\",\"messages\":[[{\"role\":\"user\",\"content\":\"Hi\"}]]}",
                "{\"model\":\"echo\",\"messages\":[],\"messages\":[[{\"role\":\"user\",\"content\":\"Hi\"}]]}",
                "{\"model\":\"echo\",\"messages\":[[{\"role\":\"user\",\"role\":\"user\",\"content\":\"Hi\"}]]}"
            })
    void conversationsInWhichAFieldStandsTwiceAreNoBatch(String body) {
        HttpResponse<String> refused = running.send("POST", "/v1/chat/completions/batch", secret, body);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(RunningPlatform.code(refused)).isEqualTo("malformed_json");
    }

    @Test
    void aFileMayBeGivenAShorterLifeAndNoLongerOne() throws IOException, InterruptedException {
        JsonNode hour = RunningPlatform.json(upload("x", Map.of("anchor", "created_at", "seconds", "3600")));
        assertThat(hour.path("expires_at").longValue() - hour.path("created_at").longValue())
                .isEqualTo(3_600);
        for (Map<String, String> wrong : List.of(
                Map.of("anchor", "created_at", "seconds", "86401"),
                Map.of("anchor", "created_at", "seconds", "3599"),
                Map.of("anchor", "created_at", "seconds", "a day"),
                Map.of("anchor", "last_used", "seconds", "3600"),
                Map.of("seconds", "3600"))) {
            HttpResponse<String> refused = upload("x", wrong);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(RunningPlatform.json(refused).at("/error/param").stringValue())
                    .isEqualTo("expires_after");
            assertThat(RunningPlatform.message(refused)).contains("86,400");
        }
    }

    @Test
    void aFileThatIsSentAgainBehindAnotherBoundaryIsMadeOnce() throws IOException, InterruptedException {
        HttpResponse<String> first = send("one", "again", "calls", Map.of());
        HttpResponse<String> second = send("two", "again", "calls", Map.of());
        HttpResponse<String> other = send("two", "again", "others", Map.of());

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("idempotent-replayed")).contains("true");
        assertThat(other.statusCode()).isEqualTo(409);
    }

    private static JsonNode batch(String line, String endpoint) {
        try {
            String file =
                    RunningPlatform.json(upload(line, Map.of())).path("id").stringValue();
            return RunningPlatform.json(running.send(
                    "POST",
                    "/v1/batches",
                    secret,
                    "{\"input_file_id\":\"%s\",\"endpoint\":\"%s\",\"metadata\":{\"of\":\"tests\"}}"
                            .formatted(file, endpoint)));
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    private static HttpResponse<String> upload(String content, Map<String, String> expiresAfter)
            throws IOException, InterruptedException {
        return send("boundary", "", content, expiresAfter);
    }

    private static HttpResponse<String> send(
            String boundary, String idempotencyKey, String content, Map<String, String> expiresAfter)
            throws IOException, InterruptedException {
        StringBuilder form = new StringBuilder();
        part(form, boundary, "\"purpose\"", "batch");
        expiresAfter.forEach((name, value) -> part(form, boundary, "\"expires_after[%s]\"".formatted(name), value));
        part(form, boundary, "\"file\"; filename=\"calls.jsonl\"", content);
        form.append("--").append(boundary).append("--\r\n");
        return running.form("/v1/files", secret, boundary, form.toString(), idempotencyKey);
    }

    private static void part(StringBuilder form, String boundary, String name, String content) {
        form.append("--%s\r\ncontent-disposition: form-data; name=%s\r\n\r\n%s\r\n".formatted(boundary, name, content));
    }
}
