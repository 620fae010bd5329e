package dev.llmaas.platform;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, to be closed in the opposite order; one that does not close keeps no other open. Thread-safe. */
final class Opened implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Opened.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<AutoCloseable> stack = new ArrayDeque<>();

    /** Remembers {@code resource} and returns it. */
    <T extends AutoCloseable> T add(T resource) {
        lock.lock();
        try {
            stack.push(resource);
        } finally {
            lock.unlock();
        }
        return resource;
    }

    /** Closes everything; doing it again does nothing. */
    @Override
    public void close() {
        for (Optional<AutoCloseable> next = take(); next.isPresent(); next = take()) {
            close(next.get());
        }
    }

    private Optional<AutoCloseable> take() {
        lock.lock();
        try {
            return Optional.ofNullable(stack.poll());
        } finally {
            lock.unlock();
        }
    }

    /** An edge: whatever goes wrong, the rest must be closed too. */
    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } catch (Exception failure) {
            log.error("{} did not close", resource.getClass().getSimpleName(), failure);
        }
    }
}
