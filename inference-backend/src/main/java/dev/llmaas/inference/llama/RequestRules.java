package dev.llmaas.inference.llama;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.ContentPart;
import dev.llmaas.inference.EngineException.Rejected;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a request must say so that this engine can honour all of it. What it cannot honour is refused with a sentence, never
 * ignored.
 */
final class RequestRules {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");
    private static final double PENALTY_MAX = 2;
    private static final double BIAS_MAX = 100;
    /** People use 0.8 to 1.5; llama.cpp, vLLM and Hugging Face take anything above 0, and with 1e-300 scores are no numbers. */
    private static final double REPETITION_MIN = 0.01;

    private static final double REPETITION_MAX = 2;

    private final ChatCompletionRequest request;
    private final int vocabularySize;

    RequestRules(ChatCompletionRequest request, int vocabularySize) {
        this.request = request;
        this.vocabularySize = vocabularySize;
    }

    /** Checks everything but the sampling. */
    void check() {
        checkMessages();
        checkWithoutMessages();
        JsonNode variables = extra("chat_template_kwargs");
        if (variables != null && !variables.isObject()) {
            throw invalid(
                    "chat_template_kwargs",
                    "chat_template_kwargs must be an object of variables of the chat template.");
        }
    }

    /** The same for a text that goes on as it stands. */
    void checkWithoutMessages() {
        within("n", choices(), 1, LlamaLimits.CHOICES_MAX);
        if (request.maxCompletionTokens() != null) {
            atLeastOne("max_completion_tokens", request.maxCompletionTokens());
        }
        if (request.maxTokens() != null) {
            atLeastOne("max_tokens", request.maxTokens());
        }
        checkStops();
        ForeignWish.check(request);
    }

    /** How many answers. */
    int choices() {
        return request.n() == null ? 1 : request.n();
    }

    /** The texts that end an answer. */
    List<String> stops() {
        return request.stop() == null ? List.of() : request.stop();
    }

    /** The sampling, checked. */
    Sampling sampling() {
        boolean logprobs = Boolean.TRUE.equals(request.logprobs());
        int top = request.topLogprobs() == null ? 0 : request.topLogprobs();
        within("top_logprobs", top, 0, LlamaLimits.TOP_LOGPROBS_MAX);
        if (top > 0 && !logprobs) {
            throw invalid("top_logprobs", "top_logprobs needs logprobs to be true.");
        }
        double topP = number("top_p", request.topP(), 1, 0, 1);
        if (topP == 0) {
            throw zero("top_p");
        }
        return new Sampling(
                number("temperature", request.temperature(), ChatCompletionRequest.DEFAULT_TEMPERATURE, 0, 2),
                topP,
                topK(),
                number("min_p", extra("min_p"), 0, 0, 1),
                aboveZero("typical_p", extra("typical_p")),
                number("frequency_penalty", request.frequencyPenalty(), 0, -PENALTY_MAX, PENALTY_MAX),
                number("presence_penalty", request.presencePenalty(), 0, -PENALTY_MAX, PENALTY_MAX),
                repetitionPenalty(),
                biases(),
                new Sampling.Ends(stopTokens(), tokensMin()),
                ignoresEnd(),
                logprobs,
                top);
    }

    private void checkMessages() {
        List<ChatMessage> messages = request.messages();
        if (messages.isEmpty()) {
            throw invalid("messages", "messages must hold at least one message.");
        }
        for (int i = 0; i < messages.size(); i++) {
            ChatMessage message = messages.get(i);
            String path = "messages[%d]".formatted(i);
            if (message.role() == null || !ROLES.contains(message.role())) {
                throw invalid(
                        path + ".role",
                        "%s.role must be one of system, developer, user, assistant, tool.".formatted(path));
            }
            checkContent(path, message);
        }
    }

    private void checkContent(String path, ChatMessage message) {
        boolean parts = message.content() instanceof ChatMessage.Content.Parts(List<ContentPart> all)
                && !all.stream().allMatch(ContentPart.Text.class::isInstance);
        if (parts) {
            throw invalid(
                    path + ".content",
                    "The model %s reads text only, but %s.content holds an image or a sound."
                            .formatted(request.model(), path));
        }
        if (message.content() == null && !message.role().equals("assistant")) {
            throw invalid(
                    path + ".content",
                    "%s.content is missing; only an assistant message may leave it out.".formatted(path));
        }
    }

    private void checkStops() {
        List<String> stops = stops();
        if (stops.size() > LlamaLimits.STOPS_MAX) {
            throw invalid(
                    "stop",
                    "stop must hold at most %d texts, but holds %d.".formatted(LlamaLimits.STOPS_MAX, stops.size()));
        }
        if (stops.stream().anyMatch(stop -> stop.isEmpty() || stop.length() > LlamaLimits.STOP_CHARACTERS_MAX)) {
            throw invalid(
                    "stop",
                    "Each text of stop must have 1 to %,d characters.".formatted(LlamaLimits.STOP_CHARACTERS_MAX));
        }
    }

    private int topK() {
        JsonNode value = extra("top_k");
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < -1) {
            throw invalid("top_k", "top_k must be a whole number from 1, or 0 or -1 for all tokens.");
        }
        return Math.max(0, value.intValue());
    }

    /** Engines know it by two names; both at once would be two wishes. */
    private double repetitionPenalty() {
        JsonNode llama = extra("repeat_penalty");
        JsonNode other = extra("repetition_penalty");
        if (llama != null && other != null) {
            throw invalid("repeat_penalty", "repeat_penalty and repetition_penalty are the same; give one of them.");
        }
        return llama == null
                ? number("repetition_penalty", other, 1, REPETITION_MIN, REPETITION_MAX)
                : number("repeat_penalty", llama, 1, REPETITION_MIN, REPETITION_MAX);
    }

    private int tokensMin() {
        JsonNode value = extra("min_tokens");
        if (value == null) {
            return 0;
        }
        int max = request.effectiveMaxTokens();
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0 || value.intValue() > max) {
            throw invalid(
                    "min_tokens",
                    "min_tokens must be a whole number from 0 to %,d, the most tokens of the answer.".formatted(max));
        }
        return value.intValue();
    }

    private Set<Integer> stopTokens() {
        JsonNode value = extra("stop_token_ids");
        if (value == null) {
            return Set.of();
        }
        Set<Integer> tokens = new HashSet<>();
        boolean sound = value.isArray() && value.size() <= LlamaLimits.STOP_TOKENS_MAX;
        for (JsonNode each : value) {
            sound &= each.isIntegralNumber() && each.canConvertToInt();
            int token = each.asInt(-1);
            sound &= token >= 0 && token < vocabularySize;
            tokens.add(token);
        }
        if (!sound) {
            throw invalid(
                    "stop_token_ids",
                    "stop_token_ids must be a list of at most %d tokens of the model, 0 to %,d."
                            .formatted(LlamaLimits.STOP_TOKENS_MAX, vocabularySize - 1));
        }
        return tokens;
    }

    private boolean ignoresEnd() {
        JsonNode value = extra("ignore_eos");
        if (value != null && !value.isBoolean()) {
            throw invalid("ignore_eos", "ignore_eos must be true or false.");
        }
        return value != null && value.booleanValue();
    }

    /** A part of the probability, of which all changes nothing. */
    private static double aboveZero(String param, @Nullable JsonNode value) {
        double number = number(param, value, 1, 0, 1);
        if (number == 0) {
            throw zero(param);
        }
        return number;
    }

    private static Rejected zero(String param) {
        return invalid(param, "%s must be more than 0 and at most 1, but is 0.".formatted(param));
    }

    private Map<Integer, Float> biases() {
        if (request.logitBias() == null) {
            return Map.of();
        }
        Map<Integer, Float> biases = new HashMap<>();
        for (Map.Entry<String, Double> entry : request.logitBias().entrySet()) {
            biases.put(token(entry.getKey()), (float) number("logit_bias", entry.getValue(), 0, -BIAS_MAX, BIAS_MAX));
        }
        return biases;
    }

    private int token(String key) {
        try {
            int token = Integer.parseInt(key);
            if (token >= 0 && token < vocabularySize) {
                return token;
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, with the numbers that are out of range.
        }
        throw invalid(
                "logit_bias",
                "The keys of logit_bias must be tokens of the model, 0 to %,d.".formatted(vocabularySize - 1));
    }

    private @Nullable JsonNode extra(String name) {
        JsonNode value = request.extra().get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static double number(String param, @Nullable JsonNode value, double otherwise, double min, double max) {
        if (value != null && !value.isNumber()) {
            throw invalid(param, "%s must be a number from %s to %s.".formatted(param, plain(min), plain(max)));
        }
        return number(param, value == null ? null : (Double) value.doubleValue(), otherwise, min, max);
    }

    private static double number(String param, @Nullable Double value, double otherwise, double min, double max) {
        if (value == null) {
            return otherwise;
        }
        if (!(value >= min && value <= max)) {
            throw invalid(
                    param, "%s must be from %s to %s, but is %s.".formatted(param, plain(min), plain(max), value));
        }
        return value;
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString(Math.round(bound)) : Double.toString(bound);
    }

    private static void within(String param, int value, int min, int max) {
        if (value < min || value > max) {
            throw invalid(param, "%s must be from %d to %d, but is %d.".formatted(param, min, max, value));
        }
    }

    private static void atLeastOne(String param, int value) {
        if (value < 1) {
            throw invalid(param, "%s must be 1 or more, but is %d.".formatted(param, value));
        }
    }

    private static Rejected invalid(String param, String sentence) {
        return new Rejected(ErrorCode.INVALID_REQUEST, sentence, param);
    }
}
