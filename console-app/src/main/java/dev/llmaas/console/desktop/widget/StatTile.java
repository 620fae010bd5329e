package dev.llmaas.console.desktop.widget;

import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** One figure with its name, its unit, a line below, and where it comes from. */
public final class StatTile extends VBox {
    private final Label figure = Parts.label("–", "figure");
    private final Label unit = Parts.label("", "figure-unit");
    private final Label note = Parts.label("", "small", "faint");
    private final String name;

    /** A tile of this name; {@code below} is a sparkline or a bar. */
    public StatTile(String name, Node below) {
        super(4);
        this.name = name;
        getStyleClass().addAll("card", "card-padded");
        HBox line = new HBox(6, figure, unit);
        line.setAlignment(Pos.BASELINE_LEFT);
        VBox.setVgrow(below, Priority.NEVER);
        getChildren().addAll(Parts.label(name, "small", "muted"), line, note, Parts.spacer(), below);
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.TEXT);
        setMinWidth(0);
    }

    /**
     * Changes the figure.
     *
     * @param text the figure as it is written
     * @param unitText its unit, or nothing
     * @param noteText a short line that puts it into proportion, or nothing
     */
    public void show(String text, String unitText, String noteText) {
        figure.setText(text);
        unit.setText(unitText);
        note.setText(noteText);
        setAccessibleText("%s: %s %s. %s".formatted(name, text, unitText, noteText));
    }

    /** Colours the line below: {@code danger-text}, {@code warning-text}, {@code success-text} or nothing. */
    public void tone(String style) {
        note.getStyleClass().removeAll("danger-text", "warning-text", "success-text");
        if (!style.isEmpty()) {
            note.getStyleClass().add(style);
        }
    }
}
