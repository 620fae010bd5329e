package dev.llmaas.platform.access;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.ApiKeyDao.ApiKeyRow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The keys that are not revoked, in memory, found by the hash of their secret. Thread-safe. */
final class KeyRing {
    private record Held(Caller caller, @Nullable Long expiresAtMs) {}

    private final InstantSource clock;
    private final Map<String, Held> byHash = new ConcurrentHashMap<>();
    private final AtomicLong seen = new AtomicLong();

    KeyRing(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes over what a row says now. */
    void take(ApiKeyRow row) {
        String hash = row.secretHash();
        seen.accumulateAndGet(row.changeSeq(), Math::max);
        if (hash == null) {
            return;
        }
        if (row.revokedAtMs() == null) {
            byHash.put(hash, new Held(row.caller(), row.expiresAtMs()));
        } else {
            byHash.remove(hash);
        }
    }

    /** The last change that was taken over; rows come in their order, so none before it is missing. */
    long seen() {
        return seen.get();
    }

    /**
     * The key of this hash.
     *
     * @throws PlatformException {@code invalid_api_key}
     */
    Caller caller(String hash) {
        Held held = byHash.get(hash);
        if (held == null) {
            throw unknown();
        }
        if (held.expiresAtMs != null && clock.millis() >= held.expiresAtMs) {
            throw new PlatformException(
                    ErrorCode.INVALID_API_KEY,
                    "The API key expired at %s.".formatted(Instant.ofEpochMilli(held.expiresAtMs)));
        }
        return held.caller;
    }

    /** Whether there is a key of this name that did not expire. */
    boolean holds(ApiKeyId id) {
        long nowMs = clock.millis();
        return byHash.values().stream()
                .anyMatch(held ->
                        held.caller.keyId().equals(id) && (held.expiresAtMs == null || nowMs < held.expiresAtMs));
    }

    /** The answer to a key that is none. */
    static PlatformException unknown() {
        return new PlatformException(
                ErrorCode.INVALID_API_KEY,
                "There is no such API key, or it was revoked. Check that it was copied whole.");
    }
}
