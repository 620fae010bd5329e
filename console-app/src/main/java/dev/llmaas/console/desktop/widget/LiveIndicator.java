package dev.llmaas.console.desktop.widget;

import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** Whether the screen is live: a dot and a word, never the colour alone. */
public final class LiveIndicator extends HBox {
    private final Label word = new Label();
    private final Region dot = Parts.region("dot");
    private final Tooltip tooltip = new Tooltip();

    /** Not connected yet. */
    public LiveIndicator() {
        super(6);
        getStyleClass().add("live");
        setMinWidth(USE_PREF_SIZE);
        setMaxHeight(USE_PREF_SIZE);
        getChildren().addAll(dot, word);
        Tooltip.install(this, tooltip);
    }

    /**
     * Changes what it says.
     *
     * @param tone {@code success}, {@code warning} or {@code danger}
     * @param text the word beside the dot
     * @param detail what hovering tells
     */
    public void show(String tone, String text, String detail) {
        for (Region part : new Region[] {this, dot}) {
            part.getStyleClass().removeAll("success", "warning", "danger");
            part.getStyleClass().add(tone);
        }
        word.setText(text);
        tooltip.setText(detail);
        setAccessibleText(text + ". " + detail);
    }
}
