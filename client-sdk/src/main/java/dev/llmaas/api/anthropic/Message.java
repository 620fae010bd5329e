package dev.llmaas.api.anthropic;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.llmaas.api.openai.Backend;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code POST /v1/messages}. {@code toString} shows sizes only.
 *
 * @param id names the answer
 * @param type always {@code message}
 * @param role always {@code assistant}
 * @param content thoughts, texts and calls in order
 * @param model the model that really ran
 * @param stopReason {@code end_turn}, {@code max_tokens}, {@code stop_sequence}, {@code tool_use} or {@code refusal}; null where a
 *     stream begins
 * @param stopSequence the text that ended it, or null
 * @param usage what the engine counted
 * @param backend who computed it, or null
 * @param limitReason the limit that ended the answer early, or null
 */
public record Message(
        String id,
        String type,
        String role,
        List<ContentBlock> content,
        String model,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String stopReason,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String stopSequence,
        Tokens usage,
        @Nullable Backend backend,
        @Nullable String limitReason) {
    /** Copies its list; an absent one is empty. */
    public Message {
        content = content == null ? List.of() : List.copyOf(content);
        usage = usage == null ? Tokens.NONE : usage;
    }

    /**
     * Tokens of one answer, as the engine counted them.
     *
     * @param inputTokens tokens read, without those that came from a cache
     * @param cacheCreationInputTokens tokens written into a cache that is paid for; 0 here
     * @param cacheReadInputTokens tokens that were not computed again
     * @param outputTokens tokens generated, thoughts included
     */
    public record Tokens(
            long inputTokens, long cacheCreationInputTokens, long cacheReadInputTokens, long outputTokens) {
        /** Nothing read, nothing generated. */
        public static final Tokens NONE = new Tokens(0, 0, 0, 0);

        /** All tokens that were read, from wherever. */
        public long allInputTokens() {
            return inputTokens + cacheCreationInputTokens + cacheReadInputTokens;
        }
    }

    /** The text of all its blocks of text; empty if there is none. */
    public String text() {
        return content.stream()
                .filter(ContentBlock.Text.class::isInstance)
                .map(block -> ((ContentBlock.Text) block).text())
                .collect(Collectors.joining());
    }

    /** The calls that it asks for, in their order; none if the answer was cut off, because then the last one may be a half. */
    public List<ContentBlock.ToolUse> calls() {
        if (!"tool_use".equals(stopReason)) {
            return List.of();
        }
        return content.stream()
                .filter(ContentBlock.ToolUse.class::isInstance)
                .map(ContentBlock.ToolUse.class::cast)
                .toList();
    }

    /** The answer as a turn, so that the conversation can go on. */
    public Turn turn() {
        return Turn.assistant(content);
    }

    @Override
    public String toString() {
        return "Message[%s, %d blocks]".formatted(stopReason, content.size());
    }
}
