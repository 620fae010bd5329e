package dev.llmaas.inference.llama;

import java.time.Duration;

/** A sum in which what was added counts less and less: after each time constant, a third of what it did. Not thread-safe. */
final class DecayingSum {
    private final double constantNanos;
    private double sum;
    private long atNanos;

    DecayingSum(Duration constant) {
        this.constantNanos = (double) constant.toNanos();
    }

    void add(double amount, long nowNanos) {
        sum = at(nowNanos) + amount;
        atNanos = nowNanos;
    }

    /** The sum at a moment. */
    double at(long nowNanos) {
        return sum == 0 ? 0 : sum * Math.exp(-(nowNanos - atNanos) / constantNanos);
    }

    /** The amount a second, as of lately. */
    double perSecond(long nowNanos) {
        return at(nowNanos) / constantNanos * 1e9;
    }
}
