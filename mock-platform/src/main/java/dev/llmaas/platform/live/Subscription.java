package dev.llmaas.platform.live;

import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.event.PlatformEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** One who watches: a place in the ring and what may be seen. For one reading thread; closing is for any. */
public final class Subscription implements AutoCloseable {
    /** Events handed over at a time: enough to catch up quickly, few enough to notice a slow reader. */
    private static final int BATCH_MAX = 256;

    private final LiveFeed feed;
    private final OrganizationId organizationId;
    private final Predicate<PlatformEvent> visible;
    private final AtomicBoolean closed = new AtomicBoolean();
    private long cursor;
    private boolean reset;

    Subscription(
            LiveFeed feed,
            OrganizationId organizationId,
            Predicate<PlatformEvent> visible,
            long cursor,
            boolean beginsWithReset) {
        this.feed = feed;
        this.organizationId = organizationId;
        this.visible = visible;
        this.cursor = cursor;
        this.reset = beginsWithReset;
    }

    /**
     * What happened since the call before, in order, waiting for it if nothing did.
     *
     * @return empty if {@code timeout} passed, or if nothing that happened may be seen
     * @throws InterruptedException if the thread was interrupted
     */
    List<LiveEntry> next(Duration timeout) throws InterruptedException {
        LiveFeed.Batch batch = feed.take(cursor, reset ? 0 : timeout.toMillis(), BATCH_MAX);
        List<LiveEntry> seen = new ArrayList<>();
        if (reset || batch.missed()) {
            seen.add(feed.reset(batch.cursor() - batch.entries().size()));
            reset = false;
        }
        cursor = batch.cursor();
        for (LiveEntry entry : batch.entries()) {
            if (entry.concerns(organizationId) && visible.test(entry.event())) {
                seen.add(entry);
            }
        }
        return seen;
    }

    /** Whether nothing more will come: the platform stops. */
    boolean isOver() {
        return feed.isClosed();
    }

    /** Watches no more; doing it again does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            feed.unsubscribe();
        }
    }
}
