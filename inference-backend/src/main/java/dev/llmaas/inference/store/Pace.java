package dev.llmaas.inference.store;

/** The speed of something, smoothed over some seconds. Not thread-safe. */
final class Pace {
    /** The weight of a new second against the ones before. */
    private static final double WEIGHT = 0.3;

    private static final double NANOS = 1e9;

    private long done;
    private long atNanos;
    private double perSecond;

    Pace(long done, long nowNanos) {
        this.done = done;
        this.atNanos = nowNanos;
    }

    /** The speed now that so much is done; 0 in the first moments. */
    long perSecond(long doneNow, long nowNanos) {
        double seconds = (nowNanos - atNanos) / NANOS;
        if (seconds >= 1) {
            double fresh = Math.max(0, doneNow - done) / seconds;
            perSecond = perSecond == 0 ? fresh : perSecond * (1 - WEIGHT) + fresh * WEIGHT;
            done = doneNow;
            atNanos = nowNanos;
        }
        return Math.round(perSecond);
    }
}
