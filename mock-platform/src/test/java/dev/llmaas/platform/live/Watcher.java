package dev.llmaas.platform.live;

import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.event.PlatformEvent;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collects what is published from now on. */
public final class Watcher implements AutoCloseable {
    private final List<PlatformEvent> events = new CopyOnWriteArrayList<>();
    private final Subscription subscription;
    private final Thread thread;

    public Watcher(LiveFeed feed, OrganizationId organizationId) {
        this.subscription = feed.subscribe(organizationId, _ -> true, null);
        this.thread = Thread.startVirtualThread(this::collect);
    }

    public List<RequestSettled> settled() {
        return events.stream()
                .filter(RequestSettled.class::isInstance)
                .map(RequestSettled.class::cast)
                .toList();
    }

    private void collect() {
        try {
            while (!subscription.isOver()) {
                subscription.next(Duration.ofSeconds(1)).forEach(entry -> events.add(entry.event()));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        subscription.close();
    }
}
