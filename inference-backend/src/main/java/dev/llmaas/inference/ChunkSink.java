package dev.llmaas.inference;

import dev.llmaas.api.openai.ChatCompletionChunk;

/** Takes the parts of an answer. Blocking in {@link #accept} holds the engine back: that is how a slow reader is felt. */
@FunctionalInterface
public interface ChunkSink {
    /**
     * Takes the next chunk, in order, on the thread that called the engine. Throwing stops the generation.
     *
     * @param chunk what is new
     * @param tokensSoFar tokens generated since the start of the answer, over all its choices, this chunk's included;
     *     never less than at the chunk before. On the last chunk it is the usage's {@code completion_tokens}
     */
    void accept(ChatCompletionChunk chunk, long tokensSoFar);
}
