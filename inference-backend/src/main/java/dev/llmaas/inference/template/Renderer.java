package dev.llmaas.inference.template;

import dev.llmaas.inference.template.Statement.Parameter;
import dev.llmaas.inference.template.Statement.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs statements. Belongs to one rendering. */
final class Renderer {
    private final Budget budget;
    private final Evaluator evaluator;

    /** How a statement ended. */
    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    Renderer(Budget budget) {
        this.budget = budget;
        this.evaluator = new Evaluator(budget);
    }

    /** What statements write. */
    String render(List<Statement> statements, Scope scope) {
        StringBuilder out = new StringBuilder();
        run(statements, scope, out);
        return out.toString();
    }

    private Flow run(List<Statement> statements, Scope scope, StringBuilder out) {
        for (Statement statement : statements) {
            budget.enter();
            Flow flow = run(statement, scope, out);
            budget.leave();
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    private Flow run(Statement statement, Scope scope, StringBuilder out) {
        switch (statement) {
            case Statement.Data(String text) -> write(text, out);
            case Statement.Print(Expression value) ->
                write(evaluator.operations().text(evaluator.value(value, scope)), out);
            case Statement.If branches -> {
                return run(branch(branches, scope), scope, out);
            }
            case Statement.For loop -> loop(loop, scope, out);
            case Statement.Assign(Target target, Expression value) ->
                assign(target, evaluator.value(value, scope), scope);
            case Statement.Capture(Target target, List<Statement> body, List<Expression.Filter> filters) ->
                assign(target, evaluator.filtered(captured(body, scope), filters, scope), scope);
            case Statement.Macro macro ->
                scope.set(macro.name(), function(macro.name(), macro.parameters(), macro.body(), scope));
            case Statement.CallBlock call -> write(evaluator.operations().text(called(call, scope)), out);
            case Statement.FilterBlock(List<Statement> body, List<Expression.Filter> filters) -> {
                Value text = evaluator.filtered(captured(body, scope), filters, scope);
                write(evaluator.operations().text(text), out);
            }
            case Statement.Block(List<Statement> body, List<Statement.Assign> variables) -> {
                return block(body, variables, scope, out);
            }
            case Statement.Break() -> {
                return Flow.BREAK;
            }
            case Statement.Continue() -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.NEXT;
    }

    private void write(String text, StringBuilder out) {
        budget.text(text.length());
        if ((long) out.length() + text.length() > TemplateLimits.OUTPUT_CHARACTERS_MAX) {
            budget.text((long) out.length() + text.length());
        }
        out.append(text);
    }

    private List<Statement> branch(Statement.If branches, Scope scope) {
        for (Statement.Branch branch : branches.branches()) {
            if (Operations.truth(evaluator.value(branch.test(), scope))) {
                return branch.body();
            }
        }
        return branches.otherwise();
    }

    private void loop(Statement.For loop, Scope scope, StringBuilder out) {
        Value given = evaluator.value(loop.items(), scope);
        // The reference fails here. Templates that are made for tools only go through them without asking, though.
        List<Value> items =
                given instanceof Value.None ? List.of() : evaluator.operations().items(given);
        if (loop.condition() != null) {
            List<Value> wanted = new ArrayList<>();
            for (Value item : items) {
                Scope inner = new Scope(scope);
                assign(loop.target(), item, inner);
                if (Operations.truth(evaluator.value(loop.condition(), inner))) {
                    wanted.add(item);
                }
            }
            items = wanted;
        }
        if (items.isEmpty()) {
            run(loop.otherwise(), scope, out);
            return;
        }
        Value.Loop state = new Value.Loop(items, evaluator.operations());
        for (int index = 0; index < items.size(); index++) {
            state.index(index);
            Scope inner = new Scope(scope);
            inner.set("loop", state);
            assign(loop.target(), items.get(index), inner);
            if (run(loop.body(), inner, out) == Flow.BREAK) {
                break;
            }
        }
    }

    private void assign(Target target, Value value, Scope scope) {
        switch (target) {
            case Target.Variable(String name) -> scope.set(name, value);
            case Target.Member(String namespace, String name) -> {
                if (!(scope.get(namespace) instanceof Value.Namespace names)) {
                    throw Operations.wrong("'%s' is no namespace", namespace);
                }
                names.values().put(name, value);
            }
            case Target.Several(List<Target> targets) -> {
                List<Value> values = evaluator.operations().items(value);
                if (values.size() != targets.size()) {
                    throw Operations.wrong("%d values do not fit into %d names", values.size(), targets.size());
                }
                for (int i = 0; i < values.size(); i++) {
                    assign(targets.get(i), values.get(i), scope);
                }
            }
        }
    }

    private Value captured(List<Statement> body, Scope scope) {
        return Value.of(render(body, new Scope(scope)));
    }

    private Flow block(List<Statement> body, List<Statement.Assign> variables, Scope scope, StringBuilder out) {
        if (variables.isEmpty()) {
            return run(body, scope, out);
        }
        Scope inner = new Scope(scope);
        for (Statement.Assign variable : variables) {
            assign(variable.target(), evaluator.value(variable.value(), scope), inner);
        }
        return run(body, inner, out);
    }

    private Value called(Statement.CallBlock block, Scope scope) {
        Arguments arguments = evaluator.arguments(block.call().passed(), scope);
        Map<String, Value> named = new LinkedHashMap<>(arguments.named());
        named.put("caller", function("caller", block.parameters(), block.body(), scope));
        Value function = evaluator.value(block.call().function(), scope);
        return evaluator.call(function, new Arguments(arguments.positional(), named));
    }

    /** A macro: it sees what is around the place where it stands. */
    private Value function(String name, List<Parameter> parameters, List<Statement> body, Scope around) {
        return new Value.Function(name, arguments -> {
            budget.enter();
            Scope scope = new Scope(around);
            for (int i = 0; i < parameters.size(); i++) {
                Parameter parameter = parameters.get(i);
                boolean given =
                        i < arguments.positional().size() || arguments.named().containsKey(parameter.name());
                Expression otherwise = given ? null : parameter.otherwise();
                Value value = otherwise == null
                        ? arguments.get(i, parameter.name(), new Value.Undefined(parameter.name()))
                        : evaluator.value(otherwise, scope);
                scope.set(parameter.name(), value);
            }
            if (arguments.positional().size() > parameters.size()) {
                throw Operations.wrong("the macro %s takes at most %d values", name, parameters.size());
            }
            if (arguments.named().containsKey("caller")) {
                scope.set("caller", arguments.named().get("caller"));
            }
            Value text = Value.of(render(body, scope));
            budget.leave();
            return text;
        });
    }
}
