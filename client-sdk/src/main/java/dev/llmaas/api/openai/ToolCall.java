package dev.llmaas.api.openai;

import org.jspecify.annotations.Nullable;

/**
 * A call of a tool that the model asks for, whole in an answer and in parts in a stream.
 *
 * @param index its place among the calls of one answer; only in streams
 * @param id its name, which the result refers to; null in later parts of a stream
 * @param type always {@code function}; null in later parts of a stream
 * @param function what to call
 */
public record ToolCall(
        @Nullable Integer index,
        @Nullable String id,
        @Nullable String type,
        @Nullable Function function) {
    /**
     * A function and its arguments.
     *
     * @param name the function; null in later parts of a stream
     * @param arguments JSON text, or the next part of it
     */
    public record Function(@Nullable String name, @Nullable String arguments) {}

    @Override
    public String toString() {
        return "ToolCall[index=%s, id=%s]".formatted(index, id);
    }
}
