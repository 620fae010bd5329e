package dev.llmaas.inference.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tree of a template. */
sealed interface Statement {
    /** Text as it stands. */
    record Data(String text) implements Statement {}

    /** <code>{{ value }}</code>. */
    record Print(Expression value) implements Statement {}

    /** The branches of an {@code if}, and what holds if none does. */
    record If(List<Branch> branches, List<Statement> otherwise) implements Statement {}

    /** One branch of an {@code if}. */
    record Branch(Expression test, List<Statement> body) {}

    /** A loop. */
    record For(
            Target target,
            Expression items,
            @Nullable Expression condition,
            List<Statement> body,
            List<Statement> otherwise)
            implements Statement {}

    /** {@code set target = value}. */
    record Assign(Target target, Expression value) implements Statement {}

    /** {@code set name} ... {@code endset}; the value is what the body renders, through the filters. */
    record Capture(Target target, List<Statement> body, List<Expression.Filter> filters) implements Statement {}

    /** A macro. */
    record Macro(String name, List<Parameter> parameters, List<Statement> body) implements Statement {}

    /** A parameter of a macro. */
    record Parameter(String name, @Nullable Expression otherwise) {}

    /** {@code call(...) macro(...)} ... {@code endcall}. */
    record CallBlock(List<Parameter> parameters, Expression.Call call, List<Statement> body) implements Statement {}

    /** {@code filter name} ... {@code endfilter}. */
    record FilterBlock(List<Statement> body, List<Expression.Filter> filters) implements Statement {}

    /** A body without meaning of its own, with its own variables if {@code scoped}. */
    record Block(List<Statement> body, List<Assign> variables) implements Statement {}

    /** {@code break}. */
    record Break() implements Statement {}

    /** {@code continue}. */
    record Continue() implements Statement {}

    /** What is assigned to. */
    sealed interface Target {
        /** A variable. */
        record Variable(String name) implements Target {}

        /** A name of a namespace. */
        record Member(String namespace, String name) implements Target {}

        /** Several at once. */
        record Several(List<Target> targets) implements Target {}
    }
}
