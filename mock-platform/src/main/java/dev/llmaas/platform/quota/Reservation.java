package dev.llmaas.platform.quota;

import dev.llmaas.api.admin.LimitKind;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What one call has set aside. Thread-safe. Closing voids it unless it was settled or is being settled. */
@SuppressWarnings("DoNotCallSuggester")
public final class Reservation implements AutoCloseable {
    private Reservation() {}

    /** All that is held. */
    public Hold held() {
        throw new UnsupportedOperationException();
    }

    /**
     * Holds more. Never blocks, so that an event loop may ask; mostly completed already.
     *
     * @return whether it is held now; false if a limit is in the way: {@link #refusedBy} names it. Completes on this
     *     thread or on the database's: what depends on it must not block
     */
    public CompletableFuture<Boolean> extend(Hold more) {
        throw new UnsupportedOperationException();
    }

    /**
     * Holds as many more output tokens at this unit price as the limits allow, so that a stream can end on the exact token.
     *
     * @return how many, 0 to {@code outputTokens}; fewer than asked for means that a limit is met: {@link #refusedBy} names it
     */
    public CompletableFuture<Long> extendUpTo(long outputTokens, dev.llmaas.api.Money spendPerToken) {
        throw new UnsupportedOperationException();
    }

    /** The limit that refused the last extension, empty if none did. */
    public Optional<LimitKind> refusedBy() {
        throw new UnsupportedOperationException();
    }

    /** Voids it unless it was settled. */
    @Override
    public void close() {}
}
