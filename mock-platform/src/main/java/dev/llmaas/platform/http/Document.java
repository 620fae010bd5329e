package dev.llmaas.platform.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/**
 * A file of the platform that everybody may read, plain and packed, with a tag by which a browser knows whether it has it
 * already. Immutable.
 */
public final class Document {
    /** Scripts and styles of this server only, and nobody may frame the page. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final int TAG_BYTES = 12;

    private final String type;
    private final byte[] plain;
    private final byte[] packed;
    private final String tag;

    private Document(String type, byte[] bytes) {
        this.type = type;
        this.plain = bytes;
        this.packed = Coding.pack(Buffer.buffer(bytes)).getBytes();
        this.tag = '"' + HexFormat.of().formatHex(Sha256.of(bytes), 0, TAG_BYTES) + '"';
    }

    /**
     * Reads it from the class path.
     *
     * @param path absolute
     */
    public static Document read(String path, String type) {
        try (InputStream resource = Document.class.getResourceAsStream(path)) {
            if (resource == null) {
                throw new IllegalStateException("The platform was built without " + path);
            }
            return new Document(type, resource.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** One that was made from several. */
    public static Document of(byte[] bytes, String type) {
        return new Document(type, bytes.clone());
    }

    /** All of it. */
    public byte[] bytes() {
        return plain.clone();
    }

    /** Sends it, or that it has not changed. */
    public void send(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache").putHeader(HttpHeaders.ETAG, tag);
        if (tag.equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader("content-security-policy", POLICY)
                .putHeader("cross-origin-opener-policy", "same-origin")
                .putHeader("referrer-policy", "no-referrer");
        byte[] body = plain;
        if (Coding.worthPacking(request, plain.length)) {
            Coding.announce(response);
            body = packed;
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length))
                    .end();
        } else {
            response.end(Buffer.buffer(body));
        }
    }
}
