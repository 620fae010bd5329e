package dev.llmaas.platform.http;

import dev.llmaas.api.Ulid;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Names each request. {@code x-request-id} of the answer is what the client chose, if that is sane, otherwise the
 * platform's own name. What is kept of a request always has the platform's own: a row of the ledger is found by it, and
 * a client that repeats itself must not blur two rows; where the two differ, the answer has both.
 */
public final class RequestId {
    /** What every such id begins with. */
    public static final String PREFIX = "req_";

    /** The header with the platform's own name, where the client chose another. */
    static final String DISTINCT_NAME = "x-llmaas-request-id";

    private static final CharSequence NAME = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence DISTINCT = HttpHeaders.createOptimized(DISTINCT_NAME);
    private static final CharSequence CLIENTS = HttpHeaders.createOptimized("x-client-request-id");
    private static final int CLIENT_CHARACTERS_MAX = 128;

    private RequestId() {}

    /** Names the request and writes the name into the head of its answer. */
    static void assign(HttpServerRequest request, Ulid ids) {
        HttpServerResponse response = request.response();
        String own = ids.next(PREFIX);
        @Nullable String chosen = request.getHeader(NAME);
        if (chosen != null && isSane(chosen)) {
            response.putHeader(NAME, chosen).putHeader(DISTINCT, own);
        } else {
            response.putHeader(NAME, own);
        }
        @Nullable String echoed = request.getHeader(CLIENTS);
        if (echoed != null && isSane(echoed)) {
            response.putHeader(CLIENTS, echoed);
        }
    }

    /** The platform's own name of the request that {@code response} answers. */
    public static String of(HttpServerResponse response) {
        @Nullable String distinct = response.headers().get(DISTINCT);
        @Nullable String id = distinct == null ? response.headers().get(NAME) : distinct;
        return id == null ? PREFIX : id;
    }

    /** Letters, digits and a little punctuation, so that it can stand in a header and in a log line. */
    private static boolean isSane(String id) {
        if (id.isEmpty() || id.length() > CLIENT_CHARACTERS_MAX) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!word && c != '-' && c != '_' && c != '.' && c != ':') {
                return false;
            }
        }
        return true;
    }
}
