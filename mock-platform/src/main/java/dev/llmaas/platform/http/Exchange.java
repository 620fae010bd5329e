package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.PlatformException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request of administration and what a route reads of it. Belongs to the virtual thread that serves it. */
public final class Exchange {
    private final RoutingContext raw;
    private final byte[] body;

    Exchange(RoutingContext raw, byte[] body) {
        this.raw = raw;
        this.body = body;
    }

    /** Names the request. */
    public String requestId() {
        return RequestId.of(raw.response());
    }

    /** The {@code authorization} header as it came. */
    public Optional<String> authorization() {
        return Optional.ofNullable(raw.request().getHeader(HttpHeaders.AUTHORIZATION));
    }

    /** Any other header as it came. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(raw.request().getHeader(name));
    }

    /** A part of the path, {@code id} for {@code /keys/:id}. */
    public String path(String name) {
        @Nullable String value = raw.pathParam(name);
        if (value == null) {
            throw new IllegalStateException("the route has no part " + name);
        }
        return value;
    }

    /** A parameter of the query, empty where it is absent or has no value. */
    public Optional<String> query(String name) {
        List<String> values = raw.queryParam(name);
        return values.isEmpty() || values.getFirst().isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }

    /**
     * A whole number of the query.
     *
     * @throws PlatformException INVALID_REQUEST if it is no number from {@code min} to {@code max}
     */
    public long queryLong(String name, long otherwise, long min, long max) {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException unreadable) {
            // told below, like a number out of bounds
        }
        throw new PlatformException(
                ErrorCode.INVALID_REQUEST, "%s must be a whole number from %d to %d.".formatted(name, min, max), name);
    }

    /**
     * The body as a record.
     *
     * @throws PlatformException MALFORMED_JSON or INVALID_REQUEST, which names the field
     */
    public <T> T body(Class<T> type) {
        return JsonBody.read(body, type);
    }

    /** Adds a header to the answer, which must not have left. */
    public void answerHeader(String name, String value) {
        raw.response().putHeader(name, value);
    }

    /** The method and the path. */
    String address() {
        return raw.request().method() + " " + raw.request().path();
    }

    /** The body as it came, unpacked; not to be changed. */
    public byte[] bytes() {
        return body;
    }

    /** What the framework knows, for the rare route that needs a header or a cookie. */
    public RoutingContext raw() {
        return raw;
    }
}
