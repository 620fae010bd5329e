package dev.llmaas.client;

import dev.llmaas.api.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A limit of the caller is met (status 429). {@link #retryAfter} says when the same call passes, if it ever does. */
public final class RateLimitException extends ApiException {
    /** The refusal; the sentence names the limit and its owner. */
    public RateLimitException(
            ErrorCode code, String message, String requestId, @Nullable Duration retryAfter, @Nullable String param) {
        super(code, message, requestId, retryAfter, param);
    }
}
