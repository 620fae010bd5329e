package dev.llmaas.console.desktop.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.admin.Page;
import dev.llmaas.api.openai.Transcription;
import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.FakePlatform;
import dev.llmaas.console.desktop.Samples;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.session.Endpoint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscriptionViewModelTest {
    private final FakePlatform platform =
            new FakePlatform().answer("GET /admin/v1/models", new Page<>(Samples.wideCatalog(), null));

    @AfterEach
    void stop() {
        platform.close();
    }

    @TempDir
    private Path folder;

    @Test
    void aRecordingIsSentWithProgressAndComesBackInSegments() throws Exception {
        platform.answer(
                "POST /v1/audio/transcriptions",
                new Transcription(
                        "transcribe",
                        "french",
                        3.0,
                        "Bonjour.",
                        List.of(new Transcription.Segment(0, 0, 3, "Bonjour.")),
                        null,
                        null));
        TranscriptionViewModel transcription = ready();
        platform.taken(); // the models
        transcription.choose(Files.write(folder.resolve("a.wav"), new byte[200_000]));
        transcription.languageProperty().set("fr");
        List<Double> shares = new ArrayList<>();
        transcription.progressProperty().subscribe(now -> shares.add(now.share()));

        transcription.run();

        await().until(() -> transcription.trial().stateProperty().get() instanceof Trial.State.Done);
        var found = ((Trial.State.Done<TranscriptionViewModel.Written>)
                        transcription.trial().stateProperty().get())
                .value();
        assertThat(found.answer().segments()).hasSize(1);
        assertThat(transcription.progressProperty().get().isSent()).isTrue();
        assertThat(shares).startsWith(0.0).endsWith(1.0).isSorted();
        assertThat(platform.taken().getBody().utf8()).contains("whisper-large-v3", "filename=\"a.wav\"");
    }

    @Test
    void aFileThatIsTooLargeIsNotSent() throws IOException {
        TranscriptionViewModel transcription = ready();
        Path large = folder.resolve("large.wav");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(Limits.RECORDING_BYTES_MAX + 1); // it takes no room on the disk
        }

        transcription.choose(large);

        assertThat(transcription.recordingProperty().get().isTooLarge()).isTrue();
        assertThat(transcription.isReady()).isFalse();
    }

    @Test
    void aFileThatIsGoneIsAFailureAndNoRequest() {
        TranscriptionViewModel transcription = ready();
        transcription.choose(folder.resolve("gone.wav"));

        transcription.run();

        await().until(() -> transcription.trial().stateProperty().get() instanceof Trial.State.Failed);
    }

    @Test
    void theRequestAsCodeNamesTheFile() {
        TranscriptionViewModel transcription = ready();
        transcription.choose(folder.resolve("call.mp3"));
        transcription.languageProperty().set("de");

        assertThat(transcription.code()).containsOnlyKeys("curl", "Python", "Node.js", "Java");
        assertThat(transcription.code().values())
                .allSatisfy(code -> assertThat(code).contains("call.mp3", "whisper-large-v3", "de"));
    }

    private TranscriptionViewModel ready() {
        Background background = new Background(Runnable::run);
        CatalogueModels models = new CatalogueModels(platform.admin(), background);
        TranscriptionViewModel made = new TranscriptionViewModel(
                models, platform.openAi(), background, InstantSource.system(), Endpoint.of(platform.url()));
        models.reload();
        await().until(() -> made.modelProperty().get() != null);
        return made;
    }
}
