package dev.llmaas.inference.pool;

/**
 * The time during which one process, or one foreign server, holds a seat. Leases belong to a tenure, not to a seat, so
 * that leases of a process that is gone count for nothing. Guarded by the lock of its {@link Roster}.
 */
final class Tenure {
    private final Endpoint endpoint;
    private int leases;
    private boolean suspect;
    private long suspectUntilNanos;

    Tenure(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    int leases() {
        return leases;
    }

    void lend() {
        leases++;
    }

    void giveBack() {
        leases--;
    }

    void suspectUntil(long nanos) {
        suspect = true;
        suspectUntilNanos = nanos;
    }

    boolean isSuspect(long nowNanos) {
        return suspect && nowNanos - suspectUntilNanos < 0;
    }
}
