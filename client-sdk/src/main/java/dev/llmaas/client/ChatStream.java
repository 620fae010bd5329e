package dev.llmaas.client;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.client.UnreachableException.Problem;
import dev.llmaas.client.internal.Answer;
import dev.llmaas.client.internal.Refusals;
import dev.llmaas.client.internal.SseReader;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * An answer that comes in parts, each as soon as the model made it. One thread reads; any thread may close, which stops
 * the model within about one token. Can be iterated once.
 */
public final class ChatStream implements Iterable<ChatCompletionChunk>, AutoCloseable {
    private static final String DONE = "[DONE]";

    private final Answer answer;
    private final SseReader reader;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile boolean closed;
    private volatile boolean done;
    private volatile @Nullable Usage usage;

    ChatStream(Answer answer) {
        this.answer = answer;
        this.reader = answer.events();
    }

    /** Names the call, to quote to an operator. */
    public String requestId() {
        return answer.requestId();
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
        reading.lock();
        try {
            return done || closed ? null : read();
        } finally {
            reading.unlock();
            closeIfUnread();
        }
    }

    private @Nullable ChatCompletionChunk read() {
        try {
            SseReader.Event event = reader.next();
            if (event == null) {
                return atTheEnd();
            }
            if (event.data().equals(DONE)) {
                done = true;
                return null;
            }
            return parse(event.data());
        } catch (IOException broken) {
            if (closed) {
                return null;
            }
            throw answer.failure(broken);
        }
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
        closed = true;
        if (!done) {
            answer.cancel();
        }
        closeIfUnread();
    }

    /** A connection is only given back by who is alone with it: the last of the reader and the one who closes. */
    private void closeIfUnread() {
        if (closed && reading.tryLock()) {
            try {
                answer.close();
            } finally {
                reading.unlock();
            }
        }
    }

    private @Nullable ChatCompletionChunk atTheEnd() {
        if (closed) {
            return null;
        }
        throw new UnreachableException(
                Problem.BROKEN, "The answer broke off before its end.", true, answer.requestId());
    }

    private ChatCompletionChunk parse(String json) {
        ApiException refusal = Refusals.inStream(json, requestId());
        if (refusal != null) {
            throw refusal;
        }
        try {
            ChatCompletionChunk chunk = WireJson.mapper().readValue(json, ChatCompletionChunk.class);
            usage = chunk.usage() == null ? usage : chunk.usage();
            return chunk;
        } catch (JacksonException malformed) {
            throw new UnreachableException(
                    Problem.NOT_A_PLATFORM, "The answer has a part that is no chunk of a chat.", true, requestId());
        }
    }
}
