package dev.llmaas.client;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.client.internal.Answer;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer that comes in parts, each as soon as the model made it. One thread reads; any thread may close, which stops
 * the model within about one token. Can be iterated once. {@link ChatAssembly} puts the parts together.
 *
 * <pre>{@code
 * try (ChatStream answer = openAi.chatStream(request)) {
 *     answer.forEach(part -> part.choices().forEach(choice -> print(choice.delta().content())));
 *     print(answer.usage());
 * }
 * }</pre>
 */
public final class ChatStream implements Iterable<ChatCompletionChunk>, AutoCloseable {
    private final PartReader<ChatCompletionChunk> parts;
    private volatile @Nullable Usage usage;

    ChatStream(Answer answer) {
        this.parts = new PartReader<>(answer, json -> WireJson.mapper().readValue(json, ChatCompletionChunk.class));
    }

    /** Names the call, to quote to an operator. */
    public String requestId() {
        return parts.requestId();
    }

    /** What the engine counted; empty until the last part. */
    public Optional<Usage> usage() {
        return Optional.ofNullable(usage);
    }

    /**
     * The next part; null after the last, and after {@link #close}.
     *
     * @throws ApiException if the platform ends the answer with a refusal
     * @throws UnreachableException if the answer breaks off
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; the flag stays set
     */
    public @Nullable ChatCompletionChunk next() {
        ChatCompletionChunk part = parts.next();
        usage = part == null || part.usage() == null ? usage : part.usage();
        return part;
    }

    /** The parts that are still to come; throws as {@link #next} does. */
    @Override
    public Iterator<ChatCompletionChunk> iterator() {
        return new PartIterator<>(this::next);
    }

    /**
     * Ends the answer; the model stops. Does nothing after the last part. Returns at once, also while another thread reads:
     * that thread is woken, gets null, and gives the connection back.
     */
    @Override
    public void close() {
        parts.close();
    }
}
