package dev.llmaas.console.desktop.widget;

import java.util.Arrays;
import java.util.List;
import javafx.scene.paint.Color;

/**
 * Turns series into shapes on a {@link Raster}. However many values there are, a column of pixels gets at most its lowest
 * and its highest one, in their order: the eye sees the same line, and no peak is lost. Not thread-safe.
 */
final class Plotter {
    /** One series and its colour. */
    record Ink(Series series, Color color) {}

    private final long fromMs;
    private final long toMs;
    private final double max;
    private final Raster raster;
    private final double thickness;

    /**
     * Draws the time from {@code fromMs} to {@code toMs} and values from 0 to {@code max}.
     *
     * @param scale device pixels per logical one
     */
    Plotter(Raster raster, long fromMs, long toMs, double max, double scale) {
        this.raster = raster;
        this.fromMs = fromMs;
        this.toMs = toMs;
        this.max = max;
        this.thickness = 1.5 * scale;
    }

    /** Each series as a line. */
    void lines(List<Ink> inks) {
        for (Ink ink : inks) {
            line(ink);
        }
    }

    /** One line with a soft area under it. */
    void area(Ink ink) {
        double[] top = rows(columns(ink.series()));
        double[] bottom = new double[raster.width()];
        Arrays.fill(bottom, raster.height());
        raster.fill(top, bottom, ink.color(), 0.26, 0.02);
        line(ink);
    }

    /** The space between a lower and an upper line. */
    void band(Ink lower, Ink upper) {
        raster.fill(rows(columns(upper.series())), rows(columns(lower.series())), upper.color(), 0.20, 0.20);
        line(upper);
        line(lower);
    }

    /** Areas upon each other, the first at the bottom. */
    void stacked(List<Ink> inks) {
        double[] sum = new double[raster.width()];
        for (Ink ink : inks) {
            double[] below = rows(sum);
            double[] values = columns(ink.series());
            for (int x = 0; x < sum.length; x++) {
                sum[x] += Double.isNaN(values[x]) ? 0 : values[x];
            }
            double[] top = rows(sum);
            raster.fill(top, below, ink.color(), 0.62, 0.46);
            edge(top, below, ink.color());
        }
    }

    private void edge(double[] top, double[] below, Color color) {
        double[] xs = new double[top.length];
        double[] ys = new double[top.length];
        for (int x = 0; x < top.length; x++) {
            xs[x] = x + 0.5;
            ys[x] = below[x] - top[x] < 0.5 ? Double.NaN : top[x];
        }
        raster.stroke(xs, ys, xs.length, thickness, color);
    }

    private void line(Ink ink) {
        Series series = ink.series();
        int start = Math.max(0, series.indexFrom(fromMs) - 1);
        double[] xs = new double[2 * raster.width() + 4];
        double[] ys = new double[xs.length];
        int count = 0;
        int index = start;
        while (index < series.size() && count + 2 <= xs.length) {
            int column = (int) Math.floor(x(series.timeAt(index)));
            int low = index;
            int high = index;
            int end = index + 1;
            while (end < series.size() && (int) Math.floor(x(series.timeAt(end))) == column) {
                low = series.valueAt(end) < series.valueAt(low) ? end : low;
                high = series.valueAt(end) > series.valueAt(high) ? end : high;
                end++;
            }
            count = put(series, Math.min(low, high), xs, ys, count);
            if (low != high) {
                count = put(series, Math.max(low, high), xs, ys, count);
            }
            index = end;
        }
        raster.stroke(xs, ys, count, thickness, ink.color());
    }

    private int put(Series series, int index, double[] xs, double[] ys, int count) {
        xs[count] = x(series.timeAt(index));
        ys[count] = y(series.valueAt(index));
        return count + 1;
    }

    /** The value of each column: the mean of its values, or between those beside it; NaN outside of what was measured. */
    private double[] columns(Series series) {
        double[] result = new double[raster.width()];
        Arrays.fill(result, Double.NaN);
        double previousX = Double.NaN;
        double previousValue = Double.NaN;
        int index = Math.max(0, series.indexFrom(fromMs) - 1);
        while (index < series.size()) {
            int column = (int) Math.floor(x(series.timeAt(index)));
            double sum = 0;
            int count = 0;
            while (index < series.size() && (int) Math.floor(x(series.timeAt(index))) == column) {
                sum += series.valueAt(index);
                count++;
                index++;
            }
            double value = sum / count;
            bridge(result, previousX, previousValue, column, value);
            previousX = column;
            previousValue = value;
        }
        return result;
    }

    private static void bridge(double[] result, double fromX, double fromValue, int toX, double toValue) {
        if (toX >= 0 && toX < result.length) {
            result[toX] = toValue;
        }
        if (Double.isNaN(fromX) || Double.isNaN(fromValue) || Double.isNaN(toValue)) {
            return;
        }
        for (int x = (int) Math.max(0, fromX + 1); x < Math.min(toX, result.length); x++) {
            result[x] = fromValue + (toValue - fromValue) * (x - fromX) / (toX - fromX);
        }
    }

    private double[] rows(double[] values) {
        double[] rows = new double[values.length];
        for (int x = 0; x < values.length; x++) {
            rows[x] = y(values[x]);
        }
        return rows;
    }

    private double x(long timeMs) {
        return (double) (timeMs - fromMs) / (toMs - fromMs) * raster.width();
    }

    // Half a line stays free above and below, so that neither zero nor the peak is cut.
    private double y(double value) {
        double room = raster.height() - thickness;
        return thickness / 2 + room - value / max * room;
    }
}
