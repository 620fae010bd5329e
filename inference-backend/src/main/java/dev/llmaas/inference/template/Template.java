package dev.llmaas.inference.template;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * A template in the part of Jinja that chat templates use, with the settings of the reference: {@code trim_blocks},
 * {@code lstrip_blocks}, loop controls. Immutable and thread-safe.
 */
final class Template {
    private final List<Statement> statements;

    private Template(List<Statement> statements) {
        this.statements = statements;
    }

    /**
     * Reads a template.
     *
     * @throws TemplateException if it is none; the message names the line
     */
    static Template parse(String source) {
        return new Template(Parser.parse(source));
    }

    /**
     * Renders it.
     *
     * @throws TemplateException if it fails, refuses its variables, or exceeds its bounds
     */
    String render(Map<String, Value> variables, InstantSource clock, ZoneId zone) {
        Budget budget = new Budget(clock);
        Scope globals = new Scope(null);
        new Globals(budget, clock, zone).into(globals);
        Scope scope = new Scope(globals);
        variables.forEach(scope::set);
        try {
            return new Renderer(budget).render(statements, scope);
        } catch (ArithmeticException tooLarge) {
            throw new TemplateException("a number is too large", tooLarge);
        } catch (StackOverflowError tooDeep) {
            throw new TemplateException("it nests too deep for this thread", tooDeep);
        }
    }
}
