package dev.llmaas.inference.scripted;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.Embeddings;
import dev.llmaas.api.openai.EmbeddingsRequest;
import dev.llmaas.api.openai.RerankRequest;
import dev.llmaas.api.openai.Reranking;
import dev.llmaas.inference.EngineException.Rejected;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Vectors that count words: the same text has the same vector, texts that share words have vectors near each other. */
final class ScriptedVectors {
    private static final int DIMENSIONS = 8;

    private ScriptedVectors() {}

    /** The words of a text, each of which is a token. */
    static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    static Embeddings embed(String model, EmbeddingsRequest request) {
        if (!(request.input() instanceof EmbeddingsRequest.Input.Texts(List<String> texts)) || texts.isEmpty()) {
            throw new Rejected(ErrorCode.INVALID_REQUEST, "input must hold at least one text.", "input");
        }
        int dimensions = request.dimensions() == null ? DIMENSIONS : request.dimensions();
        boolean base64 = EmbeddingsRequest.BASE64.equals(request.encodingFormat());
        List<Embeddings.Embedding> vectors = new ArrayList<>();
        long tokens = 0;
        for (String text : texts) {
            tokens += words(text).size();
            float[] vector = vector(text, dimensions);
            vectors.add(Embeddings.Embedding.of(vectors.size(), Embeddings.Vector.of(vector, base64)));
        }
        return Embeddings.of(model, vectors, tokens);
    }

    static Reranking rerank(String model, RerankRequest request) {
        String query = request.query();
        List<RerankRequest.Document> documents = request.documents();
        if (query == null || documents == null || documents.isEmpty()) {
            throw new Rejected(ErrorCode.INVALID_REQUEST, "query and documents must be there.", "documents");
        }
        float[] wanted = vector(query, DIMENSIONS);
        List<Reranking.Result> results = new ArrayList<>();
        long tokens = words(query).size();
        for (RerankRequest.Document document : documents) {
            String text = text(document.text());
            tokens += words(text).size();
            float[] vector = vector(text, DIMENSIONS);
            double cosine = 0;
            for (int i = 0; i < DIMENSIONS; i++) {
                cosine += (double) wanted[i] * vector[i];
            }
            results.add(new Reranking.Result(
                    results.size(),
                    Math.clamp(cosine, 0, 1),
                    Boolean.TRUE.equals(request.returnDocuments()) ? document.source() : null));
        }
        results.sort(
                Comparator.comparingDouble(Reranking.Result::relevanceScore).reversed());
        int top = request.topN() == null ? results.size() : Math.min(request.topN(), results.size());
        Reranking.Counts counts = Reranking.Counts.of(tokens, documents.size());
        Reranking.Meta meta = new Reranking.Meta(Reranking.EMBEDDING, counts.billedUnits());
        return new Reranking("", model, results.subList(0, top), counts, meta, null);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static float[] vector(String text, int dimensions) {
        float[] vector = new float[dimensions];
        for (String word : words(text)) {
            vector[Math.floorMod(word.hashCode(), dimensions)]++;
        }
        double length = 0;
        for (float number : vector) {
            length += (double) number * number;
        }
        for (int i = 0; i < dimensions && length > 0; i++) {
            vector[i] /= (float) Math.sqrt(length);
        }
        return vector;
    }
}
