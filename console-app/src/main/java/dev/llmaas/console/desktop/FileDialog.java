package dev.llmaas.console.desktop;

import dev.llmaas.console.desktop.widget.Ui;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.stage.FileChooser;
import org.jspecify.annotations.Nullable;

/** Lets the person choose a recording in the dialog of the machine. */
final class FileDialog implements Supplier<Optional<Path>> {
    private final Node owner;
    private final Ui ui;
    private @Nullable File folder;

    /** A dialog over the window of {@code owner}. */
    FileDialog(Node owner, Ui ui) {
        this.owner = owner;
        this.ui = ui;
    }

    @Override
    public Optional<Path> get() {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(ui.text("playground.transcription.choose"));
        chooser.getExtensionFilters()
                .addAll(
                        new FileChooser.ExtensionFilter(
                                ui.text("playground.transcription.files"),
                                "*.wav",
                                "*.mp3",
                                "*.m4a",
                                "*.ogg",
                                "*.opus",
                                "*.flac",
                                "*.webm",
                                "*.mp4"),
                        new FileChooser.ExtensionFilter(ui.text("playground.transcription.files.all"), "*.*"));
        chooser.setInitialDirectory(folder);
        File chosen = chooser.showOpenDialog(
                owner.getScene() == null ? null : owner.getScene().getWindow());
        if (chosen == null) {
            return Optional.empty();
        }
        folder = chosen.getParentFile();
        return Optional.of(chosen.toPath());
    }
}
