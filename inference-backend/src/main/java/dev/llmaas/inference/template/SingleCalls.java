package dev.llmaas.inference.template;

import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.ToolCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** Writes a turn with several calls as several turns, each with its result, for templates that take one call a turn. */
final class SingleCalls {
    private SingleCalls() {}

    static List<ChatMessage> apart(List<ChatMessage> messages) {
        List<ChatMessage> apart = new ArrayList<>();
        int at = 0;
        while (at < messages.size()) {
            ChatMessage message = messages.get(at++);
            List<ToolCall> calls = message.toolCalls() == null ? List.of() : message.toolCalls();
            if (calls.size() < 2) {
                apart.add(message);
                continue;
            }
            Deque<ChatMessage> results = new ArrayDeque<>();
            while (at < messages.size() && messages.get(at).role().equals("tool")) {
                results.add(messages.get(at++));
            }
            add(apart, message, calls, results);
        }
        return apart;
    }

    private static void add(
            List<ChatMessage> apart, ChatMessage message, List<ToolCall> calls, Deque<ChatMessage> results) {
        boolean first = true;
        for (ToolCall call : calls) {
            apart.add(new ChatMessage(
                    message.role(),
                    first ? message.content() : null,
                    message.name(),
                    List.of(call),
                    null,
                    first ? message.reasoningContent() : null,
                    null));
            first = false;
            for (Iterator<ChatMessage> each = results.iterator(); each.hasNext(); ) {
                ChatMessage result = each.next();
                if (Objects.equals(result.toolCallId(), call.id())) {
                    apart.add(result);
                    each.remove();
                }
            }
        }
        apart.addAll(results);
    }
}
