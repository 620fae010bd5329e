package dev.llmaas.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.platform.RunningPlatform;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is no batch and no file. */
@Timeout(120)
class BatchRefusalsTest {
    private static final String OWN = "/v1/chat/completions/batch";

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
    }

    @AfterAll
    static void close() {
        client.close();
        running.close();
    }

    @Test
    void whatIsNoBatchIsRefusedWithItsField() {
        assertRefused("{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", 400, "messages");
        assertRefused("{\"model\":\"echo\",\"messages\":[]}", 400, "messages");
        assertRefused("{\"model\":\"echo\",\"messages\":[" + "[],".repeat(1_000) + "[]]}", 400, "messages");
        assertRefused(
                "{\"model\":\"echo\",\"messages\":[[{\"role\":\"user\",\"content\":\"x\"}],[{\"role\":\"robot\",\"content\":\"x\"}]]}",
                400,
                "messages[1][0].role");
        assertRefused("{\"model\":\"nope\",\"messages\":[[{\"role\":\"user\",\"content\":\"x\"}]]}", 404, "model");
        assertRefused(
                "{\"model\":\"echo\",\"stream\":true,\"messages\":[[{\"role\":\"user\",\"content\":\"x\"}]]}",
                400,
                "stream");
        assertThat(running.send("POST", OWN, "", "{}").statusCode()).isEqualTo(401);
        assertThat(running.send("GET", "/v1/batches/batch_none", secret).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aNameThatCouldBeAPathIsRefused() {
        for (String name : List.of("../../etc/passwd", "a/b.jsonl", "a\\b.jsonl", "..", " ")) {
            assertThatThrownBy(() -> client.files()
                            .create(FileCreateParams.builder()
                                    .purpose(FilePurpose.BATCH)
                                    .file(BatchInput.named(name, "x"))
                                    .build()))
                    .as(name)
                    .isInstanceOf(BadRequestException.class);
        }
    }

    private static void assertRefused(String body, int status, String param) {
        HttpResponse<String> refused = running.send("POST", OWN, secret, body);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(RunningPlatform.json(refused).at("/error/param").stringValue())
                .isEqualTo(param);
    }
}
