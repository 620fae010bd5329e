package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Usage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;

/** Small changes to JSON objects that engines sent, without reading and writing all of them. */
final class JsonEdit {
    private static final byte[] MODEL = quoted("model");
    private static final byte[] USAGE = quoted("usage");
    private static final byte[] REASONING_TOKENS = quoted("reasoning_tokens");
    private static final ObjectReader USAGE_READER =
            WireJson.mapper().readerFor(Usage.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonEdit() {}

    /** A usage and where it stands. */
    record UsagePlace(Usage usage, int from, int to) {}

    /** The name of a field with its quotes. */
    static byte[] quoted(String name) {
        return ('"' + name + '"').getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a chunk carries a usage that is not null. */
    static boolean hasUsage(byte[] json) {
        return Bytes.valueOf(json, USAGE, '{') >= 0;
    }

    /** The usage of a chunk or an answer, null if it has none that can be read. */
    static @Nullable UsagePlace usage(byte[] json) {
        int from = Bytes.valueOf(json, USAGE, '{');
        return from < 0 ? null : place(json, from);
    }

    private static @Nullable UsagePlace place(byte[] json, int from) {
        int to = Bytes.objectEnd(json, from);
        if (to < 0) {
            return null;
        }
        try {
            return new UsagePlace(USAGE_READER.readValue(json, from, to - from), from, to);
        } catch (JacksonException unreadable) {
            return null;
        }
    }

    /** The usage of an answer in one piece, which mostly stands at its end; null if it has none that can be read. */
    static @Nullable UsagePlace lastUsage(byte[] json) {
        int from = Bytes.lastValueOf(json, USAGE, '{');
        return from < 0 ? null : place(json, from);
    }

    /** The object with another usage in place of its own. */
    static byte[] withUsage(byte[] json, UsagePlace place, byte[] usage) {
        return replace(json, place.from, place.to, usage);
    }

    /** The usage as it stood, with {@code reasoning_tokens} at its top level. */
    static byte[] usageText(byte[] json, UsagePlace place) {
        byte[] text = new byte[place.to - place.from];
        System.arraycopy(json, place.from, text, 0, text.length);
        int first = Bytes.indexOf(text, 0, text.length, REASONING_TOKENS);
        boolean atTop = first >= 0 && Bytes.depthAt(text, first) == 1;
        return atTop ? text : withField(text, "reasoning_tokens", ascii(place.usage.reasoningTokenCount()));
    }

    /** The object with another usage, whether it had one, null, or none. */
    static byte[] withUsage(byte[] json, byte[] usage) {
        int from = Bytes.valueOf(json, USAGE, '{');
        int to = from < 0 ? -1 : Bytes.objectEnd(json, from);
        if (from < 0) {
            from = Bytes.valueOf(json, USAGE, 'n');
            to = from + 4;
        }
        return from < 0 || to < 0 ? withField(json, "usage", usage) : replace(json, from, to, usage);
    }

    /** The object with one more field at its end; as it was if it is no object. */
    static byte[] withField(byte[] json, String name, byte[] value) {
        int brace = Bytes.lastBrace(json);
        if (brace < 1) {
            return json;
        }
        byte[] field = (",\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[brace + field.length + value.length + 1];
        System.arraycopy(json, 0, all, 0, brace);
        System.arraycopy(field, 0, all, brace, field.length);
        System.arraycopy(value, 0, all, brace + field.length, value.length);
        all[all.length - 1] = '}';
        return all;
    }

    /**
     * The object with another {@code model}: read up to that field, which mostly comes first, and copied from there. As it
     * was if it is no object.
     */
    static byte[] renamed(byte[] json, String model) {
        byte[] name = WireJson.mapper().writeValueAsBytes(model);
        try (JsonParser parser = WireJson.mapper().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return json;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean found = parser.currentName().equals("model");
                parser.nextToken();
                if (found) {
                    int from = (int) parser.currentTokenLocation().getByteOffset();
                    parser.finishToken();
                    return replace(json, from, (int) parser.currentLocation().getByteOffset(), name);
                }
                parser.skipChildren();
            }
            return withField(json, "model", name);
        } catch (JacksonException unreadable) {
            return json;
        }
    }

    /** The answer, or the chunk of one, with another {@code model}; as it was if it has none. */
    static byte[] answerRenamed(byte[] json, byte[] quotedModel) {
        int from = Bytes.valueOf(json, MODEL, '"');
        if (from < 0) {
            return json;
        }
        int to = from + 1;
        while (to < json.length && json[to] != '"') {
            to += json[to] == '\\' ? 2 : 1;
        }
        return to < json.length ? replace(json, from, to + 1, quotedModel) : json;
    }

    /** The text of a value as bytes. */
    static byte[] ascii(Object value) {
        return String.valueOf(value).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] replace(byte[] json, int from, int to, byte[] value) {
        byte[] all = new byte[json.length - (to - from) + value.length];
        System.arraycopy(json, 0, all, 0, from);
        System.arraycopy(value, 0, all, from, value.length);
        System.arraycopy(json, to, all, from + value.length, json.length - to);
        return all;
    }
}
