package dev.llmaas.platform.images;

import java.time.Duration;

/** The moment by which something must be done, on the clock that only goes forward. Immutable. */
public final class Deadline {
    private final long endNs;

    private Deadline(long endNs) {
        this.endNs = endNs;
    }

    /** The end of this time, from now. */
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** What is left; not positive if it has passed. */
    public Duration left() {
        return Duration.ofNanos(endNs - System.nanoTime());
    }
}
