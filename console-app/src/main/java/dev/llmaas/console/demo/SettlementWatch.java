package dev.llmaas.console.demo;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.EventStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Listens to the live feed from before a call is made until its settlement is seen. */
final class SettlementWatch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int EVENTS_MAX = 10_000;

    private final EventStream events;
    private final BlockingQueue<RequestSettled> settled = new LinkedBlockingQueue<>(EVENTS_MAX);
    private final CountDownLatch connected;

    private SettlementWatch(EventStream events, CountDownLatch connected) {
        this.events = events;
        this.connected = connected;
    }

    /** Subscribes, and returns when events arrive. */
    static SettlementWatch begin(AdminClient admin) throws InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        EventStream events = admin.events(null, state -> {
            if (state instanceof EventStream.State.Connected) {
                connected.countDown();
            }
        });
        SettlementWatch watch = new SettlementWatch(events, connected);
        Thread.ofVirtual().name("demo-events").start(watch::listen);
        if (!watch.connected.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            watch.close();
            throw new DemoException("The live feed does not open within %d s.".formatted(PATIENCE.toSeconds()));
        }
        return watch;
    }

    private void listen() {
        try {
            for (EventStream.Entry entry = events.next(); entry != null; entry = events.next()) {
                if (entry.event() instanceof RequestSettled settlement && !settled.offer(settlement)) {
                    return;
                }
            }
        } catch (ApiException refused) {
            connected.countDown(); // whoever waits finds no event and says so
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The settlement of a call of {@code key}. */
    RequestSettled await(ApiKeyId key) throws InterruptedException {
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < endNanos) {
            RequestSettled next = settled.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next != null && next.keyId().equals(key)) {
                return next;
            }
        }
        throw new DemoException("No live event came within %d s of the answer.".formatted(PATIENCE.toSeconds()));
    }

    @Override
    public void close() {
        events.close();
    }
}
