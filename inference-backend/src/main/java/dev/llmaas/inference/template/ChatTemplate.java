package dev.llmaas.inference.template;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.ToolCall;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Turns conversations into prompts with the template of a model. Thread-safe. */
public final class ChatTemplate {
    private final Template template;
    private final boolean knowsDeveloper;
    private final String beginMark;
    private final String endMark;
    private final InstantSource clock;
    private final ZoneId zone;

    private ChatTemplate(
            Template template,
            boolean knowsDeveloper,
            String beginMark,
            String endMark,
            InstantSource clock,
            ZoneId zone) {
        this.template = template;
        this.knowsDeveloper = knowsDeveloper;
        this.beginMark = beginMark;
        this.endMark = endMark;
        this.clock = clock;
        this.zone = zone;
    }

    /**
     * Reads a template.
     *
     * @param beginMark the text of the token that begins a prompt, empty if there is none
     * @param endMark the text of the token that ends an answer
     * @param clock tells templates today's date
     * @param zone where today is
     * @throws TemplateException if it cannot be read
     */
    public static ChatTemplate parse(
            String source, String beginMark, String endMark, InstantSource clock, ZoneId zone) {
        boolean knowsDeveloper = source.contains("developer");
        return new ChatTemplate(Template.parse(source), knowsDeveloper, beginMark, endMark, clock, zone);
    }

    /**
     * The prompt for the next turn of the assistant. Tools are shown to the model unless the request says that none may be
     * called; {@code chat_template_kwargs} and {@code reasoning_effort} reach the template as variables.
     *
     * @throws TemplateException if the template refuses the conversation or exceeds its bounds
     */
    public String render(ChatCompletionRequest request) {
        Map<String, Value> variables = new LinkedHashMap<>();
        JsonNode further = request.extra().get("chat_template_kwargs");
        if (further != null && further.isObject()) {
            further.properties().forEach(entry -> variables.put(entry.getKey(), value(entry.getValue())));
        }
        if (request.reasoningEffort() != null) {
            variables.put("reasoning_effort", Value.of(request.reasoningEffort()));
        }
        variables.put("bos_token", Value.of(beginMark));
        variables.put("eos_token", Value.of(endMark));
        variables.put("add_generation_prompt", Fixed.TRUE);
        variables.put("documents", Fixed.NONE);
        variables.put("tools", tools(request));
        variables.put(
                "messages",
                Value.of(request.messages().stream().map(this::message).toList()));
        return template.render(variables, clock, zone);
    }

    private static Value tools(ChatCompletionRequest request) {
        JsonNode choice = request.toolChoice();
        boolean none =
                choice != null && choice.isString() && choice.stringValue().equals("none");
        if (request.tools() == null || request.tools().isEmpty() || none) {
            return Fixed.NONE;
        }
        return Value.of(request.tools().stream().map(ChatTemplate::value).toList());
    }

    private Value message(ChatMessage message) {
        Map<Value, Value> fields = new LinkedHashMap<>();
        boolean renamed = message.role().equals("developer") && !knowsDeveloper;
        put(fields, "role", renamed ? "system" : message.role());
        // Text parts come as one text: not every template goes through parts, and each reads a text.
        fields.put(Value.of("content"), message.content() == null ? Fixed.NONE : Value.of(message.text()));
        put(fields, "name", message.name());
        put(fields, "tool_call_id", message.toolCallId());
        put(fields, "reasoning_content", message.reasoningContent());
        if (message.toolCalls() != null && !message.toolCalls().isEmpty()) {
            List<Value> calls =
                    message.toolCalls().stream().map(ChatTemplate::call).toList();
            fields.put(Value.of("tool_calls"), Value.of(calls));
        }
        return new Value.Entries(fields);
    }

    private static Value call(ToolCall call) {
        Map<Value, Value> function = new LinkedHashMap<>();
        if (call.function() != null) {
            put(function, "name", call.function().name());
            function.put(Value.of("arguments"), arguments(call.function().arguments()));
        }
        Map<Value, Value> fields = new LinkedHashMap<>();
        put(fields, "id", call.id());
        put(fields, "type", call.type() == null ? "function" : call.type());
        fields.put(Value.of("function"), new Value.Entries(function));
        return new Value.Entries(fields);
    }

    /** On the wire the arguments are JSON in a text; templates want what the text says. */
    private static Value arguments(@Nullable String json) {
        String text = json == null ? "{}" : json;
        try {
            JsonNode node = WireJson.mapper().readTree(text);
            return node.isObject() ? value(node) : Value.of(text);
        } catch (JacksonException notJson) {
            return Value.of(text);
        }
    }

    private static void put(Map<Value, Value> fields, String name, @Nullable String text) {
        if (text != null) {
            fields.put(Value.of(name), Value.of(text));
        }
    }

    /** JSON as a value of templates. Its depth is bounded by the reader of the JSON. */
    static Value value(JsonNode node) {
        if (node.isObject()) {
            Map<Value, Value> entries = new LinkedHashMap<>();
            node.properties().forEach(entry -> entries.put(Value.of(entry.getKey()), value(entry.getValue())));
            return new Value.Entries(entries);
        }
        if (node.isArray()) {
            List<Value> items = new ArrayList<>(node.size());
            node.forEach(item -> items.add(value(item)));
            return Value.of(items);
        }
        if (node.isString()) {
            return Value.of(node.stringValue());
        }
        if (node.isBoolean()) {
            return Value.of(node.booleanValue());
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return new Value.Whole(node.longValue());
        }
        return node.isNumber() ? new Value.Real(node.doubleValue()) : Fixed.NONE;
    }
}
