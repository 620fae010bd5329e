package dev.llmaas.inference.llama;

/**
 * How much of a prompt a step may read while other answers wait for their next token. It measures what a step costs that only
 * generates, and what a token of a prompt adds to it, so that the gap between two tokens of a running answer stays the same on
 * a small machine and on a large one. Belongs to the scheduler.
 */
final class Pace {
    /** How much a measurement counts that is higher than the ones before: some ten steps follow a change. */
    private static final double WEIGHT_UP = 0.2;

    /** How much one counts that is lower: nothing makes a step faster than it is, while other work makes it slower. */
    private static final double WEIGHT_DOWN = 0.6;

    /** A step that only generates may cost so much more than the one before: its context grew. The rest is disturbance. */
    private static final double GENERATING_JUMP_MAX = 1.25;

    /** The same for a token of a prompt, whose cost differs more. */
    private static final double PROMPT_JUMP_MAX = 4;

    /** So many steps in a row may read beside others, then one only generates, so that its cost stays known. */
    private static final int MIXED_STEPS_MAX = 32;

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
            generatingNanos = follow(generatingNanos, (double) nanos, GENERATING_JUMP_MAX);
        } else if (generated == 0) {
            promptNanosPerToken = follow(promptNanosPerToken, (double) nanos / read, PROMPT_JUMP_MAX);
        } else {
            // At least a tenth of an even share: a step cannot read for nothing.
            double rest = Math.max(nanos - generatingNanos, 0.1 * nanos / (generated + read) * read);
            promptNanosPerToken = follow(promptNanosPerToken, rest / read, PROMPT_JUMP_MAX);
        }
    }

    private static double follow(double before, double now, double jumpMax) {
        if (before == 0) {
            return now;
        }
        double weight = now < before ? WEIGHT_DOWN : WEIGHT_UP;
        return before + weight * (Math.min(now, before * jumpMax) - before);
    }

    /** What a token of a prompt costs, in nanoseconds; 0 if not measured yet. */
    double promptNanosPerToken() {
        return promptNanosPerToken;
    }
}
