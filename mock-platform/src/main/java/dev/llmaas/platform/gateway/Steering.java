package dev.llmaas.platform.gateway;

import dev.llmaas.inference.StopReason;
import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.inference.pool.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;

/** Says to a runner how far a generation may go and when it must end. Belongs to the event loop of its call. */
final class Steering {
    private static final int NO_CONTENT = 204;

    private final HttpClient client;
    private final Endpoint endpoint;
    private final String requestId;

    Steering(HttpClient client, Endpoint endpoint, String requestId) {
        this.client = client;
        this.endpoint = endpoint;
        this.requestId = requestId;
    }

    /** The generation may make this many tokens in all. Fails if the runner did not hear it. */
    Future<Void> raise(long tokens) {
        return post(RunnerProtocol.budgetPath(requestId), "{\"%s\":%d}".formatted(RunnerProtocol.TOKENS_FIELD, tokens));
    }

    /** The generation must end. Fails if the runner did not hear it or knows no such generation. */
    Future<Void> stop(StopReason reason) {
        return post(RunnerProtocol.stopPath(requestId, reason), "");
    }

    private Future<Void> post(String path, String json) {
        return client.request(Facts.options(endpoint, path))
                .compose(request -> request.putHeader(HttpHeaders.AUTHORIZATION, endpoint.authorization())
                        .send(Buffer.buffer(json)))
                .compose(answer -> answer.end().compose(_ -> heard(answer)));
    }

    private static Future<Void> heard(HttpClientResponse answer) {
        return answer.statusCode() == NO_CONTENT
                ? Future.succeededFuture()
                : Future.failedFuture("the runner answered with status " + answer.statusCode());
    }
}
