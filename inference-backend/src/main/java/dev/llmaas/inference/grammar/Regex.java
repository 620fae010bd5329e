package dev.llmaas.inference.grammar;

import java.util.List;

/** A regular expression as its parser understood it. Immutable. */
sealed interface Regex {
    /** One character of a set. */
    record One(CharSet characters) implements Regex {}

    /** One after the other; the empty list is the empty text. */
    record Sequence(List<Regex> parts) implements Regex {}

    /** One of several. */
    record Choice(List<Regex> parts) implements Regex {}

    /** The same several times; {@code max} negative for any number. */
    record Repeat(Regex part, int min, int max) implements Regex {
        private int copies(Nfa nfa, int from) {
            int at = from;
            for (int i = 0; i < min; i++) {
                at = part.write(nfa, at);
            }
            int to = nfa.state();
            if (max < 0) {
                int loop = nfa.state();
                nfa.jump(at, loop);
                nfa.jump(part.write(nfa, loop), loop);
                nfa.jump(loop, to);
                return to;
            }
            nfa.jump(at, to);
            for (int i = min; i < max; i++) {
                at = part.write(nfa, at);
                nfa.jump(at, to);
            }
            return to;
        }
    }

    /** Adds it behind a state. Returns the state behind it. */
    default int write(Nfa nfa, int from) {
        return switch (this) {
            case One(var characters) -> {
                int to = nfa.state();
                nfa.arrow(from, characters, to);
                yield to;
            }
            case Sequence(var parts) -> {
                int at = from;
                for (Regex part : parts) {
                    at = part.write(nfa, at);
                }
                yield at;
            }
            case Choice(var parts) -> {
                int to = nfa.state();
                for (Regex part : parts) {
                    int start = nfa.state();
                    nfa.jump(from, start);
                    nfa.jump(part.write(nfa, start), to);
                }
                yield to;
            }
            case Repeat repeat -> repeat.copies(nfa, from);
        };
    }

    /** The texts that match as a whole. */
    default Language language(String pointer, Budget budget) {
        Nfa nfa = new Nfa(pointer, budget);
        int start = nfa.state();
        return nfa.language(start, write(nfa, start));
    }
}
