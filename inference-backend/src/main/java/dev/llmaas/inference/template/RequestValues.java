package dev.llmaas.inference.template;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a request says, as values of a template: in the form that it asks for, and with stand-ins in every text. */
final class RequestValues {
    private static final int ID_LETTERS = 9;

    private final TemplateTraits traits;
    private final StandIns standIns;

    RequestValues(TemplateTraits traits, StandIns standIns) {
        this.traits = traits;
        this.standIns = standIns;
    }

    /** The variables of a request. */
    Map<String, Value> variables(ChatCompletionRequest request) {
        Map<String, Value> variables = new LinkedHashMap<>();
        String effort = request.reasoningEffort();
        if (effort != null) {
            variables.put("reasoning_effort", text(effort));
            // The names under which templates know whether to reason at all.
            Value reasons = Value.of(!effort.equals("none"));
            variables.put("enable_thinking", reasons);
            variables.put("thinking", reasons);
        }
        JsonNode further = request.extra().get("chat_template_kwargs");
        if (further != null && further.isObject()) {
            further.properties().forEach(entry -> variables.put(entry.getKey(), value(entry.getValue())));
        }
        List<JsonNode> tools = tools(request);
        boolean shown = traits.knowsTools() && !tools.isEmpty();
        variables.put("tools", shown ? Value.of(tools.stream().map(this::tool).toList()) : Fixed.NONE);
        List<ChatMessage> messages = request.messages();
        if (!traits.knowsTools()) {
            messages = PlainTools.told(messages, tools);
        } else if (traits.oneCallATurn()) {
            messages = SingleCalls.apart(messages);
        }
        variables.put("messages", Value.of(messages.stream().map(this::message).toList()));
        return variables;
    }

    private static List<JsonNode> tools(ChatCompletionRequest request) {
        JsonNode choice = request.toolChoice();
        boolean none =
                choice != null && choice.isString() && choice.stringValue().equals("none");
        return request.tools() == null || none ? List.of() : request.tools();
    }

    /** A tool; a function need have neither a description nor parameters, which not every template knows. */
    private Value tool(JsonNode tool) {
        JsonNode whole = traits.readsFunctions() ? tool.deepCopy() : tool;
        if (traits.readsFunctions() && whole.path("function") instanceof ObjectNode function) {
            if (!function.hasNonNull("description")) {
                function.put("description", "");
            }
            if (!function.hasNonNull("parameters")) {
                function.putObject("parameters").put("type", "object").putObject("properties");
            }
        }
        return value(whole);
    }

    private Value message(ChatMessage message) {
        Map<Value, Value> fields = new LinkedHashMap<>();
        boolean renamed = message.role().equals("developer") && !traits.knowsDeveloper();
        put(fields, "role", renamed ? "system" : message.role());
        // Text parts come as one text: not every template goes through parts, and each reads a text.
        boolean absent = message.content() == null && traits.keepsAbsentContent();
        fields.put(Value.of("content"), absent ? Fixed.NONE : text(message.text()));
        put(fields, "name", message.name());
        put(fields, "tool_call_id", id(message.toolCallId()));
        put(fields, "reasoning_content", message.reasoningContent());
        List<ToolCall> calls = message.toolCalls() == null ? List.of() : message.toolCalls();
        if (traits.readsThinking() && (calls.isEmpty() || message.text().isEmpty())) {
            put(fields, "thinking", message.reasoningContent());
        }
        if (!calls.isEmpty()) {
            fields.put(
                    Value.of("tool_calls"),
                    Value.of(calls.stream().map(this::call).toList()));
        }
        return new Value.Entries(fields);
    }

    private Value call(ToolCall call) {
        Map<Value, Value> function = new LinkedHashMap<>();
        if (call.function() != null) {
            put(function, "name", call.function().name());
            function.put(Value.of("arguments"), arguments(call.function().arguments()));
        }
        Map<Value, Value> fields = new LinkedHashMap<>();
        put(fields, "id", id(call.id()));
        put(fields, "type", call.type() == null ? "function" : call.type());
        fields.put(Value.of("function"), new Value.Entries(function));
        return new Value.Entries(fields);
    }

    private @Nullable String id(@Nullable String id) {
        if (id == null || !traits.nineLetterIds()) {
            return id;
        }
        String plain = "0".repeat(ID_LETTERS) + id.replaceAll("[^A-Za-z0-9]", "");
        return plain.substring(plain.length() - ID_LETTERS);
    }

    /** On the wire the arguments are JSON in a text; templates want what the text says. */
    private Value arguments(@Nullable String json) {
        String text = json == null ? "{}" : json;
        try {
            JsonNode node = WireJson.mapper().readTree(text);
            return node.isObject() ? value(node) : text(text);
        } catch (JacksonException notJson) {
            return text(text);
        }
    }

    private void put(Map<Value, Value> fields, String name, @Nullable String text) {
        if (text != null) {
            fields.put(Value.of(name), text(text));
        }
    }

    private Value text(String text) {
        return Value.of(standIns.protect(text));
    }

    /** JSON as a value of templates. Its depth is bounded by the reader of the JSON. */
    Value value(JsonNode node) {
        if (node.isObject()) {
            Map<Value, Value> entries = new LinkedHashMap<>();
            node.properties().forEach(entry -> entries.put(text(entry.getKey()), value(entry.getValue())));
            return new Value.Entries(entries);
        }
        if (node.isArray()) {
            List<Value> items = new ArrayList<>(node.size());
            node.forEach(item -> items.add(value(item)));
            return Value.of(items);
        }
        if (node.isString()) {
            return text(node.stringValue());
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
