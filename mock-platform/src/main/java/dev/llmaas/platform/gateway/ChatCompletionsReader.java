package dev.llmaas.platform.gateway;

import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.gateway.ChatCompletionsCall.Fields;
import dev.llmaas.platform.gateway.ChatCompletionsCall.Way;
import dev.llmaas.platform.http.JsonBody;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Walks through the body of a chat completion once: checks that all of it is JSON within its bounds, checks the fields
 * that OpenAI defines, and notes those that the corridor needs. Fields that it does not know pass. Each field may be
 * null, which means absent. Belongs to one thread.
 */
final class ChatCompletionsReader {
    private static final Set<String> EFFORTS = Set.of("none", "minimal", "low", "medium", "high", "xhigh");

    /** What a model must be able to do. */
    static final List<String> CHAT = List.of("chat");

    /** OpenAI's words for how much an answer says. */
    static final List<String> VERBOSITIES = List.of("low", "medium", "high");

    private final byte[] body;
    private final BodyWalk walk;
    private final Fields fields = new Fields();
    private @Nullable ToolRules tools;
    private boolean hasMessages;
    private boolean logprobs;
    private boolean topLogprobs;

    private ChatCompletionsReader(byte[] body, JsonParser parser, Way way) {
        this.body = body;
        this.walk = new BodyWalk(body, parser);
        fields.way = way;
        fields.needs = CHAT;
    }

    /**
     * Reads and checks a body.
     *
     * @throws PlatformException MALFORMED_JSON or INVALID_REQUEST; the message names the field and its bound
     */
    static ChatCompletionsCall read(byte[] body) {
        return read(body, Way.CHAT);
    }

    /** The same for a body that came in elsewhere. */
    static ChatCompletionsCall read(byte[] body, Way way) {
        try (JsonParser parser = JsonBody.parser(body)) {
            return new ChatCompletionsReader(body, parser, way).read();
        } catch (JacksonException unreadable) {
            throw JsonBody.exception(unreadable);
        }
    }

    private ChatCompletionsCall read() {
        walk.enter();
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken value = walk.next();
            if (value != JsonToken.VALUE_NULL) {
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
        check();
        return new ChatCompletionsCall(body, fields);
    }

    private void check() {
        if (fields.model.isEmpty()) {
            throw BodyWalk.refused("model", "must name a model");
        }
        if (!hasMessages) {
            throw BodyWalk.refused("messages", "must be a list of at least one message");
        }
        if (topLogprobs && !logprobs) {
            throw BodyWalk.refused("top_logprobs", "needs logprobs to be true");
        }
        StreamWishes.check(fields);
        if (tools != null) {
            tools.check();
            fields.someTools = tools.allowsSome();
        }
    }

    private void field(String name, JsonToken value) {
        switch (name) {
            case "model" -> fields.model = walk.modelName(value);
            case "messages" -> {
                new ConversationReader(walk, fields).read(value);
                hasMessages = true;
            }
            case "stream" -> fields.streamed = walk.bool(name, value);
            case "stream_options" -> StreamWishes.read(walk, value, fields);
            case "max_tokens" -> {
                fields.maxTokens = walk.whole(name, value, 1, Limits.OUTPUT_TOKENS_MAX);
                fields.maxTokensPlace = walk.scalarPlace();
            }
            case "max_completion_tokens" -> {
                fields.maxCompletionTokens = walk.whole(name, value, 1, Limits.OUTPUT_TOKENS_MAX);
                fields.maxCompletionTokensPlace = walk.scalarPlace();
            }
            case "n" -> fields.choices = (int) walk.whole(name, value, 1, Limits.CHOICES_MAX);
            case "temperature" -> walk.number(name, value, 0, 2);
            case "top_p" -> walk.number(name, value, 0, 1);
            case "frequency_penalty", "presence_penalty" -> walk.number(name, value, -2, 2);
            case "seed" -> walk.whole(name, value, Long.MIN_VALUE, Long.MAX_VALUE);
            case "stop" -> walk.stop(value);
            case "user", "safety_identifier", "prompt_cache_key" -> walk.text(name, value);
            default -> rareField(name, value);
        }
    }

    private void rareField(String name, JsonToken value) {
        switch (name) {
            case "top_logprobs" -> topLogprobs = walk.whole(name, value, 0, Limits.TOP_LOGPROBS_MAX) > 0;
            case "logprobs" -> logprobs = walk.bool(name, value);
            case "parallel_tool_calls" -> walk.bool(name, value);
            case "store" -> {
                if (walk.bool(name, value)) {
                    throw BodyWalk.refused("store", "must be false: requests and answers are never stored here");
                }
            }
            case "reasoning_effort" -> {
                if (value != JsonToken.VALUE_STRING || !EFFORTS.contains(walk.string())) {
                    throw BodyWalk.refused(name, "must be none, minimal, low, medium, high or xhigh");
                }
            }
            case "tools" -> toolRules().tools(value);
            case "tool_choice" -> toolRules().choice(value);
            case "response_format" -> toolRules().form(value);
            case "logit_bias" -> walk.logitBias(value);
            case "service_tier" -> walk.oneOf(name, value, Rules.SERVICE_TIERS);
            case "verbosity" -> walk.oneOf(name, value, VERBOSITIES);
            case "metadata" -> walk.metadata(value);
            case "modalities" -> modalities(value);
            case "functions", "function_call" ->
                throw BodyWalk.refused(name, "is not read here: its successors tools and tool_choice are");
            case "audio", "web_search_options" -> throw BodyWalk.refused(name, "is not available here");
            default -> walk.skip(() -> name, value);
        }
    }

    private ToolRules toolRules() {
        if (tools == null) {
            tools = new ToolRules(walk);
        }
        return tools;
    }

    private void modalities(JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            throw BodyWalk.refused("modalities", "must be a list");
        }
        for (JsonToken item = walk.next(); item != JsonToken.END_ARRAY; item = walk.next()) {
            if (item != JsonToken.VALUE_STRING || !walk.string().equals("text")) {
                throw BodyWalk.refused("modalities", "may hold text only");
            }
        }
    }
}
