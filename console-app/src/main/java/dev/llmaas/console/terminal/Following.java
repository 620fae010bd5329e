package dev.llmaas.console.terminal;

import dev.llmaas.client.AdminClient;
import dev.llmaas.client.EventStream;
import dev.llmaas.client.EventStream.State;
import dev.llmaas.console.Limits;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads the events of a platform on a thread of its own, for a command that draws them on its. */
final class Following implements AutoCloseable {
    private final Workplace workplace;
    private final LinkedBlockingQueue<EventStream.Entry> entries = new LinkedBlockingQueue<>(Limits.WATCH_QUEUE_MAX);
    private final AtomicReference<String> connection = new AtomicReference<>("");
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final EventStream events;
    private volatile boolean ended;

    private Following(Workplace workplace, AdminClient admin) {
        this.workplace = workplace;
        this.events = admin.events(null, this::connected);
    }

    /** Begins to follow. */
    static Following start(Workplace workplace, AdminClient admin) {
        Following following = new Following(workplace, admin);
        Thread.ofVirtual().name("events").start(following::read);
        return following;
    }

    /** The next event; null if none came within {@code millis}. */
    EventStream.@Nullable Entry poll(long millis) throws InterruptedException {
        return entries.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** Whether the platform refused, so that nothing more comes. */
    boolean hasEnded() {
        return ended;
    }

    /** How it hangs on the platform, for people. */
    String connection() {
        return connection.get();
    }

    /** Throws why it ended, if the platform refused. */
    void requireNoFailure() {
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void close() {
        events.close();
    }

    private void read() {
        try {
            for (EventStream.Entry entry = events.next(); entry != null; entry = events.next()) {
                entries.put(entry);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException refused) {
            failure.set(refused);
        } finally {
            ended = true;
        }
    }

    private void connected(State state) {
        connection.set(
                switch (state) {
                    case State.Connected _ -> workplace.text("terminal.watch.connected");
                    case State.Waiting waiting ->
                        workplace.text(
                                "terminal.watch.waiting_for",
                                waiting.why(),
                                workplace.formats().duration(waiting.pause()));
                });
    }
}
