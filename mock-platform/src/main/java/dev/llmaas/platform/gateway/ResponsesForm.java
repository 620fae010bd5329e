package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionChunk.Delta;
import dev.llmaas.api.openai.Logprobs;
import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.gateway.ResponsesItem.Kind;
import dev.llmaas.platform.http.ErrorResponses.Refusal;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The form of OpenAI's Responses API: one object, or the whole sequence of its events. */
final class ResponsesForm implements AnswerForm {
    private static final String LENGTH = "length";
    private static final String FILTER = "content_filter";

    private final ObjectNode echo;
    private final boolean streamed;
    private final boolean carriesThoughts;
    private final InstantSource clock;
    private final NumberedEvents events;
    private final List<ResponsesItem> items = new ArrayList<>();
    private @Nullable ResponsesItem open;
    private int openCall = -1;
    private String tail = "";
    private long createdAt;
    private String model = "";
    private @Nullable String reason;
    private boolean begun;
    private long bytes;

    /**
     * The form for one answer.
     *
     * @param echo what it repeats of the request
     * @param carriesThoughts whether thoughts come in a form that can be sent back, too
     * @param clock tells when it is complete
     */
    ResponsesForm(ObjectNode echo, boolean streamed, boolean carriesThoughts, InstantSource clock) {
        this.echo = echo;
        this.streamed = streamed;
        this.carriesThoughts = carriesThoughts;
        this.clock = clock;
        this.events = new NumberedEvents(streamed, true);
    }

    @Override
    public void chunk(byte[] json, Buffer out) {
        bytes += json.length;
        if (bytes > Limits.ANSWER_BYTES_MAX) {
            throw new IllegalStateException("an answer has more than %d bytes".formatted(Limits.ANSWER_BYTES_MAX));
        }
        take(json, out);
    }

    /** Takes a chunk, which may tell why the answer ended. */
    private void take(byte[] json, Buffer out) {
        ChatCompletionChunk chunk = WireJson.mapper().readValue(json, ChatCompletionChunk.class);
        begin(chunk, out);
        for (ChatCompletionChunk.Choice choice : chunk.choices()) {
            if (choice.index() != 0) {
                continue; // nobody asked for a second answer
            }
            if (choice.delta() != null) {
                delta(choice.delta(), choice.logprobs(), out);
            }
            reason = choice.finishReason() == null ? reason : choice.finishReason();
        }
    }

    private void begin(ChatCompletionChunk chunk, Buffer out) {
        if (begun) {
            return;
        }
        begun = true;
        tail = chunk.id() == null ? "" : chunk.id().substring(chunk.id().indexOf('-') + 1);
        createdAt = chunk.created();
        model = chunk.model();
        byte[] response = WireJson.mapper().writeValueAsBytes(response("in_progress"));
        events.send("response.created", "response", response, out);
        events.send("response.in_progress", "response", response, out);
    }

    private void delta(Delta delta, @Nullable Logprobs logprobs, Buffer out) {
        if (delta.reasoningContent() != null && !delta.reasoningContent().isEmpty()) {
            opened(Kind.REASONING, out).add(delta.reasoningContent(), null, out);
        }
        if (delta.content() != null && !delta.content().isEmpty()) {
            opened(Kind.MESSAGE, out).add(delta.content(), logprobs, out);
        }
        if (delta.refusal() != null && !delta.refusal().isEmpty()) {
            opened(Kind.REFUSAL, out).add(delta.refusal(), null, out);
        }
        if (delta.toolCalls() != null) {
            delta.toolCalls().forEach(call -> call(call, out));
        }
    }

    private ResponsesItem opened(Kind kind, Buffer out) {
        ResponsesItem item = open;
        return item != null && item.kind() == kind ? item : next(kind, null, null, out);
    }

    private ResponsesItem next(Kind kind, @Nullable String callId, @Nullable String name, Buffer out) {
        close("completed", out);
        ResponsesItem item = new ResponsesItem(kind, items.size(), tail, carriesThoughts, events);
        items.add(item);
        open = item;
        item.begin(callId, name, out);
        return item;
    }

    private void call(ToolCall call, Buffer out) {
        int index = call.index() == null ? 0 : call.index();
        ToolCall.Function function = call.function();
        ResponsesItem item = open;
        if (item == null || item.kind() != Kind.CALL || openCall != index) {
            String name = function == null ? null : function.name();
            if (name == null) {
                throw new IllegalStateException("the engine went on with a call that it had ended");
            }
            String id = call.id() == null ? "call_" + tail + "_" + index : call.id();
            item = next(Kind.CALL, id, name, out);
            openCall = index;
        }
        if (function != null
                && function.arguments() != null
                && !function.arguments().isEmpty()) {
            item.add(function.arguments(), null, out);
        }
    }

    private void close(String status, Buffer out) {
        ResponsesItem item = open;
        if (item != null) {
            item.end(status, out);
            open = null;
        }
    }

    @Override
    public Buffer end(LastWords last) {
        Buffer out = Buffer.buffer();
        byte[] chunk = last.chunk() == null ? last.usageChunk() : last.chunk();
        if (chunk != null) {
            take(chunk, out);
        }
        if (items.isEmpty()) {
            opened(Kind.MESSAGE, out);
        }
        boolean incomplete = LENGTH.equals(reason) || FILTER.equals(reason);
        close(incomplete ? "incomplete" : "completed", out);
        ObjectNode response = response(incomplete ? "incomplete" : "completed");
        if (incomplete) {
            response.putObject("incomplete_details")
                    .put("reason", LENGTH.equals(reason) ? "max_output_tokens" : FILTER);
        } else {
            response.put("completed_at", Math.max(createdAt, clock.instant().getEpochSecond()));
        }
        response.set("usage", usage(WireJson.mapper().readValue(last.usage(), Usage.class)));
        byte[] whole = last.signed(WireJson.mapper().writeValueAsBytes(response));
        if (!streamed) {
            return Buffer.buffer(whole);
        }
        events.send(incomplete ? "response.incomplete" : "response.completed", "response", whole, out);
        return out;
    }

    @Override
    public Buffer failure(Refusal refusal) {
        Buffer out = Buffer.buffer();
        ResponsesItem item = open;
        if (item != null) {
            item.breakOff();
        }
        ObjectNode response = response("failed");
        response.putObject("error")
                .put("code", refusal.code() == ErrorCode.RATE_LIMIT_EXCEEDED ? "rate_limit_exceeded" : "server_error")
                .put("message", refusal.body().error().message());
        events.send("response.failed", "response", WireJson.mapper().writeValueAsBytes(response), out);
        return out;
    }

    private ObjectNode response(String status) {
        ObjectNode response = WireJson.mapper()
                .createObjectNode()
                .put("id", "resp_" + tail)
                .put("object", "response")
                .put("created_at", createdAt)
                .put("status", status)
                .putNull("error")
                .putNull("incomplete_details")
                .put("model", model);
        ArrayNode output = response.putArray("output");
        items.forEach(item -> output.add(item.json()));
        response.setAll(echo);
        return response;
    }

    private static ObjectNode usage(@Nullable Usage counted) {
        Usage usage = counted == null ? Usage.NONE : counted;
        ObjectNode told = WireJson.mapper().createObjectNode().put("input_tokens", usage.promptTokens());
        told.putObject("input_tokens_details")
                .put("cached_tokens", usage.cachedTokens())
                .put("cache_write_tokens", 0);
        told.put("output_tokens", usage.completionTokens());
        told.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoningTokenCount());
        return told.put("total_tokens", usage.promptTokens() + usage.completionTokens())
                .put("reasoning_tokens", usage.reasoningTokenCount());
    }
}
