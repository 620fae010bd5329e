package dev.llmaas.platform.http;

import dev.llmaas.api.Ulid;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Names each request, in its answer and in all that is kept of it. The name is always the platform's own, because a row
 * of the ledger is found by it and a client that repeats itself must not blur two rows; the client's name, if it is
 * sane, is echoed beside it.
 */
public final class RequestId {
    /** What every such id begins with. */
    public static final String PREFIX = "req_";

    private static final CharSequence OWN = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence CLIENTS = HttpHeaders.createOptimized("x-client-request-id");
    private static final int CLIENT_CHARACTERS_MAX = 64;

    private RequestId() {}

    /** Names the request and writes the name into the head of its answer. */
    static void assign(HttpServerRequest request, Ulid ids) {
        HttpServerResponse response = request.response();
        response.putHeader(OWN, ids.next(PREFIX));
        String named = request.getHeader(CLIENTS);
        if (named == null) {
            named = request.getHeader(OWN);
        }
        if (named != null && isSane(named)) {
            response.putHeader(CLIENTS, named);
        }
    }

    /** The name of the request that {@code response} answers. */
    public static String of(HttpServerResponse response) {
        @Nullable String id = response.headers().get(OWN);
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
