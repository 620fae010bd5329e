package dev.llmaas.client;

import dev.llmaas.api.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The platform said no, or could not be asked. The message is a sentence for people, and never holds content, keys or
 * tokens; consoles translate by {@link #code} and show {@link #requestId} so that an operator can find the call.
 */
public sealed class ApiException extends RuntimeException permits RateLimitException, UnreachableException {
    private final ErrorCode code;
    private final String requestId;
    private final @Nullable Duration retryAfter;
    private final @Nullable String param;

    /**
     * A refusal.
     *
     * @param code why
     * @param message the platform's sentence
     * @param requestId names the call; empty if the platform named none
     * @param retryAfter when the same call may pass, or null
     * @param param the path of the field at fault, or null
     */
    public ApiException(
            ErrorCode code, String message, String requestId, @Nullable Duration retryAfter, @Nullable String param) {
        super(message);
        this.code = code;
        this.requestId = requestId;
        this.retryAfter = retryAfter;
        this.param = param;
    }

    /** Why; {@link ErrorCode#UNKNOWN} if this version has never heard of it. */
    public ErrorCode code() {
        return code;
    }

    /** The platform's sentence. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** Names the call; empty if no platform answered. */
    public String requestId() {
        return requestId;
    }

    /** How long to wait until the same call may pass. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The path of the field at fault. */
    public Optional<String> param() {
        return Optional.ofNullable(param);
    }
}
