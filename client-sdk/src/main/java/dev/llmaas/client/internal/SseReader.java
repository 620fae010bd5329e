package dev.llmaas.client.internal;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events as the HTML standard (section 9.2.6) describes them, within bounds. Not thread-safe; reading
 * blocks until an event is whole.
 */
public final class SseReader {
    private final BufferedSource source;
    private @Nullable String lastId;
    private @Nullable Duration retry;

    /** Reads from {@code source}, which the caller closes. */
    public SseReader(BufferedSource source) {
        this.source = source;
    }

    /**
     * One event.
     *
     * @param id the last id that the stream named, or null
     * @param data its lines, joined
     */
    public record Event(@Nullable String id, String data) {}

    /**
     * The next event with data; null at the end of the stream. An event that the end cuts off is dropped, as the standard
     * asks.
     *
     * @throws IOException if the connection breaks, or an event is larger than the bound
     */
    public @Nullable Event next() throws IOException {
        StringBuilder data = new StringBuilder();
        boolean any = false;
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                if (any) {
                    data.setLength(data.length() - 1);
                    return new Event(lastId, data.toString());
                }
                continue;
            }
            any |= take(line, data);
            if (data.length() > Limits.EVENT_BYTES_MAX) {
                throw new IOException("an event has more than %,d characters".formatted(Limits.EVENT_BYTES_MAX));
            }
        }
        return null;
    }

    /** The pause before a reconnection that the stream asks for. */
    public Optional<Duration> retry() {
        return Optional.ofNullable(retry);
    }

    /** Takes one field; true if it was data. */
    private boolean take(String line, StringBuilder data) {
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "data" -> {
                data.append(value).append('\n');
                return true;
            }
            case "id" -> lastId = value.indexOf('\0') < 0 ? value : lastId;
            case "retry" -> retry = value.matches("\\d{1,7}") ? Duration.ofMillis(Long.parseLong(value)) : retry;
            default -> {
                // A comment, or a field that nobody uses.
            }
        }
        return false;
    }

    private @Nullable String line() throws IOException {
        if (source.exhausted()) {
            return null;
        }
        try {
            return source.readUtf8LineStrict(Limits.EVENT_BYTES_MAX);
        } catch (EOFException tooLongOrCut) {
            if (source.getBuffer().size() >= Limits.EVENT_BYTES_MAX) {
                throw new IOException("a line has more than %,d bytes".formatted(Limits.EVENT_BYTES_MAX), tooLongOrCut);
            }
            return null;
        }
    }
}
