package dev.llmaas.api.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a billed call ended. */
public enum Outcome {
    /** The model finished. */
    @JsonProperty("completed")
    COMPLETED,
    /** The answer reached {@code max_tokens} or the end of the context. */
    @JsonProperty("length")
    LENGTH,
    /** A limit of the caller was met; the answer ended on that token. */
    @JsonProperty("limit")
    LIMIT,
    /** The client left; generation stopped. */
    @JsonProperty("client_gone")
    CLIENT_GONE,
    /** The engine failed on the way. */
    @JsonProperty("engine_failed")
    ENGINE_FAILED,
    /** The platform ended before the call did; what was held expired. */
    @JsonProperty("expired")
    EXPIRED;

    /** Whether the caller got what it asked for. */
    public boolean isError() {
        return this == ENGINE_FAILED || this == EXPIRED;
    }
}
