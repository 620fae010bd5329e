package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Packed bodies: {@code gzip} and {@code deflate} of requests, within the bound that holds for plain ones, so that a
 * small body cannot grow into a large one; {@code gzip} of large answers for clients that ask for it. Packing computes:
 * it belongs on a virtual thread. Stateless.
 */
public enum Coding {
    /** RFC 1952. */
    GZIP,
    /** RFC 1950, and RFC 1951 without its head. */
    DEFLATE;

    private static final String ACCEPTED = "gzip, deflate";
    private static final int BLOCK_BYTES = 16 * 1024;

    /**
     * How the body of a request is packed, empty if it is not.
     *
     * @throws PlatformException UNSUPPORTED_MEDIA_TYPE if it is packed in another way, or more than once
     */
    static Optional<Coding> of(HttpServerRequest request) {
        @Nullable String named = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (named == null) {
            return Optional.empty();
        }
        return switch (named.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> Optional.empty();
            case "gzip", "x-gzip" -> Optional.of(GZIP);
            case "deflate" -> Optional.of(DEFLATE);
            default -> {
                request.response().putHeader(HttpHeaders.ACCEPT_ENCODING, ACCEPTED);
                throw new PlatformException(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE, "content-encoding may be gzip or deflate, once.");
            }
        };
    }

    /**
     * The plain body.
     *
     * @param more is told of the bytes of each part before it is kept, and may throw
     * @throws PlatformException REQUEST_TOO_LARGE as soon as more comes out than is allowed, INVALID_REQUEST if it is
     *     not packed as it says
     */
    byte[] unpacked(byte[] packed, int bytesMax, LongConsumer more) {
        try (InputStream in = opened(packed)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(bytesMax, 4 * packed.length + BLOCK_BYTES));
            byte[] block = new byte[BLOCK_BYTES];
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                if (out.size() + count > bytesMax) {
                    throw new PlatformException(
                            ErrorCode.REQUEST_TOO_LARGE,
                            "The body may have %,d bytes at most, unpacked.".formatted(bytesMax));
                }
                more.accept(count);
                out.write(block, 0, count);
            }
            return out.toByteArray();
        } catch (IOException broken) {
            throw new PlatformException(ErrorCode.INVALID_REQUEST, "The body is not packed as content-encoding says.");
        }
    }

    private InputStream opened(byte[] packed) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(packed);
        return this == GZIP
                ? new GZIPInputStream(in, BLOCK_BYTES)
                : new Inflating(in, new Inflater(!hasZlibHead(packed)));
    }

    /** RFC 9110 means the format of zlib; some clients leave its head out. */
    private static boolean hasZlibHead(byte[] packed) {
        return packed.length >= 2
                && (packed[0] & 0x0f) == Deflater.DEFLATED
                && (((packed[0] & 0xff) << 8) | (packed[1] & 0xff)) % 31 == 0;
    }

    /** Whether an answer of this length goes out packed: the client takes it so, and it is long enough to gain by it. */
    public static boolean worthPacking(HttpServerRequest request, int length) {
        return length >= Limits.PACKED_ANSWER_BYTES_MIN && takesGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
    }

    static boolean takesGzip(@Nullable String accepted) {
        if (accepted == null) {
            return false;
        }
        for (String choice : accepted.split(",", Limits.HEADER_CHOICES_MAX)) {
            String[] parts = choice.strip().toLowerCase(Locale.ROOT).split("\\s*;\\s*", 2);
            if (parts[0].equals("gzip") || parts[0].equals("*")) {
                return parts.length == 1 || !parts[1].matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    /** Packs an answer; say so with {@link #announce}. */
    public static Buffer pack(Buffer plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length() / 2);
        try (GZIPOutputStream gzip = new FastGzip(out)) {
            gzip.write(plain.getBytes());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Buffer.buffer(out.toByteArray());
    }

    /** Writes into the head of the answer that it is packed. */
    public static void announce(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip")
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }

    /** Frees what it holds outside of the heap. */
    private static final class Inflating extends InflaterInputStream {
        Inflating(InputStream in, Inflater inflater) {
            super(in, inflater, BLOCK_BYTES);
        }

        @Override
        public void close() throws IOException {
            super.close();
            inf.end();
        }
    }

    /** The first level takes a third of the time of the usual one, for JSON that is a tenth longer. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out, BLOCK_BYTES);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
