package dev.llmaas.inference.http;

import dev.llmaas.api.openai.Completion;
import dev.llmaas.api.openai.Completion.Choice;
import dev.llmaas.api.openai.Completion.Probabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the chunks of a text completion together for a caller that does not stream. Not thread-safe. */
public final class WholeText {
    private final Map<Integer, Part> parts = new TreeMap<>();
    private @Nullable Completion last;

    /** One choice on its way. */
    private static final class Part {
        private final StringBuilder text = new StringBuilder();
        private final List<Probabilities> probabilities = new ArrayList<>();
        private String finishReason = "stop";
    }

    /** Takes the next chunk, in order. */
    public void add(Completion chunk) {
        last = chunk;
        for (Choice choice : chunk.choices()) {
            Part part = parts.computeIfAbsent(choice.index(), _ -> new Part());
            if (choice.text() != null) {
                part.text.append(choice.text());
            }
            if (choice.logprobs() != null) {
                part.probabilities.add(choice.logprobs());
            }
            if (choice.finishReason() != null) {
                part.finishReason = choice.finishReason();
            }
        }
    }

    /**
     * The answer.
     *
     * @throws IllegalStateException if there was no chunk; an engine delivers at least one before it ends
     */
    public Completion completion() {
        Completion end = last;
        if (end == null) {
            throw new IllegalStateException("The engine ended without a chunk.");
        }
        List<Choice> choices = new ArrayList<>();
        parts.forEach((index, part) ->
                choices.add(new Choice(part.text.toString(), index, joined(part.probabilities), part.finishReason)));
        return new Completion(
                end.id(),
                Completion.OBJECT,
                end.created(),
                end.model(),
                choices,
                end.usage(),
                end.systemFingerprint(),
                end.backend(),
                end.limitReason());
    }

    private static @Nullable Probabilities joined(List<Probabilities> pieces) {
        if (pieces.isEmpty()) {
            return null;
        }
        List<String> tokens = new ArrayList<>();
        List<Double> logprobs = new ArrayList<>();
        List<Map<String, Double>> top = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        for (Probabilities piece : pieces) {
            tokens.addAll(piece.tokens());
            logprobs.addAll(piece.tokenLogprobs());
            top.addAll(piece.topLogprobs());
            offsets.addAll(piece.textOffset());
        }
        return new Probabilities(tokens, logprobs, top, offsets);
    }
}
