package dev.llmaas.client.internal;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.Page;
import dev.llmaas.client.UnreachableException;
import dev.llmaas.client.UnreachableException.Problem;
import java.io.IOException;
import okhttp3.Response;
import okio.BufferedSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;

/** The answer to a call, not read yet. Not thread-safe, but {@link #cancel} may come from anywhere. */
public final class Answer implements AutoCloseable {
    private final okhttp3.Call exchange;
    private final Response response;

    Answer(okhttp3.Call exchange, Response response) {
        this.exchange = exchange;
        this.response = response;
    }

    /** Names the call. */
    public String requestId() {
        return requestId(response);
    }

    static String requestId(Response response) {
        String id = response.header("x-request-id");
        return id == null ? "" : id;
    }

    /** Reads the whole answer as JSON and closes it. */
    public <T> T read(Class<T> type) {
        return read(WireJson.mapper().readerFor(type), type);
    }

    /** Reads the whole answer as a page of a list and closes it. */
    @SuppressWarnings("unchecked")
    public <T> Page<T> readPage(Class<T> entry) {
        JavaType type = WireJson.mapper().getTypeFactory().constructParametricType(Page.class, entry);
        return read(WireJson.mapper().readerFor(type), Page.class);
    }

    private <T> T read(ObjectReader reader, Class<T> type) {
        try {
            T value = type.cast(reader.readValue(bytes()));
            if (value == null) {
                throw notAPlatform("nothing where JSON was due");
            }
            return value;
        } catch (JacksonException malformed) {
            throw notAPlatform("an answer that is not the JSON of this call");
        }
    }

    /** Reads the whole answer as it is and closes it. */
    public byte[] bytes() {
        try (this) {
            BufferedSource source = response.body().source();
            if (source.request(Limits.ANSWER_BYTES_MAX + 1L)) {
                throw notAPlatform("an answer of more than %,d bytes".formatted(Limits.ANSWER_BYTES_MAX));
            }
            return source.readByteArray();
        } catch (IOException broken) {
            throw Failures.of(broken, exchange, true, requestId());
        }
    }

    /** Reads the answer as events. */
    public SseReader events() {
        return new SseReader(response.body().source());
    }

    /** The failure that a broken connection is. */
    public RuntimeException failure(IOException broken) {
        return Failures.of(broken, exchange, true, requestId());
    }

    /** Ends the exchange now, also for a thread that reads it. */
    public void cancel() {
        exchange.cancel();
    }

    /** Whether somebody ended it. */
    public boolean isCancelled() {
        return exchange.isCanceled();
    }

    @Override
    public void close() {
        response.close();
    }

    private UnreachableException notAPlatform(String what) {
        return new UnreachableException(
                Problem.NOT_A_PLATFORM,
                "%s sent %s. Is it a platform of this version?"
                        .formatted(Failures.place(exchange.request().url()), what),
                true,
                requestId());
    }
}
