package dev.llmaas.inference.llama;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.Embeddings;
import dev.llmaas.api.openai.Embeddings.Embedding;
import dev.llmaas.api.openai.EmbeddingsRequest;
import dev.llmaas.api.openai.RerankRequest;
import dev.llmaas.api.openai.Reranking;
import dev.llmaas.inference.EmbeddingEngine;
import dev.llmaas.inference.EngineException.Rejected;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.RerankEngine;
import dev.llmaas.inference.TokenizerEngine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A GGUF model that makes vectors of texts, in this process through llama.cpp. Any number of threads may ask; one thread of
 * the engine computes for all of them. A model with a head for ranking gives scores and no vectors.
 */
final class LlamaVectorEngine implements EmbeddingEngine, RerankEngine, TokenizerEngine {
    private final String name;
    private final SharedModel model;
    private final Pooling pooling;
    private final LlamaOptions options;
    private final Placement place;
    private final VectorScheduler scheduler;
    /** A head with several outputs has made probabilities of them already, the first of which is that of "yes". */
    private final boolean scoresAreLogits;

    /**
     * An engine of a loaded model, which it closes with itself.
     *
     * @param options how to run it
     * @throws dev.llmaas.inference.EngineStartException if memory does not suffice; the model is still the caller's
     */
    LlamaVectorEngine(String name, LlamaModel model, Pooling pooling, LlamaOptions options, Placement place) {
        this.name = name;
        this.model = new SharedModel(model);
        this.pooling = pooling;
        this.options = options;
        this.place = place;
        int outputs = pooling == Pooling.RANK ? model.rankOutputs() : model.width();
        this.scoresAreLogits = outputs == 1;
        this.scheduler = VectorScheduler.start(model, options.vectorShape(pooling), outputs);
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public EngineLoad load() {
        return scheduler.load().withDevice(place.told());
    }

    @Override
    public CompletionStage<Void> breakdown() {
        return scheduler.breakdown();
    }

    @Override
    public int contextTokens() {
        return options.contextTokens();
    }

    @Override
    public Embeddings embed(EmbeddingsRequest request) throws InterruptedException {
        if (pooling == Pooling.RANK) {
            throw new Rejected(
                    ErrorCode.INVALID_REQUEST,
                    "The model %s puts documents into order and makes no embeddings. Use /v1/rerank.".formatted(name),
                    "model");
        }
        boolean base64 = VectorRules.base64(request);
        int dimensions = model.use(loaded -> rules(loaded).dimensions(request));
        List<int[]> inputs = model.use(loaded -> rules(loaded).inputs(request));
        float[][] vectors = scheduler.compute(inputs);
        List<Embedding> embeddings = new ArrayList<>();
        for (float[] vector : vectors) {
            float[] unit = Vectors.unit(vector, dimensions);
            embeddings.add(Embedding.of(embeddings.size(), Embeddings.Vector.of(unit, base64)));
        }
        return Embeddings.of(name, embeddings, tokens(inputs));
    }

    @Override
    public Reranking rerank(RerankRequest request) throws InterruptedException {
        int top = model.use(loaded -> rules(loaded).top(request));
        List<RerankRequest.Document> documents = request.documents() == null ? List.of() : request.documents();
        boolean byHead = pooling == Pooling.RANK;
        List<int[]> inputs = model.use(
                loaded -> byHead ? rules(loaded).pairs(request) : rules(loaded).apart(request));
        float[][] vectors = scheduler.compute(inputs);
        ToDoubleFunction<Integer> score =
                byHead ? place -> headScore(vectors[place]) : place -> Vectors.likeness(vectors[0], vectors[place + 1]);
        List<Reranking.Result> results = new ArrayList<>();
        for (int place = 0; place < documents.size(); place++) {
            JsonNode document = Boolean.TRUE.equals(request.returnDocuments()) ? told(documents.get(place)) : null;
            results.add(new Reranking.Result(place, score.applyAsDouble(place), document));
        }
        results.sort(
                Comparator.comparingDouble(Reranking.Result::relevanceScore).reversed());
        Reranking.Counts counts = Reranking.Counts.of(tokens(inputs), documents.size());
        Reranking.Meta meta = new Reranking.Meta(byHead ? Reranking.RANK : Reranking.EMBEDDING, counts.billedUnits());
        return new Reranking("", name, results.subList(0, top), counts, meta, null);
    }

    private double headScore(float[] outputs) {
        return scoresAreLogits ? 1 / (1 + Math.exp(-outputs[0])) : outputs[0];
    }

    /** Cohere's clients read the text of a document from an object, whatever form it came in. */
    private static JsonNode told(RerankRequest.Document document) {
        JsonNode source = document.source();
        return source.isObject()
                ? source
                : JsonNodeFactory.instance.objectNode().set("text", source);
    }

    private static long tokens(List<int[]> inputs) {
        return inputs.stream().mapToLong(input -> input.length).sum();
    }

    private VectorRules rules(LlamaModel loaded) {
        return new VectorRules(name, loaded, options.contextTokens());
    }

    @Override
    public List<Integer> tokenize(String text, boolean special) {
        return model.use(loaded -> Tokens.list(loaded.tokenize(text, special, false)));
    }

    @Override
    public List<Integer> tokenize(ChatCompletionRequest request) {
        throw new Rejected(
                ErrorCode.INVALID_REQUEST,
                "The model %s does not hold conversations. Send prompt instead of messages.".formatted(name),
                "messages");
    }

    @Override
    public String detokenize(List<Integer> tokens) {
        return model.use(loaded -> Tokens.text(loaded, tokens));
    }

    @Override
    public void close() {
        scheduler.close();
        model.close();
    }
}
