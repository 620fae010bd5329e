package dev.llmaas.platform.guardrail;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds whether one of many words occurs in a text, in one pass over it (Aho and Corasick, 1975). Immutable. */
final class Anchors {
    private static final int LETTERS_MAX = 0x80;

    private final int[] latin = new int[LETTERS_MAX];
    private final Map<Character, Integer> others = new HashMap<>();
    private final int[][] next;
    private final boolean[] found;

    Anchors(List<String> words) {
        int letters = 1;
        int states = 1;
        for (String word : words) {
            states += word.length();
            for (int i = 0; i < word.length(); i++) {
                char letter = word.charAt(i);
                if (letter < LETTERS_MAX) {
                    latin[letter] = latin[letter] == 0 ? letters++ : latin[letter];
                } else if (!others.containsKey(letter)) {
                    others.put(letter, letters++);
                }
            }
        }
        next = new int[states][letters];
        found = new boolean[states];
        int count = 1;
        for (int[] row : next) {
            Arrays.fill(row, -1);
        }
        for (String word : words) {
            int state = 0;
            for (int i = 0; i < word.length(); i++) {
                char letter = word.charAt(i);
                int column = column(letter);
                if (next[state][column] < 0) {
                    next[state][column] = count++;
                }
                state = next[state][column];
            }
            found[state] = true;
        }
        complete();
    }

    /** Where a word does not go on, its longest end that begins another word does. */
    private void complete() {
        int[] fallback = new int[next.length];
        ArrayDeque<Integer> open = new ArrayDeque<>();
        open.add(0);
        while (!open.isEmpty()) {
            int state = open.poll();
            for (int column = 0; column < next[state].length; column++) {
                int other = state == 0 ? 0 : next[fallback[state]][column];
                int target = next[state][column];
                if (target < 0) {
                    next[state][column] = other;
                } else {
                    fallback[target] = other;
                    found[target] |= found[other];
                    open.add(target);
                }
            }
        }
    }

    private int column(char letter) {
        return letter < LETTERS_MAX ? latin[letter] : others.getOrDefault(letter, 0);
    }

    /** The state behind a letter; 0 is the start. */
    int next(int state, char letter) {
        return next[state][column(letter)];
    }

    /** Whether a word ends in a state. */
    boolean isFound(int state) {
        return found[state];
    }

    /** Whether a word occurs in a text. */
    boolean occursIn(String text) {
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            state = next(state, text.charAt(i));
            if (found[state]) {
                return true;
            }
        }
        return false;
    }
}
