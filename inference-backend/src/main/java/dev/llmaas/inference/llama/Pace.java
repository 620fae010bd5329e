package dev.llmaas.inference.llama;

/**
 * How much of a prompt a step may read while other answers wait for their next token. It measures what a step costs that only
 * generates, and what a token of a prompt adds to it, so that the gap between two tokens of a running answer stays the same on
 * a small machine and on a large one. Belongs to the scheduler.
 */
final class Pace {
    /** How much the last measurement counts: some ten steps follow a change, one step that was disturbed does little. */
    private static final double WEIGHT = 0.2;

    /** A step beside which nothing else is measured may cost so much more than the one before: the rest is disturbance. */
    private static final double JUMP_MAX = 4;

    /** So many steps in a row may read beside others, then one only generates, so that its cost stays known. */
    private static final int MIXED_STEPS_MAX = 64;

    private double generatingNanos;
    private double promptNanosPerToken;
    private int mixedSteps;

    /** How many tokens of prompts the next step reads beside the tokens that it generates; 0 where it only measures. */
    int slice(int capacity) {
        if (generatingNanos == 0 || mixedSteps >= MIXED_STEPS_MAX) {
            return 0;
        }
        if (promptNanosPerToken == 0) {
            return Math.min(capacity, 1);
        }
        double spare = (LlamaLimits.GAP_STEPS_TARGET - 1) * generatingNanos;
        return (int) Math.clamp(spare / promptNanosPerToken, 1, capacity);
    }

    /**
     * Learns from a step.
     *
     * @param generated tokens that it generated
     * @param read tokens of prompts that it read
     * @param nanos how long it took
     */
    void measured(int generated, int read, long nanos) {
        mixedSteps = generated > 0 && read > 0 ? mixedSteps + 1 : 0;
        if (read == 0) {
            generatingNanos = follow(generatingNanos, (double) nanos);
        } else if (generated == 0) {
            promptNanosPerToken = follow(promptNanosPerToken, (double) nanos / read);
        } else {
            // At least a tenth of an even share: a step cannot read for nothing.
            double rest = Math.max(nanos - generatingNanos, 0.1 * nanos / (generated + read) * read);
            promptNanosPerToken = follow(promptNanosPerToken, rest / read);
        }
    }

    private static double follow(double before, double now) {
        if (before == 0) {
            return now;
        }
        return before + WEIGHT * (Math.min(now, before * JUMP_MAX) - before);
    }

    /** What a token of a prompt costs, in nanoseconds; 0 if not measured yet. */
    double promptNanosPerToken() {
        return promptNanosPerToken;
    }
}
