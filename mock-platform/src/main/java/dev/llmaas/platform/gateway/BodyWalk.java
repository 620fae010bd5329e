package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.RequestLimits;
import dev.llmaas.platform.gateway.ChatCompletionsCall.Place;
import dev.llmaas.platform.http.WireText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A walk through a JSON body that leaves it as bytes: checks values by type and range where the reader stands, and tells
 * their places. What it refuses is named by the path of the field, never by its value. Belongs to one thread.
 */
final class BodyWalk {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int SURROGATE_LEAD = 0xED;
    private static final long LEADS = 0xEDEDEDEDEDEDEDEDL;
    private static final long BACKSLASHES = 0x5C5C5C5C5C5C5C5CL;
    private static final int SURROGATE_SECOND = 0xA0;

    private final byte[] body;
    private final JsonParser parser;
    /** Whether any text may hold what no text should: most bodies are never looked at twice. */
    private final boolean suspicious;

    BodyWalk(byte[] body, JsonParser parser) {
        this.body = body;
        this.parser = parser;
        this.suspicious = isSuspicious(body);
    }

    /**
     * Whether there is an escape that begins like NUL or like half of a surrogate pair, or such a half in UTF-8. Eight
     * bytes at a time are looked at for the bytes that begin these (the zero byte test of Hacker's Delight, 6-1).
     */
    private static boolean isSuspicious(byte[] body) {
        int i = 0;
        for (; i <= body.length - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONGS.get(body, i);
            if ((has(word, BACKSLASHES) || has(word, LEADS)) && beginsOne(body, i, i + Long.BYTES)) {
                return true;
            }
        }
        return beginsOne(body, i, body.length);
    }

    private static boolean has(long word, long wanted) {
        long difference = word ^ wanted;
        return ((difference - ONES) & ~difference & HIGH_BITS) != 0;
    }

    private static boolean beginsOne(byte[] body, int from, int to) {
        for (int i = from; i < Math.min(to, body.length - 2); i++) {
            byte b = body[i];
            if (b == '\\') {
                byte digit = body[i + 2];
                if (body[i + 1] == 'u' && (digit == '0' || digit == 'd' || digit == 'D')) {
                    return true;
                }
            } else if ((b & 0xFF) == SURROGATE_LEAD && (body[i + 1] & 0xFF) >= SURROGATE_SECOND) {
                return true;
            }
        }
        return false;
    }

    JsonToken next() {
        return parser.nextToken();
    }

    /** The name of the field whose value comes next, or whose value this is. */
    String name() {
        return parser.currentName();
    }

    /** The text at which the walk stands. */
    String string() {
        return parser.getString();
    }

    /** Checks that the body is an object and enters it. */
    void enter() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new PlatformException(ErrorCode.INVALID_REQUEST, "The body must be a JSON object.");
        }
    }

    /** Checks that nothing follows. */
    void leave() {
        if (parser.nextToken() != null) {
            throw new PlatformException(ErrorCode.MALFORMED_JSON, "There is something behind the end of the object.");
        }
    }

    /** Passes over a value; its texts must be texts that every engine can read. */
    void skip(Supplier<String> path, JsonToken value) {
        if (!suspicious) {
            parser.skipChildren();
            return;
        }
        int depth = 0;
        for (JsonToken token = value; ; token = parser.nextToken()) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.VALUE_STRING) {
                WireText.check(path, parser.getString());
            }
            if (depth == 0) {
                return;
            }
        }
    }

    /** A text, passed over. */
    void text(Supplier<String> path, JsonToken value) {
        if (value != JsonToken.VALUE_STRING) {
            throw refused(path.get(), "must be a text");
        }
        skip(path, value);
    }

    void text(String name, JsonToken value) {
        text(() -> name, value);
    }

    /** An object or a list, passed over. */
    void container(String name, JsonToken value, JsonToken start) {
        if (value != start) {
            throw refused(name, start == JsonToken.START_ARRAY ? "must be a list" : "must be an object");
        }
        skip(() -> name, value);
    }

    boolean bool(String name, JsonToken value) {
        if (value != JsonToken.VALUE_TRUE && value != JsonToken.VALUE_FALSE) {
            throw refused(name, "must be true or false");
        }
        return value == JsonToken.VALUE_TRUE;
    }

    long whole(String name, JsonToken value, long min, long max) {
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

    void number(String name, JsonToken value, int min, int max) {
        if (value.isNumeric() && parser.getDoubleValue() >= min && parser.getDoubleValue() <= max) {
            return;
        }
        throw refused(name, "must be a number from %d to %d".formatted(min, max));
    }

    /** One of OpenAI's names of models. */
    String modelName(JsonToken value) {
        if (value != JsonToken.VALUE_STRING) {
            throw refused("model", "must be a text");
        }
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

    /** A text or a few of them that end an answer. */
    void stop(JsonToken value) {
        String rule = "must be a text or a list of at most %d texts".formatted(Limits.STOP_TEXTS_MAX);
        if (value == JsonToken.VALUE_STRING) {
            skip(() -> "stop", value);
            return;
        }
        if (value != JsonToken.START_ARRAY) {
            throw refused("stop", rule);
        }
        int count = 0;
        for (JsonToken item = next(); item != JsonToken.END_ARRAY; item = next()) {
            if (count == Limits.STOP_TEXTS_MAX) {
                throw refused("stop", rule);
            }
            String at = "stop[" + count + "]";
            text(() -> at, item);
            count++;
        }
    }

    /** Pairs of texts that a client keeps with its request. */
    void metadata(JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            throw refused("metadata", "must be an object");
        }
        int pairs = 0;
        while (next() != JsonToken.END_OBJECT) {
            String key = name();
            JsonToken text = next();
            pairs++;
            if (pairs > RequestLimits.METADATA_PAIRS_MAX) {
                throw refused("metadata", "may have %d pairs at most".formatted(RequestLimits.METADATA_PAIRS_MAX));
            }
            if (key.length() > RequestLimits.METADATA_KEY_CHARACTERS_MAX) {
                throw refused(
                        "metadata",
                        "may have keys of %d characters at most".formatted(RequestLimits.METADATA_KEY_CHARACTERS_MAX));
            }
            String at = "metadata." + key;
            text(() -> at, text);
            if (string().length() > RequestLimits.METADATA_VALUE_CHARACTERS_MAX) {
                throw refused(
                        at, "may have %d characters at most".formatted(RequestLimits.METADATA_VALUE_CHARACTERS_MAX));
            }
        }
    }

    /** One of a few words. */
    void oneOf(String name, JsonToken value, List<String> words) {
        if (value != JsonToken.VALUE_STRING || !words.contains(string())) {
            throw refused(name, "must be one of " + String.join(", ", words));
        }
    }

    /** Biases by token. */
    void logitBias(JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            throw refused("logit_bias", "must be an object");
        }
        int count = 0;
        while (next() != JsonToken.END_OBJECT) {
            String token = name();
            if (token.isEmpty()
                    || token.length() > RequestLimits.TOKEN_ID_DIGITS_MAX
                    || !token.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
                throw refused(
                        "logit_bias",
                        "must have tokens of the model as its keys, whole numbers from 0 to the size of its vocabulary less 1");
            }
            count++;
            if (count > RequestLimits.LOGIT_BIASES_MAX) {
                throw refused("logit_bias", "may have %d keys at most".formatted(RequestLimits.LOGIT_BIASES_MAX));
            }
            number("logit_bias." + token, next(), -100, 100);
        }
    }

    /** Where the token at which the walk stands begins. */
    int from() {
        return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    }

    /** Where the text at which the walk stands is, with its quotes; the text must have been read. */
    Place textPlace() {
        return new Place(from(), Math.toIntExact(parser.currentLocation().getByteOffset()));
    }

    /** Where the number or word at which the walk stands is. */
    Place scalarPlace() {
        int from = from();
        int to = from;
        while (to < body.length && ",} \t\r\n".indexOf(body[to]) < 0) {
            to++;
        }
        return new Place(from, to);
    }

    static PlatformException refused(String field, String rule) {
        return new PlatformException(ErrorCode.INVALID_REQUEST, field + " " + rule + ".", field);
    }
}
