package dev.llmaas.api.anthropic;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One block of a turn or of an answer. A block of a type that this client has never heard of is kept as {@link Other}, and is sent
 * back as it came. {@code toString} shows sizes only.
 */
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "type",
        visible = true,
        defaultImpl = ContentBlock.Other.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = ContentBlock.Text.class, name = ContentBlock.TEXT),
    @JsonSubTypes.Type(value = ContentBlock.Thinking.class, name = ContentBlock.THINKING),
    @JsonSubTypes.Type(value = ContentBlock.Image.class, name = ContentBlock.IMAGE),
    @JsonSubTypes.Type(value = ContentBlock.Document.class, name = ContentBlock.DOCUMENT),
    @JsonSubTypes.Type(value = ContentBlock.ToolUse.class, name = ContentBlock.TOOL_USE),
    @JsonSubTypes.Type(value = ContentBlock.ToolResult.class, name = ContentBlock.TOOL_RESULT)
})
@JsonPropertyOrder("type")
public sealed interface ContentBlock {
    /** The type of {@link Text}. */
    String TEXT = "text";
    /** The type of {@link Thinking}. */
    String THINKING = "thinking";
    /** The type of {@link Image}. */
    String IMAGE = "image";
    /** The type of {@link Document}. */
    String DOCUMENT = "document";
    /** The type of {@link ToolUse}. */
    String TOOL_USE = "tool_use";
    /** The type of {@link ToolResult}. */
    String TOOL_RESULT = "tool_result";

    /** What it is, in Anthropic's words. */
    @JsonProperty("type")
    String type();

    /**
     * Text.
     *
     * @param text the text itself
     */
    record Text(String text) implements ContentBlock {
        @Override
        public String type() {
            return TEXT;
        }

        @Override
        public String toString() {
            return "Text[%d characters]".formatted(text.length());
        }
    }

    /**
     * What the model thought before it spoke.
     *
     * @param thinking the thoughts
     * @param signature empty: thoughts are not signed here, and need no signature when they are sent back
     */
    record Thinking(String thinking, String signature) implements ContentBlock {
        /** An absent signature is empty. */
        public Thinking {
            signature = signature == null ? "" : signature;
        }

        @Override
        public String type() {
            return THINKING;
        }

        @Override
        public String toString() {
            return "Thinking[%d characters]".formatted(thinking.length());
        }
    }

    /**
     * An image of a person's turn, or of what a tool answers.
     *
     * @param source where it is
     */
    record Image(Source source) implements ContentBlock {
        /** An image that is sent along, for instance {@code image/png}. */
        public static Image of(String mediaType, byte[] image) {
            String data = Base64.getEncoder().encodeToString(image);
            return new Image(new Source("base64", mediaType, data, null));
        }

        /** An image that the platform fetches, which the project must allow. */
        public static Image at(URI address) {
            return new Image(new Source("url", null, null, address.toString()));
        }

        @Override
        public String type() {
            return IMAGE;
        }
    }

    /**
     * A text that the question is about.
     *
     * @param source where it is
     */
    record Document(Source source) implements ContentBlock {
        /** A text that is sent along. */
        public static Document of(String text) {
            return new Document(new Source("text", "text/plain", text, null));
        }

        @Override
        public String type() {
            return DOCUMENT;
        }
    }

    /**
     * The place of an image or of a document.
     *
     * @param type {@code base64} or {@code url} for an image, {@code text} for a document
     * @param mediaType for instance {@code image/png}; null for a URL
     * @param data base64, or the text itself; null for a URL
     * @param url an https address, or null
     */
    record Source(
            String type,
            @Nullable String mediaType,
            @Nullable String data,
            @Nullable String url) {
        @Override
        public String toString() {
            return "Source[%s, %d characters]".formatted(type, data == null ? 0 : data.length());
        }
    }

    /**
     * A call that the model asks for.
     *
     * @param id names it, for the result
     * @param name the tool
     * @param input what the tool gets, an object
     */
    record ToolUse(String id, String name, JsonNode input) implements ContentBlock {
        @Override
        public String type() {
            return TOOL_USE;
        }

        @Override
        public String toString() {
            return "ToolUse[id=%s]".formatted(id);
        }
    }

    /**
     * What came of a call, in the turn that follows it.
     *
     * @param toolUseId {@link ToolUse#id} of the call
     * @param content texts and images
     * @param isError whether it went wrong; null means no
     */
    record ToolResult(
            String toolUseId,
            List<ContentBlock> content,
            @Nullable Boolean isError) implements ContentBlock {
        /** Copies its list; an absent one is empty. */
        public ToolResult {
            content = content == null ? List.of() : List.copyOf(content);
        }

        /** A result that is a text. */
        public static ToolResult of(String toolUseId, String text) {
            return new ToolResult(toolUseId, List.of(new Text(text)), null);
        }

        @Override
        public String type() {
            return TOOL_RESULT;
        }
    }

    /**
     * A block of another type.
     *
     * @param type what it is
     * @param fields all else that it carries
     */
    record Other(String type, @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> fields) implements ContentBlock {
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
