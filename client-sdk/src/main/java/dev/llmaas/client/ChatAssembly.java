package dev.llmaas.client;

import dev.llmaas.api.openai.Backend;
import dev.llmaas.api.openai.ChatCompletion;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.Logprobs;
import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.client.internal.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of a streamed answer together, so that it can be read like a whole one. Not thread-safe.
 *
 * <pre>{@code
 * ChatAssembly whole = new ChatAssembly();
 * try (ChatStream answer = openAi.chatStream(request)) {
 *     answer.forEach(part -> whole.add(part));
 * }
 * Ticket ticket = RecordSchema.of(Ticket.class).read(whole.completion());
 * }</pre>
 */
public final class ChatAssembly {
    private final SortedMap<Integer, Choice> choices = new TreeMap<>();
    private @Nullable ChatCompletionChunk first;
    private @Nullable Usage usage;
    private @Nullable Backend backend;
    private @Nullable String limitReason;
    private long characters;

    /**
     * Takes the next part.
     *
     * @throws IllegalStateException if the answer has more than 64 Mi characters
     */
    public void add(ChatCompletionChunk part) {
        first = first == null ? part : first;
        usage = part.usage() == null ? usage : part.usage();
        backend = part.backend() == null ? backend : part.backend();
        limitReason = part.limitReason() == null ? limitReason : part.limitReason();
        for (ChatCompletionChunk.Choice choice : part.choices()) {
            characters +=
                    choices.computeIfAbsent(choice.index(), _ -> new Choice()).add(choice);
        }
        if (characters > Limits.ANSWER_BYTES_MAX) {
            throw new IllegalStateException(
                    "An answer has more than %,d characters.".formatted(Limits.ANSWER_BYTES_MAX));
        }
    }

    /**
     * The whole answer.
     *
     * @throws IllegalStateException if a part is still to come
     */
    public ChatCompletion completion() {
        ChatCompletionChunk head = first;
        if (head == null || choices.values().stream().anyMatch(choice -> choice.finishReason == null)) {
            throw new IllegalStateException("The answer has not ended: a part with a finish_reason is missing.");
        }
        List<ChatCompletion.Choice> whole = new ArrayList<>();
        choices.forEach((index, choice) -> whole.add(choice.whole(index)));
        return new ChatCompletion(
                head.id(),
                "chat.completion",
                head.created(),
                head.model(),
                whole,
                usage,
                head.systemFingerprint(),
                backend,
                limitReason);
    }

    private static final class Choice {
        private final StringBuilder content = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();
        private final StringBuilder reasoning = new StringBuilder();
        private final SortedMap<Integer, Call> calls = new TreeMap<>();
        private final List<Logprobs.Token> probabilities = new ArrayList<>();
        private @Nullable String finishReason;
        private @Nullable String stopReason;

        /** Takes what is new; the number of its characters. */
        private int add(ChatCompletionChunk.Choice choice) {
            int before = size();
            ChatCompletionChunk.Delta delta = choice.delta();
            append(content, delta.content());
            append(refusal, delta.refusal());
            append(reasoning, delta.reasoningContent());
            int added = size() - before;
            if (delta.toolCalls() != null) {
                for (ToolCall call : delta.toolCalls()) {
                    int place = call.index() == null ? calls.size() : call.index();
                    added += calls.computeIfAbsent(place, _ -> new Call()).add(call);
                }
            }
            if (choice.logprobs() != null && choice.logprobs().content() != null) {
                probabilities.addAll(choice.logprobs().content());
            }
            finishReason = choice.finishReason() == null ? finishReason : choice.finishReason();
            stopReason = choice.stopReason() == null ? stopReason : choice.stopReason();
            return added;
        }

        private int size() {
            return content.length() + refusal.length() + reasoning.length();
        }

        private ChatCompletion.Choice whole(int index) {
            List<ToolCall> whole = calls.values().stream().map(Call::whole).toList();
            boolean onlyCalls = content.isEmpty() && (!whole.isEmpty() || !refusal.isEmpty());
            ChatCompletion.Answer answer = new ChatCompletion.Answer(
                    "assistant",
                    onlyCalls ? null : content.toString(),
                    refusal.isEmpty() ? null : refusal.toString(),
                    whole.isEmpty() ? null : whole,
                    reasoning.isEmpty() ? null : reasoning.toString());
            Logprobs logprobs = probabilities.isEmpty() ? null : new Logprobs(List.copyOf(probabilities), null);
            return new ChatCompletion.Choice(index, answer, logprobs, String.valueOf(finishReason), stopReason);
        }
    }

    private static final class Call {
        private final StringBuilder name = new StringBuilder();
        private final StringBuilder arguments = new StringBuilder();
        private @Nullable String id;

        private int add(ToolCall part) {
            id = part.id() == null ? id : part.id();
            ToolCall.Function function = part.function();
            if (function == null) {
                return 0;
            }
            int before = arguments.length();
            append(name, function.name());
            append(arguments, function.arguments());
            return arguments.length() - before;
        }

        private ToolCall whole() {
            return new ToolCall(null, id, "function", new ToolCall.Function(name.toString(), arguments.toString()));
        }
    }

    private static void append(StringBuilder text, @Nullable String part) {
        if (part != null) {
            text.append(part);
        }
    }
}
