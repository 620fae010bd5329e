package dev.llmaas.platform.batch;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.http.JsonBody;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A request for a completion whose {@code messages} are a list of conversations. It is left as the bytes that came, in
 * which the places of the conversations are known: a call is these bytes with one conversation in place of the list.
 * Immutable.
 */
final class ConversationList {
    private final byte[] body;
    private final String model;
    private final Place list;
    private final List<Place> conversations;

    /** Bytes of the body: the first, and the one behind the last. */
    private record Place(int from, int to) {
        int length() {
            return to - from;
        }
    }

    private ConversationList(byte[] body, String model, Place list, List<Place> conversations) {
        this.body = body;
        this.model = model;
        this.list = list;
        this.conversations = List.copyOf(conversations);
    }

    /**
     * Reads a request; nothing but the model and the list is looked at.
     *
     * @throws PlatformException MALFORMED_JSON, or INVALID_REQUEST naming the field
     */
    static ConversationList read(byte[] body) {
        try (JsonParser parser = JsonBody.parser(body)) {
            return read(body, parser);
        } catch (JacksonException unreadable) {
            throw JsonBody.exception(unreadable);
        }
    }

    private static ConversationList read(byte[] body, JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new PlatformException(ErrorCode.INVALID_REQUEST, "The body must be a JSON object.");
        }
        String model = "";
        Place list = new Place(0, 0);
        List<Place> conversations = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("messages")) {
                int from = at(parser);
                readList(parser, value, conversations);
                list = new Place(from, behind(parser));
            } else if (name.equals("model") && value == JsonToken.VALUE_STRING) {
                model = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw new PlatformException(ErrorCode.MALFORMED_JSON, "There is something behind the end of the object.");
        }
        if (conversations.isEmpty()) {
            throw noList();
        }
        if (model.isEmpty()) {
            throw new PlatformException(ErrorCode.INVALID_REQUEST, "model is missing.", "model");
        }
        return new ConversationList(body, model, list, conversations);
    }

    private static void readList(JsonParser parser, JsonToken value, List<Place> conversations) {
        if (value != JsonToken.START_ARRAY) {
            throw noList();
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_ARRAY
                    || conversations.size() == BatchLimits.CONVERSATIONS_MAX) {
                throw noList();
            }
            int from = at(parser);
            parser.skipChildren();
            conversations.add(new Place(from, behind(parser)));
        }
    }

    private static PlatformException noList() {
        return new PlatformException(
                ErrorCode.INVALID_REQUEST,
                "messages must be a list of 1 to %,d conversations, each a list of messages."
                        .formatted(BatchLimits.CONVERSATIONS_MAX),
                "messages");
    }

    /** Where the token begins at which the parser stands. */
    private static int at(JsonParser parser) {
        return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    }

    /** Where the bracket ends at which the parser stands. */
    private static int behind(JsonParser parser) {
        return at(parser) + 1;
    }

    /** The name of the model. */
    String model() {
        return model;
    }

    /** How many conversations there are. */
    int size() {
        return conversations.size();
    }

    /** Bytes of all that is no conversation. */
    int envelopeBytes() {
        return body.length - list.length();
    }

    /** Bytes of all calls. */
    long callBytes() {
        return (long) size() * envelopeBytes()
                + conversations.stream().mapToLong(Place::length).sum();
    }

    /** The body of one call. */
    byte[] call(int number) {
        Place one = conversations.get(number);
        byte[] call = new byte[envelopeBytes() + one.length()];
        System.arraycopy(body, 0, call, 0, list.from);
        System.arraycopy(body, one.from, call, list.from, one.length());
        System.arraycopy(body, list.to, call, list.from + one.length(), body.length - list.to);
        return call;
    }
}
