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
import org.jspecify.annotations.Nullable;

/**
 * Requests whose beginning or end cannot be told for sure. They get an answer like every other wrong thing, and then the
 * connection ends: what follows on it might be read as another request than the sender meant. Event loop only.
 */
final class HttpFraming {
    private static final String CHUNKED = "chunked";

    private HttpFraming() {}

    /** Whether the length of the body is told in a way that everybody between the client and here reads alike. */
    static boolean isClear(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return true;
        }
        @Nullable String coding = request.getHeader(HttpHeaders.TRANSFER_ENCODING);
        return coding == null
                || (coding.equalsIgnoreCase(CHUNKED)
                        && request.version() == HttpVersion.HTTP_1_1
                        && request.headers()
                                        .getAll(HttpHeaders.TRANSFER_ENCODING)
                                        .size()
                                == 1);
    }

    /** Whether it says to whom it goes, as HTTP/1.1 wants it: whoever leaves that out may mean something else. */
    static boolean isAddressed(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_1_1 || request.headers().contains(HttpHeaders.HOST);
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
            response.endHandler(_ -> request.connection().close());
        }
    }

    /** Answers a request that is not {@link #isAddressed addressed}. */
    static void refuseAddress(HttpServerRequest request) {
        refuse(request, ErrorCode.INVALID_REQUEST, "A request of HTTP/1.1 needs the header host.");
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

    /** Lets the answer be the last on its connection. */
    static void endWithAnswer(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2 && !request.response().headWritten()) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    private static void refuse(HttpServerRequest request, ErrorCode code, String sentence) {
        endWithAnswer(request);
        ErrorResponses.send(request, new PlatformException(code, sentence));
        request.connection().close();
    }
}
