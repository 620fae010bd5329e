package dev.llmaas.inference.scripted;

import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionChunk.Choice;
import dev.llmaas.api.openai.ChatCompletionChunk.Delta;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.CompletionRequest;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.ChunkSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The chunks of one answer. Belongs to one thread. */
final class Answer {
    private final String id;
    private final String model;
    private final long created;
    private final int choices;
    private final int tokensMax;
    private final ChunkSink sink;
    private long promptTokens;
    private long tokens;
    private int introduced;

    Answer(ChatCompletionRequest request, String model, long created, ChunkSink sink) {
        this(request.n() == null ? 1 : request.n(), request.effectiveMaxTokens(), model, created, sink);
    }

    Answer(CompletionRequest request, int prompts, String model, long created, ChunkSink sink) {
        this(prompts * request.choicesEach(), request.sampling().effectiveMaxTokens(), model, created, sink);
    }

    private Answer(int choices, int tokensMax, String model, long created, ChunkSink sink) {
        this.id = "chatcmpl-scripted";
        this.model = model;
        this.created = created;
        this.choices = choices;
        this.tokensMax = tokensMax;
        this.sink = sink;
    }

    int choices() {
        return choices;
    }

    /** Tokens that one choice may have. */
    int tokensMax() {
        return tokensMax;
    }

    /** Tokens said so far over all choices. */
    long tokens() {
        return tokens;
    }

    /** The prompt was read. */
    void read(long prompt) {
        promptTokens = prompt;
    }

    Usage usage() {
        return Usage.of(promptTokens, 0, tokens, 0);
    }

    void token(int choice, String text) {
        tokens++;
        deliver(choice, text, null, null);
    }

    void end(int choice, String finishReason) {
        deliver(choice, null, finishReason, choice == choices - 1 ? usage() : null);
    }

    private void deliver(int choice, @Nullable String text, @Nullable String finishReason, @Nullable Usage usage) {
        String role = choice == introduced ? "assistant" : null;
        if (role != null) {
            introduced++;
        }
        Delta delta = new Delta(role, text, null, null, null);
        sink.accept(
                new ChatCompletionChunk(
                        id,
                        "chat.completion.chunk",
                        created,
                        model,
                        List.of(new Choice(choice, delta, null, finishReason)),
                        usage,
                        null,
                        null,
                        null),
                tokens);
    }
}
