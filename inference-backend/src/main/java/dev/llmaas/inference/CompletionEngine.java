package dev.llmaas.inference;

import dev.llmaas.api.openai.CompletionRequest;
import dev.llmaas.api.openai.Usage;

/** An engine that goes on with a text as it stands, without the template of a conversation. */
public interface CompletionEngine extends Engine {
    /**
     * Generates like {@link ChatEngine#chat}, with the same chunks, rules of the generation and errors. The answers to the
     * first prompt have the first indices. The prompts are not repeated: {@code echo} is for whoever serves the engine.
     *
     * @return token counts over all prompts, the same as on the last chunk
     * @throws EngineException.Rejected if the request cannot run on this model
     * @throws EngineException if the engine cannot take it or failed
     * @throws InterruptedException if the thread was interrupted
     */
    Usage complete(CompletionRequest request, Generation generation, ChunkSink sink) throws InterruptedException;
}
