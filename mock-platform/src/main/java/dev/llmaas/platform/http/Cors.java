package dev.llmaas.platform.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets pages of other origins call the API from a browser, as far as the operator allows it; nobody unless he names
 * them. Keys travel in a header and never in cookies, so that credentials need no permission. Thread-safe.
 */
final class Cors {
    /** Every origin. */
    private static final String ANY = "*";

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    private static final String HEADERS =
            "authorization, content-type, accept, x-request-id, x-client-request-id, idempotency-key";
    private static final String SECONDS = "600";

    /** What scripts may read beside the few headers that they always may. */
    private static final String EXPOSED = String.join(
            ", ",
            "x-request-id",
            RequestId.DISTINCT_NAME,
            "retry-after",
            "openai-processing-ms",
            "x-ratelimit-limit-requests",
            "x-ratelimit-remaining-requests",
            "x-ratelimit-reset-requests",
            "x-ratelimit-limit-tokens",
            "x-ratelimit-remaining-tokens",
            "x-ratelimit-reset-tokens",
            "deprecation",
            "sunset",
            "link");

    /** Names of headers only, so that they can stand in an answer; a browser asks for a handful. */
    private static final Pattern WANTED = Pattern.compile("[A-Za-z0-9_-]{1,64}( ?, ?[A-Za-z0-9_-]{1,64}){0,31}");

    private final Set<String> origins;

    Cors(List<String> origins) {
        this.origins = Set.copyOf(origins);
    }

    /**
     * Writes what a browser must know into the head of the answer.
     *
     * @return whether that was all it asked for: then the answer has been sent
     */
    boolean answered(HttpServerRequest request) {
        if (origins.isEmpty()) {
            return false;
        }
        @Nullable String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean any = origins.contains(ANY);
        if (origin == null || !(any || origins.contains(origin))) {
            return false;
        }
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, any ? ANY : origin)
                .putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        if (!request.method().equals(HttpMethod.OPTIONS)
                || request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) == null) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
            return false;
        }
        @Nullable String wanted = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        boolean told = wanted != null && WANTED.matcher(wanted).matches();
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, told ? wanted : HEADERS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, SECONDS)
                .setStatusCode(204)
                .end();
        return true;
    }
}
