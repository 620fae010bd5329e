package dev.llmaas.inference.template;

import dev.llmaas.inference.template.Expression.Comparand;
import dev.llmaas.inference.template.Expression.Passed;
import dev.llmaas.inference.template.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads expressions, with the precedences of Jinja: the loosest binding first, one method a level. */
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<Kind> TEST_VALUES = Set.of(Kind.NAME, Kind.STRING, Kind.WHOLE, Kind.REAL);

    private final Words words;

    ExpressionParser(Words words) {
        this.words = words;
    }

    /** An expression. */
    Expression expression() {
        return conditional(true);
    }

    /** An expression in which {@code if} belongs to what stands around it. */
    Expression withoutCondition() {
        return conditional(false);
    }

    /** An expression, or several with commas between them. */
    Expression tuple(boolean conditions) {
        List<Expression> items = new ArrayList<>();
        items.add(conditional(conditions));
        boolean tuple = false;
        while (words.skipOperator(",")) {
            tuple = true;
            if (endsTuple()) {
                break;
            }
            items.add(conditional(conditions));
        }
        return tuple ? new Expression.Sequence(items, true) : items.getFirst();
    }

    private boolean endsTuple() {
        Token next = words.peek();
        return switch (next.kind()) {
            case BLOCK_END, PRINT_END, END -> true;
            default -> next.isOperator(")") || next.isName("in");
        };
    }

    private Expression conditional(boolean conditions) {
        words.enter();
        Expression value = or();
        int length = 0;
        while (conditions && words.skipName("if")) {
            words.requireChain(++length);
            Expression test = or();
            Expression otherwise = words.skipName("else") ? conditional(true) : null;
            value = new Expression.Conditional(test, value, otherwise);
        }
        words.leave();
        return value;
    }

    private Expression or() {
        Expression left = and();
        for (int length = 0; words.skipName("or"); words.requireChain(++length)) {
            left = new Expression.Logic(false, left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        for (int length = 0; words.skipName("and"); words.requireChain(++length)) {
            left = new Expression.Logic(true, left, not());
        }
        return left;
    }

    private Expression not() {
        if (!words.skipName("not")) {
            return comparison();
        }
        words.enter();
        Expression negated = new Expression.Not(not());
        words.leave();
        return negated;
    }

    private Expression comparison() {
        Expression first = sum();
        List<Comparand> rest = new ArrayList<>();
        while (true) {
            words.requireChain(rest.size());
            Token next = words.peek();
            if (next.kind() == Kind.OPERATOR && COMPARISONS.contains(next.text())) {
                words.next();
                rest.add(new Comparand(next.text(), sum()));
            } else if (words.skipName("in")) {
                rest.add(new Comparand("in", sum()));
            } else if (next.isName("not") && words.peekSecond().isName("in")) {
                words.next();
                words.next();
                rest.add(new Comparand("not in", sum()));
            } else {
                return rest.isEmpty() ? first : new Expression.Comparison(first, rest);
            }
        }
    }

    private Expression sum() {
        Expression left = joined();
        for (int length = 0; isOneOf("+", "-"); words.requireChain(++length)) {
            left = new Expression.Arithmetic(words.next().text(), left, joined());
        }
        return left;
    }

    private Expression joined() {
        Expression first = product();
        if (!words.peek().isOperator("~")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (words.skipOperator("~")) {
            parts.add(product());
        }
        return new Expression.Joined(parts);
    }

    private Expression product() {
        Expression left = power();
        for (int length = 0; isOneOf("*", "/", "//", "%"); words.requireChain(++length)) {
            left = new Expression.Arithmetic(words.next().text(), left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = unary(true);
        for (int length = 0; isOneOf("**"); words.requireChain(++length)) {
            left = new Expression.Arithmetic(words.next().text(), left, unary(true));
        }
        return left;
    }

    private boolean isOneOf(String... operators) {
        Token next = words.peek();
        return next.kind() == Kind.OPERATOR && List.of(operators).contains(next.text());
    }

    private Expression unary(boolean filters) {
        Expression value;
        if (isOneOf("-", "+")) {
            boolean negative = words.next().text().equals("-");
            words.enter();
            value = new Expression.Signed(negative, unary(false));
            words.leave();
        } else {
            value = primary();
        }
        value = postfix(value);
        return filters ? filtered(value) : value;
    }

    private Expression primary() {
        Token token = words.next();
        return switch (token.kind()) {
            case NAME -> name(token.text());
            case STRING -> {
                StringBuilder text = new StringBuilder(token.text());
                while (words.peek().kind() == Kind.STRING) {
                    text.append(words.next().text());
                }
                yield new Expression.Literal(Value.of(text.toString()));
            }
            case WHOLE -> new Expression.Literal(whole(token));
            case REAL -> new Expression.Literal(new Value.Real(Double.parseDouble(token.text())));
            case OPERATOR -> bracketed(token);
            default -> throw words.error("expected an expression but found " + token.shown());
        };
    }

    private static Expression name(String name) {
        return switch (name) {
            case "true", "True" -> new Expression.Literal(Fixed.TRUE);
            case "false", "False" -> new Expression.Literal(Fixed.FALSE);
            case "none", "None" -> new Expression.Literal(Fixed.NONE);
            default -> new Expression.Name(name);
        };
    }

    private Value whole(Token token) {
        try {
            return new Value.Whole(Long.parseLong(token.text()));
        } catch (NumberFormatException tooLarge) {
            throw words.error("the number %s is too large".formatted(token.text()));
        }
    }

    private Expression bracketed(Token open) {
        words.enter();
        Expression value = switch (open.text()) {
            case "(" -> {
                Expression inner =
                        words.peek().isOperator(")") ? new Expression.Sequence(List.of(), true) : tuple(true);
                words.expectOperator(")");
                yield inner;
            }
            case "[" -> new Expression.Sequence(list("]"), false);
            case "{" -> mapping();
            default -> throw words.error("expected an expression but found " + open.shown());
        };
        words.leave();
        return value;
    }

    private List<Expression> list(String close) {
        List<Expression> items = new ArrayList<>();
        while (!words.skipOperator(close)) {
            if (!items.isEmpty()) {
                words.expectOperator(",");
                if (words.skipOperator(close)) {
                    break;
                }
            }
            items.add(expression());
        }
        return items;
    }

    private Expression mapping() {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!words.skipOperator("}")) {
            if (!keys.isEmpty()) {
                words.expectOperator(",");
                if (words.skipOperator("}")) {
                    break;
                }
            }
            keys.add(expression());
            words.expectOperator(":");
            values.add(expression());
        }
        return new Expression.Mapping(keys, values);
    }

    private Expression postfix(Expression start) {
        Expression value = start;
        for (int length = 0; ; words.requireChain(++length)) {
            if (words.skipOperator(".")) {
                Token name = words.next();
                if (name.kind() == Kind.NAME) {
                    value = new Expression.Attribute(value, name.text());
                } else if (name.kind() == Kind.WHOLE) {
                    value = new Expression.Subscript(value, new Expression.Literal(whole(name)));
                } else {
                    throw words.error("expected a name after '.' but found " + name.shown());
                }
            } else if (words.skipOperator("[")) {
                value = subscript(value);
            } else if (words.skipOperator("(")) {
                value = new Expression.Call(value, passed());
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression of) {
        Expression start = words.peek().isOperator(":") ? null : tuple(true);
        if (start != null && words.skipOperator("]")) {
            return new Expression.Subscript(of, start);
        }
        words.expectOperator(":");
        Expression stop = sliceEnds() ? null : expression();
        Expression step = words.skipOperator(":") && !sliceEnds() ? expression() : null;
        words.expectOperator("]");
        return new Expression.Slice(of, start, stop, step);
    }

    private boolean sliceEnds() {
        return words.peek().isOperator("]") || words.peek().isOperator(":");
    }

    /** What stands in the round brackets of a call, whose opening one was taken. */
    Passed passed() {
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!words.skipOperator(")")) {
            if (!positional.isEmpty() || !named.isEmpty()) {
                words.expectOperator(",");
                if (words.skipOperator(")")) {
                    break;
                }
            }
            if (words.peek().kind() == Kind.NAME && words.peekSecond().isOperator("=")) {
                String name = words.next().text();
                words.next();
                named.put(name, expression());
            } else if (!named.isEmpty()) {
                throw words.error("a value without a name stands behind one with a name");
            } else {
                positional.add(expression());
            }
        }
        return new Passed(positional, named);
    }

    private Expression filtered(Expression start) {
        Expression value = start;
        for (int length = 0; ; words.requireChain(++length)) {
            if (words.peek().isOperator("|")) {
                value = filter(value);
            } else if (words.skipName("is")) {
                value = test(value);
            } else if (words.skipOperator("(")) {
                value = new Expression.Call(value, passed());
            } else {
                return value;
            }
        }
    }

    /** One filter with its bar. */
    Expression.Filter filter(Expression of) {
        words.expectOperator("|");
        return bareFilter(of);
    }

    /** One filter without its bar. */
    Expression.Filter bareFilter(Expression of) {
        String name = dottedName("a filter");
        Passed passed = words.skipOperator("(") ? passed() : Passed.NOTHING;
        if (!Filters.isKnown(name)) {
            throw words.error("there is no filter '%s'".formatted(name));
        }
        return new Expression.Filter(of, name, passed);
    }

    private Expression test(Expression of) {
        boolean negated = words.skipName("not");
        String name = dottedName("a test");
        Token next = words.peek();
        Passed passed = Passed.NOTHING;
        if (words.skipOperator("(")) {
            passed = passed();
        } else if (takesValue(next)) {
            passed = new Passed(List.of(postfix(primary())), Map.of());
        }
        if (!Tests.isKnown(name)) {
            throw words.error("there is no test '%s'".formatted(name));
        }
        Expression test = new Expression.Test(of, name, passed);
        return negated ? new Expression.Not(test) : test;
    }

    private static boolean takesValue(Token next) {
        if (next.isName("else") || next.isName("or") || next.isName("and") || next.isName("is")) {
            return false;
        }
        return TEST_VALUES.contains(next.kind()) || next.isOperator("[") || next.isOperator("{");
    }

    private String dottedName(String what) {
        StringBuilder name = new StringBuilder(words.expect(Kind.NAME, what).text());
        while (words.skipOperator(".")) {
            name.append('.').append(words.expect(Kind.NAME, what).text());
        }
        return name.toString();
    }
}
