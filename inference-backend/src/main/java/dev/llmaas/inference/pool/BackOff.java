package dev.llmaas.inference.pool;

import java.time.Duration;

/** The pauses before starts: each twice the one before, from the shortest again after a healthy time. Not thread-safe. */
final class BackOff {
    private final PoolOptions.Timings timings;
    private Duration next;

    BackOff(PoolOptions.Timings timings) {
        this.timings = timings;
        this.next = timings.backOffMin();
    }

    /** The pause after a process that was healthy for so long. */
    Duration after(Duration healthy) {
        if (healthy.compareTo(timings.healthyAfter()) >= 0) {
            reset();
        }
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(timings.backOffMax()) < 0 ? doubled : timings.backOffMax();
        return pause;
    }

    void reset() {
        next = timings.backOffMin();
    }
}
