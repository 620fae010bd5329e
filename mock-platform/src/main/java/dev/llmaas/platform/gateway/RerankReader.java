package dev.llmaas.platform.gateway;

import static dev.llmaas.platform.gateway.Rules.refused;
import static dev.llmaas.platform.gateway.Rules.requireModel;
import static dev.llmaas.platform.gateway.Rules.requireText;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.RerankRequest;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.gateway.WholeCall.Ceiling;
import dev.llmaas.platform.gateway.WholeCall.Reading;
import dev.llmaas.platform.gateway.WholeCall.Way;
import dev.llmaas.platform.http.JsonBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads requests to put documents into order, in the two shapes of Cohere, and gives each answer its shape whatever the
 * engine's was. Documents are billed, tokens are not.
 */
final class RerankReader implements CallReader {
    /** Cohere's first shape. */
    static final String PATH_V1 = "/v1/rerank";
    /** Cohere's second shape; results may carry their documents here too. */
    static final String PATH_V2 = "/v2/rerank";

    /** A search unit is a query with at most so many documents (Cohere's price page, 2026). */
    private static final int DOCUMENTS_PER_SEARCH_UNIT = 100;

    private final String path;

    RerankReader(String path) {
        this.path = path;
    }

    @Override
    public InferenceCall read(byte[] body, String contentType) {
        RerankRequest request = JsonBody.read(body, RerankRequest.class);
        requireModel(request.model());
        requireText("query", request.query());
        List<RerankRequest.Document> documents = request.documents() == null ? List.of() : request.documents();
        if (documents.isEmpty() || documents.size() > Limits.RERANK_DOCUMENTS_MAX) {
            throw refused("documents", "must be a list of 1 to %d documents".formatted(Limits.RERANK_DOCUMENTS_MAX));
        }
        for (int i = 0; i < documents.size(); i++) {
            requireText("documents[" + i + "]", documents.get(i).text());
        }
        Integer top = request.topN();
        if (top != null && top < 1) {
            throw refused("top_n", "must be a whole number from 1");
        }
        checkCuts(request, documents);
        return new WholeCall(
                new Way(path, PATH_V1, request.model(), List.of("rerank")),
                body,
                WholeCall.JSON,
                Ceiling.ofDocuments(tokensMax(body, request, documents.size()), documents.size()),
                answer -> reading(answer.body(), request, documents));
    }

    /** Documents are read whole and in one piece, by their text: what would cut one, or look at another field, is refused. */
    private static void checkCuts(RerankRequest request, List<RerankRequest.Document> documents) {
        Field extra = new Field(WireJson.mapper().valueToTree(request.extra()), "");
        Field tokens = extra.get("max_tokens_per_doc");
        if (!tokens.absent()) {
            long most = tokens.whole(1, Integer.MAX_VALUE);
            for (int i = 0; i < documents.size(); i++) {
                String text = documents.get(i).text();
                if (text != null && text.getBytes(StandardCharsets.UTF_8).length > most) {
                    throw tokens.refused(
                            "cannot be kept: documents are not cut here, and documents[%d] may be longer".formatted(i));
                }
            }
        }
        Field chunks = extra.get("max_chunks_per_doc");
        if (!chunks.absent()) {
            chunks.whole(1, Integer.MAX_VALUE);
        }
        for (Field field : extra.get("rank_fields").entries()) {
            field.oneOf(List.of("text"));
        }
    }

    /** An engine may read the query once more for each document. */
    private static long tokensMax(byte[] body, RerankRequest request, int documents) {
        long query = request.query() == null ? 0 : request.query().getBytes(StandardCharsets.UTF_8).length;
        return body.length + (query + Limits.TEMPLATE_TOKENS_MAX) * documents;
    }

    private Reading reading(byte[] answer, RerankRequest request, List<RerankRequest.Document> documents) {
        if (!(WireJson.mapper().readTree(answer) instanceof ObjectNode object)
                || !(object.get("results") instanceof ArrayNode found)) {
            throw new IllegalArgumentException("The engine's answer has no results.");
        }
        boolean withDocuments = Boolean.TRUE.equals(request.returnDocuments());
        List<JsonNode> sorted = new ArrayList<>();
        found.forEach(sorted::add);
        sorted.sort(Comparator.comparingDouble((JsonNode one) -> -score(one)));
        int count = request.topN() == null ? sorted.size() : Math.min(request.topN(), sorted.size());
        ArrayNode results = JsonNodeFactory.instance.arrayNode(count);
        for (JsonNode one : sorted.subList(0, count)) {
            results.add(result(one, documents, withDocuments));
        }
        object.set("results", results);
        long tokens = tokens(object.path("usage"));
        ObjectNode units = object.objectNode().put("search_units", searchUnits(documents.size()));
        object.putObject("usage")
                .put("prompt_tokens", tokens)
                .put("total_tokens", tokens)
                .put("documents", documents.size())
                .set("billed_units", units);
        ObjectNode meta = object.withObjectProperty("meta");
        meta.set("api_version", object.objectNode().put("version", path.equals(PATH_V1) ? "1" : "2"));
        meta.set("billed_units", units);
        return new Reading(
                WireJson.mapper().writeValueAsBytes(object),
                WholeCall.JSON,
                Usage.of(tokens, 0, 0, 0),
                documents.size(),
                0);
    }

    private static ObjectNode result(JsonNode one, List<RerankRequest.Document> documents, boolean withDocuments) {
        int index = one.path("index").asInt(-1);
        if (index < 0 || index >= documents.size()) {
            throw new IllegalArgumentException("The engine ranked a document that there is not.");
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("index", index);
        result.put("relevance_score", score(one));
        if (withDocuments) {
            result.set("document", document(documents.get(index)));
        }
        return result;
    }

    private static JsonNode document(RerankRequest.Document document) {
        @Nullable String text = document.text();
        return document.source().isObject()
                ? document.source()
                : JsonNodeFactory.instance.objectNode().put("text", text);
    }

    private static double score(JsonNode one) {
        JsonNode score = one.path("relevance_score");
        if (!score.isNumber()) {
            throw new IllegalArgumentException("The engine told no score.");
        }
        return Math.clamp(score.asDouble(), 0, 1);
    }

    private static long tokens(JsonNode usage) {
        JsonNode prompt = usage.path("prompt_tokens");
        return Math.max(0, (prompt.isNumber() ? prompt : usage.path("total_tokens")).asLong(0));
    }

    private static long searchUnits(int documents) {
        return Math.ceilDiv(documents, DOCUMENTS_PER_SEARCH_UNIT);
    }
}
