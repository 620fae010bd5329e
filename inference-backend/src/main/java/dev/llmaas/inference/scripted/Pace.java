package dev.llmaas.inference.scripted;

import dev.llmaas.inference.Generation;
import dev.llmaas.inference.StopReason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one generation wait for its time, its budget and its slot, and wakes it at once when it is stopped. */
final class Pace {
    private final Generation generation;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long dueNanos;
    private boolean admitted;
    private boolean closed;

    Pace(Generation generation) {
        this.generation = generation;
        generation.onChange(this::wake);
    }

    Optional<StopReason> stopped() {
        return generation.stopped();
    }

    /** Starts to count time. */
    void begin() {
        dueNanos = System.nanoTime();
    }

    /** Waits {@code gap} since the last token was due and until the budget allows one more, or until there is an end. */
    void await(Duration gap, long tokensSoFar) throws InterruptedException {
        dueNanos += gap.toNanos();
        lock.lockInterruptibly();
        try {
            while (!ended() && !generation.mayGenerate(tokensSoFar)) {
                changed.await();
                dueNanos = Math.max(dueNanos, System.nanoTime());
            }
            long left = dueNanos - System.nanoTime();
            while (left > 0 && !ended()) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is an end. */
    void awaitStop() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!ended()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until {@link #admit} or an end. */
    void awaitAdmission() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!ended() && !admitted) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A slot is free for it. */
    void admit() {
        lock.lock();
        try {
            admitted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The engine ends. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean ended() {
        return closed || generation.stopped().isPresent();
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
