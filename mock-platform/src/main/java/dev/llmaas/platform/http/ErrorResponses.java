package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorBody;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.inference.EngineException;
import dev.llmaas.platform.Allowance;
import dev.llmaas.platform.PlatformException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The only place that turns a failure into an answer. A refusal is told with its code and field; everything else is our
 * fault: it is logged once with the request's id, and the caller learns the id only.
 */
public final class ErrorResponses {
    private static final Logger log = LoggerFactory.getLogger(ErrorResponses.class);
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final long LINGER_MS = 1_000;

    private ErrorResponses() {}

    /**
     * What a client is told.
     *
     * @param code the reason, with its status
     * @param body in OpenAI's shape
     * @param retryAfter when the same request passes, or null
     * @param allowance what the limit leaves that refused, or null
     */
    public record Refusal(
            ErrorCode code,
            ErrorBody body,
            @Nullable Duration retryAfter,
            @Nullable Allowance allowance) {
        static Refusal of(ErrorCode code, String sentence, @Nullable String param) {
            return new Refusal(code, ErrorBody.of(code, sentence, param), null, null);
        }

        /** The body as it stands on the wire. */
        public byte[] json() {
            return WireJson.mapper().writeValueAsBytes(body);
        }
    }

    /** Answers with what {@code failure} means. Any thread; does nothing to an answer that has begun but end it. */
    public static void send(RoutingContext context, Throwable failure) {
        send(context.request(), failure);
    }

    /** The same without a router. */
    public static void send(HttpServerRequest request, Throwable failure) {
        send(request, failure, Refusal::json);
    }

    /** The same in another shape than OpenAI's: {@code body} writes it, as JSON. */
    public static void send(HttpServerRequest request, Throwable failure, Function<Refusal, byte[]> body) {
        Refusal refusal = refusal(failure, RequestId.of(request.response()));
        send(request, refusal, body, leavesBody(refusal.code()));
    }

    /** The same for a stranger, whose body was not read and is not going to be. */
    public static void turnAway(HttpServerRequest request, Throwable failure, Function<Refusal, byte[]> body) {
        send(request, refusal(failure, RequestId.of(request.response())), body, true);
    }

    private static void send(
            HttpServerRequest request, Refusal refusal, Function<Refusal, byte[]> body, boolean leavesBody) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.setStatusCode(refusal.code().status()).putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        Duration wait = refusal.retryAfter() == null ? usualWait(refusal.code()) : refusal.retryAfter();
        if (wait != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, seconds(wait));
        }
        if (refusal.allowance() != null) {
            RateHeaders.write(response, refusal.allowance());
        }
        if (refusal.code() == ErrorCode.INSUFFICIENT_QUOTA) {
            response.putHeader("x-should-retry", "false"); // or OpenAI's clients would try again at once
        }
        if (refusal.code().status() == 401) {
            response.putHeader("www-authenticate", "Bearer");
        }
        boolean unread = leavesBody && !request.isEnded();
        if (unread && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        Future<Void> sent = AdminRoute.end(request, Buffer.buffer(body.apply(refusal)));
        if (unread) {
            sent.onComplete(_ -> leave(request));
        }
    }

    /** Closes after a while in which the client can read the answer: closing at once would reset the connection. */
    private static void leave(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(0);
            return;
        }
        request.handler(_ -> {}).resume();
        Context loop = Vertx.currentContext();
        if (loop == null) {
            request.connection().close();
        } else {
            loop.owner().setTimer(LINGER_MS, _ -> request.connection().close());
        }
    }

    /** What {@code failure} means to a client. Logs it if it is our fault. */
    public static Refusal refusal(Throwable failure, String requestId) {
        return switch (failure) {
            case PlatformException refused ->
                new Refusal(
                        refused.code(),
                        ErrorBody.of(refused.code(), refused.sentence(), refused.param()),
                        refused.retryAfter(),
                        refused.allowance());
            case EngineException refused ->
                Refusal.of(refused.code(), refused.sentence(), refused.param().orElse(null));
            case JacksonException unreadable -> JsonBody.refusal(unreadable);
            default -> {
                log.error("request={} failed", requestId, failure);
                yield Refusal.of(
                        ErrorCode.INTERNAL_ERROR,
                        "Something went wrong here. Name request %s to your administrator.".formatted(requestId),
                        null);
            }
        };
    }

    /** When to come back where nobody knows exactly: an engine is free again soon, a stopping platform is not. */
    private static @Nullable Duration usualWait(ErrorCode code) {
        return switch (code) {
            case NO_CAPACITY -> Duration.ofSeconds(1);
            case UNAVAILABLE, RATE_LIMIT_EXCEEDED -> Duration.ofSeconds(5);
            default -> null;
        };
    }

    /** Whether the rest of the request stays unread, so that the connection cannot serve another. */
    static boolean leavesBody(ErrorCode code) {
        return code == ErrorCode.REQUEST_TOO_LARGE
                || code == ErrorCode.REQUEST_TIMEOUT
                || code == ErrorCode.UNSUPPORTED_MEDIA_TYPE
                || code == ErrorCode.RATE_LIMIT_EXCEEDED
                || code == ErrorCode.UNAVAILABLE;
    }

    private static String seconds(Duration duration) {
        return String.valueOf(Math.max(1, Math.ceilDiv(duration.toMillis(), 1000L)));
    }
}
