package dev.llmaas.client;

import dev.llmaas.api.openai.ChatCompletion;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.api.openai.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in which a model called tools, up to its answer. {@code toString} shows sizes only.
 *
 * @param completion the last answer
 * @param messages all turns: those of the request, each call and result, and the last answer, so that it can go on
 * @param invocations the calls that were made, in their order
 * @param usage what the engine counted in all rounds together
 */
public record ToolConversation(
        ChatCompletion completion, List<ChatMessage> messages, List<Invocation> invocations, Usage usage) {
    /** Copies its lists. */
    public ToolConversation {
        messages = List.copyOf(messages);
        invocations = List.copyOf(invocations);
    }

    /** The text of the answer; empty if it has none. */
    public String text() {
        if (completion.choices().isEmpty()) {
            return "";
        }
        String content = completion.choices().getFirst().message().content();
        return content == null ? "" : content;
    }

    /**
     * A call that the model made.
     *
     * @param call the call
     * @param result what the model was told
     * @param failure why that was an error, or null
     */
    public record Invocation(
            ToolCall call, String result, @Nullable RuntimeException failure) {
        @Override
        public String toString() {
            return "Invocation[%d characters%s]".formatted(result.length(), failure == null ? "" : ", failed");
        }
    }

    @Override
    public String toString() {
        return "ToolConversation[%d messages, %d invocations]".formatted(messages.size(), invocations.size());
    }
}
