package dev.llmaas.inference;

import dev.llmaas.api.openai.RerankRequest;
import dev.llmaas.api.openai.Reranking;

/** An engine that puts documents into the order in which they fit a query. */
public interface RerankEngine extends Engine {
    /**
     * Compares each document with the query, on the calling thread, which blocks meanwhile. Everything is checked before
     * anything is computed. An interrupt ends it within one batch. {@code backend} and the name of the answer are left to
     * whoever serves the engine.
     *
     * @throws EngineException.Rejected if the request cannot run on this model
     * @throws EngineException.Overloaded if the engine's own queue is full
     * @throws EngineException.Broken if the engine failed
     * @throws InterruptedException if the thread was interrupted
     */
    Reranking rerank(RerankRequest request) throws InterruptedException;
}
