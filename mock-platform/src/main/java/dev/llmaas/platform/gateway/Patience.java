package dev.llmaas.platform.gateway;

import dev.llmaas.platform.Limits;
import java.time.Duration;

/**
 * How long the relay waits for what.
 *
 * @param engineSilence for the next byte of an engine
 * @param engineStop for the exact count of an engine that was told to stop
 * @param slowReader for a client that takes nothing
 * @param heartbeat before a comment goes into a silent stream
 * @param heldBack before an engine is believed to have used up its budget in silence
 */
record Patience(
        Duration engineSilence, Duration engineStop, Duration slowReader, Duration heartbeat, Duration heldBack) {
    /** What a platform uses. */
    static final Patience STANDARD = new Patience(
            Limits.ENGINE_SILENCE_MAX,
            Limits.ENGINE_STOP_MAX,
            Limits.SLOW_READER_MAX,
            Limits.HEARTBEAT,
            Limits.HELD_BACK_MAX);
}
