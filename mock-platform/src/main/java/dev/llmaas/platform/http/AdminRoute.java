package dev.llmaas.platform.http;

import dev.llmaas.api.WireJson;
import dev.llmaas.platform.Limits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A route whose work may block: the body is read within its bound on the event loop, then a virtual thread does the
 * work, and its result is the JSON of the answer. Whatever the work throws becomes an error body.
 */
public final class AdminRoute {
    private AdminRoute() {}

    /**
     * A route that answers with {@code status} and the result of {@code work} as JSON.
     *
     * @param status of success, 200 to 299; with 204 the result is not looked at
     * @param work runs on a virtual thread of its own
     */
    public static Handler<RoutingContext> json(int status, Function<Exchange, @Nullable Object> work) {
        return context -> {
            Context loop = context.vertx().getOrCreateContext();
            body(context)
                    .onFailure(failure -> ErrorResponses.send(context, failure))
                    .onSuccess(body -> Thread.startVirtualThread(
                            () -> run(loop, context, status, new Exchange(context, body.getBytes()), work)));
        };
    }

    private static Future<Buffer> body(RoutingContext context) {
        HttpMethod method = context.request().method();
        boolean none = method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || context.request().isEnded();
        return none
                ? Future.succeededFuture(Buffer.buffer())
                : RequestBody.read(context.vertx(), context.request(), Limits.ADMIN_BODY_BYTES_MAX);
    }

    /** The edge at which every failure of a route becomes an answer. */
    private static void run(
            Context loop,
            RoutingContext context,
            int status,
            Exchange exchange,
            Function<Exchange, @Nullable Object> work) {
        try {
            @Nullable Object result = work.apply(exchange);
            Buffer json = status == 204 || result == null
                    ? Buffer.buffer()
                    : Buffer.buffer(WireJson.mapper().writeValueAsBytes(result));
            boolean packs = Coding.worthPacking(context.request(), json.length());
            Buffer body = packs ? Coding.pack(json) : json;
            loop.runOnContext(_ -> answer(context.request(), status, body, packs));
        } catch (RuntimeException | Error failure) {
            loop.runOnContext(_ -> ErrorResponses.send(context, failure));
        }
    }

    private static void answer(HttpServerRequest request, int status, Buffer body, boolean packed) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(status);
        if (status == 204) {
            response.end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (packed) {
            Coding.announce(response);
        }
        end(request, body);
    }

    /** Ends the answer; HEAD is told the length only. */
    static void end(HttpServerRequest request, Buffer body) {
        if (request.method().equals(HttpMethod.HEAD)) {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                    .end();
        } else {
            request.response().end(body);
        }
    }
}
