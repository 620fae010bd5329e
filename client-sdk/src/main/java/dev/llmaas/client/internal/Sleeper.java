package dev.llmaas.client.internal;

import java.time.Duration;

/** Waits. The only place that does, so that tests of pauses take no time. */
@FunctionalInterface
public interface Sleeper {
    /** Really waits. */
    Sleeper REAL = Thread::sleep;

    /**
     * Waits for this long.
     *
     * @throws InterruptedException if somebody gave up meanwhile
     */
    void sleep(Duration time) throws InterruptedException;
}
