package dev.llmaas.inference.grammar;

import java.util.Arrays;

/** A set of pairs of numbers that is cleared and filled again for each byte of an answer, so it makes no objects. */
final class PairSet {
    private static final long EMPTY = -1;

    private long[] table = new long[64];
    private int[] used = new int[32];
    private int size;

    PairSet() {
        Arrays.fill(table, EMPTY);
    }

    /** Adds a pair of numbers that are not negative. Returns whether it is new. */
    boolean add(int first, int second) {
        long pair = ((long) first << Integer.SIZE) | second;
        int at = place(pair);
        if (table[at] == pair) {
            return false;
        }
        table[at] = pair;
        used[size++] = at;
        if (size == used.length) {
            grow();
        }
        return true;
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            table[used[i]] = EMPTY;
        }
        size = 0;
    }

    private int place(long pair) {
        // Fibonacci hashing: the upper bits of a product with 2^64 divided by the golden ratio.
        int mask = table.length - 1;
        int at = (int) ((pair * 0x9E37_79B9_7F4A_7C15L) >>> 40) & mask;
        while (table[at] != EMPTY && table[at] != pair) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] old = table;
        int[] places = used;
        table = new long[old.length * 2];
        used = new int[places.length * 2];
        Arrays.fill(table, EMPTY);
        for (int i = 0; i < size; i++) {
            long pair = old[places[i]];
            int at = place(pair);
            table[at] = pair;
            used[i] = at;
        }
    }
}
