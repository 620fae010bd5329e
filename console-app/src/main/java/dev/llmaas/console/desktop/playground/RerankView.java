package dev.llmaas.console.desktop.playground;

import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.playground.RerankViewModel.Ranked;
import dev.llmaas.console.desktop.playground.RerankViewModel.Ranking;
import dev.llmaas.console.desktop.widget.Meter;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.States;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.Duration;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** A question and documents at the left, the documents in their order at the right. */
final class RerankView {
    private static final double NUMBER_WIDTH = 28;
    private static final double SCORE_WIDTH = 56;

    private final Ui ui;
    private final TrialPage<Ranking> page;

    RerankView(RerankViewModel viewModel, Ui ui) {
        this.ui = ui;
        TextField query = new TextField();
        query.setId("rerank-query");
        query.setPromptText(ui.text("playground.rerank.query.example"));
        query.textProperty().bindBidirectional(viewModel.queryProperty());
        TextArea documents = new TextArea();
        documents.setId("rerank-documents");
        documents.setWrapText(true);
        documents.setPrefRowCount(12);
        documents.setPromptText(ui.text("playground.rerank.documents.example"));
        documents.textProperty().bindBidirectional(viewModel.documentsProperty());
        this.page = new TrialPage<>(
                viewModel.trial(),
                List.of(
                        TrialPage.model(viewModel.models(), RerankViewModel.CAPABILITY, viewModel.modelProperty(), ui),
                        Parts.field(ui.text("playground.rerank.query"), "", query),
                        Parts.field(
                                ui.text("playground.rerank.documents"),
                                ui.text(
                                        "playground.embeddings.hint",
                                        ui.formats().count(Limits.RANKED_DOCUMENTS_MAX)),
                                documents)),
                new TrialPage.Start(
                        ui.text("playground.rerank.go"),
                        viewModel::run,
                        viewModel::isReady,
                        List.of(viewModel.modelProperty(), viewModel.queryProperty(), viewModel.documentsProperty())),
                new TrialPage.Looks<>(
                        () -> States.empty(
                                Feather.BAR_CHART_2,
                                ui.text("playground.rerank.empty.title"),
                                ui.text("playground.rerank.empty")),
                        TrialPage::outline,
                        this::bars),
                ui);
    }

    Parent root() {
        return page.root();
    }

    private Node bars(Ranking ranking) {
        VBox all = Parts.column(16, Parts.label(ui.text("playground.rerank.order"), "h2"));
        int place = 1;
        for (Ranked document : ranking.documents()) {
            all.getChildren().add(row(place++, document));
        }
        all.getChildren()
                .add(Parts.paragraph(
                        ui.text(
                                "playground.rerank.figures",
                                ui.formats().count(ranking.tokens()),
                                ui.formats().duration(Duration.ofMillis(ranking.tookMs()))),
                        "small",
                        "faint"));
        return all;
    }

    private Node row(int place, Ranked document) {
        Label number = Parts.label(ui.formats().count(place), "strong");
        number.setMinWidth(NUMBER_WIDTH);
        Label text = Parts.paragraph(document.text(), "body");
        Label was = Parts.label(
                ui.text("playground.rerank.was", ui.formats().count(document.index() + 1L)), "small", "faint");
        Meter bar = new Meter(document.text());
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.showPlain(document.score());
        Label score = Parts.label(ui.formats().decimal(document.score(), 3), "strong");
        score.setMinWidth(SCORE_WIDTH);
        score.setAlignment(Pos.CENTER_RIGHT);
        VBox middle = Parts.column(6, text, bar, was);
        HBox.setHgrow(middle, Priority.ALWAYS);
        HBox row = Parts.row(12, number, middle, score);
        row.setAlignment(Pos.TOP_LEFT);
        return row;
    }
}
