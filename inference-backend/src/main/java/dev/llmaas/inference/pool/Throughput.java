package dev.llmaas.inference.pool;

import dev.llmaas.inference.EngineLoad;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How many tokens a process handles per second, from the counters that it tells. Guarded by the lock of its seat. */
final class Throughput {
    /** Long enough for a steady figure while tokens come in steps, short enough that a pause shows. */
    private static final Duration WINDOW = Duration.ofSeconds(3);

    /** So many counts cover the window at the pace at which consoles watch. */
    private static final int COUNTS_MAX = 32;

    private final Deque<Count> counts = new ArrayDeque<>();

    private record Count(long atNanos, long computed, long generated) {}

    void add(EngineLoad load, long nowNanos) {
        long computed = load.promptTokens() - load.cachedTokens();
        Count last = counts.peekLast();
        if (last != null && (last.computed > computed || last.generated > load.generatedTokens())) {
            counts.clear(); // another process counts from 0
        }
        counts.addLast(new Count(nowNanos, computed, load.generatedTokens()));
        while (counts.size() > 2
                && (counts.size() > COUNTS_MAX || nowNanos - counts.getFirst().atNanos > WINDOW.toNanos())) {
            counts.removeFirst();
        }
    }

    void clear() {
        counts.clear();
    }

    /** Tokens of prompts, cached ones excluded, per second. */
    double computedPerSecond() {
        return counts.size() < 2 ? 0 : rate(counts.getLast().computed - counts.getFirst().computed);
    }

    /** Tokens generated per second. */
    double generatedPerSecond() {
        return counts.size() < 2 ? 0 : rate(counts.getLast().generated - counts.getFirst().generated);
    }

    private double rate(long tokens) {
        long nanos = counts.getLast().atNanos - counts.getFirst().atNanos;
        return nanos <= 0 ? 0 : tokens * 1e9 / nanos;
    }
}
