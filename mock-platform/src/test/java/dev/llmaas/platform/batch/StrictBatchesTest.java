package dev.llmaas.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.ProjectChange;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.admin.Role;
import dev.llmaas.client.AdminClient;
import dev.llmaas.platform.RunningPlatform;
import dev.llmaas.platform.catalog.ModelConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of calls of a project that may send no parameters but those of the address. */
@Timeout(120)
class StrictBatchesTest {
    private static final String ODD = "\"temperatur\":{\"a\":[1]},";

    @TempDir
    static Path directory;

    private static RunningPlatform running;
    private static AdminClient admin;
    private static OpenAIClient client;

    @BeforeAll
    static void open() {
        running = RunningPlatform.start(
                directory,
                config -> config.withModels(
                        List.of(ModelConfig.ofUpstream(RunningPlatform.MODEL, URI.create("scripted:///?tokens=8"))
                                .withCapabilities("chat", "embeddings"))));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> running.platform.replicas().getFirst().state() == ReplicaState.READY);
        admin = running.admin(running.token("owner", Role.OWNER));
        client = running.official(running.secret(KeyLimits.NONE));
    }

    @AfterAll
    static void close() {
        client.close();
        admin.close();
        running.close();
    }

    private static void strict(boolean strict) {
        admin.changeProject(admin.projects().data().getFirst().id(), ProjectChange.NOTHING.withStrict(strict));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | \"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
                "/v1/completions | \"prompt\":\"Hi\"",
                "/v1/embeddings | \"input\":\"Hi\""
            })
    void aLineWithAParameterThatTheAddressDoesNotHaveFailsAloneWhenItRuns(String address, String body) {
        String calls = line("before", address, body) + line("odd", address, ODD + body) + line("after", address, body);
        strict(false);
        assertThat(run(address, calls).errorFileId()).isEmpty();

        strict(true);
        Batch done = run(address, calls);

        assertThat(done.requestCounts().orElseThrow().completed()).isEqualTo(2);
        assertThat(done.requestCounts().orElseThrow().failed()).isOne();
        assertThat(BatchOutput.lines(client, done.outputFileId().orElseThrow()))
                .extracting(line -> line.path("custom_id").stringValue())
                .containsExactly("before", "after");
        assertThat(BatchOutput.lines(client, done.errorFileId().orElseThrow()))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.path("custom_id").stringValue()).isEqualTo("odd");
                    assertThat(line.at("/response/status_code").intValue()).isEqualTo(400);
                    assertThat(line.at("/response/body/error/code").stringValue())
                            .isEqualTo("unknown_parameter");
                    assertThat(line.at("/response/body/error/param").stringValue())
                            .isEqualTo("temperatur");
                });
    }

    private static String line(String name, String address, String body) {
        return "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"%s\",\"body\":{\"model\":\"%s\",%s}}\n"
                .formatted(name, address, RunningPlatform.MODEL, body);
    }

    /** The batch of these calls, when it has ended. */
    private static Batch run(String address, String calls) {
        FileObject input = client.files()
                .create(FileCreateParams.builder()
                        .purpose(FilePurpose.BATCH)
                        .file(BatchInput.named("calls.jsonl", calls))
                        .build());
        String id = client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(input.id())
                        .endpoint(BatchCreateParams.Endpoint.of(address))
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build())
                .id();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> client.batches().retrieve(id).status().equals(Batch.Status.COMPLETED));
        return client.batches().retrieve(id);
    }
}
