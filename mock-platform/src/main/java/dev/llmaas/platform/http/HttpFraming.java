package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests whose beginning or end cannot be told for sure. They get an answer like every other wrong thing, and then the
 * connection ends: what follows on it might be read as another request than the sender meant. Event loop only.
 */
final class HttpFraming {
    private static final String CHUNKED = "chunked";
    /** Beside letters and digits: of names, of numbers of IPv6, and of what stands in their place (RFC 3986 section 3.2.2). */
    private static final String HOST_SIGNS = "-._:[]~%!$&'()*+;=";

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    private HttpFraming() {}

    /** Whether HTTP/1 tells the length of the body in a way that everybody between the client and here reads alike. */
    static boolean isClear(HttpServerRequest request) {
        @Nullable String coding = request.getHeader(HttpHeaders.TRANSFER_ENCODING);
        return coding == null
                || (coding.equalsIgnoreCase(CHUNKED)
                        && request.version() == HttpVersion.HTTP_1_1
                        && request.headers()
                                        .getAll(HttpHeaders.TRANSFER_ENCODING)
                                        .size()
                                == 1);
    }

    /**
     * Whether it says to whom it goes, once and in a way that can be read (RFC 9112 section 3.2, RFC 9113 section 8.3.1): of
     * two names another server would believe the other one. Clients of HTTP/1.0 may leave it out.
     */
    static boolean isAddressed(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return request.authority() != null;
        }
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        return hosts.isEmpty()
                ? request.version() == HttpVersion.HTTP_1_0
                : hosts.size() == 1 && isHost(hosts.getFirst());
    }

    /** A name or a number, with a port or not, or nothing (RFC 9110 section 7.2). Lists of names are none. */
    private static boolean isHost(String host) {
        for (int i = 0; i < host.length(); i++) {
            char sign = host.charAt(i);
            boolean word = (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9');
            if (!word && HOST_SIGNS.indexOf(sign) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is of a version that is known: HTTP/1.0, 1.1 or 2. */
    static boolean isOfKnownVersion(HttpServerRequest request) {
        return request.version() != null;
    }

    /** Answers a request that is not {@link #isOfKnownVersion of a known version}. */
    static void refuseVersion(HttpServerRequest request) {
        refuse(request, ErrorCode.INVALID_REQUEST, "A request may be of HTTP/1.0, 1.1 or 2.");
    }

    /**
     * Lets clients of HTTP/1.0 know where an answer without a length ends: with its connection, even if they asked to keep
     * it. Call it when the head of the answer is about to leave.
     */
    static void endWhereOldClientsLook(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.version() == HttpVersion.HTTP_1_0 && !response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            response.bodyEndHandler(_ -> request.connection().close());
        }
    }

    /** Answers a request that is not {@link #isAddressed addressed}. */
    static void refuseAddress(HttpServerRequest request) {
        refuse(
                request,
                ErrorCode.INVALID_REQUEST,
                "A request needs one header host (in HTTP/2 :authority) with the name of the server.");
    }

    /** Answers a request whose {@link #isClear length is not clear}. */
    static void refuseCoding(HttpServerRequest request) {
        refuse(request, ErrorCode.INVALID_REQUEST, "transfer-encoding may be chunked only, once, in HTTP/1.1.");
    }

    /** Answers what was no request of HTTP/1.1. */
    static void refuseUndecodable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException) {
            refuse(
                    request,
                    ErrorCode.REQUEST_TOO_LARGE,
                    "The first line of a request may have %,d bytes and its head %,d at most."
                            .formatted(Server.LINE_BYTES_MAX, Server.HEADER_BYTES_MAX));
        } else if (cause instanceof PrematureChannelClosureException) {
            refuse(
                    request,
                    ErrorCode.REQUEST_TIMEOUT,
                    "The head of the request did not arrive in time: it has %d seconds on a new connection."
                            .formatted(Limits.FIRST_REQUEST_TIMEOUT.toSeconds()));
        } else {
            refuse(request, ErrorCode.INVALID_REQUEST, "This is no request of HTTP/1.1 that can be read for sure.");
        }
    }

    /** Answers a wish for a tunnel: there are none here, and such a request has no path. */
    static void refuseTunnel(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.ALLOW, METHODS);
        refuse(request, ErrorCode.METHOD_NOT_ALLOWED, "CONNECT asks for a tunnel, and there is none here.");
    }

    /** Answers a head of HTTP/2 that is {@link Http2Head#fault not as it must be}. */
    static void refuseHead(HttpServerRequest request, Http2Head.Fault fault) {
        switch (fault) {
            case TOO_LONG ->
                refuse(
                        request,
                        ErrorCode.REQUEST_TOO_LARGE,
                        "The head of a request may have %,d bytes at most.".formatted(Server.HEADER_BYTES_MAX));
            case MALFORMED ->
                refuse(
                        request,
                        ErrorCode.INVALID_REQUEST,
                        "The address or a header holds what none may hold: ends of lines, zeros, or blanks around it.");
        }
    }

    /** Lets the answer be the last on its connection. */
    static void endWithAnswer(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2 && !request.response().headWritten()) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    private static void refuse(HttpServerRequest request, ErrorCode code, String sentence) {
        PlatformException refusal = new PlatformException(code, sentence);
        if (request.version() == HttpVersion.HTTP_2) { // its frames say for sure where it ends: others go on
            ErrorResponses.turnAway(request, refusal, ErrorResponses.Refusal::json);
            return;
        }
        endWithAnswer(request);
        ErrorResponses.send(request, refusal);
        request.connection().close();
    }
}
