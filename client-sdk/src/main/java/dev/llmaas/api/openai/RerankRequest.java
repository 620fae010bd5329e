package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * A request to {@code POST /v1/rerank} or {@code /v2/rerank}, in the shape of Cohere. {@code toString} shows sizes only.
 *
 * @param model the model to ask
 * @param query what the documents are compared with; null only where a request lacks it
 * @param documents what to put into order; null only where a request lacks it
 * @param topN how many results to return, from 1; null for all
 * @param returnDocuments whether results carry their documents; null means no. The second version never sends them
 * @param extra fields that this record does not know; they pass through to engines that do
 */
public record RerankRequest(
        String model,
        @Nullable String query,
        @Nullable List<Document> documents,
        @Nullable Integer topN,
        @Nullable Boolean returnDocuments,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> extra) {
    /** Copies its collections. */
    public RerankRequest {
        documents = documents == null ? null : List.copyOf(documents);
        extra = extra == null ? Map.of() : Map.copyOf(extra);
    }

    /** A request to order some texts, with every default of the service. */
    public static RerankRequest of(String model, String query, List<String> texts) {
        return new RerankRequest(model, query, texts.stream().map(Document::of).toList(), null, null, Map.of());
    }

    /** The same with the {@code results} that fit best, from 1. */
    public RerankRequest withTopN(int results) {
        return new RerankRequest(model, query, documents, results, returnDocuments, extra);
    }

    /** The same with results that carry their documents, or not. */
    public RerankRequest withReturnDocuments(boolean carried) {
        return new RerankRequest(model, query, documents, topN, carried, extra);
    }

    /**
     * One document: on the wire a string, or an object whose field {@code text} counts.
     *
     * @param source what stands on the wire
     */
    public record Document(@JsonValue JsonNode source) {
        /** Reads both forms; what is in them is checked by {@link #text}. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public Document {}

        /** A document that is a string. */
        public static Document of(String text) {
            return new Document(StringNode.valueOf(text));
        }

        /** The text that is compared, null if there is none. */
        public @Nullable String text() {
            JsonNode text = source.isObject() ? source.path("text") : source;
            return text.isString() ? text.stringValue() : null;
        }

        @Override
        public String toString() {
            String text = text();
            return "Document[%d characters]".formatted(text == null ? 0 : text.length());
        }
    }

    @Override
    public String toString() {
        return "RerankRequest[model=%s, %d documents]".formatted(model, documents == null ? 0 : documents.size());
    }
}
