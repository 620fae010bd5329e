package dev.llmaas.console.desktop.widget;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Line;

/** What a crosshair looks like. */
final class CrosshairNodes {
    private static final double GAP = 12;

    private final Line line = new Line();
    private final VBox readout = new VBox(4);
    private final Label time = new Label();
    private final List<TimeSeriesChart.Plot> plots = new ArrayList<>();
    private final List<Label> values = new ArrayList<>();
    private final Runnable themeChanged;

    CrosshairNodes(Runnable themeChanged) {
        this.themeChanged = themeChanged;
        line.getStyleClass().add("chart-crosshair");
        line.setManaged(false);
        line.setMouseTransparent(true);
        readout.getStyleClass().add("chart-readout");
        readout.setManaged(false);
        readout.setMouseTransparent(true);
        time.getStyleClass().add("overline");
        setVisible(false);
    }

    Node line() {
        return line;
    }

    Node readout() {
        return readout;
    }

    boolean isVisible() {
        return line.isVisible();
    }

    void setVisible(boolean visible) {
        line.setVisible(visible);
        readout.setVisible(visible);
    }

    void rows(List<TimeSeriesChart.Plot> shown) {
        plots.clear();
        plots.addAll(shown);
        values.clear();
        readout.getChildren().setAll(time);
        for (TimeSeriesChart.Plot plot : shown) {
            Label name = new Label(plot.label());
            name.getStyleClass().add("chart-legend");
            Label value = new Label();
            value.getStyleClass().add("chart-legend-value");
            values.add(value);
            Region between = new Region();
            HBox.setHgrow(between, Priority.ALWAYS);
            HBox row = new HBox(6, new Swatch(plot.colour(), themeChanged), name, between, value);
            row.setAlignment(Pos.CENTER_LEFT);
            readout.getChildren().add(row);
        }
    }

    void fill(String moment, Function<TimeSeriesChart.Plot, String> valueOf) {
        time.setText(moment);
        for (int i = 0; i < values.size(); i++) {
            values.get(i).setText(valueOf.apply(plots.get(i)));
        }
    }

    void place(double x, double top, double height, double chartWidth) {
        line.setStartX(x);
        line.setEndX(x);
        line.setStartY(top);
        line.setEndY(top + height);
        readout.applyCss();
        double width = Math.max(140, readout.prefWidth(-1));
        double left = x + GAP + width > chartWidth ? x - GAP - width : x + GAP;
        readout.resizeRelocate(Math.rint(left), Math.rint(top + 4), width, readout.prefHeight(width));
        readout.layout();
    }
}
