package dev.llmaas.inference.template;

import dev.llmaas.inference.template.Token.Kind;
import java.util.List;

/** The words of a template and the place that reading has come to. */
final class Words {
    private final List<Token> tokens;
    private int at;
    private int depth;

    Words(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The word that comes next. */
    Token peek() {
        return tokens.get(at);
    }

    /** The word after the next. */
    Token peekSecond() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    /** Takes the next word. */
    Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    /** Takes the next word if it is this operator. */
    boolean skipOperator(String operator) {
        boolean is = peek().isOperator(operator);
        at += is ? 1 : 0;
        return is;
    }

    /** Takes the next word if it is this name. */
    boolean skipName(String name) {
        boolean is = peek().isName(name);
        at += is ? 1 : 0;
        return is;
    }

    /** Takes an operator that must be here. */
    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw error("expected '%s' but found %s".formatted(operator, peek().shown()));
        }
    }

    /** Takes a name that must be here, for instance a keyword. */
    void expectName(String name) {
        if (!skipName(name)) {
            throw error("expected '%s' but found %s".formatted(name, peek().shown()));
        }
    }

    /** Takes a word of a kind that must be here. */
    Token expect(Kind kind, String what) {
        if (peek().kind() != kind) {
            throw error("expected %s but found %s".formatted(what, peek().shown()));
        }
        return next();
    }

    /** Goes one level down in the nesting of the source. */
    void enter() {
        if (++depth > TemplateLimits.SOURCE_DEPTH_MAX) {
            throw error("it nests deeper than %d levels".formatted(TemplateLimits.SOURCE_DEPTH_MAX));
        }
    }

    /** Comes back up. */
    void leave() {
        depth--;
    }

    /** Bounds what stands in one row. */
    void requireChain(int length) {
        if (length > TemplateLimits.CHAIN_MAX) {
            throw error("more than %d operations stand in one row".formatted(TemplateLimits.CHAIN_MAX));
        }
    }

    /** A mistake at the next word. */
    TemplateException error(String what) {
        return new TemplateException("line %d: %s".formatted(peek().line(), what));
    }
}
