package dev.llmaas.platform.gateway;

import dev.llmaas.api.WireJson;
import dev.llmaas.platform.http.ErrorResponses;
import dev.llmaas.platform.http.ErrorResponses.Refusal;
import dev.llmaas.platform.http.RequestId;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

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
    },

    /**
     * The key in {@code x-api-key} or {@code Authorization}; errors as {@code {"type":"error","error":{"type","message"}}}.
     * The version that a client announces is tolerated.
     */
    ANTHROPIC {
        @Override
        @Nullable
        String authorization(HttpServerRequest request) {
            String key = request.getHeader(API_KEY);
            String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
            return authorization == null && key != null ? "Bearer " + key : authorization;
        }

        @Override
        byte[] error(Refusal refusal) {
            ObjectNode error = WireJson.mapper().createObjectNode().put("type", "error");
            error.putObject("error")
                    .put("type", anthropicType(refusal.code().status()))
                    .put("message", refusal.body().error().message())
                    .put("param", refusal.body().error().param())
                    .put("code", refusal.code().wire());
            return WireJson.mapper().writeValueAsBytes(error);
        }

        @Override
        void head(HttpServerRequest request) {
            request.response().putHeader(REQUEST_ID, RequestId.of(request.response()));
        }
    };

    private static final String API_KEY = "x-api-key";
    private static final String REQUEST_ID = "request-id";

    /** The kind of an error as Anthropic's documentation of errors (2026-09) names it. */
    private static String anthropicType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            case 504 -> "timeout_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    /** What the request has for the header {@code Authorization}; null if it shows no key. */
    abstract @Nullable String authorization(HttpServerRequest request);

    /** The body of an answer that refuses. */
    abstract byte[] error(Refusal refusal);

    /** Adds what the head of every answer has beside what all have. */
    void head(HttpServerRequest request) {}

    /** Answers with what {@code failure} means. */
    final void refuse(HttpServerRequest request, Throwable failure) {
        ErrorResponses.send(request, failure, this::error);
    }

    /** The same to a stranger, whose body is not read. */
    final void turnAway(HttpServerRequest request, Throwable failure) {
        ErrorResponses.turnAway(request, failure, this::error);
    }
}
