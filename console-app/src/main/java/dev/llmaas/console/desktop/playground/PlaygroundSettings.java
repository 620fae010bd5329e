package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.console.desktop.widget.Expander;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Ui;
import java.util.List;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
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
        ChatParameters parameters = viewModel.parameters();
        VBox further = Parts.column(
                20,
                slider("playground.frequency", parameters.frequencyPenaltyProperty(), -2, 2),
                slider("playground.presence", parameters.presencePenaltyProperty(), -2, 2),
                stop(),
                effort());
        Expander tools = expander("playground.tools", toolsEditor());
        Expander form = expander("playground.schema", schemaEditor());
        tools.setId("playground-tools-expander");
        form.setId("playground-schema-expander");
        tools.openProperty().set(!parameters.toolsProperty().get().isEmpty());
        form.openProperty().set(!parameters.schemaProperty().get().isEmpty());
        VBox fields = Parts.column(
                20,
                model(models),
                system(),
                slider("playground.temperature", parameters.temperatureProperty(), 0, 2),
                slider("playground.top_p", parameters.topPProperty(), 0, 1),
                maxTokens(),
                seed(),
                expander("playground.further", further),
                tools,
                form);
        fields.setPadding(new javafx.geometry.Insets(16));
        var scroll = Parts.scroll(fields, "clear-scroll");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        VBox card = new VBox(scroll);
        card.getStyleClass().add("card");
        card.setId("playground-settings");
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

    private Node slider(String key, DoubleProperty value, double min, double max) {
        Slider slider = new Slider(min, max, value.get());
        slider.setBlockIncrement((max - min) / 20);
        slider.valueProperty().bindBidirectional(value);
        slider.setAccessibleText(ui.text(key));
        Label number = Parts.label("", "small", "muted");
        value.subscribe(now -> number.setText(ui.formats().decimal(now.doubleValue(), 2)));
        HBox line = Parts.row(8, Parts.label(ui.text(key), "field-label"), Parts.spacer(), number);
        return Parts.column(6, line, slider, Parts.paragraph(ui.text(key + ".hint"), "field-hint"));
    }

    private Node maxTokens() {
        Spinner<Integer> spinner = new Spinner<>(new SpinnerValueFactory.IntegerSpinnerValueFactory(
                1, TOKENS_MAX, viewModel.parameters().maxTokensProperty().get(), TOKENS_STEP));
        spinner.setEditable(true);
        spinner.setMaxWidth(Double.MAX_VALUE);
        spinner.getValueFactory()
                .valueProperty()
                .bindBidirectional(viewModel.parameters().maxTokensProperty().asObject());
        return Parts.field(ui.text("playground.max_tokens"), "", spinner);
    }

    private Node seed() {
        TextField seed = new TextField();
        seed.setPromptText(ui.text("playground.seed.example"));
        seed.textProperty().bindBidirectional(viewModel.parameters().seedProperty());
        return Parts.field(ui.text("playground.seed"), "", seed);
    }

    private Expander expander(String key, Node content) {
        return new Expander(new ReadOnlyStringWrapper(ui.text(key)), content);
    }

    private Node stop() {
        TextArea text = new TextArea();
        text.setPrefRowCount(2);
        text.textProperty().bindBidirectional(viewModel.parameters().stopProperty());
        return Parts.field(ui.text("playground.stops"), ui.text("playground.stops.hint"), text);
    }

    private Node effort() {
        ComboBox<String> choice = new ComboBox<>();
        choice.setMaxWidth(Double.MAX_VALUE);
        choice.getItems().add("");
        choice.getItems().addAll(ChatParameters.EFFORTS);
        choice.setCellFactory(_ -> new EffortCell(ui));
        choice.setButtonCell(new EffortCell(ui));
        choice.valueProperty().bindBidirectional(viewModel.parameters().effortProperty());
        return Parts.field(ui.text("playground.effort"), "", choice);
    }

    private Node toolsEditor() {
        ChatParameters parameters = viewModel.parameters();
        return editor(
                area("playground-tools", ui.text("playground.tools.example")),
                ui.text("playground.tools.json"),
                ui.text("playground.tools.hint"),
                parameters.toolsProperty(),
                parameters.toolsProblemProperty());
    }

    private Node schemaEditor() {
        ChatParameters parameters = viewModel.parameters();
        return editor(
                area("playground-schema", ui.text("playground.schema.example")),
                ui.text("playground.schema.json"),
                ui.text("playground.schema.hint"),
                parameters.schemaProperty(),
                parameters.schemaProblemProperty());
    }

    private static TextArea area(String id, String example) {
        TextArea area = new TextArea();
        area.setId(id);
        area.getStyleClass().add("code-area");
        area.setPrefRowCount(9);
        area.setPromptText(example);
        return area;
    }

    /** A text of JSON, and below it what is wrong with it, as it is typed. */
    private Node editor(
            TextArea area,
            String name,
            String hint,
            StringProperty text,
            ObservableValue<@Nullable JsonProblem> problem) {
        area.textProperty().bindBidirectional(text);
        Label wrong = Parts.paragraph("", "field-error");
        VBox field = Parts.field(name, hint, area);
        field.getChildren().add(2, wrong);
        problem.subscribe(found -> {
            wrong.setText(found == null ? "" : sentence(found));
            wrong.setVisible(found != null);
            wrong.setManaged(found != null);
            area.getStyleClass().remove("danger");
            if (found != null) {
                area.getStyleClass().add("danger");
            }
        });
        return field;
    }

    private String sentence(JsonProblem problem) {
        return switch (problem.kind()) {
            case NOT_JSON ->
                ui.text(
                        "playground.problem.not_json",
                        ui.formats().count(problem.line()),
                        ui.formats().count(problem.column()));
            case NOT_TOOLS -> ui.text("playground.problem.not_tools");
            case TOOL_WITHOUT_NAME -> ui.text("playground.problem.tool_without_name", problem.detail());
            case TOOL_TWICE -> ui.text("playground.problem.tool_twice", problem.detail());
            case NOT_A_SCHEMA -> ui.text("playground.problem.not_a_schema");
        };
    }

    /** How much to reason, in words; the model's own where nothing is chosen. */
    private static final class EffortCell extends ListCell<String> {
        private final Ui ui;

        private EffortCell(Ui ui) {
            this.ui = ui;
        }

        @Override
        protected void updateItem(@Nullable String effort, boolean empty) {
            super.updateItem(effort, empty);
            boolean own = effort == null || effort.isEmpty();
            setText(empty ? "" : own ? ui.text("playground.effort.own") : effort);
        }
    }
}
