package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Access;
import dev.llmaas.platform.access.Caller;
import dev.llmaas.platform.http.ErrorResponses;
import dev.llmaas.platform.http.RequestBody;
import dev.llmaas.platform.http.Server;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions}: reads the request and leads it into the corridor. Thread-safe. */
public final class ChatCompletionsRoute {
    private final Vertx vertx;
    private final Access access;
    private final Gateway gateway;
    private final InstantSource clock;

    /** A route into this corridor. */
    public ChatCompletionsRoute(Vertx vertx, Access access, Gateway gateway, InstantSource clock) {
        this.vertx = vertx;
        this.access = access;
        this.gateway = gateway;
        this.clock = clock;
    }

    /** Mounts it where no router is in the way. */
    public void mount(Server server) {
        server.direct(ChatCompletionsCall.PATH, this::handle);
    }

    private void handle(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.POST)) {
            otherMethod(request);
            return;
        }
        long startedAtMs = clock.millis();
        Context loop = vertx.getOrCreateContext();
        if (!isLetIn(request)) {
            return;
        }
        RequestBody.read(vertx, request, Limits.INFERENCE_BODY_BYTES_MAX)
                .onFailure(failure -> ErrorResponses.send(request, failure))
                .onSuccess(body -> arrived(new ClientStream(request, loop), request, body, startedAtMs));
    }

    /** A stranger's body is not read: it would fill memory. A person's token may need its provider, so it is looked at later. */
    private boolean isLetIn(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (Access.mayBlock(authorization)) {
            return true;
        }
        try {
            access.caller(authorization);
            return true;
        } catch (PlatformException stranger) {
            request.pause();
            ErrorResponses.send(request, stranger);
            return false;
        }
    }

    /** Small requests of keys go on where they are; the others may block or compute, which is for a virtual thread. */
    private void arrived(ClientStream client, HttpServerRequest request, Buffer body, long startedAtMs) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        byte[] bytes = body.getBytes();
        try {
            if (bytes.length <= Limits.LOOP_BODY_BYTES_MAX && !Access.mayBlock(authorization)) {
                Caller caller = access.caller(authorization); // 401
                InferenceCall call = ChatCompletionsReader.read(bytes); // 400
                if (!gateway.serveNow(caller, call, client, startedAtMs)) {
                    Thread.startVirtualThread(() -> serve(caller, call, client, startedAtMs));
                }
                return;
            }
        } catch (RuntimeException refused) {
            client.fail(refused);
            return;
        }
        Thread.startVirtualThread(() -> enter(client, authorization, bytes, startedAtMs));
    }

    private void enter(ClientStream client, @Nullable String authorization, byte[] body, long startedAtMs) {
        try {
            Caller caller = access.caller(authorization); // 401
            serve(caller, ChatCompletionsReader.read(body), client, startedAtMs); // 400
        } catch (RuntimeException refused) {
            client.loop().execute(() -> client.fail(refused));
        }
    }

    /** The edge at which whatever a room throws becomes an answer. */
    private void serve(Caller caller, InferenceCall call, ClientStream client, long startedAtMs) {
        try {
            gateway.serve(caller, call, client, startedAtMs);
        } catch (RuntimeException | InterruptedException | Error refused) {
            client.loop().execute(() -> client.fail(refused));
        }
    }

    private static void otherMethod(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.ALLOW, "OPTIONS, POST");
        if (request.method().equals(HttpMethod.OPTIONS)) {
            request.response().setStatusCode(204).end();
            return;
        }
        ErrorResponses.send(
                request,
                new PlatformException(ErrorCode.METHOD_NOT_ALLOWED, "This address answers to OPTIONS, POST only."));
    }
}
