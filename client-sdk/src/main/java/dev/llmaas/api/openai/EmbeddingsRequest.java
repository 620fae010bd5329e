package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request to {@code POST /v1/embeddings}. {@code toString} shows sizes only.
 *
 * @param model the model to ask
 * @param input what to make vectors of; null only where a request lacks it
 * @param encodingFormat {@code float} or {@code base64}; null means {@code float}
 * @param dimensions numbers of each vector, from 1; null for all that the model makes
 * @param user the caller's own name for its end user
 * @param extra fields that this record does not know; they pass through to engines that do
 */
public record EmbeddingsRequest(
        String model,
        @Nullable Input input,
        @Nullable String encodingFormat,
        @Nullable Integer dimensions,
        @Nullable String user,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> extra) {
    /** Vectors as arrays of numbers. */
    public static final String FLOAT = "float";
    /** Vectors as base64 of 32-bit floats, least significant byte first. */
    public static final String BASE64 = "base64";

    /** Copies what it does not know. */
    public EmbeddingsRequest {
        extra = extra == null ? Map.of() : Map.copyOf(extra);
    }

    /** A request for the vectors of some texts, with every default of the service. */
    public static EmbeddingsRequest of(String model, List<String> texts) {
        return new EmbeddingsRequest(model, new Input.Texts(texts), null, null, null, Map.of());
    }

    /** The same with so many numbers of each vector, from 1. */
    public EmbeddingsRequest withDimensions(int numbers) {
        return new EmbeddingsRequest(model, input, encodingFormat, numbers, user, extra);
    }

    /** The same with vectors in {@link #FLOAT} or {@link #BASE64}, which is a third as long; both are read alike. */
    public EmbeddingsRequest withEncodingFormat(String format) {
        return new EmbeddingsRequest(model, input, format, dimensions, user, extra);
    }

    /** Texts, or tokens of the model: on the wire a string, an array of strings, of tokens, or of arrays of tokens. */
    public sealed interface Input {
        /**
         * Texts.
         *
         * @param texts the texts in order
         */
        record Texts(@JsonValue List<String> texts) implements Input {
            /** Copies its list. */
            public Texts {
                texts = List.copyOf(texts);
            }

            @Override
            public String toString() {
                return "Texts[%d]".formatted(texts.size());
            }
        }

        /**
         * Tokens as the model numbers them.
         *
         * @param tokens the tokens of each input
         */
        record Tokens(@JsonValue List<List<Integer>> tokens) implements Input {
            /** Copies its lists. */
            public Tokens {
                tokens = tokens.stream().map(List::copyOf).toList();
            }

            @Override
            public String toString() {
                return "Tokens[%d]".formatted(tokens.size());
            }
        }

        /** How many inputs. */
        default int size() {
            return switch (this) {
                case Texts(List<String> texts) -> texts.size();
                case Tokens(List<List<Integer>> tokens) -> tokens.size();
            };
        }

        /**
         * Reads any of the four forms. An empty array counts as no texts.
         *
         * @throws IllegalArgumentException if it is none of them
         */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Input of(JsonNode node) {
            if (node.isString()) {
                return new Texts(List.of(node.stringValue()));
            }
            if (!node.isArray()) {
                throw malformed();
            }
            JsonNode first = node.path(0);
            if (first.isIntegralNumber()) {
                return new Tokens(List.of(tokens(node)));
            }
            if (first.isArray()) {
                List<List<Integer>> all = new ArrayList<>();
                node.forEach(one -> all.add(tokens(one)));
                return new Tokens(all);
            }
            List<String> texts = new ArrayList<>();
            for (JsonNode one : node) {
                if (!one.isString()) {
                    throw malformed();
                }
                texts.add(one.stringValue());
            }
            return new Texts(texts);
        }

        private static List<Integer> tokens(JsonNode node) {
            if (!node.isArray()) {
                throw malformed();
            }
            List<Integer> tokens = new ArrayList<>();
            for (JsonNode one : node) {
                if (!one.isIntegralNumber() || !one.canConvertToInt()) {
                    throw malformed();
                }
                tokens.add(one.intValue());
            }
            return tokens;
        }

        private static IllegalArgumentException malformed() {
            return new IllegalArgumentException(
                    "input must be a string, or an array of strings, of tokens, or of arrays of tokens.");
        }
    }

    @Override
    public String toString() {
        return "EmbeddingsRequest[model=%s, %d inputs]".formatted(model, input == null ? 0 : input.size());
    }
}
