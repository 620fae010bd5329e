package dev.llmaas.console.desktop;

import dev.llmaas.console.desktop.theme.Theme;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.Ui;
import dev.llmaas.console.i18n.Language;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import org.kordamp.ikonli.feather.Feather;

/** The menus for language and theme. */
final class AppearanceMenus {
    private AppearanceMenus() {}

    static List<Node> of(Appearance appearance, Ui ui) {
        return List.of(language(appearance, ui), theme(appearance, ui));
    }

    private static MenuButton language(Appearance appearance, Ui ui) {
        MenuButton menu = menu(Feather.GLOBE, ui.text("menu.language"));
        ToggleGroup group = new ToggleGroup();
        for (Language language : Language.values()) {
            RadioMenuItem item = new RadioMenuItem(language.ownName());
            item.setToggleGroup(group);
            item.setSelected(language == appearance.languageProperty().get());
            item.setOnAction(_ -> appearance.languageProperty().set(language));
            menu.getItems().add(item);
        }
        return menu;
    }

    private static MenuButton theme(Appearance appearance, Ui ui) {
        Feather symbol = switch (appearance.themeProperty().get()) {
            case LIGHT -> Feather.SUN;
            case DARK -> Feather.MOON;
            case SYSTEM -> Feather.MONITOR;
        };
        MenuButton menu = menu(symbol, ui.text("menu.theme"));
        ToggleGroup group = new ToggleGroup();
        for (Theme theme : Theme.values()) {
            RadioMenuItem item = new RadioMenuItem(ui.messages().word("theme.", theme));
            item.setToggleGroup(group);
            item.setSelected(theme == appearance.themeProperty().get());
            item.setOnAction(_ -> appearance.themeProperty().set(theme));
            menu.getItems().add(item);
        }
        return menu;
    }

    private static MenuButton menu(Feather symbol, String name) {
        MenuButton menu = new MenuButton();
        menu.setGraphic(Parts.icon(symbol));
        menu.getStyleClass().addAll("icon-button", "ghost", "no-arrow");
        menu.setTooltip(new Tooltip(name));
        menu.setAccessibleText(name);
        return menu;
    }
}
