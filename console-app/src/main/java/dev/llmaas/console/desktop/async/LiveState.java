package dev.llmaas.console.desktop.async;

import dev.llmaas.client.ApiException;
import dev.llmaas.client.EventStream;
import dev.llmaas.console.Limits;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Follows the events of a platform on a virtual thread and brings their sums to the FX thread five times a second,
 * whatever their number: one subscription for the whole console. Listeners and properties belong to the FX thread.
 */
public final class LiveState implements AutoCloseable {
    private final Function<Consumer<EventStream.State>, EventStream> source;
    private final Background background;
    private final InstantSource clock;
    private final List<Consumer<Tick>> listeners = new CopyOnWriteArrayList<>();
    private final ReadOnlyObjectWrapper<Link> link = new ReadOnlyObjectWrapper<>(new Link.Connecting());
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("ticker").factory());
    private final ReentrantLock adding = new ReentrantLock();
    private TickSum sum = new TickSum();
    private long lagMs = -1;
    private @Nullable EventStream stream;

    /** How the console hangs on the platform. */
    public sealed interface Link {
        /** Not yet. */
        record Connecting() implements Link {}

        /**
         * Events come.
         *
         * @param lagMs how old the last event was when it came, or -1 if none came yet; clocks that differ show in it
         */
        record Live(long lagMs) implements Link {}

        /**
         * The connection is gone and comes back by itself.
         *
         * @param attempt how often it was tried
         */
        record Reconnecting(int attempt) implements Link {}

        /**
         * It does not come back.
         *
         * @param failure why
         */
        record Broken(Failure failure) implements Link {}
    }

    /**
     * A state that follows nothing yet.
     *
     * @param source opens the stream of events, and tells the consumer whether it is connected
     */
    public LiveState(
            Function<Consumer<EventStream.State>, EventStream> source, Background background, InstantSource clock) {
        this.source = source;
        this.background = background;
        this.clock = clock;
    }

    /** Begins to follow. */
    public void start() {
        EventStream opened = source.apply(this::linkChanged);
        stream = opened;
        Thread.ofVirtual().name("live").start(() -> follow(opened));
        long period = Limits.TICK.toMillis();
        var _ = ticker.scheduleAtFixedRate(this::tick, period, period, TimeUnit.MILLISECONDS);
    }

    /** Calls {@code listener} on the FX thread five times a second. */
    public void onTick(Consumer<Tick> listener) {
        listeners.add(listener);
    }

    /** How the console hangs on the platform. */
    public ReadOnlyObjectProperty<Link> linkProperty() {
        return link.getReadOnlyProperty();
    }

    /** Stops following. */
    @Override
    public void close() {
        ticker.shutdownNow();
        EventStream open = stream;
        if (open != null) {
            open.close();
        }
    }

    private void follow(EventStream events) {
        try {
            for (EventStream.Entry entry = events.next(); entry != null; entry = events.next()) {
                add(entry);
            }
        } catch (ApiException refused) {
            background.onScreen(() -> link.set(new Link.Broken(Failure.of(refused))));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void add(EventStream.Entry entry) {
        adding.lock();
        try {
            sum.add(entry.event());
            lagMs = Math.max(0, clock.millis() - entry.event().atMs());
        } finally {
            adding.unlock();
        }
    }

    private void linkChanged(EventStream.State state) {
        Link now = switch (state) {
            case EventStream.State.Connected _ -> new Link.Live(-1);
            case EventStream.State.Waiting waiting -> new Link.Reconnecting(waiting.attempt());
        };
        background.onScreen(() -> link.set(now));
    }

    private void tick() {
        Tick tick;
        long lag;
        adding.lock();
        try {
            tick = sum.tick(clock.millis());
            sum = new TickSum();
            lag = lagMs;
        } finally {
            adding.unlock();
        }
        background.onScreen(() -> publish(tick, lag));
    }

    private void publish(Tick tick, long lag) {
        if (link.get() instanceof Link.Live && lag >= 0) {
            link.set(new Link.Live(lag));
        }
        listeners.forEach(listener -> listener.accept(tick));
    }
}
