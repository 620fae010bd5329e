package dev.llmaas.console.desktop.widget;

import javafx.scene.Node;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** Device pixels behind logical ones. */
final class Pixels {
    private Pixels() {}

    /** Device pixels per logical pixel where {@code node} is shown, at least 1. */
    static double scale(Node node) {
        Window window = node.getScene() == null ? null : node.getScene().getWindow();
        return window == null ? 1 : Math.max(1, window.getOutputScaleX());
    }

    /** {@code raster} if it has this size, otherwise a new one. */
    static Raster fit(@Nullable Raster raster, int width, int height) {
        return raster != null && raster.width() == width && raster.height() == height
                ? raster
                : new Raster(width, height);
    }
}
