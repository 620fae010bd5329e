package dev.llmaas.console.desktop.widget;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** The small nodes that every screen is made of, so that they look the same everywhere. */
public final class Parts {
    private Parts() {}

    /** A text with these style classes. */
    public static Label label(String text, String... styles) {
        Label label = new Label(text);
        label.getStyleClass().addAll(styles);
        return label;
    }

    /** A text of several lines with these style classes. */
    public static Label paragraph(String text, String... styles) {
        Label label = label(text, styles);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    /** An icon with these further style classes. */
    public static FontIcon icon(Feather symbol, String... styles) {
        FontIcon icon = new FontIcon(symbol);
        icon.getStyleClass().add("icon");
        icon.getStyleClass().addAll(styles);
        return icon;
    }

    /** A button with a text. */
    public static Button button(String text, Runnable action, String... styles) {
        Button button = new Button(text);
        button.getStyleClass().addAll(styles);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        return button;
    }

    /** A button that is only an icon; {@code name} is its tooltip and what screen readers say. */
    public static Button iconButton(Feather symbol, String name, Runnable action) {
        Button button = button("", action, "icon-button", "ghost");
        button.setGraphic(icon(symbol));
        button.setTooltip(new Tooltip(name));
        button.setAccessibleText(name);
        return button;
    }

    /** What pushes its neighbours apart. */
    public static Region spacer() {
        Region spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        VBox.setVgrow(spacer, Priority.ALWAYS);
        return spacer;
    }

    /** Side by side, centred on one line. */
    public static HBox row(double gap, Node... nodes) {
        HBox row = new HBox(gap, nodes);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    /** One below the other. */
    public static VBox column(double gap, Node... nodes) {
        return new VBox(gap, nodes);
    }

    /** A surface with a border. */
    public static VBox card(double gap, Node... nodes) {
        VBox card = new VBox(gap, nodes);
        card.getStyleClass().addAll("card", "card-padded");
        return card;
    }

    /** A thin line across. */
    public static Region rule() {
        return region("rule");
    }

    /** An empty region with these style classes. */
    public static Region region(String... styles) {
        Region region = new Region();
        region.getStyleClass().addAll(styles);
        return region;
    }

    /** A word on a coloured ground: {@code success}, {@code warning}, {@code danger}, {@code accent} or nothing. */
    public static Label badge(String text, String tone) {
        Label badge = label(text, "badge");
        badge.setMinWidth(Region.USE_PREF_SIZE);
        if (!tone.isEmpty()) {
            badge.getStyleClass().add(tone);
        }
        return badge;
    }

    /** A name over a value, as in a list of properties. */
    public static VBox property(String name, Node value) {
        return column(2, paragraph(name, "small", "faint"), value);
    }

    /** Content that scrolls up and down only. */
    public static ScrollPane scroll(Node content, String style) {
        ScrollPane pane = new ScrollPane(content);
        pane.getStyleClass().add(style);
        pane.setFitToWidth(true);
        pane.setFocusTraversable(false);
        pane.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        return pane;
    }

    /** A field under its name, with an optional hint below. */
    public static VBox field(String name, String hint, Node control) {
        Label label = label(name, "field-label");
        label.setLabelFor(control);
        control.setAccessibleText(name);
        VBox field = column(6, label, control);
        if (!hint.isEmpty()) {
            field.getChildren().add(paragraph(hint, "field-hint"));
        }
        HBox.setHgrow(field, Priority.ALWAYS);
        return field;
    }

    /** A heading with a sentence below and actions to the right. */
    public static HBox header(String title, String sentence, List<? extends Node> actions) {
        VBox words = column(4, label(title, "h1"), paragraph(sentence, "muted"));
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox header = new HBox(12, words);
        header.getChildren().addAll(actions);
        header.setAlignment(Pos.CENTER_LEFT);
        return header;
    }
}
