package dev.llmaas.client.internal;

import dev.llmaas.api.ErrorBody;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.RateLimitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Reads refusals: the body where it is the platform's, the status where a proxy on the way answered instead. */
public final class Refusals {
    private static final String IN_STREAM = "{\"error\"";
    /** As Anthropic's dialect begins; the events {@code error} of others have no such object. */
    private static final String IN_MESSAGE = "{\"type\":\"error\",\"error\":{";

    private static final int RETRY_AFTER_DIGITS_MAX = 9;

    private Refusals() {}

    static ApiException of(Response response) {
        String requestId = Answer.requestId(response);
        Duration retryAfter = retryAfter(response.header("retry-after"));
        ErrorBody.@Nullable Detail detail = detail(response);
        int status = response.code();
        ErrorCode code = detail == null ? ofStatus(status) : known(detail.code(), status);
        String sentence = detail == null
                ? "%s answered status %d without saying why. Is it a platform?"
                        .formatted(Failures.place(response.request().url()), status)
                : cut(detail.message());
        return exception(code, sentence, requestId, retryAfter, detail == null ? null : detail.param());
    }

    /** The refusal that ends a stream, or null if {@code json} is none. */
    public static @Nullable ApiException inStream(String json, String requestId) {
        if (!json.startsWith(IN_STREAM) && !json.startsWith(IN_MESSAGE)) {
            return null;
        }
        try {
            ErrorBody.Detail detail =
                    WireJson.mapper().readValue(json, ErrorBody.class).error();
            ErrorCode code = ErrorCode.ofWire(String.valueOf(detail.code()));
            return exception(code, cut(detail.message()), requestId, null, detail.param());
        } catch (JacksonException malformed) {
            return null;
        }
    }

    private static ApiException exception(
            ErrorCode code, String sentence, String requestId, @Nullable Duration retryAfter, @Nullable String param) {
        return code.status() == 429
                ? new RateLimitException(code, sentence, requestId, retryAfter, param)
                : new ApiException(code, sentence, requestId, retryAfter, param);
    }

    private static ErrorBody.@Nullable Detail detail(Response response) {
        try (response) {
            BufferedSource source = response.body().source();
            source.request(Limits.ERROR_BYTES_MAX);
            String body = source.getBuffer()
                    .readString(Math.min(source.getBuffer().size(), Limits.ERROR_BYTES_MAX), StandardCharsets.UTF_8);
            ErrorBody read = WireJson.mapper().readValue(body, ErrorBody.class);
            return read == null || read.error() == null || read.error().message() == null ? null : read.error();
        } catch (IOException | JacksonException notOurs) {
            return null;
        }
    }

    private static ErrorCode known(@Nullable String wire, int status) {
        ErrorCode code = ErrorCode.ofWire(String.valueOf(wire));
        return code == ErrorCode.UNKNOWN ? ofStatus(status) : code;
    }

    /** The nearest code, so that a caller can act although a proxy answered, or a platform newer than this client. */
    private static ErrorCode ofStatus(int status) {
        return switch (status) {
            case 400, 422 -> ErrorCode.INVALID_REQUEST;
            case 401 -> ErrorCode.INVALID_ACCESS_TOKEN;
            case 403 -> ErrorCode.PERMISSION_DENIED;
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 408 -> ErrorCode.REQUEST_TIMEOUT;
            case 409 -> ErrorCode.CONFLICT;
            case 413 -> ErrorCode.REQUEST_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case 429 -> ErrorCode.RATE_LIMIT_EXCEEDED;
            case 501 -> ErrorCode.NOT_IMPLEMENTED;
            case 502 -> ErrorCode.ENGINE_FAILED;
            case 503 -> ErrorCode.UNAVAILABLE;
            case 504 -> ErrorCode.ENGINE_TIMEOUT;
            default -> ErrorCode.UNKNOWN;
        };
    }

    /** Seconds; the form with a date is not used by platforms and would need the server's clock. */
    private static @Nullable Duration retryAfter(@Nullable String header) {
        return header != null && header.matches("\\d{1," + RETRY_AFTER_DIGITS_MAX + "}")
                ? Duration.ofSeconds(Long.parseLong(header))
                : null;
    }

    private static String cut(String sentence) {
        return sentence.substring(0, Math.min(sentence.length(), Limits.SENTENCE_CHARACTERS_MAX));
    }
}
