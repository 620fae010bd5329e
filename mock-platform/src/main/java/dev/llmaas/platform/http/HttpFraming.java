package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.PlatformException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
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
