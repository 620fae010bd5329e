package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request to {@code POST /v1/chat/completions}. Every field but {@code model} and {@code messages} may be null, which
 * means the default of the service. {@code toString} shows sizes only.
 *
 * @param model the model to ask
 * @param messages the conversation, at least one turn
 * @param stream whether the answer comes in parts
 * @param streamOptions what a stream also carries
 * @param temperature 0 to 2; the service's default is 0.7
 * @param topP 0 (exclusive) to 1; default 1
 * @param maxTokens tokens to generate at most, from 1; default 1,024
 * @param maxCompletionTokens the newer name of {@code maxTokens}, which it overrides
 * @param n how many answers, from 1
 * @param stop up to 4 texts that end the answer; a single string on the wire is a list of one
 * @param seed makes the choice of tokens repeatable as long as the same other requests run beside it
 * @param frequencyPenalty -2 to 2
 * @param presencePenalty -2 to 2
 * @param logitBias token id to a bias of -100 to 100
 * @param logprobs whether to return probabilities
 * @param topLogprobs how many alternatives a token, 0 to 20
 * @param tools functions that the model may call
 * @param toolChoice {@code auto}, {@code none}, {@code required}, or a named function
 * @param parallelToolCalls whether several calls may be made in one answer
 * @param responseFormat the form of the answer
 * @param reasoningEffort how much to reason
 * @param user the caller's own name for its end user
 * @param extra fields that this record does not know; they pass through to engines that do
 */
public record ChatCompletionRequest(
        String model,
        List<ChatMessage> messages,
        @Nullable Boolean stream,
        @Nullable StreamOptions streamOptions,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer maxTokens,
        @Nullable Integer maxCompletionTokens,
        @Nullable Integer n,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
        List<String> stop,

        @Nullable Long seed,
        @Nullable Double frequencyPenalty,
        @Nullable Double presencePenalty,
        @Nullable Map<String, Double> logitBias,
        @Nullable Boolean logprobs,
        @Nullable Integer topLogprobs,
        @Nullable List<JsonNode> tools,
        @Nullable JsonNode toolChoice,
        @Nullable Boolean parallelToolCalls,
        @Nullable JsonNode responseFormat,
        @Nullable String reasoningEffort,
        @Nullable String user,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> extra) {
    /** The default of the service for {@code max_tokens}. */
    public static final int DEFAULT_MAX_TOKENS = 1024;
    /** The default of the service for {@code temperature}. */
    public static final double DEFAULT_TEMPERATURE = 0.7;

    /**
     * What a stream also carries.
     *
     * @param includeUsage whether a last chunk with empty {@code choices} carries the usage
     */
    public record StreamOptions(
            @JsonProperty("include_usage") @Nullable Boolean includeUsage) {}

    /** Copies its collections; an absent {@code extra} is empty. */
    public ChatCompletionRequest {
        messages = messages == null ? List.of() : List.copyOf(messages);
        stop = stop == null ? null : List.copyOf(stop);
        tools = tools == null ? null : List.copyOf(tools);
        extra = extra == null ? Map.of() : Map.copyOf(extra);
    }

    /** Starts a request to {@code model} with the service's defaults. */
    public static Builder builder(String model) {
        return new Builder(model);
    }

    /** A builder that has all fields of this request. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The tokens that this request generates at most, an answer of {@code n}. */
    public int effectiveMaxTokens() {
        if (maxCompletionTokens != null) {
            return maxCompletionTokens;
        }
        return maxTokens == null ? DEFAULT_MAX_TOKENS : maxTokens;
    }

    /** Whether the answer comes in parts. */
    public boolean streamed() {
        return Boolean.TRUE.equals(stream);
    }

    /** Whether a last chunk carries the usage. */
    public boolean usageIncluded() {
        return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
    }

    @Override
    public String toString() {
        return "ChatCompletionRequest[model=%s, %d messages, stream=%s]".formatted(model, messages.size(), stream);
    }

    /** Collects the fields of a request; not thread-safe. */
    public static final class Builder {
        private final String model;
        private final ArrayList<ChatMessage> messages = new ArrayList<>();
        private @Nullable Boolean stream;
        private @Nullable StreamOptions streamOptions;
        private @Nullable Double temperature;
        private @Nullable Double topP;
        private @Nullable Integer maxTokens;
        private @Nullable Integer maxCompletionTokens;
        private @Nullable Integer n;
        private @Nullable List<String> stop;
        private @Nullable Long seed;
        private @Nullable Double frequencyPenalty;
        private @Nullable Double presencePenalty;
        private @Nullable Map<String, Double> logitBias;
        private @Nullable Boolean logprobs;
        private @Nullable Integer topLogprobs;
        private @Nullable List<JsonNode> tools;
        private @Nullable JsonNode toolChoice;
        private @Nullable Boolean parallelToolCalls;
        private @Nullable JsonNode responseFormat;
        private @Nullable String reasoningEffort;
        private @Nullable String user;
        private final Map<String, JsonNode> extra = new LinkedHashMap<>();

        private Builder(String model) {
            this.model = model;
        }

        private Builder(ChatCompletionRequest request) {
            model = request.model;
            messages.addAll(request.messages);
            stream = request.stream;
            streamOptions = request.streamOptions;
            temperature = request.temperature;
            topP = request.topP;
            maxTokens = request.maxTokens;
            maxCompletionTokens = request.maxCompletionTokens;
            n = request.n;
            stop = request.stop;
            seed = request.seed;
            frequencyPenalty = request.frequencyPenalty;
            presencePenalty = request.presencePenalty;
            logitBias = request.logitBias;
            logprobs = request.logprobs;
            topLogprobs = request.topLogprobs;
            tools = request.tools;
            toolChoice = request.toolChoice;
            parallelToolCalls = request.parallelToolCalls;
            responseFormat = request.responseFormat;
            reasoningEffort = request.reasoningEffort;
            user = request.user;
            extra.putAll(request.extra);
        }

        /** Adds one turn. */
        public Builder message(ChatMessage message) {
            messages.add(message);
            return this;
        }

        /** Adds several turns. */
        public Builder messages(List<ChatMessage> turns) {
            messages.addAll(turns);
            return this;
        }

        /** Puts other turns in the place of all. */
        public Builder replaceMessages(List<ChatMessage> turns) {
            messages.clear();
            return messages(turns);
        }

        /** Asks for a stream. */
        public Builder stream(boolean value) {
            stream = value;
            return this;
        }

        /** Asks for the usage in a last chunk of its own. */
        public Builder includeUsage(boolean value) {
            streamOptions = new StreamOptions(value);
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

        /** Sets the most tokens to generate. */
        public Builder maxTokens(int value) {
            maxTokens = value;
            return this;
        }

        /** Sets the same by its newer name. */
        public Builder maxCompletionTokens(int value) {
            maxCompletionTokens = value;
            return this;
        }

        /** Sets how many answers. */
        public Builder n(int value) {
            n = value;
            return this;
        }

        /** Sets the texts that end the answer. */
        public Builder stop(List<String> value) {
            stop = value;
            return this;
        }

        /** Sets the seed. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** Sets how much repeated words are avoided, -2 to 2. */
        public Builder frequencyPenalty(double value) {
            frequencyPenalty = value;
            return this;
        }

        /** Sets how much words that have occurred are avoided, -2 to 2. */
        public Builder presencePenalty(double value) {
            presencePenalty = value;
            return this;
        }

        /** Sets biases of tokens, -100 to 100 each. */
        public Builder logitBias(Map<String, Double> value) {
            logitBias = Map.copyOf(value);
            return this;
        }

        /** Asks for probabilities, with so many alternatives for each token, 0 to 20. */
        public Builder logprobs(int alternatives) {
            logprobs = true;
            topLogprobs = alternatives;
            return this;
        }

        /** Sets the functions that the model may call. */
        public Builder tools(List<? extends JsonNode> value) {
            tools = List.copyOf(value);
            return this;
        }

        /** Sets whether it must, may or must not call one; null leaves it to the model. */
        public Builder toolChoice(@Nullable JsonNode value) {
            toolChoice = value;
            return this;
        }

        /** Sets whether one answer may have several calls. */
        public Builder parallelToolCalls(boolean value) {
            parallelToolCalls = value;
            return this;
        }

        /** Sets the form of the answer. */
        public Builder responseFormat(JsonNode value) {
            responseFormat = value;
            return this;
        }

        /** Sets how much to reason: {@code low}, {@code medium}, {@code high} or what the model knows. */
        public Builder reasoningEffort(String value) {
            reasoningEffort = value;
            return this;
        }

        /** Sets the caller's own name for its end user. */
        public Builder user(String value) {
            user = value;
            return this;
        }

        /** Adds a field that this record does not know. */
        public Builder extra(String name, JsonNode value) {
            extra.put(name, value);
            return this;
        }

        /** The request. */
        public ChatCompletionRequest build() {
            return new ChatCompletionRequest(
                    model,
                    messages,
                    stream,
                    streamOptions,
                    temperature,
                    topP,
                    maxTokens,
                    maxCompletionTokens,
                    n,
                    stop,
                    seed,
                    frequencyPenalty,
                    presencePenalty,
                    logitBias,
                    logprobs,
                    topLogprobs,
                    tools,
                    toolChoice,
                    parallelToolCalls,
                    responseFormat,
                    reasoningEffort,
                    user,
                    extra);
        }
    }
}
