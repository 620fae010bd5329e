package dev.llmaas.platform.oidc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Things that are found by a secret, for a time. Only hashes of the secrets are kept. When there are too many, the
 * oldest is dropped. Thread-safe.
 *
 * @param <T> what is kept; immutable
 */
final class ShortLived<T> {
    private record Kept<T>(T value, Instant endsAt) {}

    private final int countMax;
    private final Duration life;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** In the order of their beginnings, which is that of their ends. */
    private final Map<String, Kept<T>> kept = new LinkedHashMap<>();

    /**
     * Nothing yet.
     *
     * @param countMax how many are kept at most
     * @param life how long each is found
     */
    ShortLived(int countMax, Duration life, InstantSource clock) {
        this.countMax = countMax;
        this.life = life;
        this.clock = clock;
    }

    /** Keeps {@code value} from now on. */
    void put(String secret, T value) {
        lock.lock();
        try {
            sweep();
            Instant endsAt = clock.instant().plus(life);
            kept.remove(Secrets.hash(secret));
            kept.put(Secrets.hash(secret), new Kept<>(value, endsAt));
        } finally {
            lock.unlock();
        }
    }

    /** What the secret finds, if its time has not passed. */
    Optional<T> find(String secret) {
        lock.lock();
        try {
            return alive(Secrets.hash(secret)).map(Kept::value);
        } finally {
            lock.unlock();
        }
    }

    /** What the secret finds, for the last time: of several threads one gets it. */
    Optional<T> take(String secret) {
        lock.lock();
        try {
            Optional<Kept<T>> found = alive(Secrets.hash(secret));
            kept.remove(Secrets.hash(secret));
            return found.map(Kept::value);
        } finally {
            lock.unlock();
        }
    }

    /** Changes what the secret finds, in one step; its end stays. The value from before, empty if there is none. */
    Optional<T> update(String secret, UnaryOperator<T> change) {
        lock.lock();
        try {
            String key = Secrets.hash(secret);
            Optional<Kept<T>> found = alive(key);
            found.ifPresent(before -> kept.put(key, new Kept<>(change.apply(before.value), before.endsAt)));
            return found.map(Kept::value);
        } finally {
            lock.unlock();
        }
    }

    /** How many are kept, some of them perhaps past their time. */
    int size() {
        lock.lock();
        try {
            return kept.size();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Kept<T>> alive(String key) {
        return Optional.ofNullable(kept.get(key))
                .filter(found -> clock.instant().isBefore(found.endsAt));
    }

    /** Drops what has ended, and makes room for one more. */
    private void sweep() {
        Instant now = clock.instant();
        Iterator<Kept<T>> oldest = kept.values().iterator();
        while (oldest.hasNext()) {
            Kept<T> next = oldest.next();
            if (now.isBefore(next.endsAt) && kept.size() < countMax) {
                return;
            }
            oldest.remove();
        }
    }
}
