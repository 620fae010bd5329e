package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.gateway.ChatCompletionsCall.Fields;
import dev.llmaas.platform.gateway.ChatCompletionsCall.Place;
import dev.llmaas.platform.http.JsonBody;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Walks through the body of a chat completion once: checks that all of it is JSON within its bounds, checks the fields
 * that OpenAI defines, and notes those that the corridor needs. Fields that it does not know pass. Each field may be
 * null, which means absent. Belongs to one thread.
 */
final class ChatCompletionsReader {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");
    private static final byte[] ESCAPED_NUL = {'\\', 'u', '0', '0', '0', '0'};

    private final byte[] body;
    private final JsonParser parser;
    private final Fields fields = new Fields();
    private final boolean mayHaveNul;
    private boolean hasMessages;

    private ChatCompletionsReader(byte[] body, JsonParser parser) {
        this.body = body;
        this.parser = parser;
        this.mayHaveNul = Bytes.indexOf(body, 0, body.length, ESCAPED_NUL) >= 0;
    }

    /**
     * Reads and checks a body.
     *
     * @throws PlatformException MALFORMED_JSON or INVALID_REQUEST; the message names the field and its bound
     */
    static ChatCompletionsCall read(byte[] body) {
        try (JsonParser parser = JsonBody.parser(body)) {
            return new ChatCompletionsReader(body, parser).read();
        } catch (JacksonException unreadable) {
            throw JsonBody.exception(unreadable);
        }
    }

    private ChatCompletionsCall read() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new PlatformException(ErrorCode.INVALID_REQUEST, "The body must be a JSON object.");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value != JsonToken.VALUE_NULL) {
                field(name, value);
            } else if (name.equals("max_tokens")) {
                fields.maxTokensPlace = scalarPlace();
            } else if (name.equals("stream_options")) {
                fields.streamOptionsPlace = scalarPlace();
            }
        }
        fields.end = tokenFrom();
        if (parser.nextToken() != null) {
            throw new PlatformException(ErrorCode.MALFORMED_JSON, "There is something behind the end of the object.");
        }
        if (fields.model.isEmpty()) {
            throw refused("model", "must name a model");
        }
        if (!hasMessages) {
            throw refused("messages", "must be a list of at least one message");
        }
        return new ChatCompletionsCall(body, fields);
    }

    private void field(String name, JsonToken value) {
        switch (name) {
            case "model" -> fields.model = modelName(value);
            case "messages" -> messages(value);
            case "stream" -> fields.streamed = bool(name, value);
            case "stream_options" -> streamOptions(value);
            case "max_tokens" -> {
                fields.maxTokens = whole(name, value, 1, Limits.OUTPUT_TOKENS_MAX);
                fields.maxTokensPlace = scalarPlace();
            }
            case "max_completion_tokens" -> {
                fields.maxCompletionTokens = whole(name, value, 1, Limits.OUTPUT_TOKENS_MAX);
                fields.maxCompletionTokensPlace = scalarPlace();
            }
            case "n" -> fields.choices = (int) whole(name, value, 1, Limits.CHOICES_MAX);
            case "temperature" -> number(name, value, 0, 2);
            case "top_p" -> number(name, value, 0, 1);
            case "frequency_penalty", "presence_penalty" -> number(name, value, -2, 2);
            case "seed" -> whole(name, value, Long.MIN_VALUE, Long.MAX_VALUE);
            case "top_logprobs" -> whole(name, value, 0, Limits.TOP_LOGPROBS_MAX);
            case "logprobs", "parallel_tool_calls", "store" -> bool(name, value);
            case "stop" -> stop(value);
            case "user", "reasoning_effort" -> text(name, value);
            case "tools" -> container(name, value, JsonToken.START_ARRAY, "a list");
            case "response_format", "logit_bias", "metadata" ->
                container(name, value, JsonToken.START_OBJECT, "an object");
            default -> parser.skipChildren();
        }
    }

    private String modelName(JsonToken value) {
        text("model", value);
        String model = parser.getString();
        if (model.isBlank() || model.length() > Limits.MODEL_NAME_CHARACTERS_MAX) {
            throw refused("model", "must have 1 to %d characters".formatted(Limits.MODEL_NAME_CHARACTERS_MAX));
        }
        for (int i = 0; i < model.length(); i++) {
            if (Character.isISOControl(model.charAt(i))) {
                throw refused("model", "must not have control characters");
            }
        }
        return model;
    }

    private void messages(JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            throw refused("messages", "must be a list of at least one message");
        }
        fields.messagesFrom = tokenFrom();
        int count = 0;
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            if (item != JsonToken.START_OBJECT) {
                throw refused(at(count), "must be an object");
            }
            message(count);
            count++;
            if (count > Limits.MESSAGES_MAX) {
                throw refused("messages", "may have %d messages at most".formatted(Limits.MESSAGES_MAX));
            }
        }
        hasMessages = count > 0;
    }

    private void message(int index) {
        boolean hasRole = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "role" -> {
                    if (value != JsonToken.VALUE_STRING || !ROLES.contains(parser.getString())) {
                        throw refused(at(index) + ".role", "must be system, developer, user, assistant or tool");
                    }
                    hasRole = true;
                }
                case "content" -> content(index, value);
                case "tool_calls" -> {
                    if (value != JsonToken.VALUE_NULL) {
                        container(at(index) + ".tool_calls", value, JsonToken.START_ARRAY, "a list");
                    }
                }
                default -> skip(at(index), value);
            }
        }
        if (!hasRole) {
            throw refused(at(index) + ".role", "must be system, developer, user, assistant or tool");
        }
    }

    private void content(int index, JsonToken value) {
        switch (value) {
            case VALUE_NULL -> {}
            case VALUE_STRING -> skip(at(index) + ".content", value);
            case START_ARRAY -> parts(index);
            default -> throw refused(at(index) + ".content", "must be text, a list of parts, or null");
        }
    }

    private void parts(int index) {
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            if (item != JsonToken.START_OBJECT && item != JsonToken.VALUE_STRING) {
                throw refused(at(index) + ".content", "must have parts that are objects");
            }
            skip(at(index) + ".content", item);
        }
    }

    private void streamOptions(JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            throw refused("stream_options", "must be an object");
        }
        int from = tokenFrom();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken option = parser.nextToken();
            if (name.equals("include_usage") && option != JsonToken.VALUE_NULL) {
                fields.usageIncluded = bool("stream_options.include_usage", option);
            } else {
                parser.skipChildren();
            }
        }
        fields.streamOptionsPlace = new Place(from, tokenFrom() + 1);
    }

    private void stop(JsonToken value) {
        String rule = "must be a text or a list of at most %d texts".formatted(Limits.STOP_TEXTS_MAX);
        if (value == JsonToken.VALUE_STRING) {
            return;
        }
        if (value != JsonToken.START_ARRAY) {
            throw refused("stop", rule);
        }
        int count = 0;
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            count++;
            if (item != JsonToken.VALUE_STRING || count > Limits.STOP_TEXTS_MAX) {
                throw refused("stop", rule);
            }
        }
    }

    /** Passes over a value; its texts must not hold NUL, at which native code would cut them. */
    private void skip(String path, JsonToken value) {
        if (!mayHaveNul) {
            parser.skipChildren();
            return;
        }
        int depth = 0;
        for (JsonToken token = value; ; token = parser.nextToken()) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.VALUE_STRING && parser.getString().indexOf('\0') >= 0) {
                throw refused(path, "must not hold the character NUL");
            }
            if (depth == 0) {
                return;
            }
        }
    }

    private void container(String name, JsonToken value, JsonToken start, String what) {
        if (value != start) {
            throw refused(name, "must be " + what);
        }
        skip(name, value);
    }

    private void text(String name, JsonToken value) {
        if (value != JsonToken.VALUE_STRING) {
            throw refused(name, "must be a text");
        }
    }

    private boolean bool(String name, JsonToken value) {
        if (value != JsonToken.VALUE_TRUE && value != JsonToken.VALUE_FALSE) {
            throw refused(name, "must be true or false");
        }
        return value == JsonToken.VALUE_TRUE;
    }

    private long whole(String name, JsonToken value, long min, long max) {
        if (value == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && parser.getLongValue() >= min
                && parser.getLongValue() <= max) {
            return parser.getLongValue();
        }
        throw refused(
                name,
                min == Long.MIN_VALUE
                        ? "must be a whole number of 64 bits"
                        : "must be a whole number from %d to %d".formatted(min, max));
    }

    private void number(String name, JsonToken value, int min, int max) {
        if (value.isNumeric() && parser.getDoubleValue() >= min && parser.getDoubleValue() <= max) {
            return;
        }
        throw refused(name, "must be a number from %d to %d".formatted(min, max));
    }

    private int tokenFrom() {
        return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    }

    private Place scalarPlace() {
        int from = tokenFrom();
        int to = from;
        while (to < body.length && ",} \t\r\n".indexOf(body[to]) < 0) {
            to++;
        }
        return new Place(from, to);
    }

    private static String at(int index) {
        return "messages[" + index + "]";
    }

    private static PlatformException refused(String field, String rule) {
        return new PlatformException(ErrorCode.INVALID_REQUEST, field + " " + rule + ".", field);
    }
}
