package dev.llmaas.console.desktop.overview;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.console.desktop.overview.OverviewViewModel.Frame;
import dev.llmaas.console.desktop.overview.OverviewViewModel.ModelRow;
import dev.llmaas.console.desktop.overview.OverviewViewModel.NearLimit;
import dev.llmaas.console.desktop.widget.Meter;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The lists of the overview: keys nearest to their limits, models, the pool, the last calls. */
final class OverviewLists {
    private static final int MODELS = 5;
    private static final int CALLS = 8;
    private static final double[] CALL_WIDTHS = {20, 18, 15, 20, 8, 9, 10}; // per cent
    private static final int CALL_WORDS = 3; // columns of words, at the left; figures follow
    private static final int REPLICAS = 6;

    private final Ui ui;
    private final Traffic traffic;
    private final VBox nearest = Parts.column(12);
    private final GridPane models = new GridPane(16, 10);
    private final VBox pool = Parts.column(12);
    private final GridPane calls = new GridPane(16, 10);
    private final VBox root;
    private Object shown = List.of();

    OverviewLists(Traffic traffic, Ui ui) {
        this.traffic = traffic;
        this.ui = ui;
        columns(models, 5);
        callColumns();
        HBox first = new HBox(
                16,
                card(ui.text("overview.keys"), nearest, 1),
                card(ui.text("overview.models"), models, 1.25),
                card(ui.text("overview.pool"), pool, 1));
        this.root = Parts.column(16, first, card(ui.text("overview.calls"), calls, 1));
        VBox.setVgrow(root.getChildren().getLast(), Priority.ALWAYS);
    }

    Node root() {
        return root;
    }

    private static VBox card(String title, Region content, double weight) {
        VBox card = Parts.card(16, Parts.label(title, "h2"), content);
        HBox.setHgrow(card, Priority.ALWAYS);
        card.setPrefWidth(380 * weight);
        card.setMinWidth(0);
        return card;
    }

    private static void columns(GridPane grid, int count) {
        for (int i = 0; i < count; i++) {
            ColumnConstraints column = new ColumnConstraints();
            if (i == 0) {
                column.setHgrow(Priority.ALWAYS);
                column.setFillWidth(true);
            } else {
                column.setHalignment(HPos.RIGHT);
            }
            column.setMinWidth(i == 0 ? 0 : Region.USE_PREF_SIZE);
            grid.getColumnConstraints().add(column);
        }
    }

    private void callColumns() {
        for (int i = 0; i < CALL_WIDTHS.length; i++) {
            ColumnConstraints column = new ColumnConstraints();
            column.setPercentWidth(CALL_WIDTHS[i]);
            column.setHalignment(i < CALL_WORDS ? HPos.LEFT : HPos.RIGHT);
            calls.getColumnConstraints().add(column);
        }
    }

    void show(Frame frame) {
        List<Object> next = new ArrayList<>(List.of(frame.nearest(), frame.models(), frame.replicas(), frame.recent()));
        next.add(frame.atMs() / 1000); // "5 s ago" moves by itself
        if (next.equals(shown)) {
            return;
        }
        shown = next;
        showNearest(frame.nearest());
        showModels(frame.models());
        showPool(frame.replicas());
        showCalls(frame.recent());
    }

    private void showNearest(List<NearLimit> keys) {
        nearest.getChildren().clear();
        if (keys.isEmpty()) {
            nearest.getChildren().add(Parts.paragraph(ui.text("overview.keys.empty"), "muted"));
        }
        for (NearLimit near : keys) {
            Label name = Parts.label(near.key().name(), "strong");
            Label detail = Parts.label(detail(near), "small", "faint");
            Label percent = Parts.label(ui.formats().percent(near.used() + near.held()), "strong");
            percent.setMinWidth(Region.USE_PREF_SIZE);
            name.setMinWidth(0);
            detail.setMinWidth(0);
            HBox line = Parts.row(8, name, Parts.spacer(), percent);
            nearest.getChildren()
                    .add(Parts.column(5, line, new Meter(near.key().name(), near.used(), near.held()), detail));
        }
    }

    private String detail(NearLimit near) {
        boolean money = near.limit().kind() == LimitKind.SPEND_PER_MONTH;
        long used = Math.round(near.used() * near.limit().limit());
        String now =
                money ? ui.formats().moneyShort(new Money(used)) : ui.formats().countShort(used);
        String all = money
                ? ui.formats().moneyShort(new Money(near.limit().limit()))
                : ui.formats().countShort(near.limit().limit());
        return ui.text(
                "overview.keys.detail",
                ui.messages().word("limit.", near.limit().kind()),
                now,
                all);
    }

    private void showModels(List<ModelRow> rows) {
        models.getChildren().clear();
        if (rows.isEmpty()) {
            models.add(Parts.paragraph(ui.text("overview.models.empty"), "muted"), 0, 0, 5, 1);
            return;
        }
        String[] heads = {
            "overview.model", "overview.tokens_s", "overview.running", "overview.waiting", "overview.spend"
        };
        for (int i = 0; i < heads.length; i++) {
            models.add(Parts.label(ui.text(heads[i]), "overline"), i, 0);
        }
        for (int i = 0; i < Math.min(MODELS, rows.size()); i++) {
            ModelRow row = rows.get(i);
            Label name = Parts.label(row.model(), "strong");
            name.setMinWidth(0);
            int colour = traffic.colourOf(row.model());
            Region spot = Parts.region("chart-swatch", colour == 0 ? "series-8" : "series-" + colour);
            models.add(Parts.row(8, spot, name), 0, i + 1);
            models.add(Parts.label(ui.formats().rate(row.outputTokensPerSecond()), "body"), 1, i + 1);
            models.add(Parts.label(ui.formats().count(row.running()), "body"), 2, i + 1);
            models.add(Parts.label(ui.formats().count(row.waiting()), "body"), 3, i + 1);
            models.add(Parts.label(ui.formats().money(row.today().spend()), "body"), 4, i + 1);
        }
    }

    private void showPool(List<Replica> replicas) {
        pool.getChildren().clear();
        if (replicas.isEmpty()) {
            pool.getChildren().add(Parts.paragraph(ui.text("overview.pool.empty"), "muted"));
        }
        replicas.stream().limit(REPLICAS).forEach(replica -> pool.getChildren().add(replicaRow(replica)));
    }

    private Node replicaRow(Replica replica) {
        String tone = tone(replica.state());
        Label name = Parts.label(replica.model(), "strong");
        name.setMinWidth(0);
        Label state = Parts.badge(ui.messages().word("replica.", replica.state()), tone);
        HBox line = Parts.row(8, Parts.region("dot", tone), name, Parts.spacer(), state);
        String where = ui.text(
                "overview.pool.detail",
                replica.node(),
                ui.formats().bytes(replica.load().memoryBytes()),
                ui.formats().count(replica.load().running()),
                ui.formats().count(replica.load().slots()));
        double busy = replica.load().slots() == 0
                ? 0
                : (double) replica.load().running() / replica.load().slots();
        Label detail = Parts.label(where, "small", "faint");
        detail.setMinWidth(0);
        Meter meter = new Meter(replica.model());
        meter.showPlain(busy);
        return Parts.column(5, line, meter, detail);
    }

    private static String tone(ReplicaState state) {
        return switch (state) {
            case READY -> "success";
            case STARTING, DRAINING, RESTARTING -> "warning";
            case FAILED -> "danger";
            case STOPPED -> "";
        };
    }

    private void showCalls(List<RequestSettled> recent) {
        calls.getChildren().clear();
        if (recent.isEmpty()) {
            calls.add(Parts.paragraph(ui.text("overview.calls.empty"), "muted"), 0, 0, CALL_WIDTHS.length, 1);
            return;
        }
        for (int i = 0; i < Math.min(CALLS, recent.size()); i++) {
            RequestSettled call = recent.get(i);
            Label name = Parts.label(call.keyName(), "strong");
            Label model = Parts.label(call.model(), "muted");
            name.setMinWidth(0);
            model.setMinWidth(0);
            calls.add(Parts.row(8, Parts.region("dot", tone(call.outcome())), name), 0, i);
            calls.add(model, 1, i);
            calls.add(Parts.label(ui.messages().word("outcome.", call.outcome()), "muted"), 2, i);
            calls.add(
                    Parts.label(
                            ui.text(
                                    "overview.calls.tokens",
                                    ui.formats().count(call.usage().promptTokens()),
                                    ui.formats().count(call.usage().completionTokens())),
                            "body"),
                    3,
                    i);
            calls.add(Parts.label(ui.formats().duration(Duration.ofMillis(call.durationMs())), "body"), 4, i);
            calls.add(Parts.label(ui.formats().money(call.spend()), "body"), 5, i);
            calls.add(Parts.label(ui.formats().ago(Instant.ofEpochMilli(call.atMs()), ui.now()), "faint"), 6, i);
        }
    }

    private static String tone(Outcome outcome) {
        return switch (outcome) {
            case COMPLETED, LENGTH -> "success";
            case LIMIT, CLIENT_GONE -> "warning";
            case ENGINE_FAILED, EXPIRED -> "danger";
        };
    }
}
