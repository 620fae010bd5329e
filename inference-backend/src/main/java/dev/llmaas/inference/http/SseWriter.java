package dev.llmaas.inference.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes server-sent events to one response: one event is one write and one flush, so that no reader waits for bytes
 * that are there. Belongs to the event loop of its connection; {@link #frame} may be called anywhere.
 */
public final class SseWriter {
    /** The content type of a stream. */
    public static final String CONTENT_TYPE = "text/event-stream";

    private static final Buffer HEARTBEAT = frameOf(":\n\n");
    private static final Buffer DONE = frameOf("data: " + RunnerProtocol.DONE + "\n\n");
    private static final byte[] ID = "id: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    private final HttpServerResponse response;
    private boolean started;

    /** A stream on {@code response}, whose head is not written yet. */
    public SseWriter(HttpServerResponse response) {
        this.response = response;
    }

    /**
     * The bytes of one event.
     *
     * @param id its {@code id} field, one line, or null for none
     * @param data its {@code data} field in UTF-8, one line: JSON without line ends, for instance
     */
    public static Buffer frame(@Nullable String id, byte[] data) {
        byte[] name = id == null ? null : id.getBytes(StandardCharsets.UTF_8);
        int idBytes = name == null ? 0 : ID.length + name.length + 1;
        Buffer frame = Buffer.buffer(idBytes + DATA.length + data.length + 2);
        if (name != null) {
            frame.appendBytes(ID).appendBytes(name).appendByte((byte) '\n');
        }
        return frame.appendBytes(DATA).appendBytes(data).appendByte((byte) '\n').appendByte((byte) '\n');
    }

    /** Whether an event was written, so that the status can no longer be changed. */
    public boolean started() {
        return started;
    }

    /** Writes an event. The future completes when its bytes have left this process. */
    public Future<Void> event(@Nullable String id, byte[] data) {
        return write(frame(id, data));
    }

    /** Writes a whole event, made by {@link #frame}. The future completes when its bytes have left this process. */
    public Future<Void> write(Buffer frame) {
        if (!started) {
            started = true;
            response.setChunked(true);
            response.putHeader("content-type", CONTENT_TYPE).putHeader("cache-control", "no-cache");
        }
        return response.write(frame);
    }

    /** Writes the end mark of OpenAI's streams and ends the response. */
    public Future<Void> done() {
        return write(DONE.copy()).compose(written -> response.end());
    }

    /** Writes a comment that keeps the connection alive; nothing before the first event, which clients expect first. */
    public Future<Void> heartbeat() {
        return started ? response.write(HEARTBEAT.copy()) : Future.succeededFuture();
    }

    private static Buffer frameOf(String text) {
        return Buffer.buffer(text);
    }
}
