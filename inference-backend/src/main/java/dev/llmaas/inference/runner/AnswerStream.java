package dev.llmaas.inference.runner;

import dev.llmaas.inference.http.SseWriter;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries events from the thread of an engine to the event loop of a connection. It holds a bounded number of bytes that
 * the connection has not taken yet; beyond that, {@link #event} blocks, and with it the engine. Once the reader is gone,
 * events are dropped and nothing blocks. Thread-safe.
 */
final class AnswerStream {
    /** Some hundred tokens: enough that the engine never waits for a thread, little for a reader to fall behind. */
    private static final int BYTES_IN_FLIGHT_MAX = 64 * 1024;

    private final Context eventLoop;
    private final HttpServerRequest request;
    private final SseWriter writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int bytesInFlight;
    private boolean started;
    private boolean gone;

    /** The answer to {@code request}; called on its event loop. */
    AnswerStream(Context eventLoop, HttpServerRequest request) {
        this.eventLoop = eventLoop;
        this.request = request;
        this.writer = new SseWriter(request.response());
    }

    /** Whether an event was sent, so that a failure can only be told in the stream. */
    boolean started() {
        lock.lock();
        try {
            return started;
        } finally {
            lock.unlock();
        }
    }

    /** Sends one event, in order; blocks while the reader is behind. */
    void event(String id, byte[] data) throws InterruptedException {
        Buffer frame = SseWriter.frame(id, data);
        int length = frame.length();
        if (!admit(length)) {
            return;
        }
        eventLoop.runOnContext(now -> writer.write(frame).onComplete(written -> release(length)));
    }

    /** Sends the end mark and ends the answer. */
    void done() {
        eventLoop.runOnContext(now -> writer.done());
    }

    /** Sends a last event that tells a failure, ends the answer without the end mark, and closes the connection. */
    void fail(byte[] error) {
        eventLoop.runOnContext(now -> writer.event(null, error)
                .compose(written -> request.response().end())
                .onComplete(ended -> request.connection().close()));
    }

    /** Nobody reads any more. */
    void gone() {
        lock.lock();
        try {
            gone = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean admit(int length) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!gone && bytesInFlight > 0 && bytesInFlight + length > BYTES_IN_FLIGHT_MAX) {
                changed.await();
            }
            started = true;
            bytesInFlight += length;
            return !gone;
        } finally {
            lock.unlock();
        }
    }

    private void release(int length) {
        lock.lock();
        try {
            bytesInFlight -= length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
