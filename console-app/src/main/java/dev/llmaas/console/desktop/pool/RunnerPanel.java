package dev.llmaas.console.desktop.pool;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaLoad;
import dev.llmaas.console.desktop.pool.PoolViewModel.Act;
import dev.llmaas.console.desktop.widget.Meter;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.SidePanel;
import dev.llmaas.console.desktop.widget.TimeSeriesChart;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** Everything about one runner, live, and what can be done to it. */
final class RunnerPanel {
    private static final double CHART_HEIGHT = 148;
    private static final int READ_COLOUR = 2;

    private final PoolViewModel viewModel;
    private final Ui ui;
    private final SidePanel root;
    private final HBox below = Parts.row(8);
    private final VBox why = Parts.column(0);
    private final Label node = Parts.label("", "body");
    private final Label device = Parts.paragraph("", "body");
    private final Label engine = Parts.label("", "body");
    private final Label context = Parts.paragraph("", "body");
    private final Label process = Parts.label("", "body");
    private final Label restarts = Parts.label("", "body");
    private final Label started = Parts.paragraph("", "body");
    private final Gauge deviceMemory;
    private final Gauge kv;
    private final Gauge cache;
    private final Label processMemory = Parts.label("", "strong");
    private final Label counted = Parts.paragraph("", "small", "faint");
    private final TimeSeriesChart written;
    private final TimeSeriesChart read;
    private final FlowPane buttons = new FlowPane(8, 8);
    private @Nullable Replica shown;

    /** A share with its name and a bar. */
    private record Gauge(VBox node, Label text, Meter bar) {
        static Gauge of(String name) {
            Label text = Parts.label("", "strong");
            text.setMinWidth(Region.USE_PREF_SIZE);
            Meter bar = new Meter(name);
            bar.setMaxWidth(Double.MAX_VALUE);
            return new Gauge(
                    Parts.column(6, Parts.row(8, Parts.label(name, "body"), Parts.spacer(), text), bar), text, bar);
        }

        void show(String words, double share, boolean isPlain) {
            text.setText(words);
            if (isPlain) {
                bar.showPlain(share);
            } else {
                bar.show(share, 0);
            }
        }
    }

    RunnerPanel(Replica runner, PoolViewModel viewModel, Ui ui) {
        this.viewModel = viewModel;
        this.ui = ui;
        this.deviceMemory = Gauge.of(ui.text("pool.memory.device"));
        this.kv = Gauge.of(ui.text("pool.kv"));
        this.cache = Gauge.of(ui.text("pool.cache.hits"));
        RunnerLines lines = viewModel.lines(runner.id());
        this.written = chart(
                ui.text("pool.chart.written"), new TimeSeriesChart.Plot(ui.text("pool.tokens"), lines.written(), 1));
        this.read = chart(
                ui.text("pool.chart.read"),
                new TimeSeriesChart.Plot(ui.text("pool.tokens"), lines.read(), READ_COLOUR));
        this.root = new SidePanel(
                runner.model(),
                below,
                content(),
                ui,
                () -> viewModel.selectedProperty().set(null));
        root.setId("runner-panel");
    }

    Node root() {
        return root;
    }

    private TimeSeriesChart chart(String name, TimeSeriesChart.Plot plot) {
        TimeSeriesChart chart = new TimeSeriesChart(
                TimeSeriesChart.Form.LINES,
                name,
                new TimeSeriesChart.Words(
                        value -> Double.isNaN(value) ? "–" : ui.formats().rate(value),
                        this::time,
                        ms -> ui.formats().time(Instant.ofEpochMilli(ms)),
                        this::time));
        chart.setPrefHeight(CHART_HEIGHT);
        chart.setMinHeight(CHART_HEIGHT);
        chart.show(List.of(plot));
        return chart;
    }

    private String time(long ms) {
        return ui.formats().timeToTheSecond(Instant.ofEpochMilli(ms));
    }

    private Node content() {
        HBox resident =
                Parts.row(8, Parts.label(ui.text("pool.memory.process"), "body"), Parts.spacer(), processMemory);
        VBox gauges = Parts.column(14, deviceMemory.node(), kv.node(), cache.node(), resident, counted);
        return Parts.column(
                20,
                why,
                buttons,
                Parts.column(8, Parts.label(ui.text("pool.chart.written"), "h2"), written),
                Parts.column(8, Parts.label(ui.text("pool.chart.read"), "h2"), read),
                Parts.rule(),
                gauges,
                Parts.rule(),
                Parts.label(ui.text("pool.details"), "h2"),
                facts());
    }

    private Node facts() {
        GridPane grid = new GridPane(16, 14);
        grid.add(Parts.property(ui.text("pool.node"), node), 0, 0);
        grid.add(Parts.property(ui.text("pool.device"), device), 1, 0);
        grid.add(Parts.property(ui.text("pool.engine"), engine), 0, 1);
        grid.add(Parts.property(ui.text("pool.context"), context), 1, 1);
        grid.add(Parts.property(ui.text("pool.pid"), process), 0, 2);
        grid.add(Parts.property(ui.text("pool.restarts"), restarts), 1, 2);
        grid.add(Parts.property(ui.text("pool.started"), started), 0, 3, 2, 1);
        for (Node cell : grid.getChildren()) {
            GridPane.setHgrow(cell, Priority.ALWAYS);
        }
        return grid;
    }

    void show(Replica runner, long fromMs, long toMs) {
        Replica before = shown;
        shown = runner;
        if (before == null || !before.state().equals(runner.state()) || changedReason(before, runner)) {
            showState(runner);
        }
        written.refresh(fromMs, toMs);
        read.refresh(fromMs, toMs);
        showLoad(runner.load());
        node.setText(runner.node());
        device.setText(runner.device() == null ? ui.text("pool.device.unknown") : runner.device());
        engine.setText(runner.engine());
        context.setText(
                runner.contextTokens() == 0
                        ? ui.text("pool.device.unknown")
                        : ui.text("pool.context.tokens", ui.formats().count(runner.contextTokens())));
        process.setText(runner.pid() == null ? ui.text("pool.pid.none") : Long.toString(runner.pid()));
        restarts.setText(ui.formats().count(runner.restarts()));
        started.setText(
                runner.startedAtMs() == 0
                        ? ui.text("pool.started.never")
                        : ui.formats().dateTime(Instant.ofEpochMilli(runner.startedAtMs())));
    }

    private static boolean changedReason(Replica before, Replica now) {
        return !java.util.Objects.equals(before.reason(), now.reason());
    }

    private void showLoad(ReplicaLoad load) {
        boolean ofDevice = load.deviceMemoryMaxBytes() > 0;
        deviceMemory.node().setVisible(ofDevice);
        deviceMemory.node().setManaged(ofDevice);
        if (ofDevice) {
            deviceMemory.show(
                    ui.text(
                            "pool.memory.of",
                            ui.formats().bytes(load.deviceMemoryBytes()),
                            ui.formats().bytes(load.deviceMemoryMaxBytes())),
                    (double) load.deviceMemoryBytes() / load.deviceMemoryMaxBytes(),
                    false);
        }
        kv.show(ui.formats().percent(load.kvCacheRatio()), load.kvCacheRatio(), false);
        cache.show(
                load.promptTokens() == 0 ? "–" : ui.formats().percent(load.cacheHitRatio()),
                load.cacheHitRatio(),
                true);
        processMemory.setText(load.memoryBytes() == 0 ? "–" : ui.formats().bytes(load.memoryBytes()));
        counted.setText(ui.text(
                "pool.tokens.since",
                ui.formats().countShort(load.promptTokens()),
                ui.formats().countShort(load.generatedTokens())));
    }

    private void showState(Replica runner) {
        String tone = RunnerRow.tone(runner.state());
        String word = ui.messages().word("replica.", runner.state());
        String since = ui.formats().dateTime(Instant.ofEpochMilli(runner.sinceMs()));
        Label badge = Parts.badge(word, tone);
        Label words = Parts.label(since, "small", "faint");
        words.setAccessibleText(ui.text("pool.since", word, since));
        below.getChildren().setAll(badge, words);
        why.getChildren().clear();
        if (runner.reason() != null) {
            HBox notice = new HBox(
                    10,
                    Parts.icon(tone.equals("danger") ? Feather.ALERT_TRIANGLE : Feather.INFO, tone),
                    Parts.paragraph(runner.reason(), "body"));
            notice.getStyleClass().add("notice");
            if (!tone.isEmpty()) {
                notice.getStyleClass().add(tone);
            }
            notice.setMinHeight(Region.USE_PREF_SIZE);
            why.getChildren().add(notice);
        }
        why.setManaged(runner.reason() != null);
        showActs(runner);
    }

    private void showActs(Replica runner) {
        Map<Act, Feather> symbols = new EnumMap<>(Act.class);
        symbols.put(Act.LOAD, Feather.PLAY);
        symbols.put(Act.RESTART, Feather.ROTATE_CW);
        symbols.put(Act.UNLOAD, Feather.POWER);
        Set<Act> acts = viewModel.acts(runner);
        buttons.getChildren().clear();
        buttons.setManaged(!acts.isEmpty());
        for (Act act : List.of(Act.LOAD, Act.RESTART, Act.UNLOAD)) {
            if (acts.contains(act)) {
                Button button = Parts.button(
                        ui.messages().word("pool.act.", act),
                        () -> RunnerActs.ask(shown == null ? runner : shown, act, viewModel, ui));
                button.setId("runner-" + act.name().toLowerCase(java.util.Locale.ROOT));
                button.setGraphic(
                        Parts.icon(symbols.getOrDefault(act, Feather.PLAY), act == Act.LOAD ? "on-accent" : ""));
                if (act == Act.LOAD) {
                    button.getStyleClass().add("accent");
                }
                buttons.getChildren().add(button);
            }
        }
    }
}
