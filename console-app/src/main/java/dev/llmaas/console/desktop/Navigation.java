package dev.llmaas.console.desktop;

import dev.llmaas.console.desktop.signin.Logo;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Ui;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The screens at the left, in their groups. */
final class Navigation {
    private static final double WIDE = 212;
    private static final double NARROW = 60;

    private final MainViewModel viewModel;
    private final Ui ui;
    private final VBox root = new VBox(2);

    Navigation(MainViewModel viewModel, Ui ui) {
        this.viewModel = viewModel;
        this.ui = ui;
        root.getStyleClass().add("nav");
        viewModel.collapsedProperty().subscribe(this::build);
    }

    Node root() {
        return root;
    }

    private void build(boolean collapsed) {
        double width = collapsed ? NARROW : WIDE;
        root.setMinWidth(width);
        root.setPrefWidth(width);
        root.setMaxWidth(width);
        HBox brand = collapsed ? Parts.row(0, Logo.node()) : Parts.row(10, Logo.node(), Parts.label("llmaas", "brand"));
        brand.setPadding(new javafx.geometry.Insets(0, 0, 8, 4));
        root.getChildren().setAll(brand);
        ToggleGroup group = new ToggleGroup();
        Screen.@Nullable Group before = null;
        for (Screen screen : viewModel.screens()) {
            if (screen.group() != before && !collapsed) {
                Label name = Parts.label(ui.messages().word("nav.group.", screen.group()), "nav-group");
                root.getChildren().add(name);
            }
            before = screen.group();
            root.getChildren().add(item(screen, group, collapsed));
        }
        Button fold = Parts.iconButton(
                collapsed ? Feather.CHEVRONS_RIGHT : Feather.CHEVRONS_LEFT,
                ui.text(collapsed ? "nav.expand" : "nav.collapse"),
                () -> viewModel.collapsedProperty().set(!collapsed));
        HBox foot = new HBox(fold);
        foot.setAlignment(collapsed ? Pos.CENTER : Pos.CENTER_RIGHT);
        root.getChildren().addAll(Parts.spacer(), foot);
    }

    private ToggleButton item(Screen screen, ToggleGroup group, boolean collapsed) {
        String name = ui.messages().word("nav.", screen);
        ToggleButton item = new ToggleButton(name, Parts.icon(symbol(screen)));
        item.setId("nav-" + screen.name().toLowerCase(java.util.Locale.ROOT));
        item.getStyleClass().setAll("nav-item");
        item.setToggleGroup(group);
        item.setMaxWidth(Double.MAX_VALUE);
        item.setAccessibleText(name);
        if (collapsed) {
            item.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
            item.setTooltip(new Tooltip(name));
        }
        item.setOnAction(_ -> {
            item.setSelected(true);
            viewModel.screenProperty().set(screen);
        });
        viewModel.screenProperty().subscribe(open -> item.setSelected(open == screen));
        return item;
    }

    /** The icon of a screen. */
    static Feather symbol(Screen screen) {
        return switch (screen) {
            case OVERVIEW -> Feather.ACTIVITY;
            case KEYS -> Feather.KEY;
            case PLAYGROUND -> Feather.MESSAGE_SQUARE;
            case POOL -> Feather.SERVER;
        };
    }
}
