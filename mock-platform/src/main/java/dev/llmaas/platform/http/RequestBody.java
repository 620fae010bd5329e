package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a body of a known type, JSON unless said otherwise, within a bound of bytes and of time. Event loop only. */
public final class RequestBody {
    private static final String JSON = "application/json";

    private final HttpServerRequest request;
    private final int bytesMax;
    private final String type;
    private final Promise<Buffer> done = Promise.promise();
    private @Nullable Buffer collected;
    private long timer;

    private RequestBody(HttpServerRequest request, int bytesMax, String type) {
        this.request = request;
        this.bytesMax = bytesMax;
        this.type = type;
    }

    /**
     * Begins to read; call it before the request handler returns. The future fails with REQUEST_TOO_LARGE (before
     * anything is read, if the length is announced), REQUEST_TIMEOUT, UNSUPPORTED_MEDIA_TYPE, or INVALID_REQUEST
     * where the body broke off or is not framed as HTTP says.
     */
    public static Future<Buffer> read(Vertx vertx, HttpServerRequest request, int bytesMax) {
        return read(vertx, request, bytesMax, JSON);
    }

    /** The same for another type than JSON, in lower case and without parameters. */
    public static Future<Buffer> read(Vertx vertx, HttpServerRequest request, int bytesMax, String type) {
        RequestBody body = new RequestBody(request, bytesMax, type);
        body.start(vertx);
        return body.done.future();
    }

    private void start(Vertx vertx) {
        try {
            checkType(request.getHeader(HttpHeaders.CONTENT_TYPE));
            checkLength(request.getHeader(HttpHeaders.CONTENT_LENGTH));
        } catch (PlatformException refused) {
            request.pause();
            done.fail(refused);
            return;
        }
        if (request.getHeader(HttpHeaders.EXPECT) != null) {
            request.response().writeContinue();
        }
        timer = vertx.setTimer(Limits.BODY_TIMEOUT.toMillis(), _ -> give(slow()));
        request.exceptionHandler(_ -> give(brokenOff())).handler(this::take).endHandler(_ -> {
            if (vertx.cancelTimer(timer)) {
                done.tryComplete(collected == null ? Buffer.buffer() : collected);
            }
        });
        done.future().onFailure(_ -> vertx.cancelTimer(timer));
    }

    /** Most bodies come in one piece, which is not copied. */
    private void take(Buffer piece) {
        long length = (long) piece.length() + (collected == null ? 0 : collected.length());
        if (length > bytesMax) {
            give(tooLarge());
        } else if (collected == null) {
            collected = piece;
        } else {
            collected = Buffer.buffer(Math.toIntExact(length))
                    .appendBuffer(collected)
                    .appendBuffer(piece);
        }
    }

    private void give(Throwable failure) {
        request.handler(_ -> {}).endHandler(_ -> {});
        request.pause();
        done.tryFail(failure);
    }

    private void checkType(@Nullable String announced) {
        if (announced == null) {
            return;
        }
        int parameters = announced.indexOf(';');
        String plain = (parameters < 0 ? announced : announced.substring(0, parameters)).strip();
        boolean isKindOfJson =
                type.equals(JSON) && plain.toLowerCase(Locale.ROOT).endsWith("+json");
        if (!plain.equalsIgnoreCase(type) && !isKindOfJson) {
            throw new PlatformException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "This address reads content-type %s only.".formatted(type));
        }
    }

    private void checkLength(@Nullable String announced) {
        if (announced == null) {
            return;
        }
        try {
            if (Long.parseLong(announced) > bytesMax) {
                throw tooLarge();
            }
        } catch (NumberFormatException unreadable) {
            throw new PlatformException(ErrorCode.INVALID_REQUEST, "content-length must be a whole number.");
        }
    }

    private PlatformException tooLarge() {
        return new PlatformException(
                ErrorCode.REQUEST_TOO_LARGE, "The body may have %,d bytes at most.".formatted(bytesMax));
    }

    private PlatformException brokenOff() {
        HttpFraming.endWithAnswer(request);
        return new PlatformException(
                ErrorCode.INVALID_REQUEST, "The body broke off, or its pieces are not framed as HTTP says.");
    }

    private static PlatformException slow() {
        return new PlatformException(
                ErrorCode.REQUEST_TIMEOUT,
                "The body did not arrive within %d seconds.".formatted(Limits.BODY_TIMEOUT.toSeconds()));
    }
}
