package dev.llmaas.api.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The answer to {@code POST /v1/rerank} and {@code /v2/rerank}.
 *
 * @param id names the answer
 * @param model the model that really ran
 * @param results the documents, the one that fits best first
 * @param usage what the engine counted
 * @param meta how the scores were made
 * @param backend who computed it, or null
 */
public record Reranking(
        String id,
        String model,
        List<Result> results,
        Counts usage,
        Meta meta,
        @Nullable Backend backend) {
    /** Scores of a head that was trained to compare a document with a query. */
    public static final String RANK = "rank";
    /** Scores made of the angle between the vectors of the query and of the document, for models without such a head. */
    public static final String EMBEDDING = "embedding";

    /** Copies its list. */
    public Reranking {
        results = List.copyOf(results);
    }

    /** The same answer under a name, computed by {@code computedBy}. */
    public Reranking named(String answerId, Backend computedBy) {
        return new Reranking(answerId, model, results, usage, meta, computedBy);
    }

    /**
     * One document and how well it fits.
     *
     * @param index its place among the documents of the request, from 0
     * @param relevanceScore 0 to 1
     * @param document {@code {"text": ...}} or the object of the request; absent unless asked for
     */
    public record Result(
            int index, double relevanceScore, @Nullable JsonNode document) {}

    /**
     * What was counted.
     *
     * @param promptTokens tokens read, the query's once for each time that it was read
     * @param totalTokens the same, because nothing is generated
     * @param documents documents that were compared, whether returned or not
     * @param billedUnits the same in the units of Cohere
     */
    public record Counts(long promptTokens, long totalTokens, long documents, BilledUnits billedUnits) {
        /** A search unit is a query with at most so many documents (Cohere's price page, 2026). */
        private static final int DOCUMENTS_PER_SEARCH_UNIT = 100;

        /** The counts of one request. */
        public static Counts of(long tokens, int documents) {
            return new Counts(
                    tokens, tokens, documents, new BilledUnits(Math.ceilDiv(documents, DOCUMENTS_PER_SEARCH_UNIT)));
        }
    }

    /**
     * Cohere's units.
     *
     * @param searchUnits queries with up to 100 documents each
     */
    public record BilledUnits(long searchUnits) {}

    /**
     * How the scores were made.
     *
     * @param method {@link #RANK} or {@link #EMBEDDING}
     * @param billedUnits the same as in the usage: Cohere's clients look here
     */
    public record Meta(String method, BilledUnits billedUnits) {}
}
