package dev.llmaas.inference.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A grammar while it is being built: rules are states with arrows over bytes, jumps, and calls of rules. A rule other than
 * the first must not match the empty text. Belongs to one compilation.
 */
final class Automaton {
    private final Budget budget;
    private int[][] edges = new int[256][];
    private int[][] jumps = new int[256][];
    private int[][] calls = new int[256][];
    private int states;
    private final BitSet finals = new BitSet();
    private final List<Integer> starts = new ArrayList<>();
    private final List<Needed> needed = new ArrayList<>();

    private static final int[] NONE = {};

    /** A rule that must have a text, and the place of its schema. */
    private record Needed(int rule, String where) {}

    Automaton(Budget budget) {
        this.budget = budget;
    }

    Budget budget() {
        return budget;
    }

    /** A new state. */
    int state() {
        if (states >= GrammarLimits.STATES_MAX) {
            throw new GrammarException(
                    "",
                    "The schema is too large: its grammar has more than %,d states."
                            .formatted(GrammarLimits.STATES_MAX));
        }
        budget.take(1, "");
        if (states == edges.length) {
            edges = Arrays.copyOf(edges, states * 2);
            jumps = Arrays.copyOf(jumps, states * 2);
            calls = Arrays.copyOf(calls, states * 2);
        }
        edges[states] = NONE;
        jumps[states] = NONE;
        calls[states] = NONE;
        return states++;
    }

    /** Makes a rule one that must have a text; otherwise its schema, at this place of the request, is refused. */
    void need(int rule, String where) {
        needed.add(new Needed(rule, where));
    }

    /** A new rule, whose start state has no arrows yet. The first one is the grammar itself. */
    int rule() {
        starts.add(state());
        return starts.size() - 1;
    }

    int rules() {
        return starts.size();
    }

    int start(int rule) {
        return starts.get(rule);
    }

    /** Makes a state an end of its rule. */
    void end(int state) {
        finals.set(state);
    }

    /** Goes on with a byte from {@code low} to {@code high}. */
    void edge(int from, int low, int high, int to) {
        edges[from] = appended(edges[from], low, high, to);
    }

    /** Goes on without a byte. */
    void jump(int from, int to) {
        jumps[from] = appended(jumps[from], to);
    }

    /** Goes on behind a text of a rule. */
    void call(int from, int rule, int to) {
        calls[from] = appended(calls[from], rule, to);
    }

    /** Goes on behind a text of a rule. Returns the state behind it. */
    int call(int from, int rule) {
        int to = state();
        call(from, rule, to);
        return to;
    }

    /** Goes on behind a text. Returns the state behind it. */
    int literal(int from, String text) {
        int at = from;
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            int next = state();
            edge(at, value & 0xFF, value & 0xFF, next);
            at = next;
        }
        return at;
    }

    /** Goes on behind one of several texts, which share their beginnings. */
    void literals(int from, List<String> texts, int to) {
        TreeMap<Integer, List<byte[]>> byFirst = new TreeMap<>();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            add(byFirst, bytes, 0);
        }
        branch(from, byFirst, 0, to);
    }

    private void branch(int from, Map<Integer, List<byte[]>> byFirst, int depth, int to) {
        for (var entry : byFirst.entrySet()) {
            List<byte[]> texts = entry.getValue();
            int at = state();
            edge(from, entry.getKey(), entry.getKey(), at);
            int length = depth + 1;
            // A tail that only one text has needs no further looking at; it also bounds the recursion by what is
            // shared.
            while (texts.stream().allMatch(continuesLike(texts.getFirst(), length))) {
                int value = texts.getFirst()[length++] & 0xFF;
                int next = state();
                edge(at, value, value, next);
                at = next;
            }
            TreeMap<Integer, List<byte[]>> further = new TreeMap<>();
            for (byte[] text : texts) {
                if (text.length == length) {
                    jump(at, to);
                } else {
                    add(further, text, length);
                }
            }
            branch(at, further, length, to);
        }
    }

    private static Predicate<byte[]> continuesLike(byte[] first, int length) {
        return text -> text.length > length && first.length > length && text[length] == first[length];
    }

    private static void add(Map<Integer, List<byte[]>> byFirst, byte[] text, int place) {
        byFirst.computeIfAbsent(text[place] & 0xFF, first -> new ArrayList<>()).add(text);
    }

    private static int[] appended(int[] all, int... more) {
        int[] joined = Arrays.copyOf(all, all.length + more.length);
        System.arraycopy(more, 0, joined, all.length, more.length);
        return joined;
    }

    /**
     * Ends the building: whatever cannot be completed is cut away, so that each beginning of a sentence has an end.
     *
     * @throws GrammarException if a schema allows nothing
     */
    Grammar freeze() {
        BitSet live = live();
        for (Needed rule : needed) {
            if (!live.get(start(rule.rule()))) {
                throw new GrammarException("", "No finite answer can satisfy the schema.").in(rule.where());
            }
        }
        if (!live.get(start(0))) {
            throw new IllegalStateException("a shape without a sentence");
        }
        int[][] liveEdges = new int[states][];
        int[][] liveJumps = new int[states][];
        int[][] liveCalls = new int[states][];
        for (int state = 0; state < states; state++) {
            liveEdges[state] = edges[state];
            for (int i = 0; i < edges[state].length; i += 3) {
                if (!live.get(edges[state][i + 2])) {
                    liveEdges[state] = without(liveEdges[state], 3, live);
                    break;
                }
            }
            liveJumps[state] = without(jumps[state], 1, live);
            liveCalls[state] = withoutDead(calls[state], live);
        }
        int[] ruleStarts = starts.stream().mapToInt(Integer::intValue).toArray();
        return new Grammar(liveEdges, liveJumps, liveCalls, (BitSet) finals.clone(), ruleStarts);
    }

    /** Keeps the groups of numbers whose last one is a live state. */
    private static int[] without(int[] all, int size, BitSet live) {
        int[] kept = new int[all.length];
        int count = 0;
        for (int i = 0; i < all.length; i += size) {
            if (live.get(all[i + size - 1])) {
                System.arraycopy(all, i, kept, count, size);
                count += size;
            }
        }
        return count == all.length ? all : Arrays.copyOf(kept, count);
    }

    private int[] withoutDead(int[] all, BitSet live) {
        int[] kept = new int[all.length];
        int count = 0;
        for (int i = 0; i < all.length; i += 2) {
            if (live.get(all[i + 1]) && live.get(start(all[i]))) {
                kept[count++] = all[i];
                kept[count++] = all[i + 1];
            }
        }
        return count == all.length ? all : Arrays.copyOf(kept, count);
    }

    /** The states from which the end of their rule can be reached. */
    private BitSet live() {
        List<List<Integer>> sources = lists(states);
        // For each state the calls that return to it, and for each rule the calls of it: rule, from, to.
        List<List<int[]>> returning = new ArrayList<>(states);
        List<List<int[]>> calling = new ArrayList<>();
        for (int state = 0; state < states; state++) {
            returning.add(List.of());
        }
        starts.forEach(rule -> calling.add(new ArrayList<>()));
        for (int state = 0; state < states; state++) {
            for (int i = 0; i < edges[state].length; i += 3) {
                sources.get(edges[state][i + 2]).add(state);
            }
            for (int target : jumps[state]) {
                sources.get(target).add(state);
            }
            for (int i = 0; i < calls[state].length; i += 2) {
                int[] call = {calls[state][i], state, calls[state][i + 1]};
                calling.get(call[0]).add(call);
                if (returning.get(call[2]).isEmpty()) {
                    returning.set(call[2], new ArrayList<>(1));
                }
                returning.get(call[2]).add(call);
            }
        }
        return new Spreading(sources, returning, calling).all();
    }

    /** Goes back from the ends; a call is passed once its rule can end and what is behind it too. */
    private final class Spreading {
        private final List<List<Integer>> sources;
        private final List<List<int[]>> returning;
        private final List<List<int[]>> calling;
        private final BitSet live = (BitSet) finals.clone();
        private final ArrayDeque<Integer> open =
                new ArrayDeque<>(live.stream().boxed().toList());
        private final Map<Integer, Integer> rules = new HashMap<>();

        Spreading(List<List<Integer>> sources, List<List<int[]>> returning, List<List<int[]>> calling) {
            this.sources = sources;
            this.returning = returning;
            this.calling = calling;
            for (int rule = 0; rule < starts.size(); rule++) {
                rules.put(start(rule), rule);
            }
        }

        BitSet all() {
            while (!open.isEmpty()) {
                int state = open.poll();
                sources.get(state).forEach(this::reach);
                for (int[] call : returning.get(state)) {
                    if (live.get(start(call[0]))) {
                        reach(call[1]);
                    }
                }
                Integer rule = rules.get(state);
                for (int[] call : rule == null ? List.<int[]>of() : calling.get(rule)) {
                    if (live.get(call[2])) {
                        reach(call[1]);
                    }
                }
            }
            return live;
        }

        private void reach(int state) {
            if (!live.get(state)) {
                live.set(state);
                open.add(state);
            }
        }
    }

    private static List<List<Integer>> lists(int count) {
        List<List<Integer>> lists = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>(2));
        }
        return lists;
    }
}
