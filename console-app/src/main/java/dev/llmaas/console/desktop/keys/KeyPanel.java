package dev.llmaas.console.desktop.keys;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.LimitStatus;
import dev.llmaas.console.desktop.widget.CodeBlock;
import dev.llmaas.console.desktop.widget.ConfirmDialog;
import dev.llmaas.console.desktop.widget.Meter;
import dev.llmaas.console.desktop.widget.Overlay;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.SidePanel;
import dev.llmaas.console.desktop.widget.States;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.Instant;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Everything about one key. */
final class KeyPanel {
    private final ApiKey key;
    private final KeysViewModel viewModel;
    private final Ui ui;
    private final VBox limits = Parts.column(14);
    private final SidePanel root;

    KeyPanel(ApiKey key, KeysViewModel viewModel, Ui ui, Runnable closed) {
        this.key = key;
        this.viewModel = viewModel;
        this.ui = ui;
        showLimits();
        Label hint = Parts.label(key.hint(), "mono", "faint");
        Node below = Parts.row(8, KeysView.statusBadge(key.status(), ui), hint);
        this.root = new SidePanel(key.name(), below, content(), ui, closed);
        root.setId("key-panel");
    }

    Node root() {
        return root;
    }

    private Node content() {
        VBox content = Parts.column(20, facts(), Parts.rule(), limits, Parts.rule(), models(), Parts.rule(), code());
        if (viewModel.mayRevoke(key)) {
            Button revoke = Parts.button(ui.text("keys.revoke"), this::revoke, "danger", "button-outlined");
            revoke.setId("revoke-key");
            content.getChildren().addAll(Parts.rule(), revoke);
        }
        return content;
    }

    private Node facts() {
        GridPane grid = new GridPane(16, 14);
        grid.add(Parts.property(ui.text("keys.project"), Parts.label(viewModel.projectName(key), "body")), 0, 0);
        grid.add(Parts.property(ui.text("keys.owner"), Parts.label(key.ownerEmail(), "body")), 1, 0);
        grid.add(Parts.property(ui.text("keys.created"), time(key.createdAtMs(), "keys.never")), 0, 1);
        grid.add(Parts.property(ui.text("keys.expires"), time(key.expiresAtMs(), "keys.never")), 1, 1);
        grid.add(Parts.property(ui.text("keys.last_used"), time(key.lastUsedAtMs(), "keys.never_used")), 0, 2);
        if (key.revokedAtMs() != null) {
            grid.add(Parts.property(ui.text("keys.revoked"), time(key.revokedAtMs(), "keys.never")), 1, 2);
        }
        for (Node cell : grid.getChildren()) {
            GridPane.setHgrow(cell, Priority.ALWAYS);
        }
        return grid;
    }

    private Label time(@Nullable Long atMs, String otherwise) {
        return Parts.label(
                atMs == null ? ui.text(otherwise) : ui.formats().dateTime(Instant.ofEpochMilli(atMs)), "body");
    }

    /** Draws the limits as they stand now. */
    void showLimits() {
        limits.getChildren().setAll(Parts.label(ui.text("keys.limits"), "h2"));
        if (key.usage().isEmpty()) {
            limits.getChildren().add(Parts.paragraph(ui.text("keys.limits.none"), "muted"));
        }
        for (LimitStatus limit : viewModel.usage(key)) {
            double whole = Math.max(1, limit.limit());
            Meter meter = new Meter(
                    ui.messages().word("limit.", limit.kind()), limit.posted() / whole, limit.pending() / whole);
            HBox line = Parts.row(
                    8,
                    Parts.label(ui.messages().word("limit.", limit.kind()), "body"),
                    Parts.spacer(),
                    Parts.label(ui.formats().percent(KeysView.share(limit)), "strong"));
            limits.getChildren().add(Parts.column(6, line, meter, Parts.paragraph(detail(limit), "small", "faint")));
        }
    }

    private String detail(LimitStatus limit) {
        String used = amount(limit, limit.posted());
        String whole = amount(limit, limit.limit());
        String renews = ui.formats().until(Instant.ofEpochMilli(limit.endsAtMs()), ui.now());
        return limit.pending() == 0
                ? ui.text("keys.limits.detail.idle", used, whole, renews)
                : ui.text("keys.limits.detail", used, whole, amount(limit, limit.pending()), renews);
    }

    private String amount(LimitStatus limit, long value) {
        return KeysView.isMoney(limit)
                ? ui.formats().money(new Money(value))
                : ui.formats().count(value);
    }

    private Node models() {
        FlowPane badges = new FlowPane(6, 6);
        if (key.models().isEmpty()) {
            badges.getChildren().add(Parts.label(ui.text("keys.models.all"), "muted"));
        }
        key.models().forEach(model -> badges.getChildren().add(Parts.badge(model, "")));
        return Parts.column(10, Parts.label(ui.text("keys.models"), "h2"), badges);
    }

    private Node code() {
        CodeSamples samples = viewModel.samples(key);
        return Parts.column(
                8,
                Parts.label(ui.text("keys.code"), "h2"),
                Parts.paragraph(ui.text("keys.code.hint"), "small", "faint"),
                new CodeBlock(Map.of("", samples.environment(null)), ui),
                new CodeBlock(samples.programs(), ui),
                Parts.button(
                        ui.text("keys.code.more"),
                        () -> ui.browser().accept(viewModel.documentation()),
                        "link-button"));
    }

    private void revoke() {
        ConfirmDialog.open(
                ui,
                ui.text("keys.revoke.title", key.name()),
                ui.text("keys.revoke.consequence"),
                key.name(),
                ui.text("keys.revoke"),
                () -> viewModel.revoke(
                        key,
                        () -> ui.overlay().toast(Overlay.Tone.SUCCESS, ui.text("keys.revoke.done", key.name())),
                        failure -> ui.overlay().toast(Overlay.Tone.DANGER, States.title(failure, ui))));
    }
}
