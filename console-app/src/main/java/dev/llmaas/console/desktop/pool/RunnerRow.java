package dev.llmaas.console.desktop.pool;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaLoad;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.console.desktop.widget.Meter;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.SlotCells;
import dev.llmaas.console.desktop.widget.Sparkline;
import dev.llmaas.console.desktop.widget.Ui;
import java.util.List;
import javafx.css.PseudoClass;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** One runner: a button that opens its panel. Its nodes stay and only their values change, five times a second. */
final class RunnerRow extends Button {
    /** Logical pixels; the first column takes what is left. */
    private static final double[] WIDTHS = {0, 168, 196, 118, 64, 72, 104};

    /** Columns that give way to the panel of a runner, which shows the same. */
    private static final List<Integer> WHILE_OPEN = List.of(1, 4, 5);

    private static final double GAP = 20;

    /** Where the figures of tokens end, before their line. */
    private static final double FIGURES = 56;

    private static final double PADDING = 16;
    private static final PseudoClass OPEN = PseudoClass.getPseudoClass("open");

    private final Ui ui;
    private final Region dot = Parts.region("dot");
    private final Label name = Parts.label("", "strong");
    private final Label device = Parts.label("", "small", "faint");
    private final Label memory = Parts.label("", "small", "muted");
    private final Meter memoryBar;
    private final Label tokens = Parts.label("", "strong");
    private final Sparkline tokensLine = new Sparkline(1);
    private final SlotCells slots;
    private final Label busy = Parts.label("", "small", "faint");
    private final Label queue = Parts.label("", "body");
    private final Label cache = Parts.label("", "body");
    private final Label state = Parts.badge("", "");
    private final Label reason = Parts.paragraph("", "small", "muted");
    private final HBox line = Parts.row(GAP);
    private final VBox lines = Parts.column(6, line, reason);
    private ReplicaState shownState = ReplicaState.STOPPED;

    RunnerRow(Ui ui, Runnable opened) {
        this.ui = ui;
        this.memoryBar = new Meter(ui.text("pool.memory"));
        this.slots = new SlotCells(ui.text("pool.slots"));
        getStyleClass().setAll("runner-row");
        setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        setMaxWidth(Double.MAX_VALUE);
        setMinWidth(0);
        setAlignment(Pos.CENTER_LEFT);
        setOnAction(_ -> opened.run());
        line.getChildren().addAll(nameCell(), memoryCell(), tokensCell(), slotsCell(), queue, cache, stateCell());
        for (int i = 0; i < WIDTHS.length; i++) {
            size((Region) line.getChildren().get(i), i);
        }
        queue.setAlignment(Pos.CENTER_RIGHT);
        cache.setAlignment(Pos.CENTER_RIGHT);
        reason.setPadding(new javafx.geometry.Insets(0, 0, 0, 20));
        lines.prefWidthProperty().bind(widthProperty().subtract(2 * PADDING + 2));
        setGraphic(lines);
        setMinHeight(USE_PREF_SIZE);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    // The button would ask for its height before it knows its width, and a reason breaks into lines by the width.
    @Override
    protected double computePrefHeight(double width) {
        double inner = (width < 0 ? getWidth() : width) - snappedLeftInset() - snappedRightInset();
        return snappedTopInset() + lines.prefHeight(Math.max(0, inner)) + snappedBottomInset();
    }

    /** The headings over rows, in the same widths. */
    static HBox headings(Ui ui, boolean narrow) {
        HBox heads = Parts.row(GAP);
        List<String> keys = List.of(
                "pool.runner", "pool.memory", "pool.tokens", "pool.slots", "pool.queue", "pool.cache", "pool.state");
        for (int i = 0; i < WIDTHS.length; i++) {
            Label head = Parts.label(ui.text(keys.get(i)), "overline");
            boolean figures = i == 2 || i == 4 || i == 5;
            head.setAlignment(figures ? Pos.CENTER_RIGHT : Pos.CENTER_LEFT);
            if (i == 2) {
                head.setPadding(new javafx.geometry.Insets(0, WIDTHS[i] - FIGURES, 0, 0)); // over the figures
            }
            size(head, i);
            hide(head, narrow && WHILE_OPEN.contains(i));
            heads.getChildren().add(head);
        }
        heads.setPadding(new javafx.geometry.Insets(0, PADDING + 1, 0, PADDING + 1));
        return heads;
    }

    private static void size(Region cell, int column) {
        if (column == 0) {
            cell.setMinWidth(0);
            cell.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(cell, Priority.ALWAYS);
            return;
        }
        cell.setMinWidth(WIDTHS[column]);
        cell.setPrefWidth(WIDTHS[column]);
        cell.setMaxWidth(WIDTHS[column]);
    }

    private static void hide(Node cell, boolean hidden) {
        cell.setVisible(!hidden);
        cell.setManaged(!hidden);
    }

    private Region nameCell() {
        name.setMinWidth(0);
        device.setMinWidth(0);
        VBox words = Parts.column(2, name, device);
        words.setMinWidth(0);
        HBox cell = Parts.row(12, dot, words);
        HBox.setHgrow(words, Priority.ALWAYS);
        return cell;
    }

    private Region memoryCell() {
        memoryBar.setMaxWidth(Double.MAX_VALUE);
        return Parts.column(6, memory, memoryBar);
    }

    private Region tokensCell() {
        tokens.setMinWidth(FIGURES);
        tokens.setAlignment(Pos.CENTER_RIGHT);
        HBox.setHgrow(tokensLine, Priority.ALWAYS);
        return Parts.row(10, tokens, tokensLine);
    }

    private Region slotsCell() {
        return Parts.column(4, slots, busy);
    }

    private Region stateCell() {
        HBox cell = Parts.row(0, state);
        cell.setAlignment(Pos.CENTER_LEFT);
        return cell;
    }

    /** Shows fewer columns while the panel of a runner takes room; {@code open} is whether it is the one of this row. */
    void narrow(boolean narrow, boolean open) {
        WHILE_OPEN.forEach(column -> hide(line.getChildren().get(column), narrow));
        pseudoClassStateChanged(OPEN, open);
    }

    void show(Replica runner, RunnerLines lines, long fromMs, long toMs) {
        ReplicaLoad load = runner.load();
        name.setText(runner.model());
        device.setText(where(runner, ui));
        showMemory(load);
        tokens.setText(ui.formats().rate(load.generatedTokensPerSecond()));
        tokensLine.show(lines.written(), fromMs, toMs);
        String words = ui.text(
                "pool.slots.busy",
                ui.formats().count(load.running()),
                ui.formats().count(load.slots()));
        slots.show(load.slots(), load.running(), words);
        busy.setText(ui.text(
                "pool.memory.of",
                ui.formats().count(load.running()),
                ui.formats().count(load.slots())));
        queue.setText(ui.formats().count(load.waiting()));
        cache.setText(load.promptTokens() == 0 ? "–" : ui.formats().percent(load.cacheHitRatio()));
        showState(runner);
        setAccessibleText(ui.text(
                "pool.row",
                runner.model(),
                runner.node(),
                ui.messages().word("replica.", runner.state()),
                ui.formats().count(load.running()),
                ui.formats().count(load.slots()),
                ui.formats().count(load.waiting()),
                ui.formats().rate(load.generatedTokensPerSecond())));
    }

    /** What it computes on, and how. */
    static String where(Replica runner, Ui ui) {
        String device = runner.device() == null ? ui.text("pool.device.unknown") : runner.device();
        return device + " · " + runner.engine();
    }

    private void showMemory(ReplicaLoad load) {
        boolean ofDevice = load.deviceMemoryMaxBytes() > 0;
        memoryBar.setVisible(ofDevice);
        if (ofDevice) {
            memory.setText(ui.text(
                    "pool.memory.of",
                    ui.formats().bytes(load.deviceMemoryBytes()),
                    ui.formats().bytes(load.deviceMemoryMaxBytes())));
            memoryBar.show((double) load.deviceMemoryBytes() / load.deviceMemoryMaxBytes(), 0);
        } else {
            memory.setText(load.memoryBytes() == 0 ? "–" : ui.formats().bytes(load.memoryBytes()));
        }
    }

    private void showState(Replica runner) {
        String why = runner.reason() == null ? "" : runner.reason();
        reason.setText(why);
        hide(reason, why.isEmpty());
        if (runner.state() == shownState && !state.getText().isEmpty()) {
            return;
        }
        String before = tone(shownState);
        String tone = tone(runner.state());
        shownState = runner.state();
        state.setText(ui.messages().word("replica.", runner.state()));
        dot.getStyleClass().remove(before);
        state.getStyleClass().remove(before);
        if (!tone.isEmpty()) {
            dot.getStyleClass().add(tone);
            state.getStyleClass().add(tone);
        }
    }

    /** The tone of a state, empty for one that is neither good nor bad. */
    static String tone(ReplicaState state) {
        return switch (state) {
            case READY -> "success";
            case STARTING, DRAINING, RESTARTING -> "warning";
            case FAILED -> "danger";
            case STOPPED -> "";
        };
    }
}
