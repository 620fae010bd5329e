package dev.llmaas.client;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.anthropic.ContentBlock;
import dev.llmaas.api.anthropic.Message;
import dev.llmaas.api.anthropic.MessageEvent;
import dev.llmaas.api.anthropic.MessageEvent.Delta;
import dev.llmaas.client.UnreachableException.Problem;
import dev.llmaas.client.internal.Limits;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Puts the events of a message together. Not thread-safe. */
final class MessageAssembly {
    private final String requestId;
    private final SortedMap<Integer, Part> parts = new TreeMap<>();
    private @Nullable Message begun;
    private MessageEvent.@Nullable MessageDelta end;
    private long characters;

    MessageAssembly(String requestId) {
        this.requestId = requestId;
    }

    /**
     * Takes the next event.
     *
     * @throws UnreachableException if it belongs to a block that did not begin
     * @throws IllegalStateException if there are more blocks or characters than the bounds
     */
    void add(MessageEvent event) {
        switch (event) {
            case MessageEvent.MessageStart(Message message) -> begun = message;
            case MessageEvent.BlockStart(int index, ContentBlock block) -> begin(index, block);
            case MessageEvent.BlockDelta(int index, Delta delta) -> grow(parts.get(index), delta);
            case MessageEvent.MessageDelta last -> end = last;
            case MessageEvent.BlockStop _, MessageEvent.MessageStop _, MessageEvent.Ping _, MessageEvent.Other _ -> {}
        }
    }

    private void begin(int index, ContentBlock block) {
        parts.put(index, new Part(block));
        if (parts.size() > Limits.MESSAGE_BLOCKS_MAX) {
            throw new IllegalStateException("An answer has more than %,d blocks.".formatted(Limits.MESSAGE_BLOCKS_MAX));
        }
    }

    private void grow(@Nullable Part part, Delta delta) {
        if (part == null) {
            throw notAPlatform("goes on with a block that did not begin");
        }
        characters += part.add(delta);
        if (characters > Limits.ANSWER_BYTES_MAX) {
            throw new IllegalStateException(
                    "An answer has more than %,d characters.".formatted(Limits.ANSWER_BYTES_MAX));
        }
    }

    /**
     * The whole message.
     *
     * @throws UnreachableException if it did not begin, or does not say why it ended
     */
    Message message() {
        Message first = begun;
        MessageEvent.MessageDelta last = end;
        if (first == null || last == null) {
            throw notAPlatform("has no beginning or no end");
        }
        List<ContentBlock> content = parts.values().stream().map(Part::whole).toList();
        return new Message(
                first.id(),
                first.type(),
                first.role(),
                content,
                first.model(),
                last.delta().stopReason(),
                last.delta().stopSequence(),
                later(first.usage(), last.usage()),
                last.backend(),
                last.limitReason());
    }

    /** Both are sums, and either may lack what the other has. */
    private static Message.Tokens later(Message.Tokens first, Message.Tokens last) {
        return new Message.Tokens(
                Math.max(first.inputTokens(), last.inputTokens()),
                Math.max(first.cacheCreationInputTokens(), last.cacheCreationInputTokens()),
                Math.max(first.cacheReadInputTokens(), last.cacheReadInputTokens()),
                Math.max(first.outputTokens(), last.outputTokens()));
    }

    private UnreachableException notAPlatform(String what) {
        return new UnreachableException(Problem.NOT_A_PLATFORM, "The answer %s.".formatted(what), true, requestId);
    }

    private static final class Part {
        private final ContentBlock begun;
        private final StringBuilder grown = new StringBuilder();
        private String signature = "";

        private Part(ContentBlock begun) {
            this.begun = begun;
        }

        /** Takes what is new; the number of its characters. */
        private int add(Delta delta) {
            int before = grown.length();
            switch (delta) {
                case Delta.Text(String text) -> grown.append(text);
                case Delta.Thinking(String thinking) -> grown.append(thinking);
                case Delta.InputJson(String json) -> grown.append(json);
                case Delta.Signature(String whole) -> signature = whole;
                case Delta.Other _ -> {}
            }
            return grown.length() - before;
        }

        private ContentBlock whole() {
            return switch (begun) {
                case ContentBlock.Text text -> new ContentBlock.Text(text.text() + grown);
                case ContentBlock.Thinking thinking ->
                    new ContentBlock.Thinking(thinking.thinking() + grown, thinking.signature() + signature);
                case ContentBlock.ToolUse use ->
                    grown.isEmpty() ? use : new ContentBlock.ToolUse(use.id(), use.name(), input(grown.toString()));
                case ContentBlock.Image _, ContentBlock.Document _, ContentBlock.ToolResult _, ContentBlock.Other _ ->
                    begun;
            };
        }

        /** What a tool gets; where the answer was cut off, nothing, as in a whole answer. */
        private static JsonNode input(String json) {
            try {
                return WireJson.mapper().readTree(json);
            } catch (JacksonException cutOff) {
                return WireJson.mapper().createObjectNode();
            }
        }
    }
}
