package dev.llmaas.console.desktop;

import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Ui;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;

/** The shell: navigation at the left, the bar at the top, the screen in the middle. */
public final class MainView {
    private static final KeyCombination PALETTE = new KeyCodeCombination(KeyCode.K, KeyCombination.SHORTCUT_DOWN);

    private final MainViewModel viewModel;
    private final Ui ui;
    private final Function<Screen, Content> contents;
    private final StackPane middle = new StackPane();
    private final VBox top = new VBox();
    private final BorderPane root = new BorderPane();
    private final CommandPalette palette;
    private final ListChangeListener<Object> troubledChanged = _ -> showBanner();
    private Subscription following = Subscription.EMPTY;
    private Content shown = new Content(new VBox(), () -> {});

    /**
     * A screen that is open.
     *
     * @param node what it shows
     * @param close stops it from following its view-model
     */
    public record Content(Parent node, Runnable close) {}

    /**
     * The view of {@code viewModel}.
     *
     * @param contents builds the view of a screen
     * @param commands what the palette offers beside the screens
     * @param session what the user menu does
     */
    MainView(
            MainViewModel viewModel,
            Function<Screen, Content> contents,
            Supplier<List<CommandPalette.Command>> commands,
            TopBar.Acts session,
            List<? extends Node> menus,
            Ui ui) {
        this.viewModel = viewModel;
        this.ui = ui;
        this.contents = contents;
        this.palette = new CommandPalette(viewModel, commands, ui);
        top.getChildren().add(new TopBar(viewModel, palette::open, session, menus, ui).root());
        BorderPane right = new BorderPane(middle);
        right.setTop(top);
        root.setLeft(new Navigation(viewModel, ui).root());
        root.setCenter(right);
        root.getStyleClass().add("canvas");
        root.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (PALETTE.match(event)) {
                palette.open();
                event.consume();
            }
        });
        viewModel.troubled().addListener(troubledChanged);
        following = viewModel.screenProperty().subscribe(this::show);
        showBanner();
    }

    /** The node of the shell. */
    public Parent root() {
        return root;
    }

    /** Stops following the view-models, which live on. */
    public void close() {
        following.unsubscribe();
        viewModel.troubled().removeListener(troubledChanged);
        shown.close().run();
    }

    private void show(Screen screen) {
        shown.close().run();
        shown = contents.apply(screen);
        middle.getChildren().setAll(shown.node());
    }

    private void showBanner() {
        if (top.getChildren().size() > 1) {
            top.getChildren().removeLast();
        }
        if (viewModel.troubled().isEmpty()) {
            return;
        }
        var replica = viewModel.troubled().getFirst();
        Label sentence = Parts.label(ui.text(
                viewModel.troubled().size() == 1 ? "banner.replica" : "banner.replicas",
                replica.model(),
                replica.node(),
                ui.messages().word("replica.", replica.state()),
                ui.formats().count(viewModel.troubled().size())));
        HBox banner = Parts.row(10, Parts.icon(Feather.ALERT_TRIANGLE, "warning"), sentence);
        banner.getStyleClass().add("banner");
        top.getChildren().add(banner);
    }
}
