package dev.llmaas.platform.gateway;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What one call has produced so far, and when. Belongs to the event loop of its call. */
final class Meter {
    private final InstantSource clock;
    private final long startedAtMs;
    private long firstTokenAtMs;
    private long tokens;

    /** Starts when the request arrived, milliseconds since 1970. */
    Meter(InstantSource clock, long startedAtMs) {
        this.clock = clock;
        this.startedAtMs = startedAtMs;
    }

    /** The engine has generated {@code soFar} tokens; a smaller number than before is an engine's slip and changes nothing. */
    void tokens(long soFar) {
        if (soFar > tokens) {
            if (tokens == 0) {
                firstTokenAtMs = clock.millis();
            }
            tokens = soFar;
        }
    }

    /** Tokens so far. */
    long tokens() {
        return tokens;
    }

    /** Another replica begins from the start. */
    void restart() {
        tokens = 0;
    }

    long startedAtMs() {
        return startedAtMs;
    }

    /** From the request to the first token, null if there was none. */
    @Nullable
    Long timeToFirstTokenMs() {
        return tokens == 0 ? null : firstTokenAtMs - startedAtMs;
    }
}
