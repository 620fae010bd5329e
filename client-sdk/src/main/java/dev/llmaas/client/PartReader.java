package dev.llmaas.client;

import dev.llmaas.client.UnreachableException.Problem;
import dev.llmaas.client.internal.Answer;
import dev.llmaas.client.internal.Refusals;
import dev.llmaas.client.internal.SseReader;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Reads the parts of an answer. One thread reads; any thread may close. A connection is only given back by who is alone with it:
 * the last of the reader and the one who closes.
 */
final class PartReader<P> {
    private static final String DONE = "[DONE]";

    private final Answer answer;
    private final SseReader reader;
    private final Function<String, P> parsing;
    /** Some streams end with a word of their own, and not with {@code [DONE]}. */
    private final Predicate<P> last;

    private final ReentrantLock reading = new ReentrantLock();
    private volatile boolean closed;
    private volatile boolean done;

    PartReader(Answer answer, Function<String, P> parsing) {
        this(answer, parsing, part -> false);
    }

    PartReader(Answer answer, Function<String, P> parsing, Predicate<P> last) {
        this.answer = answer;
        this.reader = answer.events();
        this.parsing = parsing;
        this.last = last;
    }

    String requestId() {
        return answer.requestId();
    }

    /** The next part; null after the last, and after {@link #close}. */
    @Nullable
    P next() {
        reading.lock();
        try {
            return done || closed ? null : read();
        } finally {
            reading.unlock();
            closeIfUnread();
        }
    }

    private @Nullable P read() {
        try {
            SseReader.Event event = reader.next();
            if (event == null) {
                return atTheEnd();
            }
            if (event.data().equals(DONE)) {
                done = true;
                return null;
            }
            P part = parse(event.data());
            done = last.test(part);
            return part;
        } catch (IOException broken) {
            if (closed) {
                return null;
            }
            throw answer.failure(broken);
        }
    }

    /** Ends the answer; the model stops. */
    void close() {
        closed = true;
        if (!done) {
            answer.cancel();
        }
        closeIfUnread();
    }

    private void closeIfUnread() {
        if (closed && reading.tryLock()) {
            try {
                answer.close();
            } finally {
                reading.unlock();
            }
        }
    }

    private @Nullable P atTheEnd() {
        if (closed) {
            return null;
        }
        throw new UnreachableException(
                Problem.BROKEN, "The answer broke off before its end.", true, answer.requestId());
    }

    private P parse(String json) {
        ApiException refusal = Refusals.inStream(json, requestId());
        if (refusal != null) {
            throw refusal;
        }
        try {
            return parsing.apply(json);
        } catch (JacksonException malformed) {
            throw new UnreachableException(
                    Problem.NOT_A_PLATFORM, "The answer has a part that is none of this call.", true, requestId());
        }
    }
}
