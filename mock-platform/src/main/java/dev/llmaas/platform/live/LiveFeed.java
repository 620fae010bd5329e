package dev.llmaas.platform.live;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.event.PlatformEvent;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One ring of the latest events that all subscribers read, each from its own place: publishing costs the same however
 * many watch, and whoever is slower than the ring is long misses the oldest and is told so. Thread-safe; publishing
 * never blocks.
 *
 * <p>Events are numbered from a number that begins with the time of the start, so that an id of an earlier process or of
 * another replica is not mistaken for one of this ring.
 */
public final class LiveFeed implements AutoCloseable {
    /** Ids of two processes that did not start in the same millisecond stay apart for so many events. */
    private static final int EVENTS_PER_START_BITS = 20;

    private final InstantSource clock;
    private final LiveEntry[] ring;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition published = lock.newCondition();
    private final long first;
    private long next;
    private int watching;
    private boolean closed;

    /** An empty feed of the usual size. */
    public LiveFeed(InstantSource clock) {
        this(clock, Limits.LIVE_RING_EVENTS);
    }

    LiveFeed(InstantSource clock, int capacity) {
        this.clock = clock;
        this.ring = new LiveEntry[capacity];
        this.first = clock.millis() << EVENTS_PER_START_BITS;
        this.next = first;
    }

    /** Tells everybody who watches, of whichever organisation. */
    public void publish(PlatformEvent event) {
        append(null, event);
    }

    /** Tells those of this organisation who watch. */
    public void publish(OrganizationId organizationId, PlatformEvent event) {
        append(organizationId, event);
    }

    /** What is in the ring of one kind, of whichever organisation, the oldest first: for sums that name nobody. */
    public <T extends PlatformEvent> List<T> latest(Class<T> kind) {
        List<LiveEntry> entries = new ArrayList<>();
        lock.lock();
        try {
            for (long i = oldest(); i < next; i++) {
                entries.add(ring[slot(i)]);
            }
        } finally {
            lock.unlock();
        }
        return entries.stream()
                .map(LiveEntry::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** Whether anybody watches, so that samples are worth taking. */
    public boolean isWatched() {
        lock.lock();
        try {
            return watching > 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins to watch. Whoever names the last event that it saw gets what followed; otherwise, and if the ring no longer
     * has that place, the first event is a {@code Reset}.
     *
     * @param organizationId whose events are seen, beside those for everybody
     * @param visible which kinds are seen
     * @param lastEventId the id of the last event that was seen, or null
     * @throws PlatformException {@code no_capacity} if too many watch already
     */
    public Subscription subscribe(
            OrganizationId organizationId, Predicate<PlatformEvent> visible, @Nullable String lastEventId) {
        lock.lock();
        try {
            if (watching >= Limits.LIVE_SUBSCRIBERS_MAX) {
                throw new PlatformException(
                        ErrorCode.NO_CAPACITY,
                        "%,d consoles watch already, which is the limit.".formatted(Limits.LIVE_SUBSCRIBERS_MAX));
            }
            watching++;
            long wanted = lastEventId == null ? -1 : number(lastEventId) + 1;
            boolean resumes = wanted >= oldest() && wanted <= next;
            return new Subscription(this, organizationId, visible, resumes ? wanted : next, !resumes);
        } finally {
            lock.unlock();
        }
    }

    /** Ends all subscriptions, so that no stream outlives the platform. What is published afterwards reaches nobody. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            published.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** What happened since {@code cursor}, waiting for it if nothing did; empty after {@code timeoutMs}. */
    Batch take(long cursor, long timeoutMs, int max) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
            while (cursor == next && left > 0 && !closed) {
                left = published.awaitNanos(left);
            }
            long from = Math.max(cursor, oldest());
            long to = Math.min(next, from + max);
            List<LiveEntry> entries = new ArrayList<>(Math.toIntExact(to - from));
            for (long i = from; i < to; i++) {
                entries.add(ring[slot(i)]);
            }
            return new Batch(entries, to, from > cursor);
        } finally {
            lock.unlock();
        }
    }

    /** Entries, where the next ones begin, and whether older ones were missed. */
    record Batch(List<LiveEntry> entries, long cursor, boolean missed) {}

    /** The event that tells a subscriber to read the present state again; its id is that of the event before {@code cursor}. */
    LiveEntry reset(long cursor) {
        return new LiveEntry(cursor - 1, null, new PlatformEvent.Reset(clock.millis()));
    }

    void unsubscribe() {
        lock.lock();
        try {
            watching--;
        } finally {
            lock.unlock();
        }
    }

    private void append(@Nullable OrganizationId organizationId, PlatformEvent event) {
        lock.lock();
        try {
            ring[slot(next)] = new LiveEntry(next, organizationId, event);
            next++;
            published.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long oldest() {
        return Math.max(first, next - ring.length);
    }

    private int slot(long number) {
        return (int) (number % ring.length);
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id.strip());
        } catch (NumberFormatException foreign) {
            return -2; // an id that this feed never gave: the subscriber starts anew
        }
    }
}
