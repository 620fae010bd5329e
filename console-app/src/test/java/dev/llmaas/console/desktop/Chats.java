package dev.llmaas.console.desktop;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.api.openai.ChatCompletionChunk;
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
        events.append(event(model, null, "stop", Usage.of(412, 128, words.length, 0)));
        return events.append("data: [DONE]\n\n").toString();
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
