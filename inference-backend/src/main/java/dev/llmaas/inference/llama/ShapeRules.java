package dev.llmaas.inference.llama;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.inference.EngineException.Rejected;
import dev.llmaas.inference.grammar.Grammar;
import dev.llmaas.inference.grammar.GrammarException;
import dev.llmaas.inference.grammar.Shape;
import dev.llmaas.inference.toolcall.AnswerReaders;
import dev.llmaas.inference.toolcall.ReasoningFormat;
import dev.llmaas.inference.toolcall.ToolCallFormat;
import dev.llmaas.inference.toolcall.ToolCallFormat.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an answer must look like: the form that was asked for ({@link FormWish}), and the calls that {@code tool_choice} forces, in the form of the
 * model's family. Reasoning may come first where the model reasons.
 *
 * <p>Arguments of forced calls keep to the parameters of their function. Where those cannot be enforced, a function that
 * says {@code strict} is refused and another one gets any JSON object. With {@code tool_choice} auto, calls are free unless
 * a function says {@code strict}; then, in families that mark the begin of a call, a call that was begun is held to the
 * parameters. In families that do not (Llama 3 and models without a form of their own) and in gpt-oss, calls of auto stay
 * free.
 */
final class ShapeRules {
    private final AnswerReaders readers;
    private final String prompt;
    private final ToolWish tools;
    private final @Nullable Shape said;

    /**
     * The rules for one request.
     *
     * @param prompt its prompt, which may have opened the reasoning
     * @param said the form that its answer was asked to have, null for none
     */
    ShapeRules(AnswerReaders readers, String prompt, ToolWish tools, @Nullable Shape said) {
        this.readers = readers;
        this.prompt = prompt;
        this.tools = tools;
        this.said = said;
    }

    /**
     * The grammar of the answer; empty if it is free.
     *
     * @throws Rejected if it cannot be enforced; the message names the JSON pointer to what cannot
     */
    Optional<Grammar> grammar() {
        return shape().map(shape -> compiled(reasoned(shape)));
    }

    /**
     * The grammar of a form.
     *
     * @throws Rejected if it cannot be enforced; the message names the JSON pointer to what cannot
     */
    static Grammar compiled(Shape shape) {
        try {
            return shape.compile();
        } catch (GrammarException refused) {
            throw new Rejected(
                    ErrorCode.INVALID_REQUEST,
                    "%s cannot be enforced: %s".formatted(refused.path(), refused.sentence()),
                    refused.path());
        }
    }

    private Optional<Shape> shape() {
        if (tools.forced()) {
            return Optional.of(calls());
        }
        boolean marked = !tools.functions().isEmpty() && marksCalls();
        if (said != null) {
            Shape answer = answer(said);
            boolean mayCall = !tools.functions().isEmpty();
            return Optional.of(mayCall ? new Shape.Choice(List.of(answer, calls())) : answer);
        }
        boolean strict = tools.functions().stream().anyMatch(ToolWish.Function::strict);
        if (strict && marked) {
            return Optional.of(Shape.sequence(new Shape.Prose(mark()), Shape.optional(calls())));
        }
        return Optional.empty();
    }

    /** The answer proper, with what its format puts around it. */
    private Shape answer(Shape form) {
        if (readers.reasoning() == ReasoningFormat.HARMONY) {
            return Shape.sequence(new Shape.Text("<|channel|>final<|message|>"), form);
        }
        return form;
    }

    /** Whether a mark tells that calls begin, and texts may stand before it. */
    private boolean marksCalls() {
        return readers.reasoning() != ReasoningFormat.HARMONY
                && !mark().isEmpty()
                && readers.calls().family() != Family.LLAMA3;
    }

    private String mark() {
        return readers.calls().frame().begin().strip();
    }

    private Shape calls() {
        ToolCallFormat format = readers.calls();
        ToolCallFormat.Frame frame = format.frame();
        List<Shape> functions = new ArrayList<>();
        for (ToolWish.Function function : tools.functions()) {
            functions.add(Shape.sequence(
                    new Shape.Text(frame.beforeName() + function.name() + frame.beforeArguments()),
                    arguments(function),
                    new Shape.Text(frame.afterArguments())));
        }
        Shape call = new Shape.Choice(functions);
        Shape all =
                format.severalCalls() && tools.several() ? new Shape.Repeated(call, lenient(frame.separator())) : call;
        return Shape.sequence(lenient(frame.begin()), all, lenient(frame.end()));
    }

    private static Shape arguments(ToolWish.Function function) {
        Shape arguments = Shape.json(function.parameters(), function.path() + ".parameters");
        if (function.strict()) {
            return arguments;
        }
        try {
            arguments.compile();
            return arguments;
        } catch (GrammarException unenforceable) {
            return Shape.anyObject();
        }
    }

    /** Models differ in where they break lines around calls; readers do not mind. */
    private Shape lenient(String text) {
        if (readers.calls().family() != Family.HERMES) {
            return new Shape.Text(text);
        }
        List<Shape> parts = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!parts.isEmpty()) {
                parts.add(Shape.optional(new Shape.Text("\n")));
            }
            parts.add(new Shape.Text(line));
        }
        return new Shape.Sequence(parts);
    }

    /** Lets the model reason first, as its format has it. */
    private Shape reasoned(Shape shape) {
        ReasoningFormat format = readers.reasoning();
        if (format == ReasoningFormat.NONE) {
            return shape;
        }
        Shape close = Shape.sequence(new Shape.Prose(format.close()), new Shape.Text(format.close()));
        if (format == ReasoningFormat.HARMONY) {
            Shape thought = Shape.sequence(new Shape.Text(format.open()), close, new Shape.Text("<|start|>assistant"));
            return Shape.sequence(Shape.optional(thought), shape);
        }
        Shape line = Shape.optional(new Shape.Text("\n"));
        Shape thought = Shape.sequence(close, line, line);
        Shape first = format.isOpenAfter(prompt)
                ? thought
                : Shape.optional(Shape.sequence(new Shape.Text(format.open()), thought));
        return Shape.sequence(first, shape);
    }
}
