package dev.llmaas.inference;

import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The reins of one running generation: how far it may go and whether it must end. One side (the server) raises the
 * budget and stops; the other side (the engine) asks before each token. Thread-safe; the last word of {@link #stop} is
 * the first that was said.
 */
public final class Generation {
    /** The budget of a generation that only its request bounds. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private final String requestId;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long budget;
    private @Nullable StopReason stopped;
    private Runnable listener = () -> {};

    /**
     * A generation that may make {@code budget} tokens for now.
     *
     * @param requestId names it
     * @param budget tokens from 0, or {@link #UNLIMITED}
     */
    public Generation(String requestId, long budget) {
        if (budget < 0) {
            throw new IllegalArgumentException("a token budget must not be negative, but is " + budget);
        }
        this.requestId = requestId;
        this.budget = budget;
    }

    /** A generation that only its request bounds. */
    public static Generation unlimited(String requestId) {
        return new Generation(requestId, UNLIMITED);
    }

    /** Names the request. */
    public String requestId() {
        return requestId;
    }

    /** Tokens that may be generated in total, {@link #UNLIMITED} if only the request bounds it. */
    public long budget() {
        lock.lock();
        try {
            return budget;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the next token may be made: not stopped, and fewer than {@link #budget()} so far. */
    public boolean mayGenerate(long tokensSoFar) {
        lock.lock();
        try {
            return stopped == null && tokensSoFar < budget;
        } finally {
            lock.unlock();
        }
    }

    /** Lets it make {@code cumulativeTokens} tokens in total. A smaller number than before changes nothing. */
    public void raiseBudget(long cumulativeTokens) {
        Runnable wake;
        lock.lock();
        try {
            if (cumulativeTokens <= budget) {
                return;
            }
            budget = cumulativeTokens;
            changed.signalAll();
            wake = listener;
        } finally {
            lock.unlock();
        }
        wake.run();
    }

    /** Ends it before its next token. Only the first call counts. */
    public void stop(StopReason reason) {
        Runnable wake;
        lock.lock();
        try {
            if (stopped != null) {
                return;
            }
            stopped = reason;
            changed.signalAll();
            wake = listener;
        } finally {
            lock.unlock();
        }
        wake.run();
    }

    /** Why it was told to end, empty while it may run. */
    public Optional<StopReason> stopped() {
        lock.lock();
        try {
            return Optional.ofNullable(stopped);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs {@code action} after each raise and after the stop, on the thread that raised or stopped, outside any lock:
     * a scheduler wakes itself with it. There is one listener, the last one set. It is not called for what happened
     * before: set it, then ask {@link #mayGenerate} and {@link #stopped}.
     */
    public void onChange(Runnable action) {
        lock.lock();
        try {
            listener = action;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until {@link #mayGenerate} holds or the generation is stopped: how an engine parks that has a thread a
     * request.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public void awaitPermit(long tokensSoFar) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (stopped == null && tokensSoFar >= budget) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
