package dev.llmaas.platform;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the platform does again and again, each on a virtual thread of its own. A round that fails is reported once until
 * one succeeds, and never ends the rounds. Thread-safe.
 */
final class Rounds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rounds.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    /** One round. */
    @FunctionalInterface
    interface Round {
        /** Does what is due; the next round begins a pause after this one has ended. */
        void run() throws InterruptedException;
    }

    /** Does {@code round} now and then after each {@code pause}. */
    void every(Duration pause, String name, Round round) {
        threads.add(Thread.ofVirtual().name(name).start(() -> {
            try {
                boolean failing = false;
                do {
                    failing = isFailing(name, round, failing);
                } while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException ended) {
                log.debug("{} ended", name);
            }
        }));
    }

    /** Begins no more rounds, and waits for those that run. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            for (Thread thread : threads) {
                if (!thread.join(PATIENCE)) {
                    thread.interrupt();
                }
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isFailing(String name, Round round, boolean before) throws InterruptedException {
        try {
            round.run();
            return false;
        } catch (RuntimeException failure) {
            if (!before) {
                log.error("{} failed and will be tried again", name, failure);
            }
            return true;
        }
    }
}
