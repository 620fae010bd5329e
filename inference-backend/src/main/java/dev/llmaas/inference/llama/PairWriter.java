package dev.llmaas.inference.llama;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writes a query and a document as the head of a model for ranking reads them: by the template in its file, otherwise as
 * two texts that its own marks frame and separate (the same order as llama.cpp's server, v0.5.0).
 */
final class PairWriter {
    private static final String TEMPLATE = "tokenizer.chat_template.rerank";
    private static final String QUERY = "{query}";
    private static final String DOCUMENT = "{document}";

    private final LlamaModel model;
    private final Optional<String> template;
    private final String query;
    private final int[] queryTokens;

    PairWriter(LlamaModel model, String query) {
        this.model = model;
        this.query = query;
        this.template = model.file().text(TEMPLATE);
        this.queryTokens = model.tokenize(query, false, false);
    }

    /** The tokens of the query with one document. */
    int[] pair(String document) {
        return template.map(text -> ofTemplate(text, document)).orElseGet(() -> ofMarks(document));
    }

    /** Only the text of the template may hold marks of the format; the texts between its places are cut one by one. */
    private int[] ofTemplate(String text, String document) {
        IntStream.Builder tokens = IntStream.builder();
        int at = 0;
        while (at < text.length()) {
            int end = next(text, at);
            add(tokens, model.tokenize(text.substring(at, end), false, true));
            at = end;
            if (text.startsWith(QUERY, at)) {
                add(tokens, queryTokens);
                at += QUERY.length();
            } else if (text.startsWith(DOCUMENT, at)) {
                add(tokens, model.tokenize(document, false, false));
                at += DOCUMENT.length();
            }
        }
        return tokens.build().toArray();
    }

    private static int next(String text, int from) {
        int ofQuery = text.indexOf(QUERY, from);
        int ofDocument = text.indexOf(DOCUMENT, from);
        return Math.min(ofQuery < 0 ? text.length() : ofQuery, ofDocument < 0 ? text.length() : ofDocument);
    }

    private int[] ofMarks(String document) {
        int end = model.endToken() < 0 ? model.separatorToken() : model.endToken();
        IntStream.Builder tokens = IntStream.builder();
        addIf(tokens, model.addsBegin(), model.beginToken());
        add(tokens, queryTokens);
        addIf(tokens, model.addsEnd(), end);
        addIf(tokens, model.addsSeparator(), model.separatorToken());
        add(tokens, model.tokenize(document, false, false));
        addIf(tokens, model.addsEnd(), end);
        return tokens.build().toArray();
    }

    private static void addIf(IntStream.Builder tokens, boolean wanted, int token) {
        if (wanted && token >= 0) {
            tokens.add(token);
        }
    }

    private static void add(IntStream.Builder tokens, int[] more) {
        for (int token : more) {
            tokens.add(token);
        }
    }

    @Override
    public String toString() {
        return "PairWriter[%d characters]".formatted(query.length());
    }
}
