package dev.llmaas.platform.guardrail;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * Finds whether one of many words of small letters occurs in a text, in one pass over it (Aho and Corasick, 1975). Latin
 * letters may be capitals, and those of western languages may bear accents. Immutable.
 */
final class Anchors {
    private static final int PAGE = 0x100;
    private static final int ACCENTED = 0xC0;
    /** The letters U+00C0 to U+00FF without case and accents; what is none is a blank. */
    private static final String BARE = "aaaaaaaceeeeiiii nooooo ouuuuy saaaaaaaceeeeiiii nooooo ouuuuy y";

    /** Of most pages no letter is in any word. */
    private static final char[] NONE = new char[PAGE];

    /** The column of each letter, in pages; 0 for those in no word. */
    private final char[][] columns = new char[PAGE][];

    private final int[][] next;
    private final boolean[] found;

    Anchors(List<String> words) {
        Arrays.fill(columns, NONE);
        char letters = 1;
        int states = 1;
        for (String word : words) {
            states += word.length();
            for (int i = 0; i < word.length(); i++) {
                char letter = word.charAt(i);
                if (column(letter) == 0) {
                    setForms(letter, letters++);
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

    /** Without case and accents: one of the letters U+00C0 to U+00FF, of which only the last six bits are looked at. */
    static char bare(int accented) {
        return BARE.charAt(accented & 0x3F);
    }

    private void setForms(char letter, char column) {
        set(letter, column);
        if (letter >= 'a' && letter <= 'z') {
            set(Character.toUpperCase(letter), column);
            for (char accented = ACCENTED; accented < PAGE; accented++) {
                if (bare(accented) == letter) {
                    set(accented, column);
                }
            }
        }
    }

    private void set(char letter, char column) {
        int page = letter / PAGE;
        if (Arrays.equals(columns[page], NONE)) {
            columns[page] = new char[PAGE];
        }
        columns[page][letter % PAGE] = column;
    }

    private int column(char letter) {
        return columns[letter / PAGE][letter % PAGE];
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
