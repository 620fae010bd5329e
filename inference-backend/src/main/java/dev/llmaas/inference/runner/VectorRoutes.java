package dev.llmaas.inference.runner;

import dev.llmaas.api.openai.Backend;
import dev.llmaas.api.openai.EmbeddingsRequest;
import dev.llmaas.api.openai.RerankRequest;
import dev.llmaas.inference.EmbeddingEngine;
import dev.llmaas.inference.RerankEngine;
import java.util.function.Consumer;

/**
 * Serves vectors, and the order of documents.
 *
 * @param backend who computes
 */
record VectorRoutes(Backend backend) {
    private static final String RERANKING_PREFIX = "rerank-";

    Consumer<Exchange> embeddings(EmbeddingEngine engine) {
        return exchange -> exchange.work(body -> {
            EmbeddingsRequest request = RequestBody.read(body, EmbeddingsRequest.class);
            exchange.json(engine.embed(request).by(backend));
        });
    }

    Consumer<Exchange> rerank(RerankEngine engine) {
        return exchange -> exchange.work(body -> {
            RerankRequest request = RequestBody.read(body, RerankRequest.class);
            String id = RERANKING_PREFIX + Chunks.tail(exchange.id());
            exchange.json(engine.rerank(request).named(id, backend));
        });
    }
}
