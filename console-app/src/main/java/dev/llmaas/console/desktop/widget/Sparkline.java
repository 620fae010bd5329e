package dev.llmaas.console.desktop.widget;

import javafx.scene.AccessibleRole;
import javafx.scene.image.ImageView;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import org.jspecify.annotations.Nullable;

/** A small line without axes: where a figure comes from. Decorative for screen readers; the figure beside it is read. */
public final class Sparkline extends Region {
    private static final double HEADROOM = 1.15;

    private final ImageView picture = new ImageView();
    private final Swatch swatch;
    private @Nullable Raster raster;
    private @Nullable Series series;
    private long fromMs;
    private long toMs;

    /** A line in the colour number {@code colour} of the theme, from 1. */
    public Sparkline(int colour) {
        swatch = new Swatch(colour, this::draw);
        swatch.setVisible(false);
        picture.setMouseTransparent(true);
        getChildren().addAll(swatch, picture);
        setAccessibleRole(AccessibleRole.NODE);
        setMinSize(40, 24);
        setPrefSize(120, 32);
    }

    /** Draws the values of {@code shown} in this time. */
    public void show(Series shown, long from, long to) {
        series = shown;
        fromMs = from;
        toMs = to;
        draw();
    }

    @Override
    protected void layoutChildren() {
        draw();
    }

    private void draw() {
        double scale = Pixels.scale(this);
        int width = (int) Math.round(getWidth() * scale);
        int height = (int) Math.round(getHeight() * scale);
        Color color = swatch.color();
        if (width < 1 || height < 1 || series == null || color == null || toMs <= fromMs) {
            return;
        }
        Raster target = Pixels.fit(raster, width, height);
        raster = target;
        picture.setImage(target.image());
        picture.setFitWidth(getWidth());
        picture.setFitHeight(getHeight());
        target.clear();
        double max = Math.max(series.max(fromMs) * HEADROOM, 1e-9);
        new Plotter(target, fromMs, toMs, max, scale).area(new Plotter.Ink(series, color));
        target.publish();
    }
}
