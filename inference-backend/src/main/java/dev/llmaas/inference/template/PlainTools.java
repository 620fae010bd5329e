package dev.llmaas.inference.template;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Tells models whose template knows no tools about them in words, with calls in the generic form of JSON. */
final class PlainTools {
    private PlainTools() {}

    /** The conversation without tools: what they are stands in its first turn, and calls and results are plain turns. */
    static List<ChatMessage> told(List<ChatMessage> messages, List<JsonNode> tools) {
        List<ChatMessage> plain = new ArrayList<>();
        for (ChatMessage message : messages) {
            if (message.role().equals("tool")) {
                addResult(plain, message, messages);
            } else {
                plain.add(plain(message));
            }
        }
        if (!tools.isEmpty() && !plain.isEmpty()) {
            String list = tools.stream()
                    .map(tool -> WireJson.mapper().writeValueAsString(tool.path("function")))
                    .collect(Collectors.joining("\n"));
            plain.set(0, introduced(plain.getFirst(), instruction(list)));
        }
        return plain;
    }

    private static String instruction(String list) {
        return """
            You can call these functions:
            %s

            To call one, answer with this JSON and nothing else: {"name": <function>, "arguments": <object>}
            To call several, answer with a list of such objects.""".formatted(list);
    }

    private static ChatMessage introduced(ChatMessage first, String instruction) {
        boolean system = !first.role().equals("user");
        String text = system ? first.text() + "\n\n" + instruction : instruction + "\n\n" + first.text();
        return said(first.role(), text);
    }

    private static ChatMessage plain(ChatMessage message) {
        List<ToolCall> calls = message.toolCalls();
        if (calls == null || calls.isEmpty()) {
            return message;
        }
        String written = calls.stream().map(PlainTools::written).collect(Collectors.joining(", "));
        String json = calls.size() == 1 ? written : "[" + written + "]";
        return said(message.role(), message.text().isEmpty() ? json : message.text() + "\n" + json);
    }

    private static String written(ToolCall call) {
        ToolCall.Function function = call.function();
        String name = function == null ? null : function.name();
        String arguments = function == null ? null : function.arguments();
        return "{\"name\": %s, \"arguments\": %s}"
                .formatted(WireJson.mapper().writeValueAsString(name), arguments == null ? "{}" : arguments);
    }

    /** Results that follow each other make one turn, because many templates want turns to alternate. */
    private static void addResult(List<ChatMessage> plain, ChatMessage result, List<ChatMessage> messages) {
        String text = "Result of %s:\n%s".formatted(function(result, messages), result.text());
        boolean more = !plain.isEmpty() && plain.getLast().name() == null && isResult(plain.getLast());
        if (more) {
            plain.set(plain.size() - 1, said("user", plain.getLast().text() + "\n\n" + text));
        } else {
            plain.add(said("user", text));
        }
    }

    private static boolean isResult(ChatMessage message) {
        return message.role().equals("user") && message.text().startsWith("Result of ");
    }

    private static String function(ChatMessage result, List<ChatMessage> messages) {
        for (ChatMessage message : messages) {
            List<ToolCall> calls = message.toolCalls() == null ? List.of() : message.toolCalls();
            for (ToolCall call : calls) {
                if (Objects.equals(call.id(), result.toolCallId()) && call.function() != null) {
                    return String.valueOf(call.function().name());
                }
            }
        }
        return result.name() == null ? "the function" : result.name();
    }

    private static ChatMessage said(String role, String text) {
        return new ChatMessage(role, ChatMessage.Content.of(text), null, null, null, null, null);
    }
}
