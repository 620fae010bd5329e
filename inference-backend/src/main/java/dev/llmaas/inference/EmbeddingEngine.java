package dev.llmaas.inference;

import dev.llmaas.api.openai.Embeddings;
import dev.llmaas.api.openai.EmbeddingsRequest;

/** An engine that makes vectors of texts. */
public interface EmbeddingEngine extends Engine {
    /**
     * Makes one vector of length 1 for each input, on the calling thread, which blocks meanwhile. Everything is checked
     * before anything is computed. An interrupt ends it within one batch. {@code backend} is left to whoever serves the
     * engine.
     *
     * @throws EngineException.Rejected if the request cannot run on this model
     * @throws EngineException.Overloaded if the engine's own queue is full
     * @throws EngineException.Broken if the engine failed
     * @throws InterruptedException if the thread was interrupted
     */
    Embeddings embed(EmbeddingsRequest request) throws InterruptedException;
}
