package dev.llmaas.console.desktop.widget;

/**
 * Round numbers along a side of a chart.
 *
 * @param step distance of two marks
 * @param max the last mark, at or above the largest value
 */
record Axis(double step, double max) {
    private static final double[] ROUND = {1, 2, 2.5, 5, 10};
    private static final long[] SECONDS = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 86400};

    /** Marks from 0 to at least {@code largest}, about {@code marks} of them. */
    static Axis of(double largest, int marks) {
        if (!(largest > 0) || Double.isInfinite(largest)) {
            return new Axis(1, 1);
        }
        double rough = largest / marks;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = 10 * power;
        for (double round : ROUND) {
            if (round * power >= rough) {
                step = round * power;
                break;
            }
        }
        return new Axis(step, Math.ceil(largest / step - 1e-9) * step);
    }

    /** A round distance of marks over a time of this length, so that about {@code marks} fit. */
    static long timeStepMs(long lengthMs, int marks) {
        for (long seconds : SECONDS) {
            if (seconds * 1000 * marks >= lengthMs) {
                return seconds * 1000;
            }
        }
        return SECONDS[SECONDS.length - 1] * 1000;
    }
}
