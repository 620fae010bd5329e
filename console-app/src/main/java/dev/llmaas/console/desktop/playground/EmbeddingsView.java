package dev.llmaas.console.desktop.playground;

import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.playground.EmbeddingsViewModel.Similarity;
import dev.llmaas.console.desktop.widget.HeatMap;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.States;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.Duration;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Texts at the left, how near they are to each other at the right. */
final class EmbeddingsView {
    private final Ui ui;
    private final TrialPage<Similarity> page;

    EmbeddingsView(EmbeddingsViewModel viewModel, Ui ui) {
        this.ui = ui;
        TextArea texts = new TextArea();
        texts.setId("embeddings-texts");
        texts.setWrapText(true);
        texts.setPrefRowCount(14);
        texts.setPromptText(ui.text("playground.embeddings.example"));
        texts.textProperty().bindBidirectional(viewModel.textsProperty());
        Node field = Parts.field(
                ui.text("playground.embeddings.texts"),
                ui.text("playground.embeddings.hint", ui.formats().count(Limits.COMPARED_TEXTS_MAX)),
                texts);
        this.page = new TrialPage<>(
                viewModel.trial(),
                List.of(
                        TrialPage.model(
                                viewModel.models(), EmbeddingsViewModel.CAPABILITY, viewModel.modelProperty(), ui),
                        field),
                new TrialPage.Start(
                        ui.text("playground.embeddings.go"),
                        viewModel::run,
                        viewModel::isReady,
                        List.of(viewModel.modelProperty(), viewModel.textsProperty())),
                new TrialPage.Looks<>(
                        () -> States.empty(
                                Feather.GRID,
                                ui.text("playground.embeddings.empty.title"),
                                ui.text("playground.embeddings.empty")),
                        TrialPage::outline,
                        this::matrix),
                ui);
    }

    Parent root() {
        return page.root();
    }

    private Node matrix(Similarity found) {
        VBox legend = Parts.column(4);
        for (int i = 0; i < found.texts().size(); i++) {
            Label text = Parts.paragraph("%d  %s".formatted(i + 1, found.texts().get(i)), "small", "muted");
            legend.getChildren().add(text);
        }
        Label figures = Parts.paragraph(
                ui.text(
                        "playground.embeddings.figures",
                        ui.formats().count(found.dimensions()),
                        ui.formats().count(found.tokens()),
                        ui.formats().money(found.cost()),
                        ui.formats().duration(Duration.ofMillis(found.tookMs()))),
                "small",
                "faint");
        return Parts.column(
                16,
                Parts.label(ui.text("playground.embeddings.matrix"), "h2"),
                new HeatMap(
                        found.texts(), found.cosines(), value -> ui.formats().decimal(value, 2)),
                legend,
                figures);
    }
}
