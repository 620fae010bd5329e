package dev.llmaas.platform;

import dev.llmaas.api.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A refusal of the platform. Every room throws it; only {@code http.ErrorResponses} turns it into an answer. The message
 * is a sentence for the caller: it names the field and the bound, never content, keys or tokens.
 */
public final class PlatformException extends RuntimeException {
    private final ErrorCode code;
    private final @Nullable String param;
    private final @Nullable Duration retryAfter;

    /** A refusal that concerns no field. */
    public PlatformException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    /** A refusal of the field at the path {@code param}. */
    public PlatformException(ErrorCode code, String message, @Nullable String param) {
        this(code, message, param, null);
    }

    /** A refusal that ends after {@code retryAfter}: the same request passes then. */
    public PlatformException(ErrorCode code, String message, @Nullable String param, @Nullable Duration retryAfter) {
        super(message);
        this.code = code;
        this.param = param;
        this.retryAfter = retryAfter;
    }

    /** What was refused, and with which status. */
    public ErrorCode code() {
        return code;
    }

    /** The sentence for the caller. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** The path of the field at fault, or null. */
    public @Nullable String param() {
        return param;
    }

    /** When the same request passes, or null if that is unknown. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** A refusal is an answer, not a fault: nobody reads its stack. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
