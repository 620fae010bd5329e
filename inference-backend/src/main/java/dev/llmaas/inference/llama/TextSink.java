package dev.llmaas.inference.llama;

import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionChunk.Choice;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.ChunkSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins the answers to several prompts of one request, which are computed one after the other: each prompt's answers get
 * the next indices, and only the last chunk of all carries the usage. Belongs to one thread.
 */
final class TextSink implements ChunkSink {
    private final ChunkSink sink;
    private final int choicesEach;
    private final int prompts;
    private int prompt;
    private long promptTokens;
    private long cachedTokens;
    private long completionTokens;

    TextSink(ChunkSink sink, int choicesEach, int prompts) {
        this.sink = sink;
        this.choicesEach = choicesEach;
        this.prompts = prompts;
    }

    /** What follows answers this prompt. */
    void begin(int index) {
        prompt = index;
    }

    /** The answers to the prompt are complete. */
    void end(Usage counted) {
        promptTokens += counted.promptTokens();
        cachedTokens += counted.cachedTokens();
        completionTokens = counted.completionTokens(); // counted on from prompt to prompt
    }

    /** What all prompts so far have used. */
    Usage total() {
        return Usage.of(promptTokens, cachedTokens, completionTokens, 0);
    }

    @Override
    public void accept(ChatCompletionChunk chunk, long tokensSoFar) {
        List<Choice> choices = chunk.choices().stream()
                .map(choice -> new Choice(
                        prompt * choicesEach + choice.index(),
                        choice.delta(),
                        choice.logprobs(),
                        choice.finishReason(),
                        choice.stopReason()))
                .toList();
        sink.accept(
                new ChatCompletionChunk(
                        chunk.id(),
                        chunk.object(),
                        chunk.created(),
                        chunk.model(),
                        choices,
                        usage(chunk.usage()),
                        chunk.systemFingerprint(),
                        chunk.backend(),
                        chunk.limitReason()),
                tokensSoFar);
    }

    private @Nullable Usage usage(@Nullable Usage counted) {
        if (counted == null || prompt < prompts - 1) {
            return null;
        }
        return Usage.of(
                promptTokens + counted.promptTokens(),
                cachedTokens + counted.cachedTokens(),
                counted.completionTokens(),
                0);
    }
}
