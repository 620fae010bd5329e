package dev.llmaas.console.desktop.overview;

import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Series;
import dev.llmaas.console.desktop.widget.TimeSeriesChart;
import dev.llmaas.console.desktop.widget.TimeSeriesChart.Form;
import dev.llmaas.console.desktop.widget.TimeSeriesChart.Plot;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The charts of the overview. */
final class OverviewCharts {
    private static final double HEIGHT = 208;
    private static final int OTHERS_COLOUR = 8;
    private static final int LATENCY_COLOUR = 5;
    private static final int SLOW_COLOUR = 7;
    private static final int QUEUE_COLOUR = 3;

    private final Ui ui;
    private final Traffic traffic;
    private final TimeSeriesChart tokens;
    private final TimeSeriesChart latency;
    private final TimeSeriesChart queue;
    private final HBox root;

    OverviewCharts(Traffic traffic, Ui ui) {
        this.ui = ui;
        this.traffic = traffic;
        tokens = new TimeSeriesChart(Form.STACKED, ui.text("overview.chart.tokens"), words(ui.formats()::rate));
        latency = new TimeSeriesChart(Form.BAND, ui.text("overview.chart.latency"), words(this::ms));
        queue = new TimeSeriesChart(Form.LINES, ui.text("overview.chart.queue"), words(ui.formats()::countShort));
        latency.show(List.of(
                new Plot(ui.text("overview.p50"), traffic.firstTokenP50(), LATENCY_COLOUR),
                new Plot(ui.text("overview.p95"), traffic.firstTokenP95(), SLOW_COLOUR)));
        queue.show(List.of(
                new Plot(ui.text("overview.waiting"), traffic.queue(), QUEUE_COLOUR),
                new Plot(ui.text("overview.running"), traffic.active(), 1)));
        root = new HBox(
                16,
                card(ui.text("overview.chart.tokens"), tokens, 1.6),
                card(ui.text("overview.chart.latency"), latency, 1),
                card(ui.text("overview.chart.queue"), queue, 1));
    }

    Node root() {
        return root;
    }

    private static VBox card(String title, TimeSeriesChart chart, double weight) {
        chart.setPrefHeight(HEIGHT);
        chart.setMinHeight(HEIGHT);
        VBox card = Parts.card(12, Parts.label(title, "h2"), chart);
        card.setPrefWidth(400 * weight);
        card.setMinWidth(0);
        HBox.setHgrow(card, Priority.ALWAYS);
        return card;
    }

    private TimeSeriesChart.Words words(DoubleFunction<String> value) {
        return new TimeSeriesChart.Words(
                value, this::time, ms -> ui.formats().time(Instant.ofEpochMilli(ms)), this::time);
    }

    private String time(long ms) {
        return ui.formats().timeToTheSecond(Instant.ofEpochMilli(ms));
    }

    private String ms(double value) {
        return Double.isNaN(value) ? "–" : ui.formats().duration(Duration.ofMillis(Math.round(value)));
    }

    void show(long fromMs, long toMs) {
        List<Plot> plots = new ArrayList<>();
        int colour = 1;
        for (Map.Entry<String, Series> model : traffic.tokensByModel().entrySet()) {
            boolean others = model.getKey().equals(Traffic.OTHERS);
            plots.add(new Plot(
                    others ? ui.text("overview.others") : model.getKey(),
                    model.getValue(),
                    others ? OTHERS_COLOUR : colour++));
        }
        tokens.show(plots);
        tokens.refresh(fromMs, toMs);
        latency.refresh(fromMs, toMs);
        queue.refresh(fromMs, toMs);
    }
}
