package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * A request to {@code POST /v1/responses}. Nothing is stored, so each carries the whole conversation. Every field but {@code
 * model} and {@code input} may be null, which means the default of the service. {@code toString} shows no content.
 *
 * @param model the model to ask
 * @param input a text, or a list of items
 * @param instructions for the whole conversation
 * @param maxOutputTokens tokens to generate at most, from 1
 * @param temperature 0 to 2
 * @param topP 0 (exclusive) to 1
 * @param tools functions that the model may call
 * @param toolChoice whether it must, may or must not call one
 * @param text the form of the answer, as {@code text.format}
 * @param extra fields that this record does not know
 */
public record ResponseRequest(
        String model,
        JsonNode input,
        @Nullable String instructions,
        @Nullable Integer maxOutputTokens,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable List<JsonNode> tools,
        @Nullable JsonNode toolChoice,
        @Nullable JsonNode text,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> extra) {
    /** Copies its collections; an absent {@code extra} is empty. */
    public ResponseRequest {
        tools = tools == null ? null : List.copyOf(tools);
        extra = extra == null ? Map.of() : Map.copyOf(extra);
    }

    /** Starts a request about a text. */
    public static Builder builder(String model, String input) {
        return new Builder(model, StringNode.valueOf(input));
    }

    /** Starts a request about items: messages, calls and their results. */
    public static Builder builder(String model, JsonNode items) {
        return new Builder(model, items);
    }

    @Override
    public String toString() {
        return "ResponseRequest[model=%s]".formatted(model);
    }

    /** Collects the fields of a request; not thread-safe. */
    public static final class Builder {
        private final String model;
        private final JsonNode input;
        private @Nullable String instructions;
        private @Nullable Integer maxOutputTokens;
        private @Nullable Double temperature;
        private @Nullable Double topP;
        private @Nullable List<JsonNode> tools;
        private @Nullable JsonNode toolChoice;
        private @Nullable JsonNode text;
        private final Map<String, JsonNode> extra = new LinkedHashMap<>();

        private Builder(String model, JsonNode input) {
            this.model = model;
            this.input = input;
        }

        /** Sets the instructions for the whole conversation. */
        public Builder instructions(String value) {
            instructions = value;
            return this;
        }

        /** Sets the most tokens to generate. */
        public Builder maxOutputTokens(int value) {
            maxOutputTokens = value;
            return this;
        }

        /** Sets the temperature, 0 to 2. */
        public Builder temperature(double value) {
            temperature = value;
            return this;
        }

        /** Sets the nucleus, 0 (exclusive) to 1. */
        public Builder topP(double value) {
            topP = value;
            return this;
        }

        /** Sets the functions that the model may call. */
        public Builder tools(List<? extends JsonNode> value) {
            tools = List.copyOf(value);
            return this;
        }

        /** Sets whether it must, may or must not call one. */
        public Builder toolChoice(JsonNode value) {
            toolChoice = value;
            return this;
        }

        /** Sets the form of the answer. */
        public Builder text(JsonNode value) {
            text = value;
            return this;
        }

        /** Adds a field that this record does not know. */
        public Builder extra(String name, JsonNode value) {
            extra.put(name, value);
            return this;
        }

        /** The request. */
        public ResponseRequest build() {
            return new ResponseRequest(
                    model, input, instructions, maxOutputTokens, temperature, topP, tools, toolChoice, text, extra);
        }
    }
}
