package dev.llmaas.console.desktop.pool;

import dev.llmaas.console.desktop.pool.PoolViewModel.Sums;
import dev.llmaas.console.desktop.widget.Meter;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Sparkline;
import dev.llmaas.console.desktop.widget.StatTile;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.Duration;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/** The pool in four figures. */
final class PoolTiles {
    static final double HEIGHT = 124;
    private static final double WIDTH = 200;

    private final Ui ui;
    private final RunnerLines together;
    private final Meter readyBar;
    private final Meter slotsBar;
    private final Sparkline tokensLine = new Sparkline(1);
    private final Sparkline waitingLine = new Sparkline(3);
    private final StatTile runners;
    private final StatTile tokens;
    private final StatTile slots;
    private final StatTile waiting;
    private final HBox root;

    PoolTiles(RunnerLines together, Ui ui) {
        this.ui = ui;
        this.together = together;
        this.readyBar = new Meter(ui.text("pool.tile.runners"));
        this.slotsBar = new Meter(ui.text("pool.tile.slots"));
        this.runners = tile(ui.text("pool.tile.runners"), readyBar);
        this.tokens = tile(ui.text("pool.tile.tokens"), tokensLine);
        this.slots = tile(ui.text("pool.tile.slots"), slotsBar);
        this.waiting = tile(ui.text("pool.tile.waiting"), waitingLine);
        this.root = Parts.row(12, runners, tokens, slots, waiting);
    }

    Node root() {
        return root;
    }

    private String waitingNote(Sums sums) {
        if (sums.waiting() == 0) {
            return ui.text("pool.tile.waiting.none");
        }
        return sums.expectedWaitMs() == 0
                ? ui.text("pool.tile.waiting.some")
                : ui.text("pool.tile.waiting.about", ui.formats().duration(Duration.ofMillis(sums.expectedWaitMs())));
    }

    private static StatTile tile(String name, Node below) {
        StatTile tile = new StatTile(name, below);
        tile.setPrefWidth(WIDTH);
        tile.setPrefHeight(HEIGHT);
        tile.setMinHeight(HEIGHT);
        HBox.setHgrow(tile, Priority.ALWAYS);
        return tile;
    }

    void show(Sums sums, long fromMs, long toMs) {
        int away = sums.all() - sums.ready();
        readyBar.showPlain(sums.all() == 0 ? 0 : (double) sums.ready() / sums.all());
        runners.show(
                ui.formats().count(sums.ready()),
                ui.text("pool.tile.runners.unit", ui.formats().count(sums.all())),
                away == 0
                        ? ui.text("pool.tile.runners.all")
                        : ui.text("pool.tile.runners.some", ui.formats().count(away)));
        runners.tone(away == 0 ? "" : "warning-text");
        tokensLine.show(together.written(), fromMs, toMs);
        tokens.show(
                ui.formats().rate(sums.writtenPerSecond()),
                ui.text("unit.per_second"),
                ui.text("pool.tile.tokens.note", ui.formats().rate(sums.readPerSecond())));
        slotsBar.show(sums.slots() == 0 ? 0 : (double) sums.running() / sums.slots(), 0);
        slots.show(
                ui.formats().count(sums.running()),
                ui.text("pool.tile.runners.unit", ui.formats().count(sums.slots())),
                ui.text("pool.tile.slots.note", ui.formats().count(Math.max(0, sums.slots() - sums.running()))));
        waitingLine.show(together.waiting(), fromMs, toMs);
        waiting.show(ui.formats().count(sums.waiting()), "", waitingNote(sums));
        waiting.tone(sums.waiting() == 0 ? "" : "warning-text");
    }
}
