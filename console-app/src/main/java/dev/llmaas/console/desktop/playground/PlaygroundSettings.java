package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Ui;
import java.util.List;
import javafx.beans.property.DoubleProperty;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.SpinnerValueFactory;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Which model, what it is told first, and how it chooses. */
final class PlaygroundSettings {
    static final double WIDTH = 300;
    private static final int TOKENS_MAX = 1 << 20;
    private static final int TOKENS_STEP = 64;

    private final PlaygroundViewModel viewModel;
    private final Ui ui;
    private final Node root;

    PlaygroundSettings(PlaygroundViewModel viewModel, List<CatalogModel> models, Ui ui) {
        this.viewModel = viewModel;
        this.ui = ui;
        VBox fields = Parts.column(
                20,
                model(models),
                system(),
                slider("playground.temperature", viewModel.temperatureProperty(), 2),
                slider("playground.top_p", viewModel.topPProperty(), 1),
                maxTokens(),
                seed());
        fields.setPadding(new javafx.geometry.Insets(16));
        var scroll = Parts.scroll(fields, "clear-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        VBox card = new VBox(scroll);
        card.getStyleClass().add("card");
        card.setMinWidth(WIDTH);
        card.setMaxWidth(WIDTH);
        this.root = card;
    }

    Node root() {
        return root;
    }

    private Node model(List<CatalogModel> models) {
        ComboBox<CatalogModel> choice = new ComboBox<>();
        choice.setId("playground-model");
        choice.setMaxWidth(Double.MAX_VALUE);
        choice.getItems().setAll(models);
        choice.setCellFactory(_ -> new ModelCell(ui));
        choice.setButtonCell(new ModelCell(ui));
        choice.valueProperty().bindBidirectional(viewModel.modelProperty());
        VBox field = Parts.field(ui.text("playground.model"), "", choice);
        Label facts = Parts.paragraph("", "field-hint");
        viewModel.modelProperty().subscribe(model -> facts.setText(model == null ? "" : facts(model)));
        field.getChildren().add(facts);
        return field;
    }

    private String facts(CatalogModel model) {
        return ui.text(
                "playground.model.facts",
                ui.formats().count(model.contextTokens()),
                ui.formats().moneyPerMillion(model.inputPrice()),
                ui.formats().moneyPerMillion(model.outputPrice()));
    }

    private Node system() {
        TextArea text = new TextArea();
        text.setWrapText(true);
        text.setPrefRowCount(4);
        text.setPromptText(ui.text("playground.system.example"));
        text.textProperty().bindBidirectional(viewModel.systemProperty());
        return Parts.field(ui.text("playground.system"), "", text);
    }

    private Node slider(String key, DoubleProperty value, double max) {
        Slider slider = new Slider(0, max, value.get());
        slider.setBlockIncrement(max / 20);
        slider.valueProperty().bindBidirectional(value);
        slider.setAccessibleText(ui.text(key));
        Label number = Parts.label("", "small", "muted");
        value.subscribe(now -> number.setText(ui.formats().decimal(now.doubleValue(), 2)));
        HBox line = Parts.row(8, Parts.label(ui.text(key), "field-label"), Parts.spacer(), number);
        return Parts.column(6, line, slider, Parts.paragraph(ui.text(key + ".hint"), "field-hint"));
    }

    private Node maxTokens() {
        Spinner<Integer> spinner = new Spinner<>(new SpinnerValueFactory.IntegerSpinnerValueFactory(
                1, TOKENS_MAX, viewModel.maxTokensProperty().get(), TOKENS_STEP));
        spinner.setEditable(true);
        spinner.setMaxWidth(Double.MAX_VALUE);
        spinner.getValueFactory()
                .valueProperty()
                .bindBidirectional(viewModel.maxTokensProperty().asObject());
        return Parts.field(ui.text("playground.max_tokens"), "", spinner);
    }

    private Node seed() {
        TextField seed = new TextField();
        seed.setPromptText(ui.text("playground.seed.example"));
        seed.textProperty().bindBidirectional(viewModel.seedProperty());
        return Parts.field(ui.text("playground.seed"), "", seed);
    }

    /** A model in the list: its name, and whether it can answer. */
    private static final class ModelCell extends ListCell<CatalogModel> {
        private final Ui ui;

        private ModelCell(Ui ui) {
            this.ui = ui;
        }

        @Override
        protected void updateItem(@Nullable CatalogModel model, boolean empty) {
            super.updateItem(model, empty);
            if (empty || model == null) {
                setGraphic(null);
                setAccessibleText("");
                return;
            }
            String state = ui.text(model.available() ? "playground.available" : "playground.unavailable");
            Label name = Parts.label(model.id(), "strong");
            setGraphic(Parts.row(8, Parts.region("dot", model.available() ? "success" : "warning"), name));
            setAccessibleText(model.id() + ", " + state);
        }
    }
}
