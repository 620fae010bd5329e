package dev.llmaas.inference.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.llmaas.api.WireJson;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.runner.RunnerArguments;
import dev.llmaas.inference.runner.RunnerProcess;
import dev.llmaas.inference.runner.TestLaunch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole way of a recording through a runner process, with a model of the real structure and random weights. */
class WhisperRunnerTest {
    private static final Duration SOON = Duration.ofSeconds(120);

    @TempDir
    static Path folder;

    private static Path model;

    @BeforeAll
    static void write() throws IOException {
        model = SpeechModelBytes.write(folder.resolve("ggml-random.bin"), 7);
    }

    private static RunnerProcess start(Path file) {
        return start(file, null);
    }

    private static RunnerProcess start(Path file, @Nullable Path natives) {
        URI uri = URI.create("whisper://" + file.toUri().getRawPath());
        EngineSpec spec = new EngineSpec(uri, "speech", 1, 0, 2, natives);
        return RunnerProcess.start(
                new RunnerProcess.Launch(TestLaunch.JAVA, TestLaunch.CLASS_PATH),
                new RunnerArguments(spec, "here"),
                "token");
    }

    private static HttpResponse<String> ask(URI base, String path, byte[] wav, String... fields) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            body.writeBytes("--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                    .formatted(fields[i], fields[i + 1])
                    .getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(wav);
        body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .header("authorization", "Bearer token")
                .header("content-type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void aRecordingIsHeardAndItsLengthIsThatOfItsSound() throws Exception {
        try (RunnerProcess runner = start(model)) {
            URI base = RunnerProcess.baseUrl(runner.awaitReady(SOON));

            HttpResponse<String> answer =
                    ask(base, "/v1/audio/transcriptions", WavBytes.tone(3.5, 2, 44_100), "temperature", "0");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-llmaas-audio-seconds")).contains("3.500");
            JsonNode json = WireJson.mapper().readTree(answer.body());
            assertThat(json.path("task").asString()).isEqualTo("transcribe");
            assertThat(json.path("language").asString()).isEqualTo("en");
            assertThat(json.path("duration").asDouble()).isEqualTo(3.5, within(0.001));
            for (JsonNode segment : json.path("segments")) {
                assertThat(segment.path("end").asDouble())
                        .isBetween(segment.path("start").asDouble(), 3.51);
            }
            assertThat(ask(base, "/v1/audio/translations", WavBytes.tone(1, 1, 16_000))
                            .body())
                    .contains("knows English only");
            HttpResponse<String> damaged = ask(base, "/v1/audio/transcriptions", "RIFFxxxxWAVEfmt ".getBytes());
            assertThat(damaged.statusCode()).isEqualTo(400);
            assertThat(damaged.body()).contains("WAV").contains("\"param\":\"file\"");
            assertThat(ask(base, "/v1/audio/transcriptions", WavBytes.tone(1, 1, 16_000), "temperature", "hot")
                            .statusCode())
                    .isEqualTo(400);
            String times = "timestamp_granularities[]";
            HttpResponse<String> words =
                    ask(base, "/v1/audio/transcriptions", WavBytes.tone(1, 1, 16_000), times, "word", times, "segment");
            assertThat(words.statusCode()).isEqualTo(400);
            assertThat(words.body()).contains("\"param\":\"timestamp_granularities\"", "must be segment");
            assertThat(ask(base, "/v1/audio/transcriptions", WavBytes.tone(1, 1, 16_000), times, "segment")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aModelFileThatIsCutAnywhereIsRefusedBeforeItIsLoaded() throws IOException {
        byte[] whole = Files.readAllBytes(model);
        assertThat(WhisperFile.read(model)).isEqualTo(new WhisperFile(51_864, 64, 4, 4, 11 + 15 * 4 + 24 * 4));
        long seed = new SplittableRandom().nextLong();
        System.out.println("cuts seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 30; i++) {
            Path cut = Files.write(folder.resolve("cut.bin"), Arrays.copyOf(whole, random.nextInt(whole.length)));

            assertThatThrownBy(() -> WhisperFile.read(cut)).isInstanceOf(EngineStartException.class);
        }
        assertThatThrownBy(() -> WhisperFile.read(folder.resolve("none.bin"))).hasMessageContaining("is not there");
    }

    @Test
    void aRunnerThatIsKilledLeavesNoLibraryBehind() throws Exception {
        Path natives = folder.resolve("natives");
        Path left = Files.createDirectories(natives.resolve("whisper-999999999").resolve("whisper-jni-1"));
        Files.writeString(left.resolve("libggml.so"), "of a process that is gone");
        Path kept = Files.createDirectories(
                natives.resolve("whisper-" + ProcessHandle.current().pid()));
        try (RunnerProcess runner = start(model, natives)) {
            URI base = RunnerProcess.baseUrl(runner.awaitReady(SOON));
            assertThat(ask(base, "/v1/audio/transcriptions", WavBytes.tone(1, 1, 16_000))
                            .statusCode())
                    .isEqualTo(200);

            runner.kill();

            assertThat(runner.awaitExit(SOON)).isTrue();
            assertThat(natives).isDirectoryContaining(entry -> entry.equals(kept));
            assertThat(natives.toFile().list()).hasSize(1);
        }
    }

    @Test
    void aRunnerWithADamagedModelSaysSo() throws Exception {
        Path cut = Files.write(folder.resolve("short.bin"), Arrays.copyOf(Files.readAllBytes(model), 5_000_000));
        try (RunnerProcess runner = start(cut)) {
            assertThatThrownBy(() -> runner.awaitReady(SOON))
                    .isInstanceOfSatisfying(
                            EngineStartException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.MODEL_FILE_CORRUPT))
                    .hasMessageContaining("short.bin");
        }
    }
}
