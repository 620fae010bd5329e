package dev.llmaas.platform.metering;

import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.platform.quota.Quota;
import dev.llmaas.platform.quota.Reservation;
import dev.llmaas.platform.store.Database;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Writes down what calls used. Thread-safe. */
public final class Ledger {
    /** A ledger in this database that posts to these limits. */
    public Ledger(Database database, Quota quota, InstantSource clock) {}

    /**
     * Writes a finished call and posts it to its limits. Never blocks; whoever cannot live without the row waits for the
     * future, uninterrupted. An empty entry, and one whose request is in the ledger already, only voids the reservation.
     *
     * @return completes on the database's thread after the commit, with what to publish, or empty if nothing was written;
     *     fails if the database does, and then the reservation is pending again, so that the caller may settle again
     * @throws IllegalStateException if the reservation was settled or voided before
     */
    public CompletableFuture<Optional<RequestSettled>> settle(Reservation reservation, Entry entry) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }
}
