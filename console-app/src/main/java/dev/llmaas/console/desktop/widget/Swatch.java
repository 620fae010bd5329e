package dev.llmaas.console.desktop.widget;

import javafx.scene.layout.Background;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import org.jspecify.annotations.Nullable;

/** A spot of a colour of the theme. What draws pixels reads its colour here, so that colours live in stylesheets only. */
final class Swatch extends Region {
    /** How many colours for series a theme has. */
    static final int COLOURS = 8;

    /**
     * A spot of the colour number {@code colour}, from 1; the list begins again after the last.
     *
     * @param changed called when the theme changes
     */
    Swatch(int colour, Runnable changed) {
        this("series-" + ((colour - 1) % COLOURS + 1), changed);
        getStyleClass().add("chart-swatch");
    }

    /** A spot whose background is that of {@code styleClass}. */
    Swatch(String styleClass, Runnable changed) {
        getStyleClass().add(styleClass);
        backgroundProperty().subscribe((before, after) -> changed.run());
    }

    /** Its colour, null until it is part of a scene. */
    @Nullable
    Color color() {
        Background background = getBackground();
        if (background == null || background.getFills().isEmpty()) {
            return null;
        }
        return background.getFills().getFirst().getFill() instanceof Color color ? color : null;
    }
}
