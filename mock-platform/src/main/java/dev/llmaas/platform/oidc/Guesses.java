package dev.llmaas.platform.oidc;

import dev.llmaas.platform.Limits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever guesses one secret: some wrong guesses are free, then each further one doubles a pause in which
 * not even the right one is taken. A guess counts before it is checked, so that many at once gain nothing. Thread-safe.
 */
final class Guesses {
    private static final int DOUBLINGS_MAX = 10;

    private final InstantSource clock;
    private final int free;
    private final Duration pauseMax;
    private final ReentrantLock lock = new ReentrantLock();
    private int wrongCount;
    private @Nullable Instant openAgainAt;

    private Guesses(InstantSource clock, int free, Duration pauseMax) {
        this.clock = clock;
        this.free = free;
        this.pauseMax = pauseMax;
    }

    /** Guesses of what belongs to one user. */
    static Guesses ofUser(InstantSource clock) {
        return new Guesses(clock, Limits.OIDC_GUESSES_FREE, Limits.OIDC_GUESS_PAUSE_MAX);
    }

    /** Guesses of what belongs to everybody: more are free, and the pause does not grow, or one would lock out all. */
    static Guesses ofEverybody(InstantSource clock) {
        return new Guesses(clock, Limits.OIDC_SHARED_GUESSES_FREE, Limits.OIDC_GUESS_PAUSE);
    }

    /** Counts one guess as wrong until {@link #right} says otherwise. How long to wait instead, empty if it may be checked. */
    Optional<Duration> begin() {
        lock.lock();
        try {
            Instant now = clock.instant();
            if (openAgainAt != null && now.isBefore(openAgainAt)) {
                return Optional.of(Duration.between(now, openAgainAt));
            }
            wrongCount++;
            if (wrongCount >= free) {
                openAgainAt = now.plus(pause(wrongCount - free));
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** The guess that began last was right: everything is as at the start. */
    void right() {
        lock.lock();
        try {
            wrongCount = 0;
            openAgainAt = null;
        } finally {
            lock.unlock();
        }
    }

    private Duration pause(int doublings) {
        Duration pause = Limits.OIDC_GUESS_PAUSE.multipliedBy(1L << Math.min(doublings, DOUBLINGS_MAX));
        return pause.compareTo(pauseMax) > 0 ? pauseMax : pause;
    }
}
