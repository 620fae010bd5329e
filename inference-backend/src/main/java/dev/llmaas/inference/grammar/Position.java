package dev.llmaas.inference.grammar;

import java.util.Arrays;

/**
 * All readings of what was written so far: for each a state that waits for a byte, and the calls it is in. Immutable, and
 * shared between what may come next.
 */
final class Position {
    private final int[] states;
    private final Call[] calls;
    private final boolean complete;

    Position(int[] states, Call[] calls, boolean complete) {
        this.states = states;
        this.calls = calls;
        this.complete = complete;
    }

    /** The states; not to be changed. */
    int[] states() {
        return states;
    }

    /** For each state the call it is in; not to be changed. */
    Call[] calls() {
        return calls;
    }

    /** Whether it is a sentence. */
    boolean complete() {
        return complete;
    }

    /**
     * A rule that was called at one place of the text, by everything that called it there: so many readings share one call,
     * and a grammar cannot branch without end (the idea of a graph-structured stack, Tomita 1985; Scott and Johnstone,
     * "GLL parsing", 2010).
     */
    static final class Call {
        private final int number;
        private final int rule;
        private final long place;
        private int[] returns = new int[1];
        private Call[] callers = new Call[1];
        private int count;

        Call(int number, int rule, long place) {
            this.number = number;
            this.rule = rule;
            this.place = place;
        }

        /** Tells calls of one walk apart. */
        int number() {
            return number;
        }

        int rule() {
            return rule;
        }

        /** Where it was called. */
        long place() {
            return place;
        }

        /** Adds who goes on behind it, once. */
        void addCaller(int target, Call caller) {
            for (int i = 0; i < count; i++) {
                if (returns[i] == target && callers[i] == caller) {
                    return;
                }
            }
            if (count == returns.length) {
                returns = Arrays.copyOf(returns, count * 2);
                callers = Arrays.copyOf(callers, count * 2);
            }
            returns[count] = target;
            callers[count++] = caller;
        }

        int callerCount() {
            return count;
        }

        int target(int caller) {
            return returns[caller];
        }

        Call caller(int caller) {
            return callers[caller];
        }
    }

    /** Whether nothing may follow. */
    boolean isLast() {
        return states.length == 0;
    }

    @Override
    public String toString() {
        return "Position[%d readings, complete=%s]".formatted(states.length, complete);
    }
}
