package dev.llmaas.client;

import dev.llmaas.api.openai.ChatCompletion;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.ToolCall;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.client.ToolConversation.Invocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/** The rounds of one conversation with tools. One thread takes the answers; any thread may cancel and look at invocations. */
final class ToolRounds {
    private final Toolbox toolbox;
    private final ToolRunner runner;
    private final List<ChatMessage> messages;
    private final List<Invocation> invocations = new CopyOnWriteArrayList<>();
    private ChatCompletionRequest request;
    private Usage usage = Usage.NONE;
    private int rounds;

    ToolRounds(ChatCompletionRequest request, Toolbox toolbox) {
        if (request.n() != null && request.n() != 1) {
            throw new IllegalArgumentException("n must be 1 where tools are called: two answers have no one sequel.");
        }
        this.toolbox = toolbox;
        this.runner = new ToolRunner(toolbox);
        this.messages = new ArrayList<>(request.messages());
        this.request = request.toBuilder().tools(toolbox.definitions()).build();
    }

    /** What to ask now. */
    ChatCompletionRequest request() {
        return request;
    }

    /** The calls that were made so far. */
    List<Invocation> invocations() {
        return List.copyOf(invocations);
    }

    /** Interrupts the calls that run now. */
    void cancel() {
        runner.cancel();
    }

    /**
     * Takes an answer. Makes its calls and prepares the next request, or ends.
     *
     * @return the conversation if the answer is the last
     * @throws ToolRoundsException if no further round is allowed
     */
    Optional<ToolConversation> take(ChatCompletion completion) {
        usage = completion.usage() == null ? usage : sum(usage, completion.usage());
        List<ToolCall> calls = calls(completion);
        if (!completion.choices().isEmpty()) {
            messages.add(turn(completion.choices().getFirst().message(), calls));
        }
        if (calls.isEmpty()) {
            return Optional.of(new ToolConversation(completion, messages, invocations, usage));
        }
        if (++rounds > toolbox.roundsMax()) {
            throw new ToolRoundsException(
                    toolbox.roundsMax(), new ToolConversation(completion, messages, invocations, usage));
        }
        for (Invocation invocation : runner.run(calls)) {
            invocations.add(invocation);
            messages.add(ChatMessage.tool(String.valueOf(invocation.call().id()), invocation.result()));
        }
        request = next();
        return Optional.empty();
    }

    private ChatCompletionRequest next() {
        JsonNode choice = request.toolChoice();
        boolean forced = choice != null && (choice.isObject() || "required".equals(choice.asString("")));
        return request.toBuilder()
                .replaceMessages(messages)
                .toolChoice(forced ? null : choice) // what must be called was called; else it would never answer
                .build();
    }

    /** The calls to make; none if the answer was cut off, because then the last one may be a half. */
    private static List<ToolCall> calls(ChatCompletion completion) {
        if (completion.choices().isEmpty()) {
            return List.of();
        }
        ChatCompletion.Choice choice = completion.choices().getFirst();
        boolean cut = "length".equals(choice.finishReason()) || "content_filter".equals(choice.finishReason());
        List<ToolCall> asked = choice.message().toolCalls();
        if (cut || asked == null) {
            return List.of();
        }
        List<ToolCall> calls = new ArrayList<>();
        for (ToolCall call : asked) {
            String id = call.id() == null || call.id().isEmpty() ? "call_" + calls.size() : call.id();
            calls.add(new ToolCall(null, id, "function", call.function()));
        }
        return calls;
    }

    private static ChatMessage turn(ChatCompletion.Answer answer, List<ToolCall> calls) {
        ChatMessage.Content content = answer.content() == null ? null : ChatMessage.Content.of(answer.content());
        return new ChatMessage(
                "assistant",
                content,
                null,
                calls.isEmpty() ? null : calls,
                null,
                answer.reasoningContent(),
                answer.refusal());
    }

    private static Usage sum(Usage one, Usage other) {
        return Usage.of(
                one.promptTokens() + other.promptTokens(),
                one.cachedTokens() + other.cachedTokens(),
                one.completionTokens() + other.completionTokens(),
                one.reasoningTokenCount() + other.reasoningTokenCount());
    }
}
