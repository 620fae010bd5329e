package dev.llmaas.inference;

import java.util.Locale;

/** Why a generation was told to end before the model came to its own end. */
public enum StopReason {
    /** A limit is met: the answer ends as if {@code max_tokens} had been reached. */
    LIMIT("length"),
    /** Nobody reads the answer any more. */
    CLIENT_GONE("cancelled");

    private final String finishReason;

    StopReason(String finishReason) {
        this.finishReason = finishReason;
    }

    /** The {@code finish_reason} of the last chunk. */
    public String finishReason() {
        return finishReason;
    }

    /** Its name in the address of a runner, for instance {@code client_gone}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
