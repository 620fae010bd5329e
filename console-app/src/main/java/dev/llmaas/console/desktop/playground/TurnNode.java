package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.openai.Usage;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.States;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
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
    private final Runnable retry;
    private final FlowPane figures = new FlowPane(12, 4);
    private final VBox trouble = Parts.column(8);

    TurnNode(Turn turn, Runnable retry, Ui ui) {
        super(6);
        this.turn = turn;
        this.ui = ui;
        this.retry = retry;
        if (turn.isFromPerson()) {
            person();
        } else {
            model();
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

    private void model() {
        Label text = Parts.paragraph("", "body", "bubble-model");
        text.setId("answer");
        text.textProperty().bind(turn.textProperty());
        HBox name = Parts.row(8, Parts.icon(Feather.CPU, "accent", "icon-small"), Parts.label(turn.model(), "strong"));
        getChildren().addAll(name, text, figures, trouble);
        turn.stateProperty().subscribe(_ -> update());
        turn.answeredProperty().subscribe(_ -> update());
        turn.textProperty().subscribe(before -> {
            if (before.isEmpty()) {
                update();
            }
        });
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
            Button again = Parts.button(ui.text("action.retry"), retry, "small-button");
            trouble.getChildren().setAll(States.notice(failure, ui), again);
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
