package dev.llmaas.client;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.event.PlatformEvent;
import dev.llmaas.client.internal.Answer;
import dev.llmaas.client.internal.Call;
import dev.llmaas.client.internal.Limits;
import dev.llmaas.client.internal.Sleeper;
import dev.llmaas.client.internal.SseReader;
import dev.llmaas.client.internal.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * What happens on the platform, live. A connection that breaks is made again with growing pauses, and resumes after the
 * last event; where that is too long ago, the platform sends {@link PlatformEvent.Reset}, and the reader reads the
 * present state again. One thread reads; any thread may close.
 *
 * <pre>{@code
 * try (EventStream events = admin.events(null)) {
 *     for (EventStream.Entry entry = events.next(); entry != null; entry = events.next()) {
 *         show(entry.event());
 *     }
 * }
 * }</pre>
 */
public final class EventStream implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventStream.class);
    private static final String TARGET = "/admin/v1/events";

    private final Transport transport;
    private final Consumer<State> listener;
    private final Sleeper sleeper;
    private final DoubleSupplier jitter;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Answer answer;
    private volatile @Nullable String lastEventId;
    private @Nullable SseReader reader;
    private int failures;

    /**
     * An event.
     *
     * @param id where to resume after it
     * @param event what happened
     */
    public record Entry(String id, PlatformEvent event) {}

    /** Whether the stream is connected. */
    public sealed interface State {
        /** It is. */
        record Connected() implements State {}

        /**
         * It is not, and connects again after a pause.
         *
         * @param why why the connection ended or could not be made, a sentence
         * @param pause how long it waits before it tries
         * @param attempt how often it failed since the last event, from 1
         */
        record Waiting(String why, Duration pause, int attempt) implements State {}
    }

    /**
     * A stream that is not connected yet.
     *
     * @param sleeper waits between attempts; null to wait until the time is over or the stream is closed
     */
    EventStream(
            Transport transport,
            @Nullable String lastEventId,
            Consumer<State> listener,
            @Nullable Sleeper sleeper,
            DoubleSupplier jitter) {
        this.transport = transport;
        this.lastEventId = lastEventId;
        this.listener = listener;
        this.sleeper = sleeper == null ? this::waitUntilClosed : sleeper;
        this.jitter = jitter;
    }

    /**
     * Waits for the next event.
     *
     * @return null once the stream is closed
     * @throws ApiException if the platform refuses for a reason that does not pass: not signed in, no right, or a
     *     certificate that is not trusted
     * @throws InterruptedException if the thread is interrupted
     */
    public @Nullable Entry next() throws InterruptedException {
        while (!isClosed()) {
            try {
                SseReader open = connected();
                SseReader.Event event = open.next();
                Entry entry = event == null ? null : entry(event);
                if (entry != null) {
                    failures = 0;
                    lastEventId = entry.id();
                    return entry;
                }
                if (event == null) {
                    lost("The platform ended the connection.", Duration.ZERO);
                }
            } catch (IOException broken) {
                lost("The connection broke.", Duration.ZERO);
            } catch (ApiException refusal) {
                lost(passing(refusal).sentence(), refusal.retryAfter().orElse(Duration.ZERO));
            } catch (CancellationException interrupted) {
                stopIfInterrupted(interrupted);
            }
        }
        return null;
    }

    /** The id after which another stream would resume. */
    public Optional<String> lastEventId() {
        return Optional.ofNullable(lastEventId);
    }

    /** Ends the stream; a thread that waits in {@link #next} returns. */
    @Override
    public void close() {
        closing.countDown();
        Answer open = answer;
        if (open != null) {
            open.cancel();
        }
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    private SseReader connected() {
        if (reader != null) {
            return reader;
        }
        Answer open = transport.send(Call.follow(TARGET, lastEventId));
        answer = open;
        if (isClosed()) {
            open.cancel();
        }
        SseReader fresh = open.events();
        reader = fresh;
        listener.accept(new State.Connected());
        return fresh;
    }

    /** Null for an event that this version does not know. */
    private @Nullable Entry entry(SseReader.Event event) {
        try {
            String id = event.id() == null ? "" : event.id();
            return new Entry(id, WireJson.mapper().readValue(event.data(), PlatformEvent.class));
        } catch (JacksonException newer) {
            log.debug("left out an event that this version does not know");
            return null;
        }
    }

    private void lost(String why, Duration asked) throws InterruptedException {
        disconnect();
        if (Thread.interrupted()) {
            throw new InterruptedException("The event stream was interrupted.");
        }
        if (isClosed()) {
            return;
        }
        failures++;
        Duration pause = pause(asked);
        listener.accept(new State.Waiting(why, pause, failures));
        sleeper.sleep(pause);
    }

    private Duration pause(Duration asked) {
        int doublings = Math.min(failures - 1, 10);
        Duration whole = Limits.RECONNECT_FIRST.multipliedBy(1L << doublings);
        Duration bounded = whole.compareTo(Limits.RECONNECT_MAX) > 0 ? Limits.RECONNECT_MAX : whole;
        Duration shaken = Duration.ofNanos((long) (bounded.toNanos() * (0.5 + jitter.getAsDouble() / 2)));
        return asked.compareTo(shaken) > 0 ? asked : shaken;
    }

    private void disconnect() {
        Answer open = answer;
        answer = null;
        reader = null;
        if (open != null) {
            open.close();
        }
    }

    private ApiException passing(ApiException refusal) {
        boolean passes = refusal instanceof UnreachableException unreachable
                ? unreachable.problem().isPassing()
                        || unreachable.problem() == UnreachableException.Problem.NO_SUCH_HOST
                : refusal.code().status() >= 500
                        || refusal.code().status() == 429
                        || refusal.code().status() == 408;
        if (!passes) {
            disconnect();
            throw refusal;
        }
        return refusal;
    }

    private void stopIfInterrupted(CancellationException interrupted) throws InterruptedException {
        disconnect();
        if (Thread.interrupted()) {
            InterruptedException stop = new InterruptedException("The event stream was interrupted.");
            stop.initCause(interrupted);
            throw stop;
        }
    }

    private void waitUntilClosed(Duration time) throws InterruptedException {
        boolean ended = closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        log.trace("waited, closed={}", ended);
    }
}
