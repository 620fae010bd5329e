package dev.llmaas.console.desktop.overview;

import dev.llmaas.api.Money;
import dev.llmaas.console.desktop.widget.Meter;
import dev.llmaas.console.desktop.widget.Sparkline;
import dev.llmaas.console.desktop.widget.StatTile;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.Duration;
import javafx.scene.Node;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;

/** The figures at the top of the overview. */
final class OverviewTiles {
    /** How many tiles there are. */
    static final int COUNT = 7;

    /** How many stand in a row. */
    static final int ACROSS = 7;

    private static final double HEIGHT = 128;
    private static final double[] WIDTHS = {12.5, 12.5, 12, 15.5, 13.5, 14, 20}; // per cent; words and amounts differ

    private final Ui ui;
    private final Traffic traffic;
    private final GridPane grid = new GridPane(12, 12);
    private final Sparkline requestsLine = new Sparkline(1);
    private final Sparkline tokensLine = new Sparkline(1);
    private final Sparkline activeLine = new Sparkline(1);
    private final Sparkline firstTokenLine = new Sparkline(1);
    private final Sparkline errorsLine = new Sparkline(4);
    private final Meter monthMeter;
    private final Sparkline spendLine = new Sparkline(2);
    private final StatTile requests;
    private final StatTile tokens;
    private final StatTile active;
    private final StatTile firstToken;
    private final StatTile errors;
    private final StatTile today;
    private final StatTile month;

    OverviewTiles(Traffic traffic, Ui ui) {
        this.ui = ui;
        this.traffic = traffic;
        monthMeter = new Meter(ui.text("overview.month"));
        requests = add(ui.text("overview.requests"), requestsLine);
        tokens = add(ui.text("overview.tokens"), tokensLine);
        active = add(ui.text("overview.active"), activeLine);
        firstToken = add(ui.text("overview.first_token"), firstTokenLine);
        errors = add(ui.text("overview.errors"), errorsLine);
        today = add(ui.text("overview.today"), spendLine);
        month = add(ui.text("overview.month"), monthMeter);
        for (int i = 0; i < ACROSS; i++) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(WIDTHS[i]);
            column.setFillWidth(true);
            grid.getColumnConstraints().add(column);
        }
    }

    Node root() {
        return grid;
    }

    private StatTile add(String name, Node below) {
        StatTile tile = new StatTile(name, below);
        tile.setPrefHeight(HEIGHT);
        tile.setMinHeight(HEIGHT);
        int index = grid.getChildren().size();
        grid.add(tile, index % ACROSS, index / ACROSS);
        return tile;
    }

    void show(OverviewViewModel.Frame frame, long fromMs) {
        Figures now = frame.figures();
        long toMs = frame.atMs();
        requestsLine.show(traffic.requests(), fromMs, toMs);
        tokensLine.show(traffic.tokens(), fromMs, toMs);
        activeLine.show(traffic.active(), fromMs, toMs);
        firstTokenLine.show(traffic.firstTokenP50(), fromMs, toMs);
        errorsLine.show(traffic.errors(), fromMs, toMs);
        spendLine.show(traffic.spendPerHour(), fromMs, toMs);
        requests.show(
                ui.formats().rate(now.requestsPerSecond()),
                ui.text("unit.per_second"),
                ui.text("overview.requests.note", ui.formats().count(now.today().requests())));
        tokens.show(
                ui.formats().rate(now.outputTokensPerSecond()),
                ui.text("unit.per_second"),
                ui.text(
                        "overview.tokens.note",
                        ui.formats().countShort(now.today().completionTokens())));
        active.show(
                ui.formats().count(now.activeRequests()),
                "",
                ui.text("overview.active.note", ui.formats().count(now.waitingRequests())));
        showFirstToken(now);
        showErrors(now);
        showMoney(now);
    }

    private void showFirstToken(Figures now) {
        firstToken.show(
                milliseconds(now.firstTokenP50Ms()),
                ui.text("overview.median"),
                ui.text("overview.first_token.note", milliseconds(now.firstTokenP95Ms())));
    }

    private String milliseconds(double ms) {
        return Double.isNaN(ms) ? "–" : ui.formats().duration(Duration.ofMillis(Math.round(ms)));
    }

    private void showErrors(Figures now) {
        long total = now.today().requests();
        double share = total == 0 ? 0 : (double) now.today().errors() / total;
        errors.show(
                ui.formats().count(now.today().errors()),
                ui.text("overview.errors.unit"),
                ui.text("overview.errors.note", ui.formats().percent(share)));
        errors.tone(share >= 0.01 ? "danger-text" : "");
    }

    private void showMoney(Figures now) {
        Money perHour = new Money(Math.round(traffic.spendPerHour().last() * 1e9));
        today.show(
                ui.formats().money(now.today().spend()),
                "",
                ui.text("overview.today.note", ui.formats().moneyShort(perHour)));
        Money cap = now.monthCap();
        String forecast = ui.formats().moneyShort(now.forecast());
        monthMeter.setVisible(cap != null);
        if (cap == null) {
            month.show(ui.formats().money(now.month().spend()), "", ui.text("overview.forecast", forecast));
            return;
        }
        monthMeter.show(share(now.month().spend(), cap), 0);
        month.show(
                ui.formats().money(now.month().spend()),
                "",
                ui.text("overview.forecast.cap", forecast, ui.formats().moneyShort(cap)));
        month.tone(now.forecast().compareTo(cap) > 0 ? "warning-text" : "");
    }

    private static double share(Money part, Money whole) {
        return whole.nanoEuros() <= 0 ? 1 : (double) part.nanoEuros() / whole.nanoEuros();
    }
}
