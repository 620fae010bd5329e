package dev.llmaas.console.desktop.widget;

import dev.llmaas.console.desktop.Stageful;
import dev.llmaas.console.desktop.theme.Stylesheets;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javafx.scene.Scene;
import javafx.stage.Stage;

/**
 * What a live chart costs: six series of 3,600 points, all of which move, ten times a second. Prints the CPU time of the
 * whole process for a frame, pulses and garbage collection included, and the time on the FX thread for a redraw alone.
 * Run it with the class path of the tests and {@code -Dglass.platform=Headless -Dprism.order=sw}.
 */
final class ChartBenchmark {
    private static final int SERIES = 6;
    private static final int POINTS = 3_600;
    private static final int FRAMES = 100;
    private static final long STEP_MS = 100;

    private ChartBenchmark() {}

    public static void main(String[] arguments) throws InterruptedException {
        for (TimeSeriesChart.Form form : List.of(TimeSeriesChart.Form.LINES, TimeSeriesChart.Form.STACKED)) {
            measure(form);
        }
        System.exit(0);
    }

    private static void measure(TimeSeriesChart.Form form) {
        Random random = new Random(42);
        List<TimeSeriesChart.Plot> plots = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            Series series = new Series(POINTS);
            for (int point = 0; point < POINTS; point++) {
                series.add(point * STEP_MS, 100 + 40 * Math.sin(point / 90.0 + i) + 12 * random.nextGaussian());
            }
            plots.add(new TimeSeriesChart.Plot("series " + i, series, i + 1));
        }
        TimeSeriesChart chart = Stageful.onScreen(() -> shown(form, plots));
        long now = POINTS * STEP_MS;
        for (int frame = 0; frame < FRAMES; frame++) {
            now = frame(chart, plots, now, random);
        }
        long cpuBefore = cpu();
        long drawing = 0;
        for (int frame = 0; frame < FRAMES; frame++) {
            long began = System.nanoTime();
            now = frame(chart, plots, now, random);
            drawing += System.nanoTime() - began;
            Stageful.pulses(1);
        }
        System.out.printf(
                "%s, %d series of %d points, 900 x 320: %.1f ms CPU a frame, %.1f ms from data to drawn%n",
                form, SERIES, POINTS, (cpu() - cpuBefore) / 1e6 / FRAMES, drawing / 1e6 / FRAMES);
    }

    private static TimeSeriesChart shown(TimeSeriesChart.Form form, List<TimeSeriesChart.Plot> plots) {
        TimeSeriesChart chart = new TimeSeriesChart(
                form,
                "benchmark",
                new TimeSeriesChart.Words(Double::toString, Long::toString, Long::toString, Long::toString));
        chart.show(plots);
        Stage stage = new Stage();
        Scene scene = new Scene(chart, 900, 320);
        new Stylesheets(scene);
        stage.setScene(scene);
        stage.show();
        return chart;
    }

    private static long frame(TimeSeriesChart chart, List<TimeSeriesChart.Plot> plots, long now, Random random) {
        return Stageful.onScreen(() -> {
            for (TimeSeriesChart.Plot plot : plots) {
                plot.series().add(now, 100 + 12 * random.nextGaussian());
            }
            chart.refresh(now - POINTS * STEP_MS, now);
            return now + STEP_MS;
        });
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
