package dev.llmaas.console.desktop.widget;

import java.util.List;
import java.util.function.DoubleFunction;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/** A square of values: the stronger the colour, the larger the value. The number stands in the cell where there is room. */
public final class HeatMap extends GridPane {
    private static final double SIDE = 560;
    private static final double CELL_MIN = 22;
    private static final double CELL_MAX = 72;
    private static final double CELL_WITH_NUMBER = 36;

    /** Text upon the colour stays readable up to this strength. */
    private static final double STRENGTH_MAX = 0.5;

    /**
     * A map.
     *
     * @param names of the rows, which are also those of the columns
     * @param values -1 to 1, a row a name
     * @param number how a value is written
     */
    public HeatMap(List<String> names, List<List<Double>> values, DoubleFunction<String> number) {
        super(2, 2);
        double cell = Math.clamp(SIDE / Math.max(1, names.size()), CELL_MIN, CELL_MAX);
        for (int row = 0; row < names.size(); row++) {
            Label head = Parts.label(Integer.toString(row + 1), "small", "faint");
            head.setMinSize(cell, 20);
            head.setAlignment(javafx.geometry.Pos.CENTER);
            add(head, row + 1, 0);
            Label side = Parts.label(Integer.toString(row + 1), "small", "faint");
            side.setMinSize(24, cell);
            add(side, 0, row + 1);
            for (int column = 0; column < names.size(); column++) {
                double value = values.get(row).get(column);
                String words = "%s – %s: %s".formatted(names.get(row), names.get(column), number.apply(value));
                add(cell(value, cell, number.apply(value), words), column + 1, row + 1);
            }
        }
    }

    private static StackPane cell(double value, double side, String number, String words) {
        Region colour = Parts.region("heat");
        colour.setOpacity(STRENGTH_MAX * Math.max(0, value));
        StackPane cell = new StackPane(colour);
        if (side >= CELL_WITH_NUMBER) {
            cell.getChildren().add(Parts.label(number, "small", "body"));
        }
        cell.getStyleClass().add("heat-cell");
        cell.setMinSize(side, side);
        cell.setPrefSize(side, side);
        cell.setAccessibleRole(AccessibleRole.TEXT);
        cell.setAccessibleText(words);
        cell.setFocusTraversable(true);
        Tooltip.install(cell, new Tooltip(words));
        return cell;
    }
}
