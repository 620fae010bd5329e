package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.openai.Usage;
import dev.llmaas.console.desktop.widget.CodeBlock;
import dev.llmaas.console.desktop.widget.Expander;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.States;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** One turn of the conversation on the screen. */
final class TurnNode extends VBox {
    private static final double PERSON_WIDTH = 560;

    private final Turn turn;
    private final Ui ui;
    private final PlaygroundViewModel viewModel;
    private final VBox extras = Parts.column(8);
    private final FlowPane figures = new FlowPane(12, 4);
    private final VBox trouble = Parts.column(8);

    TurnNode(Turn turn, PlaygroundViewModel viewModel, Ui ui) {
        super(6);
        this.turn = turn;
        this.ui = ui;
        this.viewModel = viewModel;
        switch (turn.speaker()) {
            case PERSON -> person();
            case MODEL -> model();
            case TOOL -> tool();
        }
    }

    boolean shows(Turn other) {
        return turn.equals(other);
    }

    private void person() {
        Label text = Parts.paragraph("", "body", "bubble-user");
        text.textProperty().bind(turn.textProperty());
        text.setMaxWidth(PERSON_WIDTH);
        HBox line = new HBox(text);
        line.setAlignment(Pos.CENTER_RIGHT);
        getChildren().add(line);
    }

    private void tool() {
        Label text = Parts.paragraph("", "mono", "body");
        text.textProperty().bind(turn.textProperty());
        VBox box =
                Parts.column(6, Parts.label(ui.text("playground.tools.answered", turn.name()), "small", "muted"), text);
        box.getStyleClass().add("bubble-user");
        box.setMaxWidth(PERSON_WIDTH);
        HBox line = new HBox(box);
        line.setAlignment(Pos.CENTER_RIGHT);
        getChildren().add(line);
    }

    private void model() {
        Label text = Parts.paragraph("", "body", "bubble-model");
        text.setId("answer");
        text.textProperty().bind(turn.textProperty());
        text.visibleProperty()
                .bind(turn.textProperty().isNotEmpty().and(turn.formProperty().isNull()));
        text.managedProperty().bind(text.visibleProperty());
        HBox name = Parts.row(8, Parts.icon(Feather.CPU, "accent", "icon-small"), Parts.label(turn.name(), "strong"));
        getChildren().addAll(name, reasoning(), text, extras, figures, trouble);
        turn.stateProperty().subscribe(_ -> update());
        turn.answeredProperty().subscribe(_ -> update());
        turn.callsProperty().subscribe(_ -> showExtras());
        turn.formProperty().subscribe(_ -> showExtras());
        turn.textProperty().subscribe(before -> {
            if (before.isEmpty()) {
                update();
            }
        });
    }

    private Node reasoning() {
        Label thoughts = Parts.paragraph("", "small", "muted");
        thoughts.textProperty().bind(turn.reasoningProperty());
        VBox inner = Parts.column(0, thoughts);
        inner.getStyleClass().add("reasoning");
        Expander expander = new Expander(
                Bindings.createStringBinding(
                        () -> ui.text(
                                "playground.reasoning",
                                ui.formats()
                                        .countShort(
                                                turn.reasoningProperty().get().length())),
                        turn.reasoningProperty()),
                inner);
        expander.visibleProperty().bind(turn.reasoningProperty().isNotEmpty());
        expander.managedProperty().bind(expander.visibleProperty());
        return expander;
    }

    private void showExtras() {
        extras.getChildren().clear();
        FormCheck form = turn.formProperty().get();
        if (form != null) {
            extras.getChildren().add(form(form));
        }
        if (!turn.callsProperty().get().isEmpty()) {
            extras.getChildren()
                    .add(new ToolCallsNode(
                            turn.callsProperty().get(),
                            Bindings.createBooleanBinding(
                                    () -> viewModel.waitingForToolsProperty().get()
                                            && !viewModel.turns().isEmpty()
                                            && viewModel.turns().getLast().equals(turn),
                                    viewModel.waitingForToolsProperty(),
                                    viewModel.turns()),
                            viewModel::answerTools,
                            ui));
        }
        extras.setVisible(!extras.getChildren().isEmpty());
        extras.setManaged(extras.isVisible());
    }

    /** The answer as JSON, and whether it has the form that was asked for. */
    private Node form(FormCheck form) {
        VBox box = Parts.column(8);
        String pretty = form.pretty();
        if (pretty == null) {
            box.getChildren()
                    .addAll(
                            Parts.paragraph(turn.textProperty().get(), "body"),
                            verdict(false, ui.text("playground.form.not_json")));
            return box;
        }
        box.getChildren().add(new CodeBlock(Map.of("JSON", pretty), ui));
        if (form.fits()) {
            box.getChildren().add(verdict(true, ui.text("playground.form.fits")));
        }
        for (SchemaCheck.Breach breach : form.breaches()) {
            String place = breach.path().isEmpty() ? ui.text("playground.form.whole") : breach.path();
            box.getChildren()
                    .add(verdict(
                            false,
                            ui.text(
                                    switch (breach.kind()) {
                                        case MISSING -> "playground.form.missing";
                                        case SURPLUS -> "playground.form.surplus";
                                        case TYPE -> "playground.form.type";
                                        case VALUE -> "playground.form.value";
                                        case BOUND -> "playground.form.bound";
                                    },
                                    place,
                                    breach.expected())));
        }
        return box;
    }

    private static Node verdict(boolean good, String sentence) {
        return Parts.row(
                8,
                Parts.icon(
                        good ? Feather.CHECK_CIRCLE : Feather.ALERT_TRIANGLE,
                        good ? "success" : "danger",
                        "icon-small"),
                Parts.paragraph(sentence, "small", good ? "success-text" : "danger-text"));
    }

    private void update() {
        List<Label> parts = new ArrayList<>();
        switch (turn.stateProperty().get()) {
            case RUNNING ->
                parts.add(Parts.label(
                        ui.text(turn.textProperty().get().isEmpty() ? "playground.reading" : "playground.writing"),
                        "small",
                        "accent-text"));
            case STOPPED -> parts.add(Parts.label(ui.text("playground.stopped"), "small", "warning-text"));
            case DONE, FAILED -> {}
        }
        Answered answered = turn.answeredProperty().get();
        if (answered != null) {
            addFigures(answered, parts);
        }
        figures.getChildren().setAll(parts);
        var failure = turn.failureProperty().get();
        if (failure != null && trouble.getChildren().isEmpty()) {
            Button again = Parts.button(ui.text("action.retry"), viewModel::retry, "small-button");
            trouble.getChildren().setAll(States.quoted(failure, ui), again);
        }
    }

    private void addFigures(Answered answered, List<Label> parts) {
        Usage usage = answered.usage();
        if (usage != null) {
            parts.add(figure(ui.text(
                    "playground.tokens",
                    ui.formats().count(usage.promptTokens()),
                    ui.formats().count(usage.completionTokens()))));
        }
        if (answered.cost() != null) {
            parts.add(figure(ui.formats().money(answered.cost())));
        }
        parts.add(figure(ui.text("playground.first", ms(answered.timeToFirstTokenMs()))));
        parts.add(figure(ui.text("playground.total", ms(answered.durationMs()))));
        if (answered.tokensPerSecond() > 0) {
            parts.add(figure(ui.text("playground.speed", ui.formats().rate(answered.tokensPerSecond()))));
        }
        addReason(answered.finishReason(), parts);
        if (answered.backend() != null) {
            parts.add(figure(
                    answered.backend().engineType() + " · " + answered.backend().machineName()));
        }
    }

    private void addReason(@Nullable String finishReason, List<Label> parts) {
        if ("length".equals(finishReason)) {
            parts.add(Parts.label(ui.text("playground.length"), "small", "warning-text"));
        }
    }

    private static Label figure(String text) {
        return Parts.label(text, "small", "faint");
    }

    private String ms(long ms) {
        return ui.formats().duration(Duration.ofMillis(ms));
    }
}
