package dev.llmaas.inference.grammar;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys of which each leads to a state of its own, as a tree of bytes. Adding a key makes a new tree, which shares all
 * branches but that of the key with the old one. No key is the beginning of another one. Immutable.
 *
 * @param state the state of the grammar from which the keys are read
 * @param branches what follows each byte; empty at the end of a key
 */
record KeyTree(int state, Map<Integer, KeyTree> branches) {
    /** What copying a branch costs, in steps of compiling: far less than making a state. */
    private static final int BRANCHES_PER_STEP = 4;

    /**
     * Adds a key to a tree, which is left as it is.
     *
     * @param others the tree, null for one without keys
     * @param key bytes, at least one
     * @param to where the key leads
     */
    static KeyTree with(@Nullable KeyTree others, byte[] key, int to, Automaton automaton) {
        // The way down the old tree, as far as there is one.
        int known = 0;
        KeyTree[] way = new KeyTree[key.length];
        for (KeyTree at = others; at != null && known < key.length; known++) {
            way[known] = at;
            at = at.branches.get(key[known] & 0xFF);
        }
        KeyTree made = new KeyTree(to, Map.of());
        for (int place = key.length - 1; place >= 0; place--) {
            Map<Integer, KeyTree> branches = new TreeMap<>(place < known ? way[place].branches : Map.of());
            branches.put(key[place] & 0xFF, made);
            automaton.budget().take(branches.size() / BRANCHES_PER_STEP, "");
            int state = automaton.state();
            branches.forEach((value, branch) -> automaton.edge(state, value, value, branch.state));
            made = new KeyTree(state, branches);
        }
        return made;
    }

    @Override
    public String toString() {
        return "KeyTree" + Arrays.toString(branches.keySet().toArray());
    }
}
