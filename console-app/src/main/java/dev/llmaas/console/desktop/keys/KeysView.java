package dev.llmaas.console.desktop.keys;

import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.KeyStatus;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.api.admin.LimitStatus;
import dev.llmaas.api.admin.Project;
import dev.llmaas.console.desktop.widget.DataTable;
import dev.llmaas.console.desktop.widget.LoadPane;
import dev.llmaas.console.desktop.widget.Meter;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Skeleton;
import dev.llmaas.console.desktop.widget.States;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The table of API keys with the panel of the one that is open. */
public final class KeysView {
    /** Columns that give way to the panel of a key, which shows the same. */
    private static final List<Integer> WHILE_OPEN = List.of(1, 2, 5);

    private final KeysViewModel viewModel;
    private final Ui ui;
    private final DataTable<ApiKey> table;
    private final HBox root = new HBox();
    private final VBox page;
    private Subscription following;
    private @Nullable KeyPanel panel;

    /** The view of {@code viewModel}, narrowed to {@code project} unless it is null. */
    public KeysView(KeysViewModel viewModel, ObservableValue<@Nullable Project> project, Ui ui) {
        this.viewModel = viewModel;
        this.ui = ui;
        this.table =
                new DataTable<>(ui.text("keys.title"), columns(), ApiKey::id, ui, viewModel.selectedProperty()::set);
        LoadPane pane = new LoadPane(viewModel.keysProperty(), Skeleton::table, this::ready, ui, viewModel::reload);
        VBox.setVgrow(pane, Priority.ALWAYS);
        this.page = Parts.column(20, header(), pane);
        page.getStyleClass().add("page");
        HBox.setHgrow(page, Priority.ALWAYS);
        root.getChildren().add(page);
        following = project.subscribe(chosen ->
                table.restrict(key -> chosen == null || key.projectId().equals(chosen.id())));
        following = following
                .and(viewModel.selectedProperty().subscribe(this::open))
                .and(viewModel.usageChangedProperty().subscribe(_ -> {
                    table.refresh();
                    if (panel != null) {
                        panel.showLimits();
                    }
                }));
    }

    /** Stops following the view-model, which lives on. */
    public void close() {
        following.unsubscribe();
    }

    /** The node of the screen. */
    public Parent root() {
        return root;
    }

    private Node header() {
        if (!viewModel.mayCreate()) {
            return Parts.header(ui.text("keys.title"), ui.text("keys.sentence"), List.of());
        }
        return Parts.header(ui.text("keys.title"), ui.text("keys.sentence"), List.of(createButton("create-key")));
    }

    private Button createButton(String id) {
        Button create = Parts.button(ui.text("keys.create"), this::create, "accent");
        create.setId(id);
        create.setGraphic(Parts.icon(Feather.PLUS, "on-accent"));
        return create;
    }

    /** Opens the dialog for a new key. */
    public void create() {
        new NewKeyView(viewModel.newKey(), viewModel, ui).open();
    }

    private Node ready(List<ApiKey> keys) {
        if (keys.isEmpty()) {
            VBox card = Parts.card(
                    0,
                    States.empty(
                            Feather.KEY,
                            ui.text("keys.empty.title"),
                            ui.text("keys.empty"),
                            viewModel.mayCreate() ? new Node[] {createButton("create-first-key")} : new Node[0]));
            card.setAlignment(javafx.geometry.Pos.CENTER);
            return card;
        }
        table.setItems(keys);
        return table;
    }

    private void open(@Nullable ApiKey key) {
        root.getChildren().setAll(page);
        table.narrow(key == null ? List.of() : WHILE_OPEN);
        panel = key == null
                ? null
                : new KeyPanel(key, viewModel, ui, () -> {
                    table.clearSelection();
                    viewModel.selectedProperty().set(null);
                });
        if (panel != null) {
            root.getChildren().add(panel.root());
        }
    }

    private List<DataTable.Column<ApiKey>> columns() {
        return List.of(
                new DataTable.Column<>(
                        ui.text("keys.name"),
                        230,
                        key -> key.name() + " " + key.hint(),
                        this::name,
                        Comparator.comparing(key -> key.name().toLowerCase(java.util.Locale.ROOT)),
                        false),
                text("keys.project", 120, viewModel::projectName),
                text("keys.owner", 210, ApiKey::ownerEmail),
                new DataTable.Column<>(
                        ui.text("keys.usage"),
                        150,
                        key -> ui.formats().percent(fullest(key)),
                        this::usage,
                        Comparator.comparingDouble(this::fullest),
                        false),
                time("keys.last_used", 110, ApiKey::lastUsedAtMs, "keys.never_used", this::ago),
                time("keys.expires", 110, ApiKey::expiresAtMs, "keys.never", ui.formats()::date),
                new DataTable.Column<>(
                        ui.text("keys.status"),
                        100,
                        key -> ui.messages().word("key.status.", key.status()),
                        key -> statusBadge(key.status(), ui),
                        Comparator.comparing(ApiKey::status),
                        false));
    }

    private DataTable.Column<ApiKey> text(
            String title, double width, java.util.function.Function<ApiKey, String> value) {
        return new DataTable.Column<>(ui.text(title), width, value, null, Comparator.comparing(value), false);
    }

    private DataTable.Column<ApiKey> time(
            String title,
            double width,
            java.util.function.Function<ApiKey, @Nullable Long> time,
            String otherwise,
            java.util.function.Function<Instant, String> words) {
        Comparator<ApiKey> order = Comparator.comparing(key -> {
            Long at = time.apply(key);
            return at == null ? Long.MIN_VALUE : at;
        });
        return new DataTable.Column<>(
                ui.text(title),
                width,
                key -> {
                    Long at = time.apply(key);
                    return at == null ? ui.text(otherwise) : words.apply(Instant.ofEpochMilli(at));
                },
                null,
                order,
                false);
    }

    private String ago(Instant time) {
        return ui.formats().ago(time, ui.now());
    }

    private Node name(ApiKey key) {
        Label name = Parts.label(key.name(), "strong");
        Label hint = Parts.label(key.hint(), "mono", "faint", "tiny");
        VBox cell = Parts.column(2, name, hint);
        cell.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        return cell;
    }

    private Node usage(ApiKey key) {
        if (key.usage().isEmpty()) {
            return Parts.label(ui.text("keys.no_limit"), "faint");
        }
        Meter meter = new Meter(ui.text("keys.usage"), fullest(key), 0);
        meter.setPrefWidth(80);
        Label percent = Parts.label(ui.formats().percent(fullest(key)), "small", "muted");
        percent.setMinWidth(36);
        return Parts.row(8, meter, percent);
    }

    private double fullest(ApiKey key) {
        return viewModel.usage(key).stream().mapToDouble(KeysView::share).max().orElse(0);
    }

    /** The share of a limit that is gone or held, 0 to 1. */
    static double share(LimitStatus limit) {
        return limit.limit() <= 0 ? 1 : Math.min(1, (double) (limit.posted() + limit.pending()) / limit.limit());
    }

    /** Whether a limit is in money. */
    static boolean isMoney(LimitStatus limit) {
        return limit.kind() == LimitKind.SPEND_PER_MONTH;
    }

    static Node statusBadge(KeyStatus status, Ui ui) {
        return Parts.badge(
                ui.messages().word("key.status.", status),
                switch (status) {
                    case ACTIVE -> "success";
                    case EXPIRED -> "warning";
                    case REVOKED -> "danger";
                });
    }
}
