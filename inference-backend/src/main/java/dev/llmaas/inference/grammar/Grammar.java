package dev.llmaas.inference.grammar;

import java.util.BitSet;

/**
 * What an answer may look like, compiled: rules that are states with arrows over bytes and calls of each other. Each
 * beginning of a sentence has an end. Immutable; share it between the answers to a request.
 */
public final class Grammar {
    private final int[][] edges;
    private final int[][] jumps;
    private final int[][] calls;
    private final BitSet finals;
    private final int[] starts;

    Grammar(int[][] edges, int[][] jumps, int[][] calls, BitSet finals, int[] starts) {
        this.edges = edges;
        this.jumps = jumps;
        this.calls = calls;
        this.finals = finals;
        this.starts = starts;
    }

    /** The number of its states, a measure of its size. */
    public int states() {
        return edges.length;
    }

    /** Least and greatest byte and target of each arrow of a state, one after the other. */
    int[] edges(int state) {
        return edges[state];
    }

    /** Where a state goes without a byte. */
    int[] jumps(int state) {
        return jumps[state];
    }

    /** Rule and state behind it of each call. */
    int[] calls(int state) {
        return calls[state];
    }

    /** Whether the rule of a state may end there. */
    boolean isEnd(int state) {
        return finals.get(state);
    }

    /** Where a rule begins; the first one is the grammar. */
    int start(int rule) {
        return starts[rule];
    }
}
