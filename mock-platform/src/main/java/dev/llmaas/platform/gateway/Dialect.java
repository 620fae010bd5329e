package dev.llmaas.platform.gateway;

import dev.llmaas.platform.http.ErrorResponses;
import dev.llmaas.platform.http.ErrorResponses.Refusal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Whose manners the clients of an address have: where they put their key, and how they want to hear of an error. */
enum Dialect {
    /** The key in {@code Authorization}; errors as {@code {"error":{"message","type","param","code"}}}. */
    OPENAI {
        @Override
        @Nullable
        String authorization(HttpServerRequest request) {
            return request.getHeader(HttpHeaders.AUTHORIZATION);
        }

        @Override
        byte[] error(Refusal refusal) {
            return refusal.json();
        }
    };

    /** What the request has for the header {@code Authorization}; null if it shows no key. */
    abstract @Nullable String authorization(HttpServerRequest request);

    /** The body of an answer that refuses. */
    abstract byte[] error(Refusal refusal);

    /** Answers with what {@code failure} means. */
    final void refuse(HttpServerRequest request, Throwable failure) {
        ErrorResponses.send(request, failure, this::error);
    }
}
