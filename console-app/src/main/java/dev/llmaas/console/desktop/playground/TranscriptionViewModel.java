package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.openai.Transcription;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.client.TranscriptionOptions;
import dev.llmaas.client.Upload;
import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.session.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/** A recording that is written down. */
public final class TranscriptionViewModel {
    /** What a model must be able to do. */
    static final String CAPABILITY = "transcription";

    private final CatalogueModels models;
    private final OpenAiClient openAi;
    private final Background background;
    private final InstantSource clock;
    private final Endpoint endpoint;
    private final ObjectProperty<@Nullable CatalogModel> model = new SimpleObjectProperty<>();
    private final StringProperty language = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<@Nullable Recording> recording = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Progress> progress = new ReadOnlyObjectWrapper<>(new Progress(0, 0));
    private final Trial<Written> trial;

    /**
     * A file that was chosen.
     *
     * @param file where it is
     * @param bytes its size
     */
    public record Recording(Path file, long bytes) {
        /** Its name without its folder. */
        public String name() {
            return String.valueOf(file.getFileName());
        }

        /** Whether it is larger than what is sent from here. */
        public boolean isTooLarge() {
            return bytes > Limits.RECORDING_BYTES_MAX;
        }
    }

    /**
     * How much has left.
     *
     * @param sent bytes that have left
     * @param all bytes that there are
     */
    public record Progress(long sent, long all) {
        /** 0 to 1. */
        public double share() {
            return all <= 0 ? 0 : (double) sent / all;
        }

        /** Whether all has left, so that the model listens. */
        public boolean isSent() {
            return all > 0 && sent >= all;
        }
    }

    /**
     * What was heard.
     *
     * @param answer the text with its parts
     * @param tookMs from sending to the answer
     */
    public record Written(Transcription answer, long tookMs) {}

    /** Nothing written yet. */
    public TranscriptionViewModel(
            CatalogueModels models,
            OpenAiClient openAi,
            Background background,
            InstantSource clock,
            Endpoint endpoint) {
        this.models = models;
        this.openAi = openAi;
        this.background = background;
        this.clock = clock;
        this.endpoint = endpoint;
        this.trial = new Trial<>(background);
        models.choose(CAPABILITY, model);
    }

    /** The models of the platform. */
    public CatalogueModels models() {
        return models;
    }

    /** The model that is asked. */
    public ObjectProperty<@Nullable CatalogModel> modelProperty() {
        return model;
    }

    /** The language spoken as ISO 639-1 names it; empty to have it found. */
    public StringProperty languageProperty() {
        return language;
    }

    /** The file that was chosen, or null. */
    public ReadOnlyObjectProperty<@Nullable Recording> recordingProperty() {
        return recording.getReadOnlyProperty();
    }

    /** How much has left while it is sent. */
    public ReadOnlyObjectProperty<Progress> progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /** What was tried. */
    public Trial<Written> trial() {
        return trial;
    }

    /** Takes a file that the person chose; one that cannot be read has no size and is refused when it is sent. */
    public void choose(Path file) {
        long bytes;
        try {
            bytes = Files.size(file);
        } catch (IOException unreadable) {
            bytes = 0;
        }
        recording.set(new Recording(file, bytes));
    }

    /** Whether there is a model and a file of a size that can be sent. */
    public boolean isReady() {
        Recording chosen = recording.get();
        return model.get() != null && chosen != null && !chosen.isTooLarge();
    }

    /** Sends the file. Does nothing unless it is ready. */
    public void run() {
        CatalogModel asked = model.get();
        Recording chosen = recording.get();
        if (asked == null || chosen == null || !isReady()) {
            return;
        }
        String spoken = language.get().strip();
        progress.set(new Progress(0, chosen.bytes()));
        trial.start(() -> write(asked, chosen, spoken.isEmpty() ? null : spoken));
    }

    /** The request as code, by language. */
    public Map<String, String> code() {
        CatalogModel asked = model.get();
        Recording chosen = recording.get();
        return new RequestCode(endpoint)
                .transcription(
                        chosen == null ? "recording.wav" : chosen.name(),
                        asked == null ? "model" : asked.id(),
                        language.get().strip());
    }

    private Written write(CatalogModel asked, Recording chosen, @Nullable String spoken) {
        long sentAtMs = clock.millis();
        AtomicBoolean showing = new AtomicBoolean();
        Transcription answer = openAi.transcribe(
                open(chosen), TranscriptionOptions.of(asked.id()).withLanguage(spoken), sent -> {
                    // the last one always shows; of the others as many as the screen keeps up with
                    if (showing.compareAndSet(false, true) || sent >= chosen.bytes()) {
                        background.onScreen(() -> {
                            progress.set(new Progress(sent, chosen.bytes()));
                            showing.set(false);
                        });
                    }
                });
        return new Written(answer, clock.millis() - sentAtMs);
    }

    private static Upload open(Recording chosen) {
        try {
            return Upload.of(chosen.file());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
