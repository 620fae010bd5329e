package dev.llmaas.console.desktop.overview;

import dev.llmaas.console.desktop.overview.OverviewViewModel.Frame;
import dev.llmaas.console.desktop.widget.LoadPane;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Skeleton;
import dev.llmaas.console.desktop.widget.Ui;
import java.time.Duration;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/** The live overview: tiles, charts, and what needs a look. */
public final class OverviewView {
    private static final List<Duration> RANGES =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(10));

    private final OverviewViewModel viewModel;
    private final Ui ui;
    private final OverviewTiles tiles;
    private final OverviewCharts charts;
    private final OverviewLists lists;
    private final Node content;
    private final VBox root;
    private final Subscription following;

    /** The view of {@code viewModel}. */
    public OverviewView(OverviewViewModel viewModel, Ui ui) {
        this.viewModel = viewModel;
        this.ui = ui;
        this.tiles = new OverviewTiles(viewModel.traffic(), ui);
        this.charts = new OverviewCharts(viewModel.traffic(), ui);
        this.lists = new OverviewLists(viewModel.traffic(), ui);
        this.content = content();
        this.root = build();
        this.following = viewModel.frameProperty().subscribe(frame -> {
            if (frame != null) {
                show(frame);
            }
        });
        viewModel.rangeProperty().addListener(_ -> redraw());
    }

    /** The node of the screen. */
    public Parent root() {
        return root;
    }

    /** Stops following the view-model, which lives on. */
    public void close() {
        following.unsubscribe();
    }

    private VBox build() {
        LoadPane pane =
                new LoadPane(viewModel.snapshotProperty(), OverviewView::outline, _ -> content, ui, viewModel::reload);
        VBox.setVgrow(pane, Priority.ALWAYS);
        VBox page = Parts.column(
                20,
                Parts.header(ui.text("overview.title"), ui.text("overview.sentence"), List.of(rangeChoice())),
                pane);
        page.getStyleClass().add("page");
        ScrollPane scroll = Parts.scroll(page, "page-scroll");
        scroll.setFitToHeight(true);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        return new VBox(scroll);
    }

    private Node rangeChoice() {
        ToggleGroup group = new ToggleGroup();
        HBox buttons = new HBox();
        buttons.getStyleClass().add("segmented");
        for (int i = 0; i < RANGES.size(); i++) {
            Duration range = RANGES.get(i);
            ToggleButton button = new ToggleButton(ui.formats().duration(range));
            button.setToggleGroup(group);
            button.getStyleClass().add(i == 0 ? "left-pill" : i == RANGES.size() - 1 ? "right-pill" : "center-pill");
            button.setSelected(range.equals(viewModel.rangeProperty().get()));
            button.setAccessibleText(ui.text("overview.range", ui.formats().duration(range)));
            button.setOnAction(_ -> {
                button.setSelected(true);
                viewModel.rangeProperty().set(range);
            });
            buttons.getChildren().add(button);
        }
        return buttons;
    }

    private Node content() {
        VBox all = Parts.column(16, tiles.root(), charts.root(), lists.root());
        VBox.setVgrow(lists.root(), Priority.ALWAYS);
        return all;
    }

    private void redraw() {
        Frame frame = viewModel.frameProperty().get();
        if (frame != null) {
            show(frame);
        }
    }

    private void show(Frame frame) {
        long from = frame.atMs() - viewModel.rangeProperty().get().toMillis();
        tiles.show(frame, from);
        charts.show(from, frame.atMs());
        lists.show(frame);
    }

    private static Node outline() {
        GridPane tiles = new GridPane(16, 16);
        for (int i = 0; i < OverviewTiles.COUNT; i++) {
            Node card = Skeleton.card(132);
            GridPane.setHgrow(card, Priority.ALWAYS);
            tiles.add(card, i % OverviewTiles.ACROSS, i / OverviewTiles.ACROSS);
        }
        return Parts.column(
                16, tiles, Parts.row(16, Skeleton.card(260), Skeleton.card(260)), Parts.row(16, Skeleton.card(220)));
    }
}
