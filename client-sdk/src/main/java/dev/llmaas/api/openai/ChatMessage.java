package dev.llmaas.api.openai;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation. The roles share one record, because templates of models read the same fields whatever the
 * role is. {@code toString} shows sizes only.
 *
 * @param role {@code system}, {@code developer}, {@code user}, {@code assistant}, {@code tool}
 * @param content what was said; null or absent where an assistant only called tools
 * @param name a name for the speaker, or null
 * @param toolCalls calls the assistant asked for, or null
 * @param toolCallId the call that a {@code tool} turn answers, or null
 * @param reasoningContent the assistant's reasoning, or null
 * @param refusal the assistant's refusal, or null
 */
public record ChatMessage(
        String role,
        @Nullable Content content,
        @Nullable String name,
        @Nullable List<ToolCall> toolCalls,
        @Nullable String toolCallId,
        @Nullable String reasoningContent,
        @Nullable String refusal) {
    /** Copies its list. */
    public ChatMessage {
        toolCalls = toolCalls == null ? null : List.copyOf(toolCalls);
    }

    /** The text of a message, or its parts: on the wire a string or an array. */
    public sealed interface Content {
        /**
         * A plain string.
         *
         * @param text the text itself
         */
        record Plain(@JsonValue String text) implements Content {
            @Override
            public String toString() {
                return "Plain[%d characters]".formatted(text.length());
            }
        }

        /**
         * Text, images and sounds in order.
         *
         * @param parts the parts
         */
        record Parts(@JsonValue List<ContentPart> parts) implements Content {
            /** Copies its list. */
            public Parts {
                parts = List.copyOf(parts);
            }
        }

        /** The text of all text parts, joined. */
        default String text() {
            return switch (this) {
                case Plain(String text) -> text;
                case Parts(List<ContentPart> parts) ->
                    parts.stream()
                            .filter(ContentPart.Text.class::isInstance)
                            .map(part -> ((ContentPart.Text) part).text())
                            .collect(Collectors.joining());
            };
        }

        /** Reads a string. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Content of(String text) {
            return new Plain(text);
        }

        /** Reads an array. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Content of(List<ContentPart> parts) {
            return new Parts(parts);
        }
    }

    /** A turn of the person. */
    public static ChatMessage user(String text) {
        return plain("user", text);
    }

    /** An instruction for the whole conversation. */
    public static ChatMessage system(String text) {
        return plain("system", text);
    }

    /** A turn of the model. */
    public static ChatMessage assistant(String text) {
        return plain("assistant", text);
    }

    /** A turn of the model in which it calls tools, with what it said beside, which may be empty. */
    public static ChatMessage calling(String text, List<ToolCall> calls) {
        return new ChatMessage("assistant", text.isEmpty() ? null : Content.of(text), null, calls, null, null, null);
    }

    /** What a tool answers to the call of this id. */
    public static ChatMessage tool(String callId, String result) {
        return new ChatMessage("tool", Content.of(result), null, null, callId, null, null);
    }

    private static ChatMessage plain(String role, String text) {
        return new ChatMessage(role, Content.of(text), null, null, null, null, null);
    }

    /** The text of the message, empty if it has none. */
    public String text() {
        return content == null ? "" : content.text();
    }

    @Override
    public String toString() {
        return "ChatMessage[role=%s, %d characters]".formatted(role, text().length());
    }
}
