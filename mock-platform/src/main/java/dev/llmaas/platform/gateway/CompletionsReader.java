package dev.llmaas.platform.gateway;

import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.RequestLimits;
import dev.llmaas.platform.gateway.ChatCompletionsCall.Fields;
import dev.llmaas.platform.gateway.ChatCompletionsCall.Way;
import dev.llmaas.platform.http.JsonBody;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a body of {@code /v1/completions}: {@code prompt} in its four forms. A body with {@code messages} in place of it
 * is a conversation, and its answer has the form of one. Belongs to one thread.
 */
final class CompletionsReader {
    /** Where it is sent. */
    static final String PATH = "/v1/completions";

    private static final Way TEXT = new Way(PATH, PATH, RequestLimits.TEXT_TOKENS_DEFAULT, true);
    private static final Way CONVERSATION = new Way(PATH, ChatCompletionsCall.PATH, Way.CHAT.tokensDefault(), false);
    private static final String PROMPT_RULE =
            "must be a text, a list of texts, a list of token ids, or a list of such lists; none may be empty";

    private static final Map<String, String> OWN_NAMES =
            Map.of("max_completion_tokens", "max_tokens", "top_logprobs", "logprobs");

    private final BodyWalk walk;
    private final Fields fields = new Fields();
    private long bestOf;
    private boolean hasPrompt;
    private boolean hasMessages;
    private boolean hasTokens;
    private boolean echo;
    private boolean logprobs;
    /** The first field that only conversations have; what this is, is known at the end. */
    private String ofConversations = "";

    private CompletionsReader(byte[] body, JsonParser parser) {
        this.walk = new BodyWalk(body, parser);
        fields.way = TEXT;
        fields.needs = ChatCompletionsReader.CHAT;
    }

    /**
     * Reads and checks a body.
     *
     * @throws PlatformException MALFORMED_JSON or INVALID_REQUEST; the message names the field and its bound
     */
    static ChatCompletionsCall read(byte[] body) {
        try (JsonParser parser = JsonBody.parser(body)) {
            CompletionsReader reader = new CompletionsReader(body, parser);
            reader.walk();
            if (reader.hasMessages && !reader.hasPrompt) {
                return ChatCompletionsReader.read(body, CONVERSATION);
            }
            reader.check();
            return new ChatCompletionsCall(body, reader.fields);
        } catch (JacksonException unreadable) {
            throw JsonBody.exception(unreadable);
        }
    }

    private void walk() {
        walk.enter();
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken value = walk.next();
            if (name.equals("messages") && value != JsonToken.VALUE_NULL) {
                hasMessages = true;
                if (!hasPrompt) {
                    walk.skip(() -> name, value);
                    continue;
                }
            }
            if (hasMessages) {
                walk.skip(() -> name, value); // the reader of conversations looks at them all
                hasPrompt |= name.equals("prompt") && value != JsonToken.VALUE_NULL;
            } else if (value != JsonToken.VALUE_NULL) {
                field(name, value);
            } else if (name.equals("max_tokens")) {
                fields.maxTokensPlace = walk.scalarPlace();
            } else if (name.equals("stream_options")) {
                fields.streamOptionsPlace = walk.scalarPlace();
                fields.streamOptionsNull = true;
            }
        }
        fields.end = walk.from();
        walk.leave();
    }

    private void check() {
        if (hasPrompt && hasMessages) {
            throw BodyWalk.refused("messages", "cannot stand beside prompt: send one of them");
        }
        if (fields.model.isEmpty()) {
            throw BodyWalk.refused("model", "must name a model");
        }
        if (!hasPrompt) {
            throw BodyWalk.refused("prompt", PROMPT_RULE);
        }
        if (!ofConversations.isEmpty()) {
            throw ChatFields.refused(ofConversations, PATH + " with a prompt", OWN_NAMES);
        }
        if (bestOf > 0 && bestOf != fields.choices) {
            throw BodyWalk.refused("best_of", "must be n: no answers are made to be thrown away");
        }
        if (echo && hasTokens) {
            throw BodyWalk.refused("echo", "needs prompts that are texts");
        }
        if (echo && logprobs) {
            throw BodyWalk.refused("logprobs", "cannot be told of a prompt that is echoed");
        }
        fields.choices *= fields.prompts;
        if (fields.choices > Limits.CHOICES_MAX) {
            throw BodyWalk.refused("n", "times the number of prompts may be %d at most".formatted(Limits.CHOICES_MAX));
        }
        StreamWishes.check(fields);
    }

    private void field(String name, JsonToken value) {
        switch (name) {
            case "model" -> fields.model = walk.modelName(value);
            case "prompt" -> prompt(value);
            case "stream" -> fields.streamed = walk.bool(name, value);
            case "stream_options" -> StreamWishes.read(walk, value, fields);
            case "max_tokens" -> {
                fields.maxTokens = walk.whole(name, value, 1, Limits.OUTPUT_TOKENS_MAX);
                fields.maxTokensPlace = walk.scalarPlace();
            }
            case "n" -> fields.choices = (int) walk.whole(name, value, 1, Limits.CHOICES_MAX);
            case "best_of" -> bestOf = walk.whole(name, value, 1, Limits.CHOICES_MAX);
            case "temperature" -> walk.number(name, value, 0, 2);
            case "top_p" -> walk.number(name, value, 0, 1);
            case "frequency_penalty", "presence_penalty" -> walk.number(name, value, -2, 2);
            case "seed" -> walk.whole(name, value, Long.MIN_VALUE, Long.MAX_VALUE);
            case "stop" -> walk.stop(value);
            case "logit_bias" -> walk.logitBias(value);
            case "user" -> walk.text(name, value);
            case "echo" -> echo = walk.bool(name, value);
            case "logprobs" -> {
                walk.whole(name, value, 0, RequestLimits.TEXT_LOGPROBS_MAX);
                logprobs = true;
            }
            case "suffix" ->
                throw BodyWalk.refused("suffix", "cannot be honoured: no model here sees what follows its answer");
            default -> {
                if (ofConversations.isEmpty() && ChatFields.ALL.contains(name)) {
                    ofConversations = name;
                }
                walk.skip(() -> name, value);
            }
        }
    }

    private void prompt(JsonToken value) {
        hasPrompt = true;
        fields.messagesFrom = walk.from();
        if (value == JsonToken.VALUE_STRING) {
            walk.skip(() -> "prompt", value);
            return;
        }
        if (value != JsonToken.START_ARRAY) {
            throw BodyWalk.refused("prompt", PROMPT_RULE);
        }
        JsonToken first = walk.next();
        if (first == JsonToken.VALUE_NUMBER_INT) {
            tokens(first);
            return;
        }
        int prompts = 0;
        for (JsonToken item = first; item != JsonToken.END_ARRAY; item = walk.next()) {
            switch (item) {
                case VALUE_STRING -> walk.skip(() -> "prompt", item);
                case START_ARRAY -> tokens(walk.next());
                default -> throw BodyWalk.refused("prompt", PROMPT_RULE);
            }
            prompts++;
        }
        if (prompts == 0 || prompts > RequestLimits.PROMPTS_MAX) {
            throw BodyWalk.refused("prompt", "must be 1 to %d prompts".formatted(RequestLimits.PROMPTS_MAX));
        }
        fields.prompts = prompts;
    }

    /** Token ids up to the end of their list. */
    private void tokens(JsonToken first) {
        hasTokens = true;
        if (first == JsonToken.END_ARRAY) {
            throw BodyWalk.refused("prompt", PROMPT_RULE);
        }
        for (JsonToken item = first; item != JsonToken.END_ARRAY; item = walk.next()) {
            if (item != JsonToken.VALUE_NUMBER_INT) {
                throw BodyWalk.refused("prompt", PROMPT_RULE);
            }
            walk.whole("prompt", item, 0, Integer.MAX_VALUE);
        }
    }
}
