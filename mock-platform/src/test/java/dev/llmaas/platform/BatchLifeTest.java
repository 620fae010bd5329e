package dev.llmaas.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import dev.llmaas.api.admin.KeyLimits;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What waits in memory for a day is gone after it, whoever asks and whether anybody does. */
@Timeout(120)
class BatchLifeTest {
    private static final String OWN = "/v1/chat/completions/batch";
    private static final String MARK = "7f3a9c-in-a-batch";

    @TempDir
    Path directory;

    @Test
    void afterADayNothingIsLeftOfFilesAndResults() throws Exception {
        MovableClock clock = new MovableClock(InstantSource.system().instant());
        Path platform = Files.createDirectories(directory.resolve("platform"));
        try (RunningPlatform running = RunningPlatform.start(platform, UnaryOperator.identity(), clock)) {
            String secret = running.secret(KeyLimits.NONE);
            OpenAIClient client = running.official(secret);
            String file = client.files()
                    .create(FileCreateParams.builder()
                            .purpose(FilePurpose.BATCH)
                            .file(input())
                            .build())
                    .id();
            String batch = client.batches()
                    .create(BatchCreateParams.builder()
                            .inputFileId(file)
                            .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                            .completionWindow(BatchCreateParams.CompletionWindow._24H)
                            .build())
                    .id();
            String list = RunningPlatform.json(running.send(
                            "POST",
                            OWN,
                            secret,
                            "{\"model\":\"echo\",\"messages\":[[{\"role\":\"user\",\"content\":\"%s\"}]]}"
                                    .formatted(MARK)))
                    .path("id")
                    .stringValue();
            awaitEnd(client, batch);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> own(running, secret, list).has("results"));
            String output = client.batches().retrieve(batch).outputFileId().orElseThrow();

            assertThat(content(running, secret, output)).isEqualTo(200);
            clock.advance(Duration.ofHours(24).minusMinutes(1));
            assertThat(client.files().retrieve(file).id()).isEqualTo(file);
            assertThat(running.platform.batches().heldBytes()).isPositive();
            clock.advance(Duration.ofMinutes(2));

            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> running.platform.batches().heldBytes() == 0);
            assertThat(client.files().list().data()).isEmpty();
            assertThat(client.batches().retrieve(batch).status()).isEqualTo(Batch.Status.EXPIRED);
            assertThat(client.batches().retrieve(batch).outputFileId()).isEmpty();
            assertThat(own(running, secret, list).path("status").stringValue()).isEqualTo("expired");
            assertThat(own(running, secret, list).has("results")).isFalse();
            assertThat(content(running, secret, output)).isEqualTo(404);
            client.close();
        }
    }

    private Path input() throws Exception {
        String line =
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}}\n"
                        .formatted(MARK);
        return Files.writeString(directory.resolve("calls.jsonl"), line, StandardCharsets.UTF_8);
    }

    private static void awaitEnd(OpenAIClient client, String batch) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> client.batches().retrieve(batch).status().equals(Batch.Status.COMPLETED));
    }

    private static int content(RunningPlatform running, String secret, String file) throws Exception {
        return running.ask(HttpClient.Version.HTTP_1_1, "GET", "/v1/files/%s/content".formatted(file), secret)
                .statusCode();
    }

    private static JsonNode own(RunningPlatform running, String secret, String list) {
        return RunningPlatform.json(running.send("GET", OWN + "/" + list, secret));
    }
}
