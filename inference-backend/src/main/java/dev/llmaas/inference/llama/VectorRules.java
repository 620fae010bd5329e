package dev.llmaas.inference.llama;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.EmbeddingsRequest;
import dev.llmaas.api.openai.EmbeddingsRequest.Input;
import dev.llmaas.api.openai.RerankRequest;
import dev.llmaas.inference.EngineException.Rejected;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request for vectors or for an order must say, and the tokens of what it says. Everything is checked before anything
 * is computed.
 *
 * @param name the name by which requests call the model
 * @param model the model
 * @param contextTokens tokens of one input at most
 */
record VectorRules(String name, LlamaModel model, int contextTokens) {
    /** The tokens of each input. */
    List<int[]> inputs(EmbeddingsRequest request) {
        Input input = request.input();
        if (input == null || input.size() == 0) {
            throw invalid("input", "input must hold at least one text.");
        }
        if (input.size() > LlamaLimits.INPUTS_MAX) {
            throw invalid(
                    "input",
                    "input must hold at most %,d texts, but holds %,d."
                            .formatted(LlamaLimits.INPUTS_MAX, input.size()));
        }
        List<int[]> inputs = new ArrayList<>();
        switch (input) {
            case Input.Texts(List<String> texts) ->
                texts.forEach(text -> inputs.add(text.isEmpty() ? new int[0] : model.tokenize(text, true, false)));
            case Input.Tokens(List<List<Integer>> tokens) ->
                tokens.forEach(list -> inputs.add(Tokens.array(list, model.tokenCount(), "input")));
        }
        return checked(inputs, "input", "input");
    }

    /** The numbers of each vector. */
    int dimensions(EmbeddingsRequest request) {
        int width = model.width();
        if (request.dimensions() == null) {
            return width;
        }
        if (request.dimensions() < 1 || request.dimensions() > width) {
            throw invalid(
                    "dimensions",
                    "dimensions must be from 1 to %,d, which is what the model %s makes, but is %d."
                            .formatted(width, name, request.dimensions()));
        }
        return request.dimensions();
    }

    /** Whether vectors travel as base64. */
    static boolean base64(EmbeddingsRequest request) {
        String format = request.encodingFormat();
        if (format == null || format.equals(EmbeddingsRequest.FLOAT)) {
            return false;
        }
        if (format.equals(EmbeddingsRequest.BASE64)) {
            return true;
        }
        throw invalid("encoding_format", "encoding_format must be float or base64.");
    }

    /** The tokens of the query and then of each document, each for itself. */
    List<int[]> apart(RerankRequest request) {
        List<String> documents = documents(request);
        List<int[]> inputs = new ArrayList<>();
        inputs.add(model.tokenize(query(request), true, false));
        documents.forEach(document -> inputs.add(model.tokenize(document, true, false)));
        checked(inputs.subList(0, 1), "query", "query");
        checked(inputs.subList(1, inputs.size()), "documents", "documents");
        return withinTotal(inputs, "documents");
    }

    /** The tokens of each document together with the query, as the head of the model was trained to read them. */
    List<int[]> pairs(RerankRequest request) {
        List<String> documents = documents(request);
        PairWriter writer = new PairWriter(model, query(request));
        return checked(documents.stream().map(writer::pair).toList(), "documents", "documents");
    }

    /** How many results to return. */
    int top(RerankRequest request) {
        int all = documents(request).size();
        if (request.topN() == null) {
            return all;
        }
        if (request.topN() < 1) {
            throw invalid("top_n", "top_n must be 1 or more, but is %d.".formatted(request.topN()));
        }
        return Math.min(request.topN(), all);
    }

    private static String query(RerankRequest request) {
        if (request.query() == null || request.query().isBlank()) {
            throw invalid("query", "query must be a text that is not blank.");
        }
        return request.query();
    }

    private static List<String> documents(RerankRequest request) {
        List<RerankRequest.Document> documents = request.documents() == null ? List.of() : request.documents();
        if (documents.isEmpty()) {
            throw invalid("documents", "documents must hold at least one document.");
        }
        if (documents.size() > LlamaLimits.DOCUMENTS_MAX) {
            throw invalid(
                    "documents",
                    "documents must hold at most %,d documents, but holds %,d."
                            .formatted(LlamaLimits.DOCUMENTS_MAX, documents.size()));
        }
        List<String> texts = new ArrayList<>();
        for (RerankRequest.Document document : documents) {
            String text = document.text();
            if (text == null) {
                throw invalid(
                        "documents",
                        "documents[%d] must be a string, or an object whose text is one.".formatted(texts.size()));
            }
            texts.add(text);
        }
        return texts;
    }

    /** Each input must be there and fit. */
    private List<int[]> checked(List<int[]> inputs, String what, String param) {
        for (int i = 0; i < inputs.size(); i++) {
            int length = inputs.get(i).length;
            String place = what.equals("query") ? what : "%s[%d]".formatted(what, i);
            if (length == 0) {
                throw invalid(param, "%s is empty.".formatted(place));
            }
            if (length > contextTokens) {
                throw new Rejected(
                        ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                        "%s has %,d tokens, but the model %s takes at most %,d. Shorten it or split it."
                                .formatted(place, length, name, contextTokens),
                        param);
            }
        }
        return withinTotal(inputs, param);
    }

    private static List<int[]> withinTotal(List<int[]> inputs, String param) {
        long total = inputs.stream().mapToLong(input -> input.length).sum();
        if (total > LlamaLimits.INPUT_TOKENS_MAX) {
            throw invalid(
                    param,
                    "%s must have at most %,d tokens together, but has %,d."
                            .formatted(param, LlamaLimits.INPUT_TOKENS_MAX, total));
        }
        return inputs;
    }

    private static Rejected invalid(String param, String sentence) {
        return new Rejected(ErrorCode.INVALID_REQUEST, sentence, param);
    }
}
