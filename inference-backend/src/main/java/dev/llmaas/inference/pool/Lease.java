package dev.llmaas.inference.pool;

import java.util.concurrent.atomic.AtomicBoolean;

/** The right to send one request to a replica. It counts as load until it is closed. Thread-safe. */
public final class Lease implements AutoCloseable {
    private final Endpoint endpoint;
    private final Runnable suspect;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    Lease(Endpoint endpoint, Runnable suspect, Runnable release) {
        this.endpoint = endpoint;
        this.suspect = suspect;
        this.release = release;
    }

    /** Where to send the request. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Reports that the connection was refused or broke: the pool looks after the replica and prefers others meanwhile. */
    public void failed() {
        suspect.run();
    }

    /** Gives the right back. Closing again does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
