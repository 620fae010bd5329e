package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * A request to {@code POST /v1/completions}: go on with a text as it stands, without the template of a conversation. Every
 * field but {@code model} and {@code prompt} may be null, which means the default. {@code toString} shows sizes only.
 *
 * @param model the model to ask
 * @param prompt a text, a list of texts, a list of token ids, or a list of such lists; read it with {@link #prompts}
 * @param echo whether each answer begins with its prompt
 * @param suffix what follows the answer; no engine here can look ahead
 * @param bestOf answers to choose the {@code n} best of
 * @param n answers to each prompt, from 1
 * @param stream whether the answer comes in parts
 * @param streamOptions what a stream also carries
 * @param temperature 0 to 2; the service's default is 0.7
 * @param topP 0 (exclusive) to 1; default 1
 * @param maxTokens tokens of each answer at most, from 1; default 16
 * @param stop up to 4 texts that end the answer; a single string on the wire is a list of one
 * @param logprobs how many alternatives to tell for each token, 0 to 5; null tells no probabilities
 * @param seed makes the choice of tokens repeatable as long as the same other requests run beside it
 * @param frequencyPenalty -2 to 2
 * @param presencePenalty -2 to 2
 * @param logitBias token id to a bias of -100 to 100
 * @param user the caller's own name for its end user
 * @param extra fields that this record does not know; they pass through to engines that do
 */
public record CompletionRequest(
        String model,
        JsonNode prompt,
        @Nullable Boolean echo,
        @Nullable String suffix,
        @Nullable Integer bestOf,
        @Nullable Integer n,
        @Nullable Boolean stream,
        ChatCompletionRequest.@Nullable StreamOptions streamOptions,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer maxTokens,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
        List<String> stop,

        @Nullable Integer logprobs,
        @Nullable Long seed,
        @Nullable Double frequencyPenalty,
        @Nullable Double presencePenalty,
        @Nullable Map<String, Double> logitBias,
        @Nullable String user,
        @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> extra) {
    /** OpenAI's default for {@code max_tokens}. */
    public static final int DEFAULT_MAX_TOKENS = 16;

    /** Copies its collections; an absent {@code extra} is empty. */
    public CompletionRequest {
        stop = stop == null ? null : List.copyOf(stop);
        extra = extra == null ? Map.of() : Map.copyOf(extra);
    }

    /** A text to go on with, so many tokens at most, and every other default of the service. */
    public static CompletionRequest of(String model, String text, int maxTokens) {
        return new CompletionRequest(
                model,
                StringNode.valueOf(text),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                maxTokens,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of());
    }

    /** What to go on with. */
    public sealed interface Prompt {
        /**
         * A text.
         *
         * @param text the text itself
         */
        record Text(String text) implements Prompt {
            @Override
            public String toString() {
                return "Text[%d characters]".formatted(text.length());
            }
        }

        /**
         * Tokens of the model.
         *
         * @param tokens their ids
         */
        record Tokens(List<Integer> tokens) implements Prompt {
            /** Copies its list. */
            public Tokens {
                tokens = List.copyOf(tokens);
            }

            @Override
            public String toString() {
                return "Tokens[%d]".formatted(tokens.size());
            }
        }
    }

    /**
     * The prompts in order.
     *
     * @throws IllegalArgumentException if {@code prompt} has none of its four forms; the message says so
     */
    public List<Prompt> prompts() {
        if (prompt != null && prompt.isString()) {
            return List.of(new Prompt.Text(prompt.asString()));
        }
        if (prompt == null || !prompt.isArray() || prompt.isEmpty()) {
            throw notAPrompt();
        }
        if (prompt.get(0).isNumber()) {
            return List.of(tokens(prompt));
        }
        List<Prompt> prompts = new ArrayList<>(prompt.size());
        for (JsonNode item : prompt) {
            prompts.add(item.isString() ? new Prompt.Text(item.asString()) : tokens(item));
        }
        return prompts;
    }

    private static Prompt.Tokens tokens(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) {
            throw notAPrompt();
        }
        List<Integer> tokens = new ArrayList<>(list.size());
        for (JsonNode token : list) {
            if (!token.isIntegralNumber() || !token.canConvertToInt() || token.intValue() < 0) {
                throw notAPrompt();
            }
            tokens.add(token.intValue());
        }
        return new Prompt.Tokens(tokens);
    }

    private static IllegalArgumentException notAPrompt() {
        return new IllegalArgumentException(
                "prompt must be a text, a list of texts, a list of token ids, or a list of such lists; none may be empty.");
    }

    /** Answers to each prompt. */
    public int choicesEach() {
        return n == null ? 1 : n;
    }

    /** Whether the answer comes in parts. */
    public boolean streamed() {
        return Boolean.TRUE.equals(stream);
    }

    /** Whether a last chunk carries the usage. */
    public boolean usageIncluded() {
        return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
    }

    /** Whether each answer begins with its prompt. */
    public boolean echoes() {
        return Boolean.TRUE.equals(echo);
    }

    /** The same wishes for the choice of tokens and the form of the answer, without a conversation. */
    public ChatCompletionRequest sampling() {
        return new ChatCompletionRequest(
                model,
                List.of(),
                stream,
                streamOptions,
                temperature,
                topP,
                maxTokens == null ? (Integer) DEFAULT_MAX_TOKENS : maxTokens,
                null,
                n,
                stop,
                seed,
                frequencyPenalty,
                presencePenalty,
                logitBias,
                logprobs == null ? null : Boolean.TRUE,
                logprobs,
                null,
                null,
                null,
                extra.get("response_format"),
                null,
                user,
                extra);
    }

    @Override
    public String toString() {
        return "CompletionRequest[model=%s, stream=%s]".formatted(model, stream);
    }
}
