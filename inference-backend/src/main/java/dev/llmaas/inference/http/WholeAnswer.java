package dev.llmaas.inference.http;

import dev.llmaas.api.openai.ChatCompletion;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionChunk.Delta;
import dev.llmaas.api.openai.Logprobs;
import dev.llmaas.api.openai.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the chunks of an answer together for a caller that does not stream. Not thread-safe. */
public final class WholeAnswer {
    private final Map<Integer, Part> parts = new TreeMap<>();
    private @Nullable ChatCompletionChunk last;

    /** One choice on its way. */
    private static final class Part {
        private final StringBuilder content = new StringBuilder();
        private final StringBuilder reasoning = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();
        private final Map<Integer, Call> calls = new TreeMap<>();
        private final List<Logprobs.Token> tokens = new ArrayList<>();
        private boolean hasLogprobs;
        private String finishReason = "stop";
        private @Nullable String stopReason;
    }

    /** One call of a tool on its way. */
    private static final class Call {
        private @Nullable String id;
        private @Nullable String name;
        private final StringBuilder arguments = new StringBuilder();
    }

    /** Takes the next chunk, in order. */
    public void add(ChatCompletionChunk chunk) {
        last = chunk;
        for (ChatCompletionChunk.Choice choice : chunk.choices()) {
            Part part = parts.computeIfAbsent(choice.index(), index -> new Part());
            add(part, choice.delta());
            if (choice.logprobs() != null && choice.logprobs().content() != null) {
                part.hasLogprobs = true;
                part.tokens.addAll(choice.logprobs().content());
            }
            if (choice.finishReason() != null) {
                part.finishReason = choice.finishReason();
                part.stopReason = choice.stopReason();
            }
        }
    }

    private static void add(Part part, Delta delta) {
        append(part.content, delta.content());
        append(part.reasoning, delta.reasoningContent());
        append(part.refusal, delta.refusal());
        if (delta.toolCalls() == null) {
            return;
        }
        for (ToolCall call : delta.toolCalls()) {
            int index = call.index() == null ? part.calls.size() : call.index();
            Call known = part.calls.computeIfAbsent(index, place -> new Call());
            known.id = call.id() == null ? known.id : call.id();
            if (call.function() != null) {
                known.name = call.function().name() == null
                        ? known.name
                        : call.function().name();
                append(known.arguments, call.function().arguments());
            }
        }
    }

    private static void append(StringBuilder whole, @Nullable String part) {
        if (part != null) {
            whole.append(part);
        }
    }

    /**
     * The answer.
     *
     * @throws IllegalStateException if there was no chunk; an engine delivers at least one before it ends
     */
    public ChatCompletion completion() {
        ChatCompletionChunk end = last;
        if (end == null) {
            throw new IllegalStateException("The engine ended without a chunk.");
        }
        List<ChatCompletion.Choice> choices = new ArrayList<>();
        parts.forEach((index, part) -> choices.add(choice(index, part)));
        return new ChatCompletion(
                end.id(),
                "chat.completion",
                end.created(),
                end.model(),
                choices,
                end.usage(),
                end.systemFingerprint(),
                end.backend(),
                end.limitReason());
    }

    private static ChatCompletion.Choice choice(int index, Part part) {
        List<ToolCall> calls = part.calls.values().stream()
                .map(call -> new ToolCall(
                        null, call.id, "function", new ToolCall.Function(call.name, call.arguments.toString())))
                .toList();
        boolean onlyCalls = !calls.isEmpty() && part.content.isEmpty();
        ChatCompletion.Answer answer = new ChatCompletion.Answer(
                "assistant",
                onlyCalls ? null : part.content.toString(),
                orNull(part.refusal),
                calls.isEmpty() ? null : calls,
                orNull(part.reasoning));
        Logprobs logprobs = part.hasLogprobs ? new Logprobs(part.tokens, null) : null;
        return new ChatCompletion.Choice(index, answer, logprobs, part.finishReason, part.stopReason);
    }

    private static @Nullable String orNull(StringBuilder text) {
        return text.isEmpty() ? null : text.toString();
    }
}
