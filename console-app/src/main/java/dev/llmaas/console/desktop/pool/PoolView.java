package dev.llmaas.console.desktop.pool;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.console.desktop.pool.PoolViewModel.Frame;
import dev.llmaas.console.desktop.widget.LoadPane;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Skeleton;
import dev.llmaas.console.desktop.widget.States;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The machines with their runners, and the panel of the one that is open. */
public final class PoolView {
    private static final Duration RANGE = Duration.ofMinutes(5);

    private final PoolViewModel viewModel;
    private final Ui ui;
    private final PoolTiles tiles;
    private final VBox nodes = Parts.column(16);
    private final Map<String, RunnerRow> rows = new HashMap<>();
    private final Map<String, Label> notes = new HashMap<>();
    private final VBox content;
    private final ScrollPane scroll;
    private final HBox root = new HBox();
    private final Subscription following;
    private List<List<String>> shape = List.of();
    private @Nullable RunnerPanel panel;

    /** The view of {@code viewModel}. */
    public PoolView(PoolViewModel viewModel, Ui ui) {
        this.viewModel = viewModel;
        this.ui = ui;
        this.tiles = new PoolTiles(viewModel.together(), ui);
        this.content = Parts.column(20, tiles.root(), nodes);
        LoadPane pane =
                new LoadPane(viewModel.replicasProperty(), PoolView::outline, this::ready, ui, viewModel::reload);
        VBox.setVgrow(pane, Priority.ALWAYS);
        VBox page = Parts.column(
                20, Parts.header(ui.text("pool.title"), ui.text("pool.sentence"), List.of(filter())), pane);
        page.getStyleClass().add("page");
        this.scroll = Parts.scroll(page, "page-scroll");
        scroll.setFitToHeight(true);
        HBox.setHgrow(scroll, Priority.ALWAYS);
        root.getChildren().add(scroll);
        this.following = viewModel
                .selectedProperty()
                .subscribe(this::open)
                .and(viewModel.frameProperty().subscribe(frame -> {
                    if (frame != null) {
                        show(frame);
                    }
                }));
    }

    /** The node of the screen. */
    public Parent root() {
        return root;
    }

    /** Stops following the view-model, which lives on. */
    public void close() {
        following.unsubscribe();
    }

    private Node filter() {
        TextField field = new TextField();
        field.setId("pool-filter");
        field.setPromptText(ui.text("pool.filter"));
        field.setAccessibleText(ui.text("pool.filter"));
        field.setPrefColumnCount(22);
        field.textProperty().bindBidirectional(viewModel.filterProperty());
        return field;
    }

    private Node ready(List<Replica> replicas) {
        if (!replicas.isEmpty()) {
            return content;
        }
        VBox card = Parts.card(
                0,
                States.empty(
                        Feather.SERVER,
                        ui.text("pool.empty.title"),
                        ui.text("pool.empty"),
                        Parts.button(ui.text("action.refresh"), viewModel::reload, "accent")));
        card.setAlignment(Pos.CENTER);
        return card;
    }

    private void show(Frame frame) {
        long from = frame.atMs() - RANGE.toMillis();
        tiles.show(frame.sums(), from, frame.atMs());
        List<List<String>> now = frame.nodes().stream()
                .map(node -> node.runners().stream().map(Replica::id).toList())
                .toList();
        if (!now.equals(shape) || nodes.getChildren().isEmpty()) {
            shape = now;
            build(frame);
        }
        for (PoolViewModel.Node node : frame.nodes()) {
            Label note = notes.get(node.name());
            if (note != null) {
                note.setText(note(node));
            }
            for (Replica runner : node.runners()) {
                RunnerRow row = rows.get(runner.id());
                if (row != null) {
                    row.show(runner, viewModel.lines(runner.id()), from, frame.atMs());
                }
            }
        }
        Replica open = viewModel.runner(viewModel.selectedProperty().get());
        if (panel != null && open != null) {
            panel.show(open, from, frame.atMs());
        } else if (panel != null) {
            viewModel.selectedProperty().set(null);
        } else if (open != null) {
            open(open.id());
        }
    }

    private void build(Frame frame) {
        boolean narrow = panel != null;
        List<Node> groups = new ArrayList<>();
        notes.clear();
        Map<String, RunnerRow> kept = new HashMap<>(rows);
        rows.clear();
        for (PoolViewModel.Node node : frame.nodes()) {
            VBox card = Parts.column(0);
            card.getStyleClass().add("card");
            for (Replica runner : node.runners()) {
                RunnerRow row = kept.computeIfAbsent(
                        runner.id(),
                        id -> new RunnerRow(
                                ui, () -> viewModel.selectedProperty().set(id)));
                row.narrow(
                        narrow, runner.id().equals(viewModel.selectedProperty().get()));
                rows.put(runner.id(), row);
                if (!card.getChildren().isEmpty()) {
                    card.getChildren().add(Parts.rule());
                }
                card.getChildren().add(row);
            }
            groups.add(Parts.column(8, heading(node), card));
        }
        if (groups.isEmpty()) {
            groups.add(Parts.paragraph(ui.text("pool.filter.nothing"), "muted"));
        } else {
            groups.addFirst(RunnerRow.headings(ui, narrow));
        }
        nodes.getChildren().setAll(groups);
    }

    private Node heading(PoolViewModel.Node node) {
        Label note = Parts.label("", "small", "faint");
        notes.put(node.name(), note);
        return Parts.row(8, Parts.icon(Feather.SERVER, "icon-small"), Parts.label(node.name(), "h2"), note);
    }

    private String note(PoolViewModel.Node node) {
        long ready = node.runners().stream()
                .filter(runner -> RunnerRow.tone(runner.state()).equals("success"))
                .count();
        String devices = node.runners().stream()
                .map(runner -> runner.device() == null ? "" : runner.device())
                .filter(device -> !device.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
        String runners = ui.text(
                "pool.node.note",
                ui.formats().count(ready),
                ui.formats().count(node.runners().size()));
        return devices.isEmpty() ? runners : devices + " · " + runners;
    }

    private void open(@Nullable String id) {
        Replica runner = viewModel.runner(id);
        root.getChildren().setAll(scroll);
        panel = runner == null ? null : new RunnerPanel(runner, viewModel, ui);
        Frame frame = viewModel.frameProperty().get();
        if (panel != null && frame != null && runner != null) {
            root.getChildren().add(panel.root());
            panel.show(runner, frame.atMs() - RANGE.toMillis(), frame.atMs());
        }
        shape = List.of();
        nodes.getChildren().clear();
        if (frame != null) {
            show(frame);
        }
        RunnerRow row = id == null ? null : rows.get(id);
        if (row != null) {
            row.requestFocus();
        }
    }

    private static Node outline() {
        return Parts.column(
                20,
                Parts.row(
                        12,
                        Skeleton.card(PoolTiles.HEIGHT),
                        Skeleton.card(PoolTiles.HEIGHT),
                        Skeleton.card(PoolTiles.HEIGHT),
                        Skeleton.card(PoolTiles.HEIGHT)),
                Skeleton.table());
    }
}
