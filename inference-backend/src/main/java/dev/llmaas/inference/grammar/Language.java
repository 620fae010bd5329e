package dev.llmaas.inference.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A regular set of texts as a deterministic automaton over characters; state 0 is the start. Each state leads to an
 * accepting one, but for the start of the empty language. Immutable.
 */
final class Language {
    private final String pointer;
    private final Budget budget;
    /** First and last character and target of each arrow, one after the other, in order of characters. */
    private final int[][] arrows;

    private final BitSet accepting;

    private Language(String pointer, Budget budget, int[][] arrows, BitSet accepting) {
        this.pointer = pointer;
        this.budget = budget;
        this.arrows = arrows;
        this.accepting = accepting;
    }

    /** Collects states and arrows; arrows of a state come in order of their characters. */
    static final class Builder {
        private final String pointer;
        private final Budget budget;
        private final List<int[]> arrows = new ArrayList<>();
        private final BitSet accepting = new BitSet();

        Builder(String pointer, Budget budget) {
            this.pointer = pointer;
            this.budget = budget;
        }

        int state(boolean accepts) {
            if (arrows.size() >= GrammarLimits.LANGUAGE_STATES_MAX) {
                throw new GrammarException(
                        pointer,
                        "The pattern is too complex: it needs more than %,d states."
                                .formatted(GrammarLimits.LANGUAGE_STATES_MAX));
            }
            budget.take(1, pointer);
            accepting.set(arrows.size(), accepts);
            arrows.add(new int[0]);
            return arrows.size() - 1;
        }

        void arrow(int from, int low, int high, int target) {
            budget.take(1, pointer);
            int[] all = arrows.get(from);
            boolean joins = all.length > 0 && all[all.length - 1] == target && all[all.length - 2] == low - 1;
            if (joins) {
                all[all.length - 2] = high;
            } else {
                int[] more = Arrays.copyOf(all, all.length + 3);
                more[all.length] = low;
                more[all.length + 1] = high;
                more[all.length + 2] = target;
                arrows.set(from, more);
            }
        }

        Language build() {
            return new Language(pointer, budget, arrows.toArray(int[][]::new), accepting).trimmed();
        }
    }

    /** Texts of some lengths in characters; {@code max} negative for any number. */
    static Language ofLength(int min, int max, String pointer, Budget budget) {
        Builder language = new Builder(pointer, budget);
        int last = max < 0 ? min : max;
        for (int length = 0; length <= last; length++) {
            language.state(length >= min);
        }
        for (int length = 0; length <= last; length++) {
            int target = length < last ? length + 1 : max < 0 ? last : -1;
            if (target >= 0) {
                language.arrow(length, 0, Character.MIN_SURROGATE - 1, target);
                language.arrow(length, Character.MAX_SURROGATE + 1, Character.MAX_CODE_POINT, target);
            }
        }
        return language.build();
    }

    /** Just these texts. */
    static Language ofTexts(List<String> texts, String pointer, Budget budget) {
        Nfa nfa = new Nfa(pointer, budget);
        int start = nfa.state();
        int end = nfa.state();
        for (String text : texts) {
            int at = start;
            for (int character : text.codePoints().toArray()) {
                int next = nfa.state();
                nfa.arrow(at, CharSet.of(character), next);
                at = next;
            }
            nfa.jump(at, end);
        }
        return nfa.language(start, end);
    }

    /** The same for another compilation. */
    Language in(String place, Budget other) {
        return new Language(place, other, arrows, accepting);
    }

    int states() {
        return arrows.length;
    }

    /** First and last character and target of each arrow; not to be changed. */
    int[] arrows(int state) {
        return arrows[state];
    }

    boolean accepts(int state) {
        return accepting.get(state);
    }

    boolean isEmpty() {
        return accepting.isEmpty();
    }

    /** Whether a text belongs to it. */
    boolean contains(String text) {
        int state = 0;
        for (int character : text.codePoints().toArray()) {
            state = next(state, character);
            if (state < 0) {
                return false;
            }
        }
        return accepting.get(state);
    }

    private int next(int state, int character) {
        int[] all = arrows[state];
        for (int i = 0; i < all.length; i += 3) {
            if (all[i] <= character && character <= all[i + 1]) {
                return all[i + 2];
            }
        }
        return -1;
    }

    /** The texts that are in both. */
    Language intersect(Language other) {
        return combine(other, false);
    }

    /** The texts that are not in the other. */
    Language minus(Language other) {
        return combine(other, true);
    }

    private Language combine(Language other, boolean without) {
        Product product =
                new Product(this, other, without, new Builder(pointer, budget), new HashMap<>(), new ArrayDeque<>());
        product.pair(0, 0);
        while (!product.open.isEmpty()) {
            product.leave(product.open.poll());
        }
        return product.builder.build();
    }

    /** A walk through two at once; when taking away, the second may have fallen off its arrows (-1). */
    private record Product(
            Language first,
            Language second,
            boolean without,
            Builder builder,
            Map<Long, Integer> known,
            ArrayDeque<int[]> open) {
        int pair(int mine, int its) {
            long key = ((long) mine << Integer.SIZE) | (its & 0xFFFF_FFFFL);
            Integer number = known.get(key);
            if (number == null) {
                boolean inSecond = its >= 0 && second.accepting.get(its);
                number = builder.state(first.accepting.get(mine) && inSecond != without);
                known.put(key, number);
                open.add(new int[] {mine, its, number});
            }
            return number;
        }

        void leave(int[] pair) {
            int[] mine = first.arrows[pair[0]];
            for (int i = 0; i < mine.length; i += 3) {
                int low = mine[i];
                int last = mine[i + 1];
                while (low <= last) {
                    int[] met = pair[1] < 0 ? new int[] {-1, last} : second.meet(pair[1], low, last);
                    if (met[0] >= 0 || without) {
                        builder.arrow(pair[2], low, met[1], pair(mine[i + 2], met[0]));
                    }
                    low = met[1] + 1;
                }
            }
        }
    }

    /** Where a character leads (-1 for nowhere), and up to which one the same is true, {@code last} at most. */
    private int[] meet(int state, int low, int last) {
        int[] all = arrows[state];
        for (int i = 0; i < all.length; i += 3) {
            budget.take(1, pointer);
            if (low < all[i]) {
                return new int[] {-1, Math.min(last, all[i] - 1)};
            }
            if (low <= all[i + 1]) {
                return new int[] {all[i + 2], Math.min(last, all[i + 1])};
            }
        }
        return new int[] {-1, last};
    }

    /** Without the states that lead nowhere. */
    private Language trimmed() {
        List<List<Integer>> sources = new ArrayList<>();
        for (int state = 0; state < arrows.length; state++) {
            sources.add(new ArrayList<>());
        }
        for (int state = 0; state < arrows.length; state++) {
            for (int i = 0; i < arrows[state].length; i += 3) {
                sources.get(arrows[state][i + 2]).add(state);
            }
        }
        BitSet live = (BitSet) accepting.clone();
        ArrayDeque<Integer> open = new ArrayDeque<>(live.stream().boxed().toList());
        while (!open.isEmpty()) {
            for (int source : sources.get(open.poll())) {
                budget.take(1, pointer);
                if (!live.get(source)) {
                    live.set(source);
                    open.add(source);
                }
            }
        }
        live.set(0);
        return live.cardinality() == arrows.length ? this : only(live);
    }

    private Language only(BitSet live) {
        int[] numbers = new int[arrows.length];
        int[][] kept = new int[live.cardinality()][];
        BitSet ends = new BitSet();
        int count = 0;
        for (int state = live.nextSetBit(0); state >= 0; state = live.nextSetBit(state + 1)) {
            numbers[state] = count++;
        }
        for (int state = live.nextSetBit(0); state >= 0; state = live.nextSetBit(state + 1)) {
            int[] all = arrows[state];
            int[] some = new int[all.length];
            int length = 0;
            for (int i = 0; i < all.length; i += 3) {
                if (live.get(all[i + 2])) {
                    some[length++] = all[i];
                    some[length++] = all[i + 1];
                    some[length++] = numbers[all[i + 2]];
                }
            }
            kept[numbers[state]] = Arrays.copyOf(some, length);
            ends.set(numbers[state], accepting.get(state));
        }
        return new Language(pointer, budget, kept, ends);
    }
}
