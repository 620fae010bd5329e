package dev.llmaas.platform.http;

import dev.llmaas.platform.Limits;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;

/**
 * Heads of HTTP/2. They come in frames, so that every byte may stand in them; Netty looks at their names, and here is looked
 * at their values and their length, with the bounds of HTTP/1.1. Event loop only.
 */
final class Http2Head {
    /**
     * What is decoded of a head, in bytes as RFC 9113 section 6.5.2 counts them (32 more for each field). More than is
     * served, so that who sends somewhat too much is answered in words; beyond it Netty answers with a bare 431, or ends
     * the connection.
     */
    private static final int DECODED_BYTES_MAX = 2 * Server.HEADER_BYTES_MAX;

    private Http2Head() {}

    /** What may be wrong with a head. */
    enum Fault {
        TOO_LONG,
        MALFORMED
    }

    /** The bounds of a connection of HTTP/2. */
    static Http2ServerConfig bounds() {
        return new Http2ServerConfig()
                .setInitialSettings(new Http2Settings()
                        .setMaxHeaderListSize(DECODED_BYTES_MAX)
                        .setMaxConcurrentStreams(Limits.HTTP2_STREAMS_MAX))
                .setRstFloodMaxRstFramePerWindow(Limits.HTTP2_RESETS_MAX)
                .setRstFloodWindowDuration(Limits.HTTP2_RESETS_WINDOW)
                .setMaxSmallContinuationFrames(Limits.HTTP2_SMALL_CONTINUATIONS_MAX);
    }

    /** What is wrong with the head of a request of HTTP/2. */
    static Optional<Fault> fault(HttpServerRequest request) {
        String uri = request.uri();
        boolean web = "https".equals(request.scheme()) || "http".equals(request.scheme());
        if (!web || !isAddress(uri)) {
            return Optional.of(Fault.MALFORMED);
        }
        int bytes = uri.length();
        for (Map.Entry<String, String> field : request.headers()) {
            String value = field.getValue();
            if (!isValue(value)) {
                return Optional.of(Fault.MALFORMED);
            }
            bytes += field.getKey().length() + value.length();
        }
        return bytes > Server.HEADER_BYTES_MAX ? Optional.of(Fault.TOO_LONG) : Optional.empty();
    }

    /** Nothing that would end the first line of a request elsewhere. */
    private static boolean isAddress(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char sign = uri.charAt(i);
            if (sign <= ' ' || sign == 0x7F) {
                return false;
            }
        }
        return true;
    }

    /** What RFC 9113 section 8.2.1 lets stand in a field. */
    private static boolean isValue(String value) {
        int length = value.length();
        if (length > 0 && (isBlank(value.charAt(0)) || isBlank(value.charAt(length - 1)))) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char sign = value.charAt(i);
            if (sign == 0 || sign == '\n' || sign == '\r') {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(char sign) {
        return sign == ' ' || sign == '\t';
    }
}
