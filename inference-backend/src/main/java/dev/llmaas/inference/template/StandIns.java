package dev.llmaas.inference.template;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps what a request says apart from what its template says. While a template runs, the characters with which marks of the
 * format begin are replaced, in everything that comes from the request, by characters that occur nowhere in the request or
 * the template. Whatever the template does with its texts, what it gives back shows where each such character came from.
 *
 * <p>A mark that begins with a letter is kept apart only where all of it stands in one text of the request; the marks of
 * published models begin with brackets. Texts for which templates look in messages keep their characters, as far as they are
 * no marks themselves.
 */
final class StandIns {
    /** Signs without case, that are no letters, digits or spaces, and print as they are: Braille patterns, hexagrams. */
    private static final int[][] CANDIDATES = {{0x2801, 0x28FF}, {0x4DC0, 0x4DFF}, {0x2400, 0x2426}, {0x2440, 0x244A}};
    /** Templates look for these in messages, to take reasoning out of the history or to know the result of a tool. */
    private static final List<String> LOOKED_FOR =
            List.of("<think>", "</think>", "<tool_response>", "</tool_response>", "[THINK]", "[/THINK]");

    private final Marks marks;
    private final Map<Character, Character> forward = new HashMap<>();
    private final Map<Character, Character> back = new HashMap<>();

    /** The marks of a model, by what they begin with. Immutable. */
    static final class Marks {
        private final Map<Character, List<String>> byFirst = new HashMap<>();
        private final Set<String> all;

        Marks(Set<String> texts) {
            all = Set.copyOf(texts);
            for (String text : texts) {
                if (!text.isBlank()) {
                    byFirst.computeIfAbsent(text.charAt(0), first -> new ArrayList<>())
                            .add(text);
                }
            }
            byFirst.values().forEach(list -> list.sort((one, other) -> other.length() - one.length()));
        }

        /** The length of the longest mark at a place, 0 if there is none. */
        int lengthAt(String text, int at) {
            for (String mark : byFirst.getOrDefault(text.charAt(at), List.of())) {
                if (text.startsWith(mark, at)) {
                    return mark.length();
                }
            }
            return 0;
        }
    }

    private StandIns(Marks marks) {
        this.marks = marks;
    }

    /**
     * Chooses stand-ins.
     *
     * @param texts everything in which they must not occur
     * @throws TemplateException if the texts hold all characters that may stand in
     */
    static StandIns choose(Marks marks, Collection<String> texts) {
        StandIns chosen = new StandIns(marks);
        BitSet used = new BitSet();
        texts.forEach(text -> text.chars().filter(letter -> letter >= 0x2400).forEach(used::set));
        int range = 0;
        int candidate = CANDIDATES[0][0];
        for (char first : new TreeSet<>(marks.byFirst.keySet())) {
            while (used.get(candidate)) {
                candidate++;
            }
            while (candidate > CANDIDATES[range][1]) {
                range++;
                if (range == CANDIDATES.length) {
                    throw new TemplateException("the messages hold too many kinds of signs");
                }
                candidate = CANDIDATES[range][0];
                while (used.get(candidate)) {
                    candidate++;
                }
            }
            chosen.forward.put(first, (char) candidate);
            chosen.back.put((char) candidate, first);
            candidate++;
        }
        return chosen;
    }

    /** A text of the request, with stand-ins. */
    String protect(String text) {
        StringBuilder changed = null;
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            Character standIn = forward.get(letter);
            if (standIn != null && standsIn(text, at, letter)) {
                changed = changed == null ? new StringBuilder(text) : changed;
                changed.setCharAt(at, standIn);
            }
        }
        return changed == null ? text : changed.toString();
    }

    private boolean standsIn(String text, int at, char letter) {
        if (Character.isLetterOrDigit(letter) || Character.isWhitespace(letter)) {
            return marks.lengthAt(text, at) > 0;
        }
        for (String wanted : LOOKED_FOR) {
            if (text.startsWith(wanted, at) && !marks.all.contains(wanted)) {
                return false;
            }
        }
        return true;
    }

    /** The prompt of what a template made of protected texts. */
    Prompt restore(String rendered) {
        StringBuilder text = new StringBuilder(rendered);
        List<Integer> places = new ArrayList<>();
        for (int at = 0; at < text.length(); at++) {
            Character first = back.get(text.charAt(at));
            if (first != null) {
                text.setCharAt(at, first);
                places.add(at);
            }
        }
        String whole = text.toString();
        List<Prompt.Foreign> foreign = new ArrayList<>();
        int end = 0;
        for (int place : places) {
            int length = marks.lengthAt(whole, place);
            if (length > 0 && place >= end) {
                foreign.add(new Prompt.Foreign(place, length));
                end = place + length;
            }
        }
        return new Prompt(whole, foreign);
    }
}
