package dev.llmaas.console.desktop.widget;

import java.nio.IntBuffer;
import java.util.Arrays;
import javafx.geometry.Rectangle2D;
import javafx.scene.image.Image;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;

/**
 * Pixels that lines and areas are drawn into, anti-aliased: a shape covers a pixel by a share, and the share becomes its
 * opacity. Several times cheaper than nodes or a canvas for lines that change whole ten times a second. Not thread-safe.
 */
final class Raster {
    private final int width;
    private final int height;
    private final int[] pixels;
    private final float[] coverage; // of the line being drawn; kept apart, so that a joint is not painted twice
    private final int[] touchedFrom; // by column, inclusive
    private final int[] touchedTo; // by column, exclusive
    private final PixelBuffer<IntBuffer> buffer;
    private final WritableImage image;

    /** A picture of this many device pixels, at least one each way. */
    Raster(int width, int height) {
        this.width = width;
        this.height = height;
        this.pixels = new int[width * height];
        this.coverage = new float[width * height];
        this.touchedFrom = new int[width];
        this.touchedTo = new int[width];
        this.buffer = new PixelBuffer<>(width, height, IntBuffer.wrap(pixels), PixelFormat.getIntArgbPreInstance());
        this.image = new WritableImage(buffer);
        Arrays.fill(touchedFrom, height);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** What a view shows; it follows {@link #publish}. */
    Image image() {
        return image;
    }

    void clear() {
        Arrays.fill(pixels, 0);
    }

    /** Shows what was drawn. */
    void publish() {
        buffer.updateBuffer(changed -> new Rectangle2D(0, 0, width, height));
    }

    /** A line from edge to edge. */
    void horizontal(int y, int thickness, Color color) {
        int argb = argb(color);
        for (int row = Math.max(0, y); row < Math.min(height, y + thickness); row++) {
            for (int x = 0; x < width; x++) {
                blend(row * width + x, argb, 1);
            }
        }
    }

    /**
     * Fills column by column.
     *
     * @param top upper edge of each column, pixels from above; NaN leaves the column out
     * @param bottom lower edge of each column
     * @param opacityTop opacity at the upper edge of the picture
     * @param opacityBottom opacity at its lower edge
     */
    void fill(double[] top, double[] bottom, Color color, double opacityTop, double opacityBottom) {
        int argb = argb(color);
        for (int x = 0; x < width; x++) {
            if (Double.isNaN(top[x]) || Double.isNaN(bottom[x])) {
                continue;
            }
            double from = Math.clamp(top[x], 0, height);
            double to = Math.clamp(bottom[x], 0, height);
            for (int y = (int) from; y < to; y++) {
                double covered = Math.min(to, y + 1.0) - Math.max(from, y);
                double opacity = opacityTop + (opacityBottom - opacityTop) * y / height;
                blend(y * width + x, argb, (float) (covered * opacity));
            }
        }
    }

    /**
     * Draws a line through points.
     *
     * @param xs pixels from the left, ascending
     * @param ys pixels from above; NaN is a gap
     * @param count how many points
     */
    void stroke(double[] xs, double[] ys, int count, double thickness, Color color) {
        for (int i = 0; i < count; i++) {
            boolean alone = i == 0 || Double.isNaN(ys[i - 1]);
            int from = alone ? i : i - 1;
            boolean joinedLater = i + 1 < count && !Double.isNaN(ys[i + 1]);
            if (!Double.isNaN(ys[i]) && !(alone && joinedLater)) {
                segment(xs[from], ys[from], xs[i], ys[i], thickness / 2);
            }
        }
        paint(argb(color));
    }

    // Covers every pixel by how near its centre lies to the segment; walks columns, so that a long slope costs its
    // length.
    private void segment(double x0, double y0, double x1, double y1, double half) {
        double dx = x1 - x0;
        double dy = y1 - y0;
        double lengthSquared = dx * dx + dy * dy;
        double reach = half + 1;
        double slope = dx < 1e-9 ? Double.POSITIVE_INFINITY : Math.abs(dy / dx);
        double tall = Math.min(Math.abs(dy) + reach, reach * Math.sqrt(1 + slope * slope));
        double lowest = Math.max(y0, y1) + reach;
        double highest = Math.min(y0, y1) - reach;
        int lastColumn = (int) Math.min(width - 1.0, x1 + reach);
        for (int x = (int) Math.max(0, x0 - reach); x <= lastColumn; x++) {
            double centre = x + 0.5;
            double along = dx < 1e-9 ? 0.5 : Math.clamp((centre - x0) / dx, 0, 1);
            double middle = y0 + along * dy;
            int from = (int) Math.max(0, Math.max(highest, middle - tall - 1));
            int to = (int) Math.min(height, Math.min(lowest, middle + tall + 1) + 1);
            for (int y = from; y < to; y++) {
                cover(x, y, half + 0.5 - distance(centre - x0, y + 0.5 - y0, dx, dy, lengthSquared));
            }
        }
    }

    private static double distance(double px, double py, double dx, double dy, double lengthSquared) {
        double t = lengthSquared < 1e-12 ? 0 : Math.clamp((px * dx + py * dy) / lengthSquared, 0, 1);
        double ex = px - t * dx;
        double ey = py - t * dy;
        return Math.sqrt(ex * ex + ey * ey);
    }

    private void cover(int x, int y, double share) {
        if (share <= 0) {
            return;
        }
        int at = y * width + x;
        float bounded = (float) Math.min(1, share);
        if (bounded > coverage[at]) {
            coverage[at] = bounded;
            touchedFrom[x] = Math.min(touchedFrom[x], y);
            touchedTo[x] = Math.max(touchedTo[x], y + 1);
        }
    }

    private void paint(int argb) {
        for (int x = 0; x < width; x++) {
            for (int y = touchedFrom[x]; y < touchedTo[x]; y++) {
                int at = y * width + x;
                if (coverage[at] > 0) {
                    blend(at, argb, coverage[at]);
                    coverage[at] = 0;
                }
            }
            touchedFrom[x] = height;
            touchedTo[x] = 0;
        }
    }

    // Source over, both premultiplied.
    private void blend(int at, int argb, float share) {
        float alpha = share * (argb >>> 24) / 255f;
        float rest = 1 - alpha;
        int old = pixels[at];
        int a = Math.round(alpha * 255 + rest * (old >>> 24));
        int r = Math.round(alpha * (argb >> 16 & 0xff) + rest * (old >> 16 & 0xff));
        int g = Math.round(alpha * (argb >> 8 & 0xff) + rest * (old >> 8 & 0xff));
        int b = Math.round(alpha * (argb & 0xff) + rest * (old & 0xff));
        pixels[at] = Math.min(a, 255) << 24 | Math.min(r, a) << 16 | Math.min(g, a) << 8 | Math.min(b, a);
    }

    private static int argb(Color color) {
        return (int) Math.round(color.getOpacity() * 255) << 24
                | (int) Math.round(color.getRed() * 255) << 16
                | (int) Math.round(color.getGreen() * 255) << 8
                | (int) Math.round(color.getBlue() * 255);
    }
}
