package dev.llmaas.console.desktop.pool;

import dev.llmaas.api.admin.ReplicaLoad;
import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.widget.Series;

/** What one runner, or all of them together, did over time. Belongs to the FX thread. */
public final class RunnerLines {
    private final Series written = new Series(Limits.SERIES_POINTS);
    private final Series read = new Series(Limits.SERIES_POINTS);
    private final Series waiting = new Series(Limits.SERIES_POINTS);

    /** Tokens generated per second. */
    public Series written() {
        return written;
    }

    /** Tokens of prompts computed per second. */
    public Series read() {
        return read;
    }

    /** Requests in the queue. */
    public Series waiting() {
        return waiting;
    }

    void add(long atMs, ReplicaLoad load) {
        written.add(atMs, load.generatedTokensPerSecond());
        read.add(atMs, load.promptTokensPerSecond());
        waiting.add(atMs, load.waiting());
    }

    /** Nobody knows the load of this moment: the lines have a gap. */
    void addNothing(long atMs) {
        written.add(atMs, Double.NaN);
        read.add(atMs, Double.NaN);
        waiting.add(atMs, Double.NaN);
    }
}
