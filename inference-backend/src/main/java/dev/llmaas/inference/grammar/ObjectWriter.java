package dev.llmaas.inference.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes objects into a grammar: the named keys in their order, each written or left out, then further ones. It counts the
 * keys as far as a bound needs it: for each count there is a row of states. Without a bound there are two rows: nothing
 * written yet, and something written (so that a comma comes first).
 *
 * <p>The members are written from the last one on. The keys that may come next at one place are one tree, which shares all
 * but one key with that of the next place, so that an answer in the middle of a key has one reading, however many optional
 * keys there are.
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
        List<Map.Entry<String, List<Located>>> named =
                List.copyOf(members.schemas().entrySet());
        int[] at = new int[rows.last() + 1];
        for (int row = 0; row <= rows.last(); row++) {
            at[row] = automaton.state();
            if (row >= rows.min()) {
                automaton.jump(at[row], end);
            }
        }
        if (!members.extras().isEmpty()) {
            extras(at, rows, members.extras(), end);
        }
        int[] next = at;
        KeyTree[] keys = new KeyTree[at.length];
        for (int place = named.size() - 1; place >= 0; place--) {
            boolean required = members.required().contains(named.get(place).getKey());
            // So many keys can be there at most.
            int rowMax = Math.min(place, rows.last());
            for (int row = 1; row <= Math.min(place + 1, rows.last()); row++) {
                keys[row] = named(required ? null : keys[row], named.get(place), next[row], where);
            }
            at = required ? filled(at.length) : at;
            next = before(keys, at, rows, rowMax);
        }
        automaton.jump(automaton.literal(from, "{"), next[0]);
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

    private static int[] filled(int length) {
        int[] none = new int[length];
        Arrays.fill(none, NONE);
        return none;
    }

    /**
     * The states before a member, one for each row.
     *
     * @param keys for each row the keys that may come next and lead to it
     * @param skipping for each row where it goes on if no named key follows, {@code NONE} if one must
     */
    private int[] before(KeyTree[] keys, int[] skipping, Rows rows, int rowMax) {
        int[] before = filled(keys.length);
        for (int row = 0; row <= rowMax; row++) {
            before[row] = automaton.state();
            if (skipping[row] != NONE) {
                automaton.jump(before[row], skipping[row]);
            }
            int after = rows.after(row);
            if (after != NONE) {
                automaton.jump(row == 0 ? before[row] : comma(automaton, before[row]), keys[after].state());
            }
        }
        return before;
    }

    /** Some keys, and one more before them whose value is followed by a state. */
    private KeyTree named(@Nullable KeyTree others, Map.Entry<String, List<Located>> member, int to, Located where) {
        int behind = automaton.state();
        automaton.call(colon(behind), rules.applyAsInt(member.getValue()), to);
        String key = JsonLiterals.key(member.getKey(), where.below("properties"));
        return KeyTree.with(others, key.getBytes(StandardCharsets.UTF_8), behind, automaton);
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
