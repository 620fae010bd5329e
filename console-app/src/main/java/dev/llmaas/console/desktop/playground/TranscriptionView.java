package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.openai.Transcription;
import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.playground.TranscriptionViewModel.Progress;
import dev.llmaas.console.desktop.playground.TranscriptionViewModel.Recording;
import dev.llmaas.console.desktop.playground.TranscriptionViewModel.Written;
import dev.llmaas.console.desktop.widget.Meter;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.States;
import dev.llmaas.console.desktop.widget.Ui;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** A recording at the left, what was said at the right. */
final class TranscriptionView {
    private static final double PROGRESS_WIDTH = 360;
    private static final double TIME_WIDTH = 132;

    private final TranscriptionViewModel viewModel;
    private final Ui ui;
    private final TrialPage<Written> page;

    TranscriptionView(TranscriptionViewModel viewModel, Supplier<Optional<Path>> files, Ui ui) {
        this.viewModel = viewModel;
        this.ui = ui;
        TextField language = new TextField();
        language.setPromptText(ui.text("playground.transcription.language.example"));
        language.textProperty().bindBidirectional(viewModel.languageProperty());
        this.page = new TrialPage<>(
                viewModel.trial(),
                List.of(
                        TrialPage.model(
                                viewModel.models(), TranscriptionViewModel.CAPABILITY, viewModel.modelProperty(), ui),
                        file(files),
                        Parts.field(
                                ui.text("playground.transcription.language"),
                                ui.text("playground.transcription.language.hint"),
                                language)),
                new TrialPage.Start(
                        ui.text("playground.transcription.go"),
                        viewModel::run,
                        viewModel::isReady,
                        List.of(viewModel.modelProperty(), viewModel.recordingProperty())),
                new TrialPage.Looks<>(
                        () -> States.empty(
                                Feather.MIC,
                                ui.text("playground.transcription.empty.title"),
                                ui.text("playground.transcription.empty")),
                        this::progress,
                        this::written),
                ui);
    }

    Parent root() {
        return page.root();
    }

    private Node file(Supplier<Optional<Path>> files) {
        Button choose = Parts.button(
                ui.text("playground.transcription.choose"), () -> files.get().ifPresent(viewModel::choose));
        choose.setId("transcription-choose");
        choose.setGraphic(Parts.icon(Feather.FOLDER));
        Label chosen = Parts.paragraph("", "small");
        viewModel.recordingProperty().subscribe(recording -> showFile(recording, chosen));
        return Parts.field(
                ui.text("playground.transcription.file"),
                ui.text("playground.transcription.file.hint", ui.formats().bytes(Limits.RECORDING_BYTES_MAX)),
                Parts.column(8, choose, chosen));
    }

    private void showFile(@Nullable Recording recording, Label chosen) {
        chosen.getStyleClass().removeAll("danger-text", "muted");
        if (recording == null) {
            chosen.setText(ui.text("playground.transcription.none"));
            chosen.getStyleClass().add("muted");
            return;
        }
        String size = ui.formats().bytes(recording.bytes());
        chosen.setText(
                recording.isTooLarge()
                        ? ui.text("playground.transcription.too_large", recording.name(), size)
                        : "%s · %s".formatted(recording.name(), size));
        chosen.getStyleClass().add(recording.isTooLarge() ? "danger-text" : "muted");
    }

    private Node progress() {
        Label words = Parts.label("", "body");
        Meter bar = new Meter(ui.text("playground.transcription.file"));
        bar.setMaxWidth(PROGRESS_WIDTH);
        bar.setPrefWidth(PROGRESS_WIDTH);
        viewModel.progressProperty().subscribe(now -> {
            words.setText(words(now));
            bar.showPlain(now.share());
        });
        VBox box = Parts.column(12, words, bar);
        box.setAlignment(Pos.CENTER);
        return box;
    }

    private String words(Progress now) {
        return now.isSent()
                ? ui.text("playground.transcription.listening")
                : ui.text(
                        "playground.transcription.sending",
                        ui.formats().bytes(now.sent()),
                        ui.formats().bytes(now.all()));
    }

    private Node written(Written found) {
        Transcription answer = found.answer();
        HBox head = Parts.row(
                8,
                Parts.label(ui.text("playground.transcription.said"), "h2"),
                Parts.spacer(),
                Parts.iconButton(Feather.COPY, ui.text("action.copy"), () -> ui.copy(answer.text())));
        VBox all = Parts.column(14, head);
        if (answer.segments().isEmpty()) {
            all.getChildren().add(Parts.paragraph(answer.text(), "body"));
        }
        for (Transcription.Segment segment : answer.segments()) {
            all.getChildren().add(row(segment));
        }
        all.getChildren()
                .add(Parts.paragraph(
                        ui.text(
                                "playground.transcription.figures",
                                answer.language() == null ? "–" : ui.formats().language(answer.language()),
                                answer.duration() == null ? "–" : time(answer.duration()),
                                ui.formats().duration(Duration.ofMillis(found.tookMs()))),
                        "small",
                        "faint"));
        return all;
    }

    private static Node row(Transcription.Segment segment) {
        Label times = Parts.label(time(segment.start()) + " – " + time(segment.end()), "mono", "faint");
        times.setMinWidth(TIME_WIDTH);
        Label text = Parts.paragraph(segment.text().strip(), "body");
        HBox.setHgrow(text, Priority.ALWAYS);
        HBox row = Parts.row(12, times, text);
        row.setAlignment(Pos.TOP_LEFT);
        return row;
    }

    /** A place in a recording: {@code 1:02:03.4}, or {@code 2:03.4} within the first hour. */
    private static String time(double seconds) {
        long tenths = Math.round(seconds * 10);
        long hours = tenths / 36_000;
        long minutes = tenths / 600 % 60;
        String rest = "%02d.%d".formatted(tenths / 10 % 60, tenths % 10);
        return hours == 0 ? "%d:%s".formatted(minutes, rest) : "%d:%02d:%s".formatted(hours, minutes, rest);
    }
}
