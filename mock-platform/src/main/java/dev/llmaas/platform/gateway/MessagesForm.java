package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionChunk.Delta;
import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.http.ErrorResponses.Refusal;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The form of Anthropic's messages: one object, or its events from {@code message_start} to {@code message_stop}. */
final class MessagesForm implements AnswerForm {
    private static final String TEXT = "text";
    private static final String THINKING = "thinking";
    private static final String TOOL_USE = "tool_use";
    private static final Buffer PING = Buffer.buffer("event: ping\ndata: {\"type\":\"ping\"}\n\n");

    private final List<String> stops;
    private final boolean streamed;
    private final NumberedEvents events;
    private final ArrayNode content = WireJson.mapper().createArrayNode();
    private final StringBuilder text = new StringBuilder();
    private @Nullable ObjectNode block;
    private int call = -1;
    private String id = "";
    private String model = "";
    private @Nullable String reason;
    private boolean begun;
    private boolean called;
    private long bytes;

    /** The form for one answer, which may end at one of {@code stops}. */
    MessagesForm(List<String> stops, boolean streamed) {
        this.stops = stops;
        this.streamed = streamed;
        this.events = new NumberedEvents(streamed, false);
    }

    @Override
    public void chunk(byte[] json, Buffer out) {
        bytes += json.length;
        if (bytes > Limits.ANSWER_BYTES_MAX) {
            throw new IllegalStateException("an answer has more than %d bytes".formatted(Limits.ANSWER_BYTES_MAX));
        }
        take(json, out);
    }

    private void take(byte[] json, Buffer out) {
        ChatCompletionChunk chunk = WireJson.mapper().readValue(json, ChatCompletionChunk.class);
        begin(chunk, out);
        for (ChatCompletionChunk.Choice choice : chunk.choices()) {
            if (choice.index() != 0) {
                continue; // nobody asked for a second answer
            }
            if (choice.delta() != null) {
                delta(choice.delta(), out);
            }
            reason = choice.finishReason() == null ? reason : choice.finishReason();
        }
    }

    private void begin(ChatCompletionChunk chunk, Buffer out) {
        if (begun) {
            return;
        }
        begun = true;
        id = "msg_" + (chunk.id() == null ? "" : chunk.id().substring(chunk.id().indexOf('-') + 1));
        model = chunk.model();
        ObjectNode message = message(null, null);
        message.set("usage", usage(Usage.NONE));
        send("message_start", node().set("message", message), out);
        send("ping", node(), out);
    }

    private void delta(Delta delta, Buffer out) {
        if (delta.reasoningContent() != null && !delta.reasoningContent().isEmpty()) {
            add(THINKING, delta.reasoningContent(), "thinking_delta", THINKING, out);
        }
        String said = delta.content() == null ? delta.refusal() : delta.content();
        if (said != null && !said.isEmpty()) {
            add(TEXT, said, "text_delta", TEXT, out);
        }
        if (delta.toolCalls() != null) {
            delta.toolCalls().forEach(part -> call(part, out));
        }
    }

    private void add(String type, String said, String deltaType, String field, Buffer out) {
        ObjectNode now = block;
        if (now == null || !now.get("type").stringValue().equals(type)) {
            ObjectNode begins = node().put("type", type).put(field, "");
            open(type.equals(THINKING) ? begins.put("signature", "") : begins, out);
        }
        grow(said, deltaType, field, out);
    }

    private void call(ToolCall part, Buffer out) {
        int index = part.index() == null ? 0 : part.index();
        ToolCall.Function function = part.function();
        ObjectNode now = block;
        if (now == null || !now.get("type").stringValue().equals(TOOL_USE) || call != index) {
            String name = function == null ? null : function.name();
            if (name == null) {
                throw new IllegalStateException("the engine went on with a call that it had ended");
            }
            String callId = part.id() == null ? "toolu_" + id.substring("msg_".length()) + "_" + index : part.id();
            ObjectNode begins = node().put("type", TOOL_USE).put("id", callId).put("name", name);
            begins.putObject("input");
            open(begins, out);
            call = index;
            called = true;
        }
        if (function != null
                && function.arguments() != null
                && !function.arguments().isEmpty()) {
            grow(function.arguments(), "input_json_delta", "partial_json", out);
        }
    }

    private void open(ObjectNode begins, Buffer out) {
        close(out);
        block = begins;
        content.add(begins);
        send("content_block_start", at().set("content_block", begins), out);
    }

    private void grow(String said, String deltaType, String field, Buffer out) {
        text.append(said);
        send(
                "content_block_delta",
                at().set("delta", node().put("type", deltaType).put(field, said)),
                out);
    }

    private void close(Buffer out) {
        ObjectNode now = block;
        if (now == null) {
            return;
        }
        switch (now.get("type").stringValue()) {
            case TOOL_USE -> now.set("input", input(text.toString()));
            case THINKING -> now.put(THINKING, text.toString());
            default -> now.put(TEXT, text.toString());
        }
        text.setLength(0);
        send("content_block_stop", at(), out);
        block = null;
    }

    /** What a function gets; an engine that stopped half-way leaves no object. */
    private static JsonNode input(String arguments) {
        try {
            JsonNode input = WireJson.mapper().readTree(arguments);
            return input.isObject() ? input : node();
        } catch (JacksonException cutOff) {
            return node();
        }
    }

    @Override
    public Buffer end(LastWords last) {
        Buffer out = Buffer.buffer();
        byte[] chunk = last.chunk() == null ? last.usageChunk() : last.chunk();
        if (chunk != null) {
            take(chunk, out);
        }
        close(out);
        String stop = "stop".equals(reason) && last.chunk() != null ? stopText(last.chunk()) : null;
        String ended = stop == null ? stopReason(reason) : "stop_sequence";
        Usage counted = WireJson.mapper().readValue(last.usage(), Usage.class);
        ObjectNode usage = usage(counted == null ? Usage.NONE : counted);
        if (!streamed) {
            ObjectNode message = message(ended, stop);
            message.set("usage", usage);
            return Buffer.buffer(last.signed(WireJson.mapper().writeValueAsBytes(message)));
        }
        ObjectNode delta = node().put("type", "message_delta");
        delta.putObject("delta").put("stop_reason", ended).put("stop_sequence", stop);
        delta.set("usage", usage);
        out.appendString("event: message_delta\n");
        AnswerForm.event(last.signed(WireJson.mapper().writeValueAsBytes(delta)), out);
        send("message_stop", node(), out);
        return out;
    }

    private String stopReason(@Nullable String reason) {
        return switch (reason == null ? "stop" : reason) {
            case "length" -> "max_tokens";
            case "content_filter" -> "refusal";
            case "tool_calls" -> TOOL_USE;
            default -> called ? TOOL_USE : "end_turn";
        };
    }

    /** The text that ended the answer, where the engine tells it beside its reason, as vLLM does. */
    private @Nullable String stopText(byte[] chunk) {
        JsonNode told = WireJson.mapper().readTree(chunk).at("/choices/0/stop_reason");
        return told.isString() && stops.contains(told.stringValue()) ? told.stringValue() : null;
    }

    @Override
    public Buffer failure(Refusal refusal) {
        Buffer out = Buffer.buffer("event: error\n");
        AnswerForm.event(Dialect.ANTHROPIC.error(refusal), out);
        return out;
    }

    @Override
    public Buffer heartbeat() {
        return PING.copy();
    }

    private ObjectNode message(@Nullable String reason, @Nullable String stop) {
        ObjectNode message = node().put("id", id).put("type", "message").put("role", "assistant");
        message.set("content", content);
        return message.put("model", model).put("stop_reason", reason).put("stop_sequence", stop);
    }

    /** Anthropic counts what came from a cache apart. */
    private static ObjectNode usage(Usage usage) {
        return node().put("input_tokens", usage.promptTokens() - usage.cachedTokens())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", usage.cachedTokens())
                .put("output_tokens", usage.completionTokens());
    }

    private ObjectNode at() {
        return node().put("index", content.size() - 1);
    }

    private static ObjectNode node() {
        return WireJson.mapper().createObjectNode();
    }

    private void send(String type, Object event, Buffer out) {
        events.send(type, (ObjectNode) event, out);
    }
}
