package dev.llmaas.inference.template;

import dev.llmaas.inference.template.Expression.Comparand;
import dev.llmaas.inference.template.Expression.Passed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes expressions. Belongs to one rendering. */
final class Evaluator {
    private final Budget budget;
    private final Operations operations;
    private final Access access;
    private final Tests tests;
    private final Filters filters;

    Evaluator(Budget budget) {
        this.budget = budget;
        this.operations = new Operations(budget);
        this.access = new Access(operations);
        this.tests = new Tests(operations);
        this.filters = new Filters(operations, access, tests);
    }

    Operations operations() {
        return operations;
    }

    /** The value of an expression. */
    Value value(Expression expression, Scope scope) {
        budget.enter();
        Value value = switch (expression) {
            case Expression.Literal(Value literal) -> literal;
            case Expression.Name(String name) -> scope.get(name);
            case Expression.Sequence(List<Expression> items, boolean tuple) ->
                new Value.Items(values(items, scope), tuple);
            case Expression.Mapping mapping -> mapping(mapping, scope);
            case Expression.Attribute(Expression of, String name) -> access.attribute(value(of, scope), name);
            case Expression.Subscript(Expression of, Expression key) ->
                access.subscript(value(of, scope), value(key, scope));
            case Expression.Slice slice -> slice(slice, scope);
            case Expression.Call(Expression function, Passed passed) ->
                call(value(function, scope), arguments(passed, scope));
            case Expression.Filter(Expression of, String name, Passed passed) ->
                filters.apply(name, value(of, scope), arguments(passed, scope));
            case Expression.Test(Expression of, String name, Passed passed) ->
                Value.of(tests.passes(name, value(of, scope), arguments(passed, scope)));
            case Expression.Not(Expression of) -> Value.of(!Operations.truth(value(of, scope)));
            case Expression.Signed(boolean negative, Expression of) -> signed(negative, value(of, scope));
            case Expression.Logic logic -> logic(logic, scope);
            case Expression.Arithmetic(String operator, Expression left, Expression right) ->
                operations.arithmetic(operator, value(left, scope), value(right, scope));
            case Expression.Joined(List<Expression> parts) -> joined(parts, scope);
            case Expression.Comparison(Expression first, List<Comparand> rest) ->
                Value.of(compare(value(first, scope), rest, scope));
            case Expression.Conditional conditional -> conditional(conditional, scope);
        };
        budget.leave();
        return value;
    }

    /** Calls a function. */
    Value call(Value function, Arguments arguments) {
        return switch (function) {
            case Value.Function(String ignored, Value.Body body) -> body.call(arguments);
            case Value.Undefined(String what) -> throw Operations.wrong("'%s' is undefined", what);
            default -> throw Operations.wrong("a value of type %s cannot be called", function.type());
        };
    }

    /** What a call passes. */
    Arguments arguments(Passed passed, Scope scope) {
        if (passed.positional().isEmpty() && passed.named().isEmpty()) {
            return Arguments.NONE;
        }
        Map<String, Value> named = new LinkedHashMap<>();
        passed.named().forEach((name, value) -> named.put(name, value(value, scope)));
        return new Arguments(values(passed.positional(), scope), named);
    }

    /** A text through filters that follow each other. */
    Value filtered(Value text, List<Expression.Filter> chain, Scope scope) {
        Value value = text;
        for (Expression.Filter filter : chain) {
            value = filters.apply(filter.name(), value, arguments(filter.passed(), scope));
        }
        return value;
    }

    private List<Value> values(List<Expression> expressions, Scope scope) {
        List<Value> values = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            values.add(value(expression, scope));
        }
        return values;
    }

    private Value mapping(Expression.Mapping mapping, Scope scope) {
        Map<Value, Value> entries = new LinkedHashMap<>();
        for (int i = 0; i < mapping.keys().size(); i++) {
            Value key = Operations.key(value(mapping.keys().get(i), scope));
            entries.put(key, value(mapping.values().get(i), scope));
        }
        return new Value.Entries(entries);
    }

    private Value slice(Expression.Slice slice, Scope scope) {
        return access.slice(
                value(slice.of(), scope),
                optional(slice.start(), scope),
                optional(slice.stop(), scope),
                optional(slice.step(), scope));
    }

    private @Nullable Value optional(@Nullable Expression expression, Scope scope) {
        return expression == null ? null : value(expression, scope);
    }

    private Value signed(boolean negative, Value value) {
        return operations.arithmetic(negative ? "-" : "+", new Value.Whole(0), value);
    }

    private Value logic(Expression.Logic logic, Scope scope) {
        Value left = value(logic.left(), scope);
        return Operations.truth(left) == logic.and() ? value(logic.right(), scope) : left;
    }

    private Value joined(List<Expression> parts, Scope scope) {
        StringBuilder text = new StringBuilder();
        for (Expression part : parts) {
            text.append(operations.text(value(part, scope)));
            budget.text(0);
        }
        return budget.made(text.toString());
    }

    private boolean compare(Value first, List<Comparand> rest, Scope scope) {
        Value left = first;
        for (Comparand comparand : rest) {
            Value right = value(comparand.value(), scope);
            if (!holds(left, comparand.operator(), right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private boolean holds(Value left, String operator, Value right) {
        return switch (operator) {
            case "in" -> operations.contains(right, left);
            case "not in" -> !operations.contains(right, left);
            default -> tests.passes(operator, left, new Arguments(List.of(right), Map.of()));
        };
    }

    private Value conditional(Expression.Conditional conditional, Scope scope) {
        if (Operations.truth(value(conditional.test(), scope))) {
            return value(conditional.then(), scope);
        }
        Expression otherwise = conditional.otherwise();
        return otherwise == null ? new Value.Undefined("the condition without else") : value(otherwise, scope);
    }
}
