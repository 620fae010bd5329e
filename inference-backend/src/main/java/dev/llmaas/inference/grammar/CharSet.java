package dev.llmaas.inference.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A set of characters (code points without surrogates), as ranges in order that neither touch nor overlap. Immutable.
 */
final class CharSet {
    private static final int LAST = Character.MAX_CODE_POINT;

    /** No character. */
    static final CharSet NONE = new CharSet();
    /** Every character. */
    static final CharSet ALL = new CharSet(0, Character.MIN_SURROGATE - 1, Character.MAX_SURROGATE + 1, LAST);

    private final int[] ranges;

    /** The set of some ranges: first and last of each, in order. */
    CharSet(int... ranges) {
        this.ranges = ranges;
    }

    /** First and last of each range, one after the other; not to be changed. */
    int[] ranges() {
        return ranges;
    }

    /** One character. */
    static CharSet of(int character) {
        return range(character, character);
    }

    /** All from the first to the last, without surrogates. */
    static CharSet range(int first, int last) {
        return ALL.intersect(new CharSet(first, last));
    }

    /** The characters of a text. */
    static CharSet anyOf(String characters) {
        return union(characters.codePoints().mapToObj(CharSet::of).toList());
    }

    /** The characters that are in one of the sets. */
    static CharSet union(List<CharSet> sets) {
        List<int[]> all = new ArrayList<>();
        for (CharSet set : sets) {
            for (int i = 0; i < set.ranges.length; i += 2) {
                all.add(new int[] {set.ranges[i], set.ranges[i + 1]});
            }
        }
        all.sort(Comparator.comparingInt(range -> range[0]));
        int[] joined = new int[all.size() * 2];
        int count = 0;
        for (int[] range : all) {
            if (count > 0 && range[0] <= joined[count - 1] + 1) {
                joined[count - 1] = Math.max(joined[count - 1], range[1]);
            } else {
                joined[count++] = range[0];
                joined[count++] = range[1];
            }
        }
        return new CharSet(Arrays.copyOf(joined, count));
    }

    /** The characters that are in both. */
    CharSet intersect(CharSet other) {
        int[] both = new int[ranges.length + other.ranges.length];
        int count = 0;
        int mine = 0;
        int its = 0;
        while (mine < ranges.length && its < other.ranges.length) {
            int first = Math.max(ranges[mine], other.ranges[its]);
            int last = Math.min(ranges[mine + 1], other.ranges[its + 1]);
            if (first <= last) {
                both[count++] = first;
                both[count++] = last;
            }
            if (ranges[mine + 1] < other.ranges[its + 1]) {
                mine += 2;
            } else {
                its += 2;
            }
        }
        return new CharSet(Arrays.copyOf(both, count));
    }

    /** The characters that are not in it. */
    CharSet complement() {
        int[] gaps = new int[ranges.length + 2];
        int count = 0;
        int next = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            if (next < ranges[i]) {
                gaps[count++] = next;
                gaps[count++] = ranges[i] - 1;
            }
            next = ranges[i + 1] + 1;
        }
        if (next <= LAST) {
            gaps[count++] = next;
            gaps[count++] = LAST;
        }
        return ALL.intersect(new CharSet(Arrays.copyOf(gaps, count)));
    }

    boolean isEmpty() {
        return ranges.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CharSet set && Arrays.equals(ranges, set.ranges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ranges);
    }

    @Override
    public String toString() {
        return "CharSet[%d ranges]".formatted(ranges.length / 2);
    }
}
