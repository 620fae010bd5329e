package dev.llmaas.inference.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A range of a file that is fetched on a connection of its own. One thread fetches, others may look and interrupt it. */
final class Part {
    private final long from;
    private final long to;
    private final AtomicLong done;
    private final AtomicLong heardNanos = new AtomicLong();
    private final AtomicReference<@Nullable InputStream> open = new AtomicReference<>();

    /** The range from {@code from} to before {@code to}, of which so many bytes are there. */
    Part(long from, long to, long done) {
        this.from = from;
        this.to = to;
        this.done = new AtomicLong(done);
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    long done() {
        return done.get();
    }

    /** Where the next byte belongs. */
    long position() {
        return from + done.get();
    }

    boolean complete() {
        return position() == to;
    }

    void advance(int bytes, long nowNanos) {
        done.addAndGet(bytes);
        heardNanos.set(nowNanos);
    }

    void startOver() {
        done.set(0);
    }

    void opened(InputStream body, long nowNanos) {
        heardNanos.set(nowNanos);
        open.set(body);
    }

    void closed() {
        open.set(null);
    }

    /** Closes the connection under whoever reads from it, if nothing arrived for so long. */
    void interruptIfSilent(long nowNanos, long silenceNanosMax) throws IOException {
        InputStream body = open.get();
        if (body != null && nowNanos - heardNanos.get() > silenceNanosMax) {
            body.close();
        }
    }
}
