package dev.llmaas.platform.http;

import dev.llmaas.api.WireJson;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.http.ErrorResponses.Refusal;
import dev.llmaas.platform.http.RequestBody.Received;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
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
                    .onSuccess(received -> begin(loop, context, status, received, work));
        };
    }

    /** Whoever works on the body holds what it takes, even when its client has gone. */
    private static void begin(
            Context loop,
            RoutingContext context,
            int status,
            Received received,
            Function<Exchange, @Nullable Object> work) {
        Exchange exchange = new Exchange(context, received.body().getBytes(), received.charge());
        received.charge().duringThread(() -> run(loop, context, status, exchange, work));
    }

    /**
     * The same for a route that reads bodies, from people and keys that {@code gate} lets in: it gets the header
     * {@code authorization} before anything of the body is read, and throws for strangers. It may block.
     */
    public static Handler<RoutingContext> json(
            int status, Consumer<@Nullable String> gate, Function<Exchange, @Nullable Object> work) {
        return behind(gate, status, AdminRoute::body, work);
    }

    /** The same for larger bodies and other types than JSON. */
    public static Handler<RoutingContext> upload(
            int status,
            String type,
            int bytesMax,
            Consumer<@Nullable String> gate,
            Function<Exchange, @Nullable Object> work) {
        return behind(
                gate, status, context -> RequestBody.read(context.vertx(), context.request(), bytesMax, type), work);
    }

    private static Handler<RoutingContext> behind(
            Consumer<@Nullable String> gate,
            int status,
            Function<RoutingContext, Future<Received>> reader,
            Function<Exchange, @Nullable Object> work) {
        return context -> {
            Context loop = context.vertx().getOrCreateContext();
            HttpServerRequest request = context.request();
            String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
            RequestBody.hold(context.vertx(), request, () -> gate.accept(authorization))
                    .onFailure(stranger -> ErrorResponses.turnAway(request, stranger, Refusal::json))
                    .onSuccess(_ -> RequestBody.goOn(request, () -> reader.apply(context))
                            .onFailure(failure -> ErrorResponses.send(context, failure))
                            .onSuccess(received -> begin(loop, context, status, received, work)));
        };
    }

    /** A route that answers with bytes of another type than JSON. */
    public static Handler<RoutingContext> bytes(String type, Function<Exchange, byte[]> work) {
        return context -> {
            Context loop = context.vertx().getOrCreateContext();
            Exchange exchange = new Exchange(context, new byte[0], BodyBudget.open(context.request()));
            exchange.charge().duringThread(() -> {
                try {
                    Buffer body = Buffer.buffer(work.apply(exchange));
                    exchange.answer(loop, () -> {
                        context.response().putHeader(HttpHeaders.CONTENT_TYPE, type);
                        return end(context.request(), body);
                    });
                } catch (RuntimeException | Error failure) {
                    loop.runOnContext(_ -> ErrorResponses.send(context, failure));
                }
            });
        };
    }

    private static Future<Received> body(RoutingContext context) {
        HttpMethod method = context.request().method();
        boolean none = method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || context.request().isEnded();
        return none
                ? Future.succeededFuture(new Received(Buffer.buffer(), BodyBudget.open(context.request())))
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
            exchange.answer(loop, () -> answer(context.request(), status, body, packs));
        } catch (RuntimeException | Error failure) {
            loop.runOnContext(_ -> ErrorResponses.send(context, failure));
        }
    }

    private static Future<Void> answer(HttpServerRequest request, int status, Buffer body, boolean packed) {
        HttpServerResponse response = request.response();
        response.setStatusCode(status);
        if (status == 204) {
            return response.end();
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (packed) {
            Coding.announce(response);
        }
        return end(request, body);
    }

    /** Ends the answer; HEAD is told the length only. */
    static Future<Void> end(HttpServerRequest request, Buffer body) {
        HttpServerResponse response = request.response();
        if (request.method().equals(HttpMethod.HEAD)) {
            return response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                    .end();
        }
        return response.end(body);
    }
}
