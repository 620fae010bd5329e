package dev.llmaas.api.anthropic;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.llmaas.api.openai.Backend;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One event of a streamed message. Types that this client has never heard of are {@link Other}. {@code toString} of what carries
 * content shows sizes only.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type", visible = true, defaultImpl = MessageEvent.Other.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = MessageEvent.MessageStart.class, name = "message_start"),
    @JsonSubTypes.Type(value = MessageEvent.BlockStart.class, name = "content_block_start"),
    @JsonSubTypes.Type(value = MessageEvent.BlockDelta.class, name = "content_block_delta"),
    @JsonSubTypes.Type(value = MessageEvent.BlockStop.class, name = "content_block_stop"),
    @JsonSubTypes.Type(value = MessageEvent.MessageDelta.class, name = "message_delta"),
    @JsonSubTypes.Type(value = MessageEvent.MessageStop.class, name = "message_stop"),
    @JsonSubTypes.Type(value = MessageEvent.Ping.class, name = "ping")
})
public sealed interface MessageEvent {
    /** The next piece of text, if it is one. */
    default Optional<String> text() {
        return this instanceof BlockDelta(int _, Delta.Text(String text)) ? Optional.of(text) : Optional.empty();
    }

    /**
     * The answer begins.
     *
     * @param message its names, without content yet
     */
    record MessageStart(@JsonProperty(required = true) Message message) implements MessageEvent {}

    /**
     * A block begins.
     *
     * @param index its place in the content, from 0
     * @param contentBlock the block, empty yet
     */
    record BlockStart(
            int index, @JsonProperty(required = true) ContentBlock contentBlock) implements MessageEvent {}

    /**
     * A block grows.
     *
     * @param index its place in the content, from 0
     * @param delta what is new
     */
    record BlockDelta(
            int index, @JsonProperty(required = true) Delta delta) implements MessageEvent {}

    /**
     * A block is whole.
     *
     * @param index its place in the content, from 0
     */
    record BlockStop(int index) implements MessageEvent {}

    /**
     * The answer is about to end.
     *
     * @param delta why
     * @param usage what the engine counted, in sum
     * @param backend who computed it, or null
     * @param limitReason the limit that ended the answer early, or null
     */
    record MessageDelta(
            @JsonProperty(required = true) Stop delta,
            Message.Tokens usage,
            @Nullable Backend backend,
            @Nullable String limitReason)
            implements MessageEvent {
        /** An absent usage is none. */
        public MessageDelta {
            usage = usage == null ? Message.Tokens.NONE : usage;
        }
    }

    /**
     * Why an answer ends.
     *
     * @param stopReason as {@link Message#stopReason}
     * @param stopSequence the text that ended it, or null
     */
    record Stop(@Nullable String stopReason, @Nullable String stopSequence) {}

    /** The answer has ended; none follows. */
    record MessageStop() implements MessageEvent {}

    /** A sign of life in a long silence. */
    record Ping() implements MessageEvent {}

    /**
     * An event of another type.
     *
     * @param type what it is
     * @param fields all else that it carries
     */
    record Other(String type, @JsonAnySetter Map<String, JsonNode> fields) implements MessageEvent {
        /** Copies its map; an absent type is empty. */
        public Other {
            type = type == null ? "" : type;
            fields = fields == null ? Map.of() : Map.copyOf(fields);
        }

        @Override
        public String toString() {
            return "Other[%s]".formatted(type);
        }
    }

    /** What a block grows by. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type", visible = true, defaultImpl = Delta.Other.class)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Delta.Text.class, name = "text_delta"),
        @JsonSubTypes.Type(value = Delta.Thinking.class, name = "thinking_delta"),
        @JsonSubTypes.Type(value = Delta.Signature.class, name = "signature_delta"),
        @JsonSubTypes.Type(value = Delta.InputJson.class, name = "input_json_delta")
    })
    sealed interface Delta {
        /**
         * More text.
         *
         * @param text the text itself
         */
        record Text(@JsonProperty(required = true) String text) implements Delta {
            @Override
            public String toString() {
                return "Text[%d characters]".formatted(text.length());
            }
        }

        /**
         * More thoughts.
         *
         * @param thinking the thoughts
         */
        record Thinking(@JsonProperty(required = true) String thinking) implements Delta {
            @Override
            public String toString() {
                return "Thinking[%d characters]".formatted(thinking.length());
            }
        }

        /**
         * The signature of thoughts; the platform sends none.
         *
         * @param signature the whole of it
         */
        record Signature(@JsonProperty(required = true) String signature) implements Delta {}

        /**
         * More of what a tool gets.
         *
         * @param partialJson the next part of a JSON text
         */
        record InputJson(@JsonProperty(required = true) String partialJson) implements Delta {
            @Override
            public String toString() {
                return "InputJson[%d characters]".formatted(partialJson.length());
            }
        }

        /**
         * Something else.
         *
         * @param type what it is
         * @param fields all else that it carries
         */
        record Other(String type, @JsonAnySetter Map<String, JsonNode> fields) implements Delta {
            /** Copies its map; an absent type is empty. */
            public Other {
                type = type == null ? "" : type;
                fields = fields == null ? Map.of() : Map.copyOf(fields);
            }

            @Override
            public String toString() {
                return "Other[%s]".formatted(type);
            }
        }
    }
}
