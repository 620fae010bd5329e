package dev.llmaas.api;

import java.util.Arrays;
import java.util.Locale;

/**
 * Every way in which the platform says no. One list with five uses: HTTP status, the body on the wire, what the SDK
 * throws, the translated text of the console ({@code error.<code>}), and the exit code of the terminal.
 */
public enum ErrorCode {
    /** A field is missing, of the wrong type, or out of its bounds; the message names field and bound. */
    INVALID_REQUEST(400, "invalid_request_error", Retry.NEVER),
    /** The project is strict, and the address has no such parameter. */
    UNKNOWN_PARAMETER(400, "invalid_request_error", Retry.NEVER),
    /** The body is not JSON. */
    MALFORMED_JSON(400, "invalid_request_error", Retry.NEVER),
    /** An image that the request names by its address cannot be fetched, or is none. */
    FAILED_TO_DOWNLOAD_IMAGE(400, "invalid_request_error", Retry.NEVER),
    /** The prompt and the answer asked for do not fit into the context of the model. */
    CONTEXT_LENGTH_EXCEEDED(400, "invalid_request_error", Retry.NEVER),
    /** No key, or one that does not exist, has expired or was revoked. */
    INVALID_API_KEY(401, "authentication_error", Retry.NEVER),
    /** The access token of a person is missing, expired, or of an unknown issuer. */
    INVALID_ACCESS_TOKEN(401, "authentication_error", Retry.NEVER),
    /** The caller's role does not allow this act. */
    PERMISSION_DENIED(403, "permission_error", Retry.NEVER),
    /** The key may not use this model. */
    MODEL_FORBIDDEN(403, "permission_error", Retry.NEVER),
    /** A guardrail blocked the request. */
    CONTENT_BLOCKED(403, "permission_error", Retry.NEVER),
    /** There is no such model. */
    MODEL_NOT_FOUND(404, "invalid_request_error", Retry.NEVER),
    /** There is no such thing or address. */
    NOT_FOUND(404, "invalid_request_error", Retry.NEVER),
    /** The address does not answer to this method. */
    METHOD_NOT_ALLOWED(405, "invalid_request_error", Retry.NEVER),
    /** The client was too slow to send its request. */
    REQUEST_TIMEOUT(408, "invalid_request_error", Retry.BACKOFF),
    /** The thing is not in the state that the act needs. */
    CONFLICT(409, "invalid_request_error", Retry.NEVER),
    /** The body is larger than the bound in the message. */
    REQUEST_TOO_LARGE(413, "invalid_request_error", Retry.NEVER),
    /** The body is of a type that this address does not read. */
    UNSUPPORTED_MEDIA_TYPE(415, "invalid_request_error", Retry.NEVER),
    /** A limit per time window is met; the same request passes later. */
    RATE_LIMIT_EXCEEDED(429, "rate_limit_error", Retry.AFTER_HINT),
    /** The money of the period is spent. */
    INSUFFICIENT_QUOTA(429, "insufficient_quota", Retry.NEVER),
    /** Our fault. */
    INTERNAL_ERROR(500, "server_error", Retry.NEVER),
    /** The product does not have this part. */
    NOT_IMPLEMENTED(501, "server_error", Retry.NEVER),
    /** The engine failed after it began; tokens may have been produced and billed. */
    ENGINE_FAILED(502, "server_error", Retry.NEVER),
    /** No replica of the model can take the request now. */
    NO_CAPACITY(503, "service_unavailable_error", Retry.BACKOFF),
    /** The platform is starting or stopping, or a part that it needs is away. */
    UNAVAILABLE(503, "service_unavailable_error", Retry.BACKOFF),
    /** The engine did not answer in time. */
    ENGINE_TIMEOUT(504, "server_error", Retry.NEVER),
    /** What the SDK makes of a code that it has never heard of; the platform never sends it. */
    UNKNOWN(500, "server_error", Retry.NEVER);

    /** Whether the same request may be sent again. */
    public enum Retry {
        /** It would fail again, or do its work twice. */
        NEVER,
        /** After the time that the answer names. */
        AFTER_HINT,
        /** After a growing pause; the request did not run. */
        BACKOFF
    }

    private final int status;
    private final String type;
    private final Retry retry;

    ErrorCode(int status, String type, Retry retry) {
        this.status = status;
        this.type = type;
        this.retry = retry;
    }

    /** The HTTP status, 400 to 599. */
    public int status() {
        return status;
    }

    /** The {@code type} of the error body, in OpenAI's words. */
    public String type() {
        return type;
    }

    /** Whether a client may try again. */
    public Retry retry() {
        return retry;
    }

    /** The {@code code} of the error body, for instance {@code model_not_found}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The code of a body, {@link #UNKNOWN} if this list lacks it. */
    public static ErrorCode ofWire(String wire) {
        return Arrays.stream(values())
                .filter(code -> code.wire().equals(wire))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
