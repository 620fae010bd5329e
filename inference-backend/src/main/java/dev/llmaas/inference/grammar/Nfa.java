package dev.llmaas.inference.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A regular expression as states with arrows, and its way to a {@link Language}. Belongs to one compilation. */
final class Nfa {
    private final String pointer;
    private final Budget budget;
    private final List<List<Arrow>> arrows = new ArrayList<>();
    private final List<List<Integer>> jumps = new ArrayList<>();

    /** Goes to a state with one of some characters. */
    private record Arrow(CharSet characters, int target) {}

    Nfa(String pointer, Budget budget) {
        this.pointer = pointer;
        this.budget = budget;
    }

    /** A new state. */
    int state() {
        if (arrows.size() >= GrammarLimits.PATTERN_PARTS_MAX) {
            throw new GrammarException(
                    pointer,
                    "The pattern is too large: its counts and parts make more than %,d states."
                            .formatted(GrammarLimits.PATTERN_PARTS_MAX));
        }
        budget.take(1, pointer);
        arrows.add(new ArrayList<>());
        jumps.add(new ArrayList<>());
        return arrows.size() - 1;
    }

    /** Goes from one state to another with one of some characters. */
    void arrow(int from, CharSet characters, int target) {
        arrows.get(from).add(new Arrow(characters, target));
    }

    /** Goes from one state to another without a character. */
    void jump(int from, int target) {
        jumps.get(from).add(target);
    }

    /** The texts that lead from one state to another. */
    Language language(int start, int end) {
        int[] borders = borders();
        Map<BitSet, Integer> known = new HashMap<>();
        List<BitSet> sets = new ArrayList<>();
        Language.Builder language = new Language.Builder(pointer, budget);
        BitSet first = new BitSet();
        first.set(start);
        number(closed(first), known, sets, language, end);
        for (int from = 0; from < sets.size(); from++) {
            for (int border = 0; border < borders.length; border++) {
                int low = borders[border];
                int high = border + 1 < borders.length ? borders[border + 1] - 1 : Character.MAX_CODE_POINT;
                BitSet next = step(sets.get(from), low);
                if (!next.isEmpty()) {
                    language.arrow(from, low, high, number(closed(next), known, sets, language, end));
                }
            }
        }
        return language.build();
    }

    private int number(BitSet set, Map<BitSet, Integer> known, List<BitSet> sets, Language.Builder language, int end) {
        Integer number = known.get(set);
        if (number == null) {
            number = language.state(set.get(end));
            known.put(set, number);
            sets.add(set);
        }
        return number;
    }

    /** Where the meaning of characters changes: between two borders all behave alike. */
    private int[] borders() {
        TreeSet<Integer> borders = new TreeSet<>();
        for (List<Arrow> all : arrows) {
            for (Arrow arrow : all) {
                int[] ranges = arrow.characters().ranges();
                budget.take(1 + ranges.length, pointer);
                for (int i = 0; i < ranges.length; i += 2) {
                    borders.add(ranges[i]);
                    borders.add(ranges[i + 1] + 1);
                }
            }
        }
        borders.remove(Character.MAX_CODE_POINT + 1);
        return borders.stream().mapToInt(Integer::intValue).toArray();
    }

    private BitSet step(BitSet from, int character) {
        BitSet next = new BitSet();
        for (int state = from.nextSetBit(0); state >= 0; state = from.nextSetBit(state + 1)) {
            for (Arrow arrow : arrows.get(state)) {
                budget.take(1, pointer);
                if (contains(arrow.characters().ranges(), character)) {
                    next.set(arrow.target());
                }
            }
        }
        return next;
    }

    private static boolean contains(int[] ranges, int character) {
        int at = Arrays.binarySearch(ranges, character);
        // Between first and last of a range the place to insert is odd.
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    private BitSet closed(BitSet set) {
        int[] open = set.stream().toArray();
        int count = open.length;
        while (count > 0) {
            int state = open[--count];
            for (int target : jumps.get(state)) {
                budget.take(1, pointer);
                if (!set.get(target)) {
                    set.set(target);
                    if (count == open.length) {
                        open = Arrays.copyOf(open, count * 2 + 1);
                    }
                    open[count++] = target;
                }
            }
        }
        return set;
    }
}
