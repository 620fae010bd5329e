package dev.llmaas.inference.llama;

import dev.llmaas.api.openai.ChatCompletionChunk.Delta;
import dev.llmaas.api.openai.Logprobs;
import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.inference.toolcall.Part;
import dev.llmaas.inference.toolcall.PartReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns the text of one answer into what chunks say, and counts the tokens of its reasoning. A token belongs to the part in
 * which its text begins; those of marks belong to what they mark.
 */
final class TurnWriter {
    private final PartReader reader;
    private final Supplier<String> callIds;
    private final ArrayDeque<Delivery.Token> undecided = new ArrayDeque<>();
    private final List<Said> said = new ArrayList<>();
    private List<Logprobs.Token> probabilities = new ArrayList<>();
    private long decided;
    private Part.Kind last = Part.Kind.TEXT;
    private long reasoningTokens;
    private int calls = -1;

    /**
     * What one chunk says.
     *
     * @param delta the new text or call, without the role
     * @param probabilities of the tokens of the text
     */
    record Said(Delta delta, List<Logprobs.Token> probabilities) {}

    /** The writer of one answer. */
    TurnWriter(PartReader reader, Supplier<String> callIds) {
        this.reader = reader;
        this.callIds = callIds;
    }

    /** The writer of a text in which nothing is a call or reasoning. */
    static TurnWriter plain() {
        return new TurnWriter(PartReader.plain(), () -> "");
    }

    /** Takes the next piece and returns what it says, often nothing or more than one thing. */
    List<Said> add(Delivery.Piece piece) {
        said.clear();
        undecided.addAll(piece.tokens());
        reader.add(piece.text(), this::part);
        if (piece.finishReason() != null) {
            reader.end(this::part);
            decide(Long.MAX_VALUE, last);
            if (!probabilities.isEmpty()) {
                say(new Delta(null, "", null, null, null));
            }
        }
        return List.copyOf(said);
    }

    /** Why the answer ended, as clients know it. */
    String finishReason(String reason) {
        return reason.equals("stop") && reader.calls() > 0 ? "tool_calls" : reason;
    }

    /** Tokens of reasoning so far. */
    long reasoningTokens() {
        return reasoningTokens;
    }

    private void part(Part part) {
        last = part.kind();
        decided += part.length();
        decide(decided, part.kind());
        if (part.text().isEmpty()) {
            return;
        }
        switch (part.kind()) {
            case TEXT -> say(new Delta(null, part.text(), null, null, null));
            case REASONING -> say(new Delta(null, null, part.text(), null, null));
            case CALL -> {
                calls++;
                say(call(callIds.get(), "function", new ToolCall.Function(part.text(), "")));
            }
            case ARGUMENTS -> say(call(null, null, new ToolCall.Function(null, part.text())));
            case FRAME -> {}
        }
    }

    private Delta call(@Nullable String id, @Nullable String type, ToolCall.Function function) {
        return new Delta(null, null, null, List.of(new ToolCall(calls, id, type, function)), null);
    }

    private void say(Delta delta) {
        boolean text = delta.content() != null;
        said.add(new Said(delta, text ? List.copyOf(probabilities) : List.of()));
        if (text) {
            probabilities = new ArrayList<>();
        }
    }

    private void decide(long end, Part.Kind kind) {
        while (!undecided.isEmpty() && undecided.getFirst().start() < end) {
            Logprobs.Token probability = undecided.removeFirst().probability();
            if (kind == Part.Kind.REASONING) {
                reasoningTokens++;
            } else if (kind == Part.Kind.TEXT && probability != null) {
                probabilities.add(probability);
            }
        }
    }
}
