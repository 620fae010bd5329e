package dev.llmaas.console.desktop.widget;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.LongFunction;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import org.jspecify.annotations.Nullable;

/**
 * Values over time, redrawn whole several times a second. Lines and areas are pixels ({@link Raster}); axes, legend and
 * crosshair are nodes. The crosshair follows the mouse, or the arrow keys once the chart has the focus; Escape hides it.
 * Screen readers hear a summary.
 */
public final class TimeSeriesChart extends Region {
    private static final double LEFT = 52;
    private static final double BOTTOM = 20;
    private static final double LEGEND_GAP = 14;
    private static final int VALUE_MARKS = 4;
    private static final double TIME_MARK_WIDTH = 72;
    private static final long MINUTE_MS = 60_000;
    private static final int KEY_STEPS = 60; // arrow presses from edge to edge

    private final Form form;
    private final Words words;
    private final ImageView picture = new ImageView();
    private final Swatch grid;
    private final FlowPane legend = new FlowPane(16, 4);
    private final List<Label> valueMarks = new ArrayList<>();
    private final List<Label> timeMarks = new ArrayList<>();
    private final Crosshair crosshair;
    private final Region focusRing = new Region();
    private final List<Shown> shown = new ArrayList<>();
    private @Nullable Raster raster;
    private double top;
    private double max = 1;
    private long fromMs;
    private long toMs = 1;

    /** How series are drawn. */
    public enum Form {
        /** Each as a line. */
        LINES,
        /** As areas upon each other; the top is the sum. */
        STACKED,
        /** Two lines, and the space between them filled: the first below, the second above. */
        BAND
    }

    /**
     * A series with its name.
     *
     * @param label what people call it
     * @param series its values
     * @param colour the number of its colour in the theme, from 1
     */
    public record Plot(String label, Series series, int colour) {}

    /**
     * How a chart writes.
     *
     * @param value a value, on the axis and in the legend
     * @param moment a time under the crosshair
     * @param mark a time on the axis; the steps are whole minutes
     * @param fineMark the same where the steps are shorter
     */
    public record Words(
            DoubleFunction<String> value,
            LongFunction<String> moment,
            LongFunction<String> mark,
            LongFunction<String> fineMark) {}

    private record Shown(Plot plot, Swatch swatch, Label value) {}

    /**
     * An empty chart.
     *
     * @param name what it shows, for screen readers
     * @param words how it writes values and times
     */
    public TimeSeriesChart(Form form, String name, Words words) {
        this.form = form;
        this.words = words;
        this.grid = new Swatch("chart-grid", this::draw);
        this.crosshair = new Crosshair();
        getStyleClass().add("time-series-chart");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(name);
        picture.setMouseTransparent(true);
        grid.setVisible(false);
        focusRing.getStyleClass().add("chart-focus");
        focusRing.setMouseTransparent(true);
        legend.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(grid, focusRing, picture, legend, crosshair.line(), crosshair.readout());
        setMinSize(200, 120);
        setPrefSize(480, 220);
        setOnMouseMoved(event -> pointAt(event.getX() - LEFT));
        setOnMouseExited(_ -> crosshair.hide());
        setOnMousePressed(_ -> requestFocus());
        setOnKeyPressed(this::key);
    }

    /** Chooses what is drawn, in this order. Values appear at the next {@link #refresh}. */
    public void show(List<Plot> plots) {
        if (plots.equals(shown.stream().map(Shown::plot).toList())) {
            return;
        }
        shown.clear();
        legend.getChildren().clear();
        for (Plot plot : plots) {
            Swatch swatch = new Swatch(plot.colour(), this::draw);
            Label name = new Label(plot.label());
            name.getStyleClass().add("chart-legend");
            Label value = new Label();
            value.getStyleClass().add("chart-legend-value");
            HBox entry = new HBox(6, swatch, name, value);
            entry.setAlignment(Pos.CENTER_LEFT);
            legend.getChildren().add(entry);
            shown.add(new Shown(plot, swatch, value));
        }
        crosshair.rows(plots);
        requestLayout();
    }

    /** Draws what the series hold for this time. Call it once a frame. */
    public void refresh(long from, long to) {
        fromMs = from;
        toMs = Math.max(from + 1, to);
        for (Shown entry : shown) {
            entry.value().setText(words.value().apply(entry.plot().series().last()));
        }
        draw();
        marks();
        crosshair.update();
        describe();
    }

    private void describe() {
        StringBuilder summary = new StringBuilder();
        for (Shown entry : shown) {
            summary.append(summary.isEmpty() ? "" : ", ")
                    .append(entry.plot().label())
                    .append(' ')
                    .append(words.value().apply(entry.plot().series().last()));
        }
        setAccessibleHelp(summary.toString());
    }

    private double largest() {
        double largest = 0;
        if (shown.isEmpty()) {
            return largest;
        }
        if (form != Form.STACKED) {
            for (Shown entry : shown) {
                largest = Math.max(largest, entry.plot().series().max(fromMs));
            }
            return largest;
        }
        for (Shown entry : shown) {
            largest += entry.plot().series().max(fromMs);
        }
        return Math.min(largest, largestSum());
    }

    // The peaks of the parts need not coincide; the sum at the times of the longest series is what is drawn.
    private double largestSum() {
        double largest = 0;
        Series longest = shown.getFirst().plot().series();
        for (Shown entry : shown) {
            longest =
                    entry.plot().series().size() > longest.size() ? entry.plot().series() : longest;
        }
        for (int i = longest.indexFrom(fromMs); i < longest.size(); i++) {
            double sum = 0;
            for (Shown entry : shown) {
                double value = entry.plot().series().valueAtTime(longest.timeAt(i));
                sum += Double.isNaN(value) ? 0 : value;
            }
            largest = Math.max(largest, sum);
        }
        return largest;
    }

    @Override
    protected void layoutChildren() {
        double width = getWidth();
        double tall = Math.ceil(legend.prefHeight(width));
        legend.resizeRelocate(0, 0, width, tall);
        top = shown.isEmpty() ? 0 : tall + LEGEND_GAP;
        focusRing.resizeRelocate(0, 0, width, getHeight());
        draw();
        marks();
    }

    private double plotWidth() {
        return Math.max(0, snapSizeX(getWidth() - LEFT));
    }

    private double plotHeight() {
        return Math.max(0, snapSizeY(getHeight() - BOTTOM - top));
    }

    private void draw() {
        double scale = Pixels.scale(this);
        int width = (int) Math.round(plotWidth() * scale);
        int height = (int) Math.round(plotHeight() * scale);
        Color gridColor = grid.color();
        if (width < 1 || height < 1 || gridColor == null) {
            return;
        }
        Axis axis = Axis.of(largest(), VALUE_MARKS);
        max = axis.max();
        Raster target = Pixels.fit(raster, width, height);
        raster = target;
        picture.setImage(target.image());
        picture.setFitWidth(plotWidth());
        picture.setFitHeight(plotHeight());
        picture.relocate(LEFT, top);
        target.clear();
        int thickness = (int) Math.max(1, Math.round(scale));
        for (double mark = 0; mark <= max * 1.0001; mark += axis.step()) {
            int y = (int) Math.round((height - thickness) * (1 - mark / max));
            target.horizontal(y, thickness, gridColor);
        }
        plot(new Plotter(target, fromMs, toMs, max, scale));
        target.publish();
    }

    private void plot(Plotter plotter) {
        List<Plotter.Ink> inks = new ArrayList<>();
        for (Shown entry : shown) {
            Color color = entry.swatch().color();
            if (color != null) {
                inks.add(new Plotter.Ink(entry.plot().series(), color));
            }
        }
        switch (form) {
            case LINES -> plotter.lines(inks);
            case STACKED -> plotter.stacked(inks);
            case BAND -> {
                if (inks.size() == 2) {
                    plotter.band(inks.getFirst(), inks.getLast());
                }
            }
        }
    }

    private void marks() {
        Axis axis = Axis.of(largest(), VALUE_MARKS);
        int count = (int) Math.round(axis.max() / axis.step()) + 1;
        fit(valueMarks, count);
        for (int i = 0; i < count; i++) {
            Label label = valueMarks.get(i);
            label.setText(words.value().apply(i * axis.step()));
            double y = top + plotHeight() * (1 - i * axis.step() / axis.max());
            place(label, LEFT - 8 - label.prefWidth(-1), y - 8, 16);
        }
        long step = Axis.timeStepMs(toMs - fromMs, (int) Math.max(2, Math.ceil(plotWidth() / TIME_MARK_WIDTH)));
        long first = Math.ceilDiv(fromMs, step) * step;
        int times = (int) ((toMs - first) / step) + 1;
        fit(timeMarks, Math.max(0, times));
        for (int i = 0; i < times; i++) {
            long time = first + i * step;
            Label label = timeMarks.get(i);
            label.setText((step % MINUTE_MS == 0 ? words.mark() : words.fineMark()).apply(time));
            double width = label.prefWidth(-1);
            double share = (double) (time - fromMs) / (double) (toMs - fromMs);
            double x = LEFT + plotWidth() * share - width / 2;
            label.setVisible(x + width <= getWidth() + 1 && x >= LEFT - 12);
            place(label, x, getHeight() - BOTTOM + 4, 16);
        }
    }

    private static void place(Label label, double x, double y, double height) {
        label.resizeRelocate(Math.rint(x), Math.rint(y), Math.ceil(label.prefWidth(-1)), height);
    }

    private void fit(List<Label> labels, int count) {
        while (labels.size() < count) {
            Label label = new Label();
            label.getStyleClass().add("chart-tick");
            label.setMouseTransparent(true);
            label.setManaged(false);
            labels.add(label);
            getChildren().add(2, label);
            label.applyCss();
        }
        for (int i = 0; i < labels.size(); i++) {
            labels.get(i).setVisible(i < count);
        }
    }

    private void pointAt(double x) {
        if (x < 0 || x > plotWidth() || shown.isEmpty()) {
            crosshair.hide();
        } else {
            crosshair.moveTo(x / plotWidth());
        }
    }

    private void key(KeyEvent event) {
        switch (event.getCode()) {
            case LEFT -> crosshair.moveTo(Math.max(0, crosshair.place() - 1.0 / KEY_STEPS));
            case RIGHT -> crosshair.moveTo(Math.min(1, crosshair.place() + 1.0 / KEY_STEPS));
            case HOME -> crosshair.moveTo(0);
            case END -> crosshair.moveTo(1);
            case ESCAPE -> crosshair.hide();
            default -> {
                return;
            }
        }
        event.consume();
    }

    /** A vertical line at a moment, and the values of that moment. */
    private final class Crosshair {
        private final CrosshairNodes nodes = new CrosshairNodes(TimeSeriesChart.this::draw);
        private double place = 1;

        javafx.scene.Node line() {
            return nodes.line();
        }

        javafx.scene.Node readout() {
            return nodes.readout();
        }

        void rows(List<Plot> plots) {
            nodes.rows(plots);
        }

        double place() {
            return place;
        }

        void hide() {
            nodes.setVisible(false);
        }

        void moveTo(double share) {
            place = share;
            nodes.setVisible(true);
            update();
        }

        void update() {
            if (!nodes.isVisible()) {
                return;
            }
            long time = fromMs + Math.round(place * (double) (toMs - fromMs));
            nodes.fill(words.moment().apply(time), plot -> {
                double value = plot.series().valueAtTime(time);
                return Double.isNaN(value) ? "–" : words.value().apply(value);
            });
            double x = LEFT + place * plotWidth();
            nodes.place(x, top, plotHeight(), getWidth());
        }
    }
}
