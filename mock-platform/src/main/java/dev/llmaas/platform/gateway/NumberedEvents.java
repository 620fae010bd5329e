package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** Events with a name, in OpenAI's Responses API also with a number; nothing for a client that does not stream. */
final class NumberedEvents {
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "\ndata: ".getBytes(StandardCharsets.US_ASCII);

    private final boolean streamed;
    private final boolean numbered;
    private long number;

    /** Events of one answer. */
    NumberedEvents(boolean streamed, boolean numbered) {
        this.streamed = streamed;
        this.numbered = numbered;
    }

    /** Appends one event; {@code fields} have no type and no number yet. */
    void send(String type, ObjectNode fields, Buffer out) {
        if (!streamed) {
            return;
        }
        ObjectNode event = WireJson.mapper().createObjectNode().put("type", type);
        if (numbered) {
            event.put("sequence_number", number);
            number++;
        }
        event.setAll(fields);
        append(type, WireJson.mapper().writeValueAsBytes(event), out);
    }

    /** Appends one event with an object that is JSON already. */
    void send(String type, String name, byte[] object, Buffer out) {
        if (!streamed) {
            return;
        }
        String head = "{\"type\":\"%s\",\"sequence_number\":%d,\"%s\":".formatted(type, number, name);
        number++;
        out.appendBytes(EVENT)
                .appendString(type)
                .appendBytes(DATA)
                .appendString(head)
                .appendBytes(object)
                .appendString("}\n\n");
    }

    private static void append(String type, byte[] json, Buffer out) {
        out.appendBytes(EVENT)
                .appendString(type)
                .appendBytes(DATA)
                .appendBytes(json)
                .appendBytes(AnswerForm.END);
    }
}
