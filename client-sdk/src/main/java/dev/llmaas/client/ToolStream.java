package dev.llmaas.client;

import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.client.ToolConversation.Invocation;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in which a model calls tools, as it comes: the parts of each answer, one answer after another. Between two
 * answers {@link #next} makes the calls. One thread reads; any thread may close, which stops the model and interrupts the tools.
 *
 * <pre>{@code
 * try (ToolStream talk = openAi.chatStream(request, Toolbox.of(weather))) {
 *     talk.forEach(part -> part.choices().forEach(choice -> print(choice.delta().content())));
 *     history.addAll(talk.conversation().messages());
 * }
 * }</pre>
 */
public final class ToolStream implements Iterable<ChatCompletionChunk>, AutoCloseable {
    private final ToolRounds rounds;
    private final Function<ChatCompletionRequest, ChatStream> asking;
    private ChatAssembly assembly = new ChatAssembly();
    private volatile ChatStream answer;
    private volatile boolean closed;
    private volatile @Nullable ToolConversation conversation;

    /** Asks the first question at once. */
    ToolStream(ToolRounds rounds, Function<ChatCompletionRequest, ChatStream> asking) {
        this.rounds = rounds;
        this.asking = asking;
        this.answer = asking.apply(rounds.request());
    }

    /** Names the call that runs now, to quote to an operator: each answer is a call of its own. */
    public String requestId() {
        return answer.requestId();
    }

    /** The calls that were made so far. */
    public List<Invocation> invocations() {
        return rounds.invocations();
    }

    /**
     * The whole conversation.
     *
     * @throws IllegalStateException before the last part
     */
    public ToolConversation conversation() {
        ToolConversation whole = conversation;
        if (whole == null) {
            throw new IllegalStateException("The conversation has not ended.");
        }
        return whole;
    }

    /**
     * The next part; null after the last, and after {@link #close}. Throws as {@link ChatStream#next} does.
     *
     * @throws ToolRoundsException if the model may make no further call
     */
    public @Nullable ChatCompletionChunk next() {
        while (!closed && conversation == null) {
            ChatCompletionChunk part = answer.next();
            if (part != null) {
                assembly.add(part);
                return part;
            }
            if (!closed) {
                goOn();
            }
        }
        return null;
    }

    private void goOn() {
        answer.close();
        try {
            conversation = rounds.take(assembly.completion()).orElse(null);
        } catch (CancellationException cancelled) {
            if (closed && !Thread.currentThread().isInterrupted()) {
                return;
            }
            throw cancelled;
        }
        if (conversation == null && !closed) {
            assembly = new ChatAssembly();
            answer = asking.apply(rounds.request());
            if (closed) {
                answer.close();
            }
        }
    }

    /** The parts that are still to come; throws as {@link #next} does. Can be iterated once. */
    @Override
    public Iterator<ChatCompletionChunk> iterator() {
        return new PartIterator<>(this::next);
    }

    /** Ends the conversation: the model stops, and tools that run are interrupted. */
    @Override
    public void close() {
        closed = true;
        rounds.cancel();
        answer.close();
    }
}
