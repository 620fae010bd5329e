package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a client repeat a creation whose answer it may have lost: with the same header {@code Idempotency-Key} and the
 * same body it gets the same answer and nothing is made twice. Answers are kept in memory for
 * {@link Limits#IDEMPOTENT_ANSWER_LIFE}, the oldest give way; refusals are not kept. Generations have no such keys,
 * because their answers are never kept. Thread-safe.
 */
public final class Idempotency {
    /** What clients send. */
    public static final String HEADER = "idempotency-key";

    /** What an answer has that was given before. */
    private static final String REPLAYED = "idempotent-replayed";

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock; the oldest first. */
    private final Map<String, Answer> answers = new LinkedHashMap<>();

    /** One creation; its result is null while it runs. */
    @SuppressWarnings("ArrayRecordComponent") // compared by its bytes, in one place
    private record Answer(
            byte[] fingerprint, long untilMs, @Nullable Object result) {}

    /** No answers yet. */
    public Idempotency(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Does {@code work}, unless the same was done before: then its result comes back.
     *
     * @param owner who asks, as the platform knows him: keys of different owners have nothing to do with each other
     * @throws PlatformException CONFLICT if the key came with another body before, or its first use still runs;
     *     INVALID_REQUEST if the key is none; and what {@code work} throws
     */
    public Object once(Exchange exchange, String owner, Supplier<Object> work) {
        return once(exchange, owner, () -> Sha256.of(exchange.bytes()), work);
    }

    /** The same for a body that clients write otherwise each time: those of one fingerprint are the same. */
    public Object once(Exchange exchange, String owner, Supplier<byte[]> print, Supplier<Object> work) {
        Optional<String> key = exchange.header(HEADER);
        if (key.isEmpty()) {
            return work.get();
        }
        requireSane(key.get());
        String place = String.join(" ", owner, exchange.address(), key.get());
        byte[] fingerprint = print.get();
        Optional<Object> before = begin(place, fingerprint);
        if (before.isPresent()) {
            exchange.answerHeader(REPLAYED, "true");
            return before.get();
        }
        @Nullable Object result = null;
        try {
            result = work.get();
            return result;
        } finally {
            end(place, fingerprint, result);
        }
    }

    private Optional<Object> begin(String place, byte[] fingerprint) {
        lock.lock();
        try {
            long nowMs = clock.millis();
            forgetOld(nowMs);
            @Nullable Answer known = answers.get(place);
            if (known == null) {
                answers.put(place, new Answer(fingerprint, nowMs + Limits.IDEMPOTENT_ANSWER_LIFE.toMillis(), null));
                return Optional.empty();
            }
            if (!Arrays.equals(known.fingerprint, fingerprint)) {
                throw new PlatformException(
                        ErrorCode.CONFLICT,
                        "This idempotency-key came with another body before. Use another key for another request.",
                        HEADER);
            }
            if (known.result == null) {
                throw new PlatformException(
                        ErrorCode.CONFLICT, "The first request with this idempotency-key still runs.", HEADER);
            }
            return Optional.of(known.result);
        } finally {
            lock.unlock();
        }
    }

    private void end(String place, byte[] fingerprint, @Nullable Object result) {
        lock.lock();
        try {
            if (result == null) {
                answers.remove(place);
            } else {
                answers.computeIfPresent(place, (_, begun) -> new Answer(fingerprint, begun.untilMs, result));
            }
        } finally {
            lock.unlock();
        }
    }

    /** All live equally long, so that the oldest end first. */
    private void forgetOld(long nowMs) {
        Iterator<Answer> oldest = answers.values().iterator();
        while (oldest.hasNext()) {
            Answer answer = oldest.next();
            if (answer.untilMs > nowMs && answers.size() < Limits.IDEMPOTENT_ANSWERS_MAX) {
                return;
            }
            oldest.remove();
        }
    }

    private static void requireSane(String key) {
        boolean printable = key.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (key.isEmpty() || key.length() > Limits.IDEMPOTENCY_KEY_CHARACTERS_MAX || !printable) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST,
                    "idempotency-key must have 1 to %d printable characters of ASCII without spaces."
                            .formatted(Limits.IDEMPOTENCY_KEY_CHARACTERS_MAX),
                    HEADER);
        }
    }
}
