package dev.llmaas.inference.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Writes objects into a grammar: the named keys in their order, each written or left out, then further ones. It counts the
 * keys as far as a bound needs it: for each count there is a row of states. Without a bound there are two rows: nothing
 * written yet, and something written (so that a comma comes first).
 */
final class ObjectWriter {
    private static final int NONE = -1;

    private final Automaton automaton;
    private final JsonStrings strings;
    private final ToIntFunction<List<Located>> rules;

    /** The rows: how many, whether the last one is a bound, and from which on an object may end. */
    private record Rows(int last, boolean bounded, int min) {
        /** The row after one more key, negative if there may be no more. */
        int after(int row) {
            return row < last ? row + 1 : bounded ? NONE : last;
        }
    }

    ObjectWriter(Automaton automaton, JsonStrings strings, ToIntFunction<List<Located>> rules) {
        this.automaton = automaton;
        this.strings = strings;
        this.rules = rules;
    }

    /** A comma and at most one blank. Returns the state behind them. */
    static int comma(Automaton automaton, int from) {
        int comma = automaton.literal(from, ",");
        int behind = automaton.state();
        automaton.jump(comma, behind);
        automaton.edge(comma, ' ', ' ', behind);
        return behind;
    }

    /**
     * Writes the objects of some members. Returns the state behind them.
     *
     * @param where the schema to name in a refusal
     */
    int write(int from, Members members, Located where) {
        Rows rows = rows(members, where);
        int end = automaton.state();
        int close = automaton.literal(end, "}");
        if (!members.schemas().keySet().containsAll(members.required())) {
            // A key that must and must not be there: no object is possible, so nothing leads on.
            return close;
        }
        int[] at = new int[rows.last() + 1];
        Arrays.fill(at, NONE);
        at[0] = automaton.literal(from, "{");
        for (Map.Entry<String, List<Located>> member : members.schemas().entrySet()) {
            boolean required = members.required().contains(member.getKey());
            at = member(at, rows, required, start -> named(start, member, where));
        }
        for (int row = rows.min(); row <= rows.last(); row++) {
            if (at[row] != NONE) {
                automaton.jump(at[row], end);
            }
        }
        if (!members.extras().isEmpty()) {
            extras(at, rows, members.extras(), end);
        }
        return close;
    }

    private static Rows rows(Members members, Located where) {
        int names = members.schemas().size();
        boolean mayExceed = members.max() >= 0
                && (members.max() < names || !members.extras().isEmpty());
        boolean mayLack = members.min() > members.required().size();
        if (!mayExceed && !mayLack) {
            return new Rows(1, false, 0);
        }
        int last = mayExceed ? members.max() : Math.max(1, members.min());
        if (last > GrammarLimits.PROPERTY_COUNT_MAX || members.min() > GrammarLimits.PROPERTY_COUNT_MAX) {
            String keyword = members.min() > GrammarLimits.PROPERTY_COUNT_MAX ? "minProperties" : "maxProperties";
            throw where.refused(keyword, "%s may be at most %d.".formatted(keyword, GrammarLimits.PROPERTY_COUNT_MAX));
        }
        if (!members.extras().isEmpty() && members.min() > names + 1) {
            throw where.refused(
                    "minProperties",
                    "A grammar cannot keep free keys from repeating, so they count as one: minProperties may be at most %d here."
                            .formatted(names + 1));
        }
        return new Rows(last, mayExceed, Math.min(members.min(), last + 1));
    }

    /** Writes a key and its value from a state; returns the state behind them. */
    private interface Member {
        int write(int from);
    }

    /** One member between two columns of states. */
    private int[] member(int[] at, Rows rows, boolean required, Member member) {
        int[] next = new int[at.length];
        int[] starts = new int[at.length];
        Arrays.fill(next, NONE);
        Arrays.fill(starts, NONE);
        for (int row = 0; row < at.length; row++) {
            if (at[row] == NONE) {
                continue;
            }
            if (!required) {
                next[row] = next[row] == NONE ? automaton.state() : next[row];
                automaton.jump(at[row], next[row]);
            }
            int after = rows.after(row);
            if (after != NONE) {
                starts[after] = starts[after] == NONE ? automaton.state() : starts[after];
                automaton.jump(row == 0 ? at[row] : comma(automaton, at[row]), starts[after]);
            }
        }
        for (int row = 0; row < at.length; row++) {
            if (starts[row] != NONE) {
                next[row] = next[row] == NONE ? automaton.state() : next[row];
                automaton.jump(member.write(starts[row]), next[row]);
            }
        }
        return next;
    }

    private int named(int from, Map.Entry<String, List<Located>> member, Located where) {
        int key = automaton.literal(from, JsonLiterals.key(member.getKey(), where.below("properties")));
        return automaton.call(colon(key), rules.applyAsInt(member.getValue()));
    }

    private int colon(int from) {
        int colon = automaton.literal(from, ":");
        int behind = automaton.state();
        automaton.jump(colon, behind);
        automaton.edge(colon, ' ', ' ', behind);
        return behind;
    }

    /** Further keys may repeat, and then the last one counts; so they count as at most one where a number is needed. */
    private void extras(int[] at, Rows rows, List<Members.Extra> extras, int end) {
        int[] starts = new int[at.length];
        Arrays.fill(starts, NONE);
        List<Integer> reached = new ArrayList<>();
        for (int row = Math.max(0, rows.min() - 1); row < at.length; row++) {
            int after = rows.after(row);
            if (at[row] != NONE && after != NONE) {
                starts[after] = starts[after] == NONE ? automaton.state() : starts[after];
                automaton.jump(row == 0 ? at[row] : comma(automaton, at[row]), starts[after]);
            }
        }
        for (int row = 0; row < at.length; row++) {
            if (starts[row] == NONE) {
                continue;
            }
            int behind = automaton.state();
            reached.add(behind);
            for (Members.Extra extra : extras) {
                int key = extra.keys() == null
                        ? automaton.call(starts[row], strings.freeText())
                        : strings.of(starts[row], extra.keys());
                automaton.call(colon(key), rules.applyAsInt(extra.schemas()), behind);
            }
            int after = rows.after(row);
            if (after != NONE) {
                starts[after] = starts[after] == NONE ? automaton.state() : starts[after];
                automaton.jump(comma(automaton, behind), starts[after]);
            }
        }
        reached.forEach(behind -> automaton.jump(behind, end));
    }
}
