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
    private final ChunkSink sink;
    private final BitSet greeted = new BitSet();

    ChunkWriter(String requestId, String model, long created, ChunkSink sink) {
        this.id = "chatcmpl-" + requestId.substring(requestId.lastIndexOf('_') + 1);
        this.model = model;
        this.created = created;
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
                    if (piece.finishReason() == null) {
                        text(piece);
                    } else if (--open > 0) {
                        end(piece, piece.finishReason(), null);
                    } else {
                        Usage usage = Usage.of(task.promptTokens(), task.cachedTokens(), piece.tokensSoFar(), 0);
                        end(piece, piece.finishReason(), usage);
                        return usage;
                    }
                }
            }
        }
    }

    private void text(Delivery.Piece piece) {
        send(piece, new Delta(role(piece), piece.text(), null, null, null), null, null);
    }

    /** The last text and the end are two chunks: some clients read no text beside a reason. */
    private void end(Delivery.Piece piece, String reason, @Nullable Usage usage) {
        boolean spoke = !piece.text().isEmpty() || !piece.logprobs().isEmpty();
        if (spoke) {
            text(piece);
        }
        Delivery.Piece last = new Delivery.Piece(piece.choice(), "", List.of(), piece.tokensSoFar(), reason);
        String role = role(piece);
        send(last, new Delta(role, role == null ? null : "", null, null, null), reason, usage);
    }

    private @Nullable String role(Delivery.Piece piece) {
        if (greeted.get(piece.choice())) {
            return null;
        }
        greeted.set(piece.choice());
        return "assistant";
    }

    private void send(Delivery.Piece piece, Delta delta, @Nullable String reason, @Nullable Usage usage) {
        Logprobs logprobs = piece.logprobs().isEmpty() ? null : new Logprobs(piece.logprobs(), null);
        List<Choice> choices = List.of(new Choice(piece.choice(), delta, logprobs, reason));
        sink.accept(
                new ChatCompletionChunk(id, "chat.completion.chunk", created, model, choices, usage, null, null, null),
                piece.tokensSoFar());
    }
}
