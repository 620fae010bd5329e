package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Logprobs;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One item of a response on its way: a message, its refusal, thoughts, or a call of a function. It tells its events in
 * OpenAI's order: added, deltas, done. Belongs to the event loop of its call.
 */
final class ResponsesItem {
    /** What an item is, and how its events are called. */
    enum Kind {
        /** What the model says. */
        MESSAGE("message", "msg_", "output_text", "text"),
        /** What it says in place of an answer. */
        REFUSAL("message", "msg_", "refusal", "refusal"),
        /** What it thinks. */
        REASONING("reasoning", "rs_", "reasoning_text", "text"),
        /** What it asks a function. */
        CALL("function_call", "fc_", "function_call_arguments", "arguments");

        private final String type;
        private final String prefix;
        private final String part;
        private final String field;

        Kind(String type, String prefix, String part, String field) {
            this.type = type;
            this.prefix = prefix;
            this.part = part;
            this.field = field;
        }
    }

    private final Kind kind;
    private final int index;
    private final NumberedEvents events;
    private final boolean carried;
    private final ObjectNode json = WireJson.mapper().createObjectNode();
    private final StringBuilder text = new StringBuilder();
    private final ArrayNode logprobs = WireJson.mapper().createArrayNode();

    /** An item at a place of the output; {@code tail} makes its id, {@code carried} is for thoughts. */
    ResponsesItem(Kind kind, int index, String tail, boolean carried, NumberedEvents events) {
        this.carried = carried;
        this.kind = kind;
        this.index = index;
        this.events = events;
        json.put("id", kind.prefix + tail + "_" + index).put("type", kind.type).put("status", "in_progress");
    }

    Kind kind() {
        return kind;
    }

    ObjectNode json() {
        return json;
    }

    /** Tells that it begins; {@code callId} and {@code name} are of a call. */
    void begin(@Nullable String callId, @Nullable String name, Buffer out) {
        switch (kind) {
            case MESSAGE, REFUSAL -> json.put("role", "assistant").putArray("content");
            case REASONING -> {
                json.putArray("summary");
                json.putArray("content");
            }
            case CALL -> json.put("call_id", callId).put("name", name).put("arguments", "");
        }
        send("response.output_item.added", place().set("item", json), out);
        if (kind != Kind.CALL) {
            send("response.content_part.added", inContent().set("part", part("")), out);
        }
    }

    /** Adds what is new. */
    void add(String delta, @Nullable Logprobs told, Buffer out) {
        text.append(delta);
        ObjectNode event = kind == Kind.CALL ? inItem() : inContent();
        event.put("delta", delta);
        if (kind == Kind.MESSAGE) {
            ArrayNode news = WireJson.mapper().createArrayNode();
            if (told != null && told.content() != null) {
                told.content().forEach(token -> {
                    news.add(logprob(token, false));
                    logprobs.add(logprob(token, true));
                });
            }
            event.set("logprobs", news);
        }
        send("response." + kind.part + ".delta", event, out);
    }

    /** Tells that it is complete, or what else became of it. */
    void end(String status, Buffer out) {
        ObjectNode done = kind == Kind.CALL ? inItem() : inContent();
        done.put(kind.field, text.toString());
        if (kind == Kind.MESSAGE) {
            done.set("logprobs", logprobs);
        }
        if (kind == Kind.CALL) {
            done.set("name", json.get("name"));
        }
        send("response." + kind.part + ".done", done, out);
        if (kind != Kind.CALL) {
            send("response.content_part.done", inContent().set("part", part(text.toString())), out);
        }
        stand(status);
        send("response.output_item.done", place().set("item", json), out);
    }

    /**
     * Stands from now on as it was told until the answer broke off. There is no event for that: who acts on items that are
     * done must not take half a call for one.
     */
    void breakOff() {
        stand("incomplete");
    }

    private void stand(String status) {
        if (kind == Kind.CALL) {
            json.put("arguments", text.toString());
        } else {
            json.set("content", WireJson.mapper().createArrayNode().add(part(text.toString())));
        }
        if (kind == Kind.REASONING && carried) {
            json.put("encrypted_content", CarriedThoughts.of(text.toString()));
        }
        json.put("status", status);
    }

    private ObjectNode part(String whole) {
        ObjectNode part =
                WireJson.mapper().createObjectNode().put("type", kind.part).put(kind.field, whole);
        if (kind == Kind.MESSAGE) {
            part.putArray("annotations");
            part.set("logprobs", logprobs.deepCopy());
        }
        return part;
    }

    private static ObjectNode logprob(Logprobs.Token token, boolean withBytes) {
        ObjectNode told =
                WireJson.mapper().createObjectNode().put("token", token.token()).put("logprob", token.logprob());
        if (withBytes) {
            told.set("bytes", bytes(token.bytes()));
        }
        ArrayNode others = told.putArray("top_logprobs");
        token.topLogprobs().forEach(other -> {
            ObjectNode one = others.addObject().put("token", other.token()).put("logprob", other.logprob());
            if (withBytes) {
                one.set("bytes", bytes(other.bytes()));
            }
        });
        return told;
    }

    private static ArrayNode bytes(@Nullable List<Integer> bytes) {
        ArrayNode all = WireJson.mapper().createArrayNode();
        if (bytes != null) {
            bytes.forEach(all::add);
        }
        return all;
    }

    private ObjectNode place() {
        return WireJson.mapper().createObjectNode().put("output_index", index);
    }

    private ObjectNode inItem() {
        return WireJson.mapper()
                .createObjectNode()
                .put("item_id", json.get("id").stringValue())
                .put("output_index", index);
    }

    private ObjectNode inContent() {
        return inItem().put("content_index", 0);
    }

    private void send(String type, Object event, Buffer out) {
        events.send(type, (ObjectNode) event, out);
    }
}
