package dev.llmaas.inference.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an expression of a template can be: the values of Python that matter here. Immutable but for {@link Namespace}. */
sealed interface Value {
    /** Python's {@code None}. */
    record None() implements Value {}

    /**
     * What is not there; prints as nothing.
     *
     * @param what its name, for messages
     */
    record Undefined(String what) implements Value {}

    /**
     * A truth value.
     *
     * @param value the truth
     */
    record Flag(boolean value) implements Value {}

    /**
     * A whole number.
     *
     * @param value the number
     */
    record Whole(long value) implements Value {}

    /**
     * A number with a fraction.
     *
     * @param value the number
     */
    record Real(double value) implements Value {}

    /**
     * A text.
     *
     * @param value its characters
     */
    record Text(String value) implements Value {}

    /**
     * A list or a tuple.
     *
     * @param values its elements
     * @param tuple whether it is a tuple, which prints in round brackets
     */
    record Items(List<Value> values, boolean tuple) implements Value {
        /** Closes the list. */
        public Items {
            values = Collections.unmodifiableList(values);
        }
    }

    /**
     * A dictionary, in its order.
     *
     * @param values its entries
     */
    record Entries(Map<Value, Value> values) implements Value {
        /** Closes the map. */
        public Entries {
            values = Collections.unmodifiableMap(values);
        }
    }

    /**
     * Something that can be called.
     *
     * @param name what it is called, for messages
     * @param body what it does
     */
    record Function(String name, Body body) implements Value {}

    /** What a function does. */
    interface Body {
        /** Calls it. */
        Value call(Arguments arguments);
    }

    /** Names that a template may change from within loops; the only value that changes. */
    final class Namespace implements Value {
        private final Map<String, Value> values = new LinkedHashMap<>();

        Map<String, Value> values() {
            return values;
        }
    }

    /** The variable {@code loop} within a loop. */
    final class Loop implements Value {
        private final List<Value> items;
        private final Operations operations;
        private int index;
        private Value changed = new Undefined("loop.changed");

        Loop(List<Value> items, Operations operations) {
            this.items = items;
            this.operations = operations;
        }

        void index(int value) {
            index = value;
        }

        /** What {@code loop.name} is. */
        Value attribute(String name) {
            int last = items.size() - 1;
            return switch (name) {
                case "index" -> new Whole(index + 1L);
                case "index0" -> new Whole(index);
                case "revindex" -> new Whole(last - index + 1L);
                case "revindex0" -> new Whole((long) last - index);
                case "first" -> new Flag(index == 0);
                case "last" -> new Flag(index == last);
                case "length" -> new Whole(items.size());
                case "depth" -> new Whole(1);
                case "depth0" -> new Whole(0);
                case "previtem" -> index == 0 ? new Undefined("loop.previtem") : items.get(index - 1);
                case "nextitem" -> index == last ? new Undefined("loop.nextitem") : items.get(index + 1);
                case "cycle" -> new Function("cycle", this::cycle);
                case "changed" -> new Function("changed", this::changed);
                default -> new Undefined("loop." + name);
            };
        }

        private Value cycle(Arguments arguments) {
            if (arguments.positional().isEmpty()) {
                throw new TemplateException("loop.cycle needs something to cycle through");
            }
            return arguments.positional().get(index % arguments.positional().size());
        }

        private Value changed(Arguments arguments) {
            Value now = new Items(new ArrayList<>(arguments.positional()), true);
            boolean differs = !operations.equal(now, changed);
            changed = now;
            return new Flag(differs);
        }
    }

    /** A text. */
    static Value of(String text) {
        return new Text(text);
    }

    /** A truth value. */
    static Value of(boolean truth) {
        return truth ? Fixed.TRUE : Fixed.FALSE;
    }

    /** A list. */
    static Value of(List<Value> items) {
        return new Items(items, false);
    }

    /** Two values that belong together. */
    static Value pair(Value first, Value second) {
        return new Items(List.of(first, second), true);
    }

    /** Its type, as Python calls it. */
    default String type() {
        return switch (this) {
            case None ignored -> "None";
            case Undefined ignored -> "undefined";
            case Flag ignored -> "bool";
            case Whole ignored -> "int";
            case Real ignored -> "float";
            case Text ignored -> "str";
            case Items items -> items.tuple() ? "tuple" : "list";
            case Entries ignored -> "dict";
            case Function ignored -> "function";
            case Namespace ignored -> "namespace";
            case Loop ignored -> "loop";
        };
    }
}
