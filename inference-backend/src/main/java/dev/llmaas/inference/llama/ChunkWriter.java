package dev.llmaas.inference.llama;

import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionChunk.Choice;
import dev.llmaas.api.openai.ChatCompletionChunk.Delta;
import dev.llmaas.api.openai.Logprobs;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.ChunkSink;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns deliveries into chunks, on the thread that asked. */
final class ChunkWriter {
    private final String id;
    private final String model;
    private final long created;
    private final List<TurnWriter> turns;
    private final ChunkSink sink;
    private final BitSet greeted = new BitSet();

    /**
     * A writer.
     *
     * @param created seconds since 1970
     * @param turns one for each answer
     */
    ChunkWriter(String requestId, String model, long created, List<TurnWriter> turns, ChunkSink sink) {
        this.id = "chatcmpl-" + requestId.substring(requestId.lastIndexOf('_') + 1);
        this.model = model;
        this.created = created;
        this.turns = List.copyOf(turns);
        this.sink = sink;
    }

    /**
     * Takes all deliveries of a request.
     *
     * @return what was counted
     */
    Usage write(ChatTask task) throws InterruptedException {
        int open = task.choices();
        while (true) {
            switch (task.take()) {
                case Delivery.Failure(var cause) -> throw cause;
                case Delivery.Piece piece -> {
                    TurnWriter turn = turns.get(piece.choice());
                    turn.add(piece).forEach(said -> send(piece, said));
                    if (piece.finishReason() != null) {
                        Usage usage = --open > 0 ? null : usage(task, piece);
                        end(piece, turn.finishReason(piece.finishReason()), usage);
                        if (usage != null) {
                            return usage;
                        }
                    }
                }
            }
        }
    }

    private Usage usage(ChatTask task, Delivery.Piece last) {
        long reasoning = turns.stream().mapToLong(TurnWriter::reasoningTokens).sum();
        return Usage.of(task.promptTokens(), task.cachedTokens(), last.tokensSoFar(), reasoning);
    }

    private void send(Delivery.Piece piece, TurnWriter.Said said) {
        Delta delta = said.delta();
        Delta named =
                new Delta(role(piece), delta.content(), delta.reasoningContent(), delta.toolCalls(), delta.refusal());
        Logprobs logprobs = said.probabilities().isEmpty() ? null : new Logprobs(said.probabilities(), null);
        send(piece, new Choice(piece.choice(), named, logprobs, null), null);
    }

    /** The last text and the end are two chunks: some clients read no text beside a reason. */
    private void end(Delivery.Piece piece, String reason, @Nullable Usage usage) {
        String role = role(piece);
        Delta delta = new Delta(role, role == null ? null : "", null, null, null);
        String stop = reason.equals("stop") ? piece.stopText() : null;
        send(piece, new Choice(piece.choice(), delta, null, reason, stop), usage);
    }

    private @Nullable String role(Delivery.Piece piece) {
        if (greeted.get(piece.choice())) {
            return null;
        }
        greeted.set(piece.choice());
        return "assistant";
    }

    private void send(Delivery.Piece piece, Choice choice, @Nullable Usage usage) {
        List<Choice> choices = List.of(choice);
        sink.accept(
                new ChatCompletionChunk(id, "chat.completion.chunk", created, model, choices, usage, null, null, null),
                piece.tokensSoFar());
    }
}
