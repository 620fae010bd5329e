package dev.llmaas.console.desktop.widget;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.paint.Color;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RasterTest {
    @BeforeAll
    static void start() {
        dev.llmaas.console.desktop.Stageful.start();
    }

    @Test
    void aLineCoversItsThicknessInEveryColumn() {
        Raster raster = new Raster(40, 20);

        raster.stroke(new double[] {0, 40}, new double[] {10, 10}, 2, 2, Color.BLACK);

        for (int x = 2; x < 38; x++) {
            assertThat(inkOf(raster, x)).as("column %d", x).isBetween(1.9, 2.6);
        }
    }

    @Test
    void aPeakBetweenPixelsIsNotLost() {
        Raster raster = new Raster(100, 100);
        Series series = new Series(3_600);
        for (int i = 0; i < 3_600; i++) {
            series.add(i, i == 1_234 ? 100 : 1);
        }

        new Plotter(raster, 0, 3_600, 100, 1).lines(java.util.List.of(new Plotter.Ink(series, Color.BLACK)));

        int column = 1_234 * 100 / 3_600;
        assertThat(raster.image().getPixelReader().getColor(column, 1).getOpacity())
                .isGreaterThan(0.2);
    }

    @Test
    void aGapLeavesNothing() {
        Raster raster = new Raster(30, 10);

        raster.stroke(new double[] {0, 10, 15, 20, 30}, new double[] {5, 5, Double.NaN, 5, 5}, 5, 1.5, Color.BLACK);

        assertThat(inkOf(raster, 5)).isGreaterThan(1);
        assertThat(inkOf(raster, 15)).isZero();
    }

    private static double inkOf(Raster raster, int x) {
        double ink = 0;
        for (int y = 0; y < raster.height(); y++) {
            ink += raster.image().getPixelReader().getColor(x, y).getOpacity();
        }
        return ink;
    }
}
