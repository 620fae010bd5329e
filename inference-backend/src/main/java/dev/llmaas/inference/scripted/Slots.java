package dev.llmaas.inference.scripted;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/** The places of an engine and the bounded queue before them, first come first served. Thread-safe. */
final class Slots {
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Pace> queue = new ArrayDeque<>();
    private final int waitingMax;
    private int free;

    Slots(int slots, int waitingMax) {
        this.free = slots;
        this.waitingMax = waitingMax;
    }

    int waitingMax() {
        return waitingMax;
    }

    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a place, waiting for it if need be. A generation that ends while it waits takes one too, so that whoever
     * called releases in either case.
     *
     * @return whether there was room in the queue
     */
    boolean acquire(Pace pace) throws InterruptedException {
        lock.lock();
        try {
            if (free > 0) {
                free--;
                return true;
            }
            if (queue.size() >= waitingMax) {
                return false;
            }
            queue.addLast(pace);
        } finally {
            lock.unlock();
        }
        boolean interrupted = true;
        try {
            pace.awaitAdmission();
            interrupted = false;
        } finally {
            leaveQueue(pace, interrupted);
        }
        return true;
    }

    private void leaveQueue(Pace pace, boolean interrupted) {
        lock.lock();
        try {
            boolean waited = queue.remove(pace);
            if (waited) {
                free--; // it never got a place; release gives back what was not taken
            }
            if (interrupted) {
                release();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives a place back, to the first in the queue if there is one. */
    void release() {
        lock.lock();
        try {
            free++;
            while (free > 0 && !queue.isEmpty()) {
                free--;
                queue.removeFirst().admit();
            }
        } finally {
            lock.unlock();
        }
    }
}
