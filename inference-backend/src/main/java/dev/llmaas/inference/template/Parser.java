package dev.llmaas.inference.template;

import dev.llmaas.inference.template.Statement.Parameter;
import dev.llmaas.inference.template.Statement.Target;
import dev.llmaas.inference.template.Token.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the statements of a template. */
final class Parser {
    /** What a filter block filters is known only when it runs. */
    private static final Expression BODY = new Expression.Literal(Fixed.NONE);

    private final Words words;
    private final ExpressionParser expressions;

    private Parser(Words words) {
        this.words = words;
        this.expressions = new ExpressionParser(words);
    }

    /**
     * Reads a template.
     *
     * @throws TemplateException if it is none; the message names the line
     */
    static List<Statement> parse(String source) {
        Parser parser = new Parser(new Words(Lexer.tokens(source)));
        List<Statement> statements = parser.until();
        if (parser.words.peek().kind() != Kind.END) {
            throw parser.words.error(
                    "%s ends nothing".formatted(parser.words.peek().shown()));
        }
        return statements;
    }

    /** The statements up to a block that begins with one of the names, whose name stays untaken. */
    private List<Statement> until(String... names) {
        words.enter();
        List<Statement> statements = new ArrayList<>();
        List<String> ends = Arrays.asList(names);
        while (true) {
            Token token = words.peek();
            switch (token.kind()) {
                case DATA -> statements.add(new Statement.Data(words.next().text()));
                case PRINT_BEGIN -> statements.add(print());
                case BLOCK_BEGIN -> {
                    Token name = words.peekSecond();
                    boolean closes = name.text().startsWith("end") || ends.contains(name.text());
                    if (name.kind() == Kind.NAME && closes) {
                        words.next();
                        if (!ends.contains(name.text())) {
                            throw words.error("'%s' ends nothing here".formatted(name.text()));
                        }
                        words.leave();
                        return statements;
                    }
                    words.next();
                    statements.add(block());
                }
                default -> {
                    if (names.length > 0) {
                        throw words.error(
                                "expected '%s' but found %s".formatted(names[names.length - 1], token.shown()));
                    }
                    words.leave();
                    return statements;
                }
            }
        }
    }

    private Statement print() {
        words.next();
        Expression value = expressions.tuple(true);
        words.expect(Kind.PRINT_END, "'}}'");
        return new Statement.Print(value);
    }

    private Statement block() {
        String name = words.expect(Kind.NAME, "a statement").text();
        Statement statement = switch (name) {
            case "if" -> branches();
            case "for" -> loop();
            case "set" -> set();
            case "macro" -> macro();
            case "call" -> call();
            case "filter" -> filter();
            case "with" -> with();
            case "generation" -> {
                blockEnd();
                yield new Statement.Block(body("endgeneration"), List.of());
            }
            case "break" -> new Statement.Break();
            case "continue" -> new Statement.Continue();
            default -> throw words.error("the statement '%s' is not supported".formatted(name));
        };
        blockEnd();
        return statement;
    }

    private void blockEnd() {
        words.expect(Kind.BLOCK_END, "'%}'");
    }

    /** The statements up to the block of this name, which is taken but for its closing mark. */
    private List<Statement> body(String end) {
        List<Statement> statements = until(end);
        words.expectName(end);
        return statements;
    }

    private Statement branches() {
        List<Statement.Branch> branches = new ArrayList<>();
        List<Statement> otherwise = List.of();
        do {
            Expression test = expressions.tuple(true);
            blockEnd();
            branches.add(new Statement.Branch(test, until("elif", "else", "endif")));
        } while (words.skipName("elif"));
        if (words.skipName("else")) {
            blockEnd();
            otherwise = until("endif");
        }
        words.expectName("endif");
        return new Statement.If(branches, otherwise);
    }

    private Statement loop() {
        Target target = targets(false);
        words.expectName("in");
        Expression items = expressions.tuple(false);
        Expression condition = words.skipName("if") ? expressions.expression() : null;
        if (words.skipName("recursive")) {
            throw words.error("recursive loops are not supported");
        }
        blockEnd();
        List<Statement> body = until("else", "endfor");
        List<Statement> otherwise = List.of();
        if (words.skipName("else")) {
            blockEnd();
            otherwise = until("endfor");
        }
        words.expectName("endfor");
        return new Statement.For(target, items, condition, body, otherwise);
    }

    private Statement set() {
        Target target = targets(true);
        if (words.skipOperator("=")) {
            return new Statement.Assign(target, expressions.tuple(true));
        }
        List<Expression.Filter> filters = new ArrayList<>();
        while (words.peek().isOperator("|")) {
            filters.add(expressions.filter(BODY));
            words.requireChain(filters.size());
        }
        blockEnd();
        return new Statement.Capture(target, body("endset"), filters);
    }

    private Target targets(boolean members) {
        List<Target> targets = new ArrayList<>();
        targets.add(target(members));
        boolean several = false;
        while (words.skipOperator(",")) {
            several = true;
            if (words.peek().isName("in")
                    || words.peek().isOperator(")")
                    || words.peek().isOperator("=")) {
                break;
            }
            targets.add(target(members));
        }
        return several ? new Target.Several(targets) : targets.getFirst();
    }

    private Target target(boolean members) {
        if (words.skipOperator("(")) {
            words.enter();
            Target inner = targets(members);
            words.expectOperator(")");
            words.leave();
            return inner;
        }
        String name = words.expect(Kind.NAME, "a name").text();
        if (members && words.skipOperator(".")) {
            return new Target.Member(name, words.expect(Kind.NAME, "a name").text());
        }
        return new Target.Variable(name);
    }

    private Statement macro() {
        String name = words.expect(Kind.NAME, "the name of a macro").text();
        List<Parameter> parameters = parameters();
        blockEnd();
        return new Statement.Macro(name, parameters, body("endmacro"));
    }

    private List<Parameter> parameters() {
        words.expectOperator("(");
        List<Parameter> parameters = new ArrayList<>();
        while (!words.skipOperator(")")) {
            if (!parameters.isEmpty()) {
                words.expectOperator(",");
            }
            String name = words.expect(Kind.NAME, "a parameter").text();
            parameters.add(new Parameter(name, words.skipOperator("=") ? expressions.expression() : null));
        }
        return parameters;
    }

    private Statement call() {
        List<Parameter> parameters = words.peek().isOperator("(") ? parameters() : List.of();
        if (!(expressions.expression() instanceof Expression.Call call)) {
            throw words.error("a call block must call something");
        }
        blockEnd();
        return new Statement.CallBlock(parameters, call, body("endcall"));
    }

    private Statement filter() {
        List<Expression.Filter> filters = new ArrayList<>();
        filters.add(expressions.bareFilter(BODY));
        while (words.peek().isOperator("|")) {
            filters.add(expressions.filter(BODY));
            words.requireChain(filters.size());
        }
        blockEnd();
        return new Statement.FilterBlock(body("endfilter"), filters);
    }

    private Statement with() {
        List<Statement.Assign> variables = new ArrayList<>();
        while (words.peek().kind() != Kind.BLOCK_END) {
            if (!variables.isEmpty()) {
                words.expectOperator(",");
            }
            Target target = target(false);
            words.expectOperator("=");
            variables.add(new Statement.Assign(target, expressions.expression()));
        }
        blockEnd();
        return new Statement.Block(body("endwith"), variables);
    }
}
