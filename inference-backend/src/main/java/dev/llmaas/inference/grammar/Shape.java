package dev.llmaas.inference.grammar;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The form of a whole answer: fixed texts, JSON by schema, free text, one after the other, one of several, repeated. */
public sealed interface Shape {
    /** Just this text; may be empty. */
    record Text(String text) implements Shape {}

    /**
     * JSON by a schema.
     *
     * @param schema a boolean or an object
     * @param where its place in the request, for refusals
     */
    record Json(JsonNode schema, String where) implements Shape {}

    /** One after the other. */
    record Sequence(List<Shape> parts) implements Shape {
        /** Copies its list. */
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /** One of several. */
    record Choice(List<Shape> parts) implements Shape {
        /** Copies its list. */
        public Choice {
            parts = List.copyOf(parts);
        }
    }

    /**
     * At least once.
     *
     * @param separator what stands between two
     */
    record Repeated(Shape part, Shape separator) implements Shape {}

    /**
     * Any text in which no mark occurs; may be empty.
     *
     * @param marks of at least one character each
     * @param starts texts with which it does not begin either, nor white space and then one of them
     */
    record Prose(List<String> marks, List<String> starts) implements Shape {
        /** Copies its lists. */
        public Prose {
            marks = List.copyOf(marks);
            starts = List.copyOf(starts);
        }

        /** Any text in which these marks do not occur. */
        public Prose(String... marks) {
            this(List.of(marks), List.of());
        }
    }

    /**
     * One of some texts.
     *
     * @param texts at least one, none of them empty
     */
    record OneOf(List<String> texts) implements Shape {
        /** Copies its list. */
        public OneOf {
            texts = List.copyOf(texts);
        }
    }

    /**
     * A text that matches a regular expression as a whole, anchored or not.
     *
     * @param source the expression, as JSON Schema has them
     * @param where its place in the request, for refusals
     */
    record Pattern(String source, String where) implements Shape {}

    /** Parts one after the other. */
    static Shape sequence(Shape... parts) {
        return new Sequence(List.of(parts));
    }

    /** A part that may be left out. */
    static Shape optional(Shape part) {
        return new Choice(List.of(new Text(""), part));
    }

    /** Any JSON object. */
    static Shape anyObject() {
        return new Json(JsonNodeFactory.instance.objectNode().put("type", "object"), "");
    }

    /** JSON by a schema, or any JSON if there is none. */
    static Shape json(@Nullable JsonNode schema, String where) {
        return new Json(schema == null ? BooleanNode.TRUE : schema, where);
    }

    /**
     * Compiles it. Takes well under a second, whatever the schemas say.
     *
     * @throws GrammarException if a schema cannot be enforced or exceeds a bound
     */
    default Grammar compile() {
        Automaton automaton = new Automaton(new Budget());
        int root = automaton.rule();
        Writing writing = new Writing(automaton, new JsonStrings(automaton));
        automaton.end(writing.write(this, automaton.start(root)));
        return automaton.freeze();
    }

    /** Writes shapes into one grammar. */
    record Writing(Automaton automaton, JsonStrings strings) {
        int write(Shape shape, int from) {
            return switch (shape) {
                case Text(var text) -> automaton.literal(from, text);
                case Json(var schema, var where) -> json(schema, where, from);
                case Sequence(var parts) -> {
                    int at = from;
                    for (Shape part : parts) {
                        at = write(part, at);
                    }
                    yield at;
                }
                case Choice(var parts) -> {
                    int to = automaton.state();
                    for (Shape part : parts) {
                        int start = automaton.state();
                        automaton.jump(from, start);
                        automaton.jump(write(part, start), to);
                    }
                    yield to;
                }
                case Repeated(var part, var separator) -> {
                    int start = automaton.state();
                    automaton.jump(from, start);
                    int to = write(part, start);
                    automaton.jump(write(separator, to), start);
                    yield to;
                }
                case OneOf(var texts) -> {
                    int to = automaton.state();
                    int start = automaton.state();
                    automaton.jump(from, start);
                    automaton.literals(start, texts.stream().distinct().toList(), to);
                    yield to;
                }
                case Pattern(var source, var where) -> pattern(source, where, from);
                case Prose prose -> prose(Heard.begin(prose), from);
            };
        }

        private int json(JsonNode schema, String where, int from) {
            try {
                int rule = new SchemaCompiler(automaton, strings, schema).compile();
                automaton.need(rule, where);
                return automaton.call(from, rule);
            } catch (GrammarException refused) {
                throw refused.in(where);
            }
        }

        private int pattern(String source, String where, int from) {
            try {
                Language language = RegexParser.exact(source, "").language("", automaton.budget());
                if (language.isEmpty()) {
                    throw new GrammarException("", "No text can match the pattern.");
                }
                return strings.bare(from, language);
            } catch (GrammarException refused) {
                throw refused.at(where);
            }
        }

        /** A state for each thing to remember of what was read; whole marks are never read. */
        private int prose(Heard first, int from) {
            int to = automaton.state();
            Map<Heard, Integer> states = new HashMap<>();
            Deque<Heard> open = new ArrayDeque<>();
            automaton.jump(from, proseState(first, states, open));
            while (!open.isEmpty()) {
                Heard at = open.remove();
                int state = proseState(at, states, open);
                automaton.jump(state, to);
                int low = 0;
                Heard next = at.then(0);
                for (int value = 1; value <= 256; value++) {
                    Heard other = value == 256 ? null : at.then(value);
                    if (value < 256 && Objects.equals(other, next)) {
                        continue;
                    }
                    if (next != null) {
                        automaton.edge(state, low, value - 1, proseState(next, states, open));
                    }
                    low = value;
                    next = other;
                }
            }
            return to;
        }

        private int proseState(Heard heard, Map<Heard, Integer> states, Deque<Heard> open) {
            return states.computeIfAbsent(heard, fresh -> {
                open.add(fresh);
                return automaton.state();
            });
        }
    }
}
