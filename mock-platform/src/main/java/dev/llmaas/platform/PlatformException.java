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
    private final @Nullable Allowance allowance;

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
        this(code, message, param, retryAfter, null);
    }

    private PlatformException(
            ErrorCode code,
            String message,
            @Nullable String param,
            @Nullable Duration retryAfter,
            @Nullable Allowance allowance) {
        super(message);
        this.allowance = allowance;
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

    /** What the limit that refused leaves, or null if it was none. */
    public @Nullable Allowance allowance() {
        return allowance;
    }

    /** The same refusal by a limit that leaves this. */
    public PlatformException with(Allowance left) {
        return new PlatformException(code, sentence(), param, retryAfter, left);
    }

    /** A refusal is an answer, not a fault: nobody reads its stack. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
