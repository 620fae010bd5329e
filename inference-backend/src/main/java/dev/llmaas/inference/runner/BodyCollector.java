package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Collects bodies and bounds each of them and all of them together. Belongs to one event loop. */
final class BodyCollector {
    private final long togetherBytesMax;
    private long togetherBytes;

    /**
     * A collector.
     *
     * @param togetherBytesMax bytes of all bodies that are being read
     */
    BodyCollector(long togetherBytesMax) {
        this.togetherBytesMax = togetherBytesMax;
    }

    /**
     * Reads a body to its end.
     *
     * @param bytesMax bytes of this body
     * @param whole gets it; is not called if the caller leaves before
     * @param refused is called instead, once, if a bound is met; must end the response
     */
    void read(HttpServerRequest request, int bytesMax, Consumer<byte[]> whole, BiConsumer<ErrorCode, Long> refused) {
        Body body = new Body();
        request.handler(part -> {
            if (body.over) {
                return;
            }
            body.bytes.appendBuffer(part);
            togetherBytes += part.length();
            if (body.bytes.length() > bytesMax) {
                release(body);
                refused.accept(ErrorCode.REQUEST_TOO_LARGE, (long) bytesMax);
            } else if (togetherBytes > togetherBytesMax) {
                release(body);
                refused.accept(ErrorCode.NO_CAPACITY, togetherBytesMax);
            }
        });
        request.exceptionHandler(broken -> release(body));
        request.endHandler(end -> {
            if (!body.over) {
                byte[] bytes = body.bytes.getBytes();
                release(body);
                whole.accept(bytes);
            }
        });
    }

    private void release(Body body) {
        if (!body.over) {
            body.over = true;
            togetherBytes -= body.bytes.length();
            body.bytes = Buffer.buffer();
        }
    }

    /** A body on its way. */
    private static final class Body {
        private Buffer bytes = Buffer.buffer();
        private boolean over;
    }
}
