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
 * a function says {@code strict}; then a call that was begun is held to the parameters. In families that mark no begin of a
 * call (Llama 3 and models without a form of their own) an answer that begins as JSON, or with a fence of code, is a call
 * then.
 */
final class ShapeRules {
    private static final String HARMONY_FINAL = "<|channel|>final<|message|>";
    private static final String HARMONY_PREAMBLE = "<|channel|>commentary<|message|>";
    /** What ends a message of gpt-oss or begins another one, wherever it stands. */
    private static final String[] HARMONY_MARKS = {"<|start|>", "<|channel|>", "<|end|>", "<|call|>", "<|return|>"};

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
        if (said != null) {
            Shape answer = answer(said);
            boolean mayCall = !tools.functions().isEmpty();
            return Optional.of(mayCall ? new Shape.Choice(List.of(answer, calls())) : answer);
        }
        boolean strict = tools.functions().stream().anyMatch(ToolWish.Function::strict);
        return strict ? Optional.of(textOrCalls()) : Optional.empty();
    }

    /** Free text in which nothing is read as a call, and calls, by what the reader of the family takes for the begin of one. */
    private Shape textOrCalls() {
        Family family = readers.calls().family();
        if (family == Family.HARMONY) {
            Shape text = Shape.sequence(new Shape.Text(HARMONY_FINAL), new Shape.Prose(HARMONY_MARKS));
            return new Shape.Choice(List.of(text, calls()));
        }
        if (!family.isBare()) {
            return Shape.sequence(new Shape.Prose(family.allOpens(), List.of()), Shape.optional(calls()));
        }
        List<String> starts = new ArrayList<>(family.bareStarts());
        // What follows reasoning may be a call too, so reasoning is no text.
        starts.addAll(readers.reasoning().starts());
        Shape text = new Shape.Prose(family.allOpens(), starts);
        Shape space = new Shape.Choice(List.of(new Shape.Text(" "), new Shape.Text("\n")));
        Shape bare = Shape.sequence(Shape.optional(new Shape.Repeated(space, new Shape.Text(""))), calls());
        if (family.opens().isEmpty()) {
            return new Shape.Choice(List.of(text, bare));
        }
        Shape marked = Shape.sequence(new Shape.Text(family.opens()), calls());
        return new Shape.Choice(List.of(Shape.sequence(text, Shape.optional(marked)), bare));
    }

    /** The answer proper, with what its format puts around it. */
    private Shape answer(Shape form) {
        if (readers.reasoning() == ReasoningFormat.HARMONY) {
            return Shape.sequence(new Shape.Text(HARMONY_FINAL), form);
        }
        return form;
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
        if (format == ReasoningFormat.HARMONY) {
            Shape thought = message(format.open());
            // What is said before a call is content, which a forced call has none of.
            boolean free = !tools.forced() && said == null;
            Shape message = free ? new Shape.Choice(List.of(thought, message(HARMONY_PREAMBLE))) : thought;
            return Shape.sequence(Shape.optional(new Shape.Repeated(message, new Shape.Text(""))), shape);
        }
        Shape close = Shape.sequence(new Shape.Prose(format.close()), new Shape.Text(format.close()));
        Shape line = Shape.optional(new Shape.Text("\n"));
        Shape thought = Shape.sequence(close, line, line);
        Shape first = format.isOpenAfter(prompt)
                ? thought
                : Shape.optional(Shape.sequence(new Shape.Text(format.open()), thought));
        return Shape.sequence(first, shape);
    }

    /** A message of gpt-oss that another one follows. */
    private static Shape message(String open) {
        return Shape.sequence(
                new Shape.Text(open), new Shape.Prose(HARMONY_MARKS), new Shape.Text("<|end|><|start|>assistant"));
    }
}
