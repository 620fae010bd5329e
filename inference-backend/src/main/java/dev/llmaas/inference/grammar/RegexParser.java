package dev.llmaas.inference.grammar;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the regular expressions of ECMA-262 as JSON Schema uses them, as far as they are regular and mean the same to every
 * validator: classes, groups, choices, counts, and anchors at both ends. Look-around, references back, word borders and
 * flags are refused. Not thread-safe; one use.
 */
final class RegexParser {
    private static final Regex ANYTHING = new Regex.Repeat(new Regex.One(CharSet.ALL), 0, -1);

    private final String source;
    private final String pointer;
    private final boolean exact;
    private int at;
    private int depth;

    private RegexParser(String source, String pointer, boolean exact) {
        this.source = source;
        this.pointer = pointer;
        this.exact = exact;
    }

    /**
     * The texts in which a pattern is found, as {@code pattern} means it: without anchors anywhere in the text.
     *
     * @throws GrammarException if it is no pattern, or one that cannot be a grammar
     */
    static Regex parse(String source, String pointer) {
        return parse(source, pointer, false);
    }

    /**
     * The texts that match a pattern from their begin to their end; anchors there change nothing.
     *
     * @throws GrammarException if it is no pattern, or one that cannot be a grammar
     */
    static Regex exact(String source, String pointer) {
        return parse(source, pointer, true);
    }

    private static Regex parse(String source, String pointer, boolean exact) {
        if (source.length() > GrammarLimits.PATTERN_MAX) {
            throw new GrammarException(
                    pointer,
                    "A pattern may have at most %,d characters, but this one has %,d."
                            .formatted(GrammarLimits.PATTERN_MAX, source.length()));
        }
        return new RegexParser(source, pointer, exact).whole();
    }

    private Regex whole() {
        List<Regex> choices = new ArrayList<>();
        do {
            choices.add(anchored());
        } while (skip('|'));
        if (at < source.length()) {
            throw refused("has a bracket ) too many");
        }
        return choices.size() == 1 ? choices.getFirst() : new Regex.Choice(choices);
    }

    private Regex anchored() {
        List<Regex> parts = new ArrayList<>();
        if (!skip('^') && !exact) {
            parts.add(ANYTHING);
        }
        parts.add(sequence());
        if (!skip('$') && !exact) {
            parts.add(ANYTHING);
        }
        return new Regex.Sequence(parts);
    }

    private Regex choice() {
        List<Regex> choices = new ArrayList<>();
        do {
            choices.add(sequence());
        } while (skip('|'));
        return choices.size() == 1 ? choices.getFirst() : new Regex.Choice(choices);
    }

    /** Up to the next bar, bracket or final anchor. */
    private Regex sequence() {
        List<Regex> parts = new ArrayList<>();
        while (at < source.length() && !isNext('|') && !isNext(')')) {
            if (isNext('$') && depth == 0) {
                boolean last = at + 1 == source.length() || source.charAt(at + 1) == '|';
                if (last) {
                    break;
                }
            }
            parts.add(counted(atom()));
        }
        return parts.size() == 1 ? parts.getFirst() : new Regex.Sequence(parts);
    }

    private Regex atom() {
        int character = source.codePointAt(at);
        at += Character.charCount(character);
        return switch (character) {
            case '(' -> group();
            case '[' -> new Regex.One(new CharClass(source, pointer).readAt(this::moveTo, at));
            case '.' -> new Regex.One(CharClass.NO_LINE_END);
            case '\\' -> {
                CharClass escape = new CharClass(source, pointer);
                yield new Regex.One(escape.escapeAt(this::moveTo, at, false));
            }
            case '^', '$' -> throw refused("has an anchor that is not at the begin or end of an alternative");
            case '*', '+', '?', '{' -> throw refused("has a count with nothing to count at character %d".formatted(at));
            default -> {
                if (Character.isSurrogate((char) character) && character <= Character.MAX_VALUE) {
                    throw refused("holds half a character");
                }
                yield new Regex.One(CharSet.of(character));
            }
        };
    }

    private void moveTo(int place) {
        at = place;
    }

    private Regex group() {
        if (skip('?')) {
            boolean named =
                    at + 1 < source.length() && source.charAt(at) == '<' && Character.isLetter(source.charAt(at + 1));
            if (named) {
                at = source.indexOf('>', at) + 1;
                if (at == 0) {
                    throw refused("has a group name without end");
                }
            } else if (!skip(':')) {
                throw refused("uses look-around or flags, which no grammar can express");
            }
        }
        if (++depth > GrammarLimits.PATTERN_DEPTH_MAX) {
            throw refused("has more than %d groups within each other".formatted(GrammarLimits.PATTERN_DEPTH_MAX));
        }
        Regex inner = choice();
        depth--;
        if (!skip(')')) {
            throw refused("has a bracket ( without its end");
        }
        return inner;
    }

    private Regex counted(Regex atom) {
        int @Nullable [] count = count();
        if (count == null) {
            return atom;
        }
        // Lazy or not, the texts are the same.
        skip('?');
        if (isNext('*') || isNext('+') || isNext('?') || isNext('{')) {
            throw refused("counts a count");
        }
        return new Regex.Repeat(atom, count[0], count[1]);
    }

    private int @Nullable [] count() {
        if (skip('*')) {
            return new int[] {0, -1};
        }
        if (skip('+')) {
            return new int[] {1, -1};
        }
        if (skip('?')) {
            return new int[] {0, 1};
        }
        if (!skip('{')) {
            return null;
        }
        int min = number();
        int max = min;
        if (skip(',')) {
            max = isNext('}') ? -1 : number();
        }
        boolean sound = skip('}') && (max < 0 || max >= min);
        if (!sound) {
            throw refused("has a count that is none at character %d".formatted(at));
        }
        return new int[] {min, max};
    }

    private int number() {
        int start = at;
        int value = 0;
        while (at < source.length() && source.charAt(at) >= '0' && source.charAt(at) <= '9') {
            value = value * 10 + source.charAt(at++) - '0';
            if (value > GrammarLimits.PATTERN_COUNT_MAX) {
                throw refused("has a count above %,d".formatted(GrammarLimits.PATTERN_COUNT_MAX));
            }
        }
        if (at == start) {
            throw refused("has a count without a number at character %d".formatted(at));
        }
        return value;
    }

    private boolean isNext(char character) {
        return at < source.length() && source.charAt(at) == character;
    }

    private boolean skip(char character) {
        boolean next = isNext(character);
        at += next ? 1 : 0;
        return next;
    }

    private GrammarException refused(String what) {
        return new GrammarException(pointer, "The pattern %s.".formatted(what));
    }
}
