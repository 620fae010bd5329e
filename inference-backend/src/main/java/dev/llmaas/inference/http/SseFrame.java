package dev.llmaas.inference.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One server-sent event. Immutable as long as nobody writes to {@link #data()}. {@code toString} shows sizes only. */
public final class SseFrame {
    private static final byte[] DONE = RunnerProtocol.DONE.getBytes(StandardCharsets.US_ASCII);

    private final @Nullable String id;
    private final @Nullable String event;
    private final byte[] data;

    SseFrame(@Nullable String id, @Nullable String event, byte[] data) {
        this.id = id;
        this.event = event;
        this.data = data;
    }

    /** The {@code id} field of this event, null if it has none; an earlier event's id is not remembered. */
    public @Nullable String id() {
        return id;
    }

    /** The {@code event} field, null if it has none. */
    public @Nullable String event() {
        return event;
    }

    /** The {@code data} field in UTF-8, its lines joined by LF; the array itself, to be read only. */
    public byte[] data() {
        return data;
    }

    /** The data as text. */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    /** Whether this is the end mark of OpenAI's streams, {@code [DONE]}. */
    public boolean isDone() {
        return Arrays.equals(data, DONE);
    }

    @Override
    public String toString() {
        return "SseFrame[id=%s, event=%s, %d bytes]".formatted(id, event, data.length);
    }
}
