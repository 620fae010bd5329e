package dev.llmaas.console.desktop;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.api.openai.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Streams of answers as the platform sends them. */
public final class Chats {
    private Chats() {}

    /** An answer word by word, then usage and backend. */
    public static String stream(String model, String answer) {
        StringBuilder events = new StringBuilder();
        String[] words = answer.splitWithDelimiters(" ", 0);
        for (String word : words) {
            events.append(event(model, word, null, null));
        }
        events.append(event(model, (String) null, "stop", Usage.of(412, 128, words.length, 0)));
        return events.append("data: [DONE]\n\n").toString();
    }

    /** A model that thinks, and then answers. */
    public static String thinking(String model, String thoughts, String answer) {
        StringBuilder events = new StringBuilder();
        for (String word : thoughts.splitWithDelimiters(" ", 0)) {
            events.append(event(model, new ChatCompletionChunk.Delta(null, null, word, null, null), null, null));
        }
        return events + stream(model, answer);
    }

    /** A model that calls a tool; the arguments come in parts. */
    public static String calling(String model, String id, String tool, String arguments) {
        int middle = arguments.length() / 2;
        ToolCall first = new ToolCall(0, id, "function", new ToolCall.Function(tool, arguments.substring(0, middle)));
        ToolCall rest = new ToolCall(0, null, null, new ToolCall.Function(null, arguments.substring(middle)));
        return event(model, new ChatCompletionChunk.Delta(null, null, null, List.of(first), null), null, null)
                + event(model, new ChatCompletionChunk.Delta(null, null, null, List.of(rest), null), null, null)
                + event(model, (String) null, "tool_calls", Usage.of(220, 0, 18, 0))
                + "data: [DONE]\n\n";
    }

    private static String event(
            String model, ChatCompletionChunk.Delta delta, @Nullable String finishReason, @Nullable Usage usage) {
        ChatCompletionChunk chunk = new ChatCompletionChunk(
                "chatcmpl-1",
                "chat.completion.chunk",
                1_795_000_000L,
                model,
                List.of(new ChatCompletionChunk.Choice(0, delta, null, finishReason)),
                usage,
                null,
                null,
                null);
        return "data: " + WireJson.mapper().writeValueAsString(chunk) + "\n\n";
    }

    private static String event(
            String model, @Nullable String text, @Nullable String finishReason, @Nullable Usage usage) {
        ChatCompletionChunk chunk = new ChatCompletionChunk(
                "chatcmpl-1",
                "chat.completion.chunk",
                1_795_000_000L,
                model,
                List.of(new ChatCompletionChunk.Choice(
                        0, new ChatCompletionChunk.Delta(null, text, null, null, null), null, finishReason)),
                usage,
                null,
                usage == null ? null : new Backend("llama", "gpu-01"),
                null);
        return "data: " + WireJson.mapper().writeValueAsString(chunk) + "\n\n";
    }
}
