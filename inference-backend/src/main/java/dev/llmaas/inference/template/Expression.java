package dev.llmaas.inference.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tree of an expression. */
sealed interface Expression {
    /** A value that is written down. */
    record Literal(Value value) implements Expression {}

    /** A variable. */
    record Name(String name) implements Expression {}

    /** A list or a tuple. */
    record Sequence(List<Expression> items, boolean tuple) implements Expression {}

    /** A dictionary. */
    record Mapping(List<Expression> keys, List<Expression> values) implements Expression {}

    /** {@code of.name}. */
    record Attribute(Expression of, String name) implements Expression {}

    /** {@code of[key]}. */
    record Subscript(Expression of, Expression key) implements Expression {}

    /** {@code of[start:stop:step]}. */
    record Slice(
            Expression of,
            @Nullable Expression start,
            @Nullable Expression stop,
            @Nullable Expression step) implements Expression {}

    /** {@code function(...)}. */
    record Call(Expression function, Passed passed) implements Expression {}

    /** {@code of | name(...)}. */
    record Filter(Expression of, String name, Passed passed) implements Expression {}

    /** {@code of is name(...)}. */
    record Test(Expression of, String name, Passed passed) implements Expression {}

    /** {@code not of}. */
    record Not(Expression of) implements Expression {}

    /** {@code -of} or {@code +of}. */
    record Signed(boolean negative, Expression of) implements Expression {}

    /** {@code left and right} or {@code left or right}. */
    record Logic(boolean and, Expression left, Expression right) implements Expression {}

    /** Arithmetic. */
    record Arithmetic(String operator, Expression left, Expression right) implements Expression {}

    /** {@code first ~ second ~ ...}. */
    record Joined(List<Expression> parts) implements Expression {}

    /** {@code first < second <= ...}. */
    record Comparison(Expression first, List<Comparand> rest) implements Expression {}

    /** An operator of a comparison and what stands right of it. */
    record Comparand(String operator, Expression value) {}

    /** {@code then if test else otherwise}. */
    record Conditional(
            Expression test, Expression then, @Nullable Expression otherwise) implements Expression {}

    /** What a call passes. */
    record Passed(List<Expression> positional, Map<String, Expression> named) {
        static final Passed NOTHING = new Passed(List.of(), Map.of());
    }
}
