package dev.llmaas.platform.quota;

import dev.llmaas.api.admin.LimitStatus;
import dev.llmaas.platform.store.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/** The limits of all keys. Thread-safe. */
@SuppressWarnings("DoNotCallSuggester")
public final class Quota implements AutoCloseable {
    private Quota() {}

    /** Takes up the limits where the database has them; voids what a platform that died here before left. */
    public static Quota open(Database database, InstantSource clock, RandomGenerator random) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sets aside what a call may use. Blocks for at most some commits, mostly not at all: call it on a virtual thread.
     *
     * @throws dev.llmaas.platform.PlatformException {@code RATE_LIMIT_EXCEEDED} or {@code INSUFFICIENT_QUOTA}; the sentence
     *     names the limit, its bound, its key and the earliest moment at which the same call may pass
     */
    public Reservation reserve(Budget budget, Hold hold) {
        throw new UnsupportedOperationException();
    }

    /** How far each limit is used now; none for a kind without limit. Reads the database. */
    public List<LimitStatus> status(Budget budget) {
        throw new UnsupportedOperationException();
    }

    /** Gives back what is not in use. */
    @Override
    public void close() {}
}
