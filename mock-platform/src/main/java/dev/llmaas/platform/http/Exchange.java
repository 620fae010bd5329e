package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.http.BodyBudget.Charge;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request of administration and what a route reads of it. Belongs to the virtual thread that serves it. */
public final class Exchange {
    private static final Pattern ULID = Pattern.compile("[0-9A-HJKMNP-TV-Z]{26}");
    private static final List<String> PAGING = List.of("cursor", "after", "before", "limit");

    private final RoutingContext raw;
    private final byte[] body;
    private final Charge charge;

    Exchange(RoutingContext raw, byte[] body, Charge charge) {
        this.raw = raw;
        this.body = body;
        this.charge = charge;
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

    /**
     * A part of the path, {@code id} for {@code /keys/:id}.
     *
     * @throws PlatformException NOT_FOUND if it holds NUL: nothing is called so, and PostgreSQL would refuse to look
     */
    public String path(String name) {
        @Nullable String value = raw.pathParam(name);
        if (value == null) {
            throw new IllegalStateException("the route has no part " + name);
        }
        if (value.indexOf('\0') >= 0) {
            throw new PlatformException(ErrorCode.NOT_FOUND, "Nothing has such a name.");
        }
        return value;
    }

    /**
     * A parameter of the query, empty where it is absent or has no value.
     *
     * @throws PlatformException INVALID_REQUEST if it is there twice, or cannot be decoded
     */
    public Optional<String> query(String name) {
        List<String> values = queryValues(name);
        if (values.size() > 1) {
            throw refused("%s may be given once.", name);
        }
        return values.isEmpty() || values.getFirst().isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }

    private List<String> queryValues(String name) {
        try {
            return raw.queryParam(name);
        } catch (HttpException undecodable) {
            throw refused("The query cannot be decoded, so %s cannot be read.", name);
        }
    }

    /**
     * A parameter of the query that is one of a few words.
     *
     * @throws PlatformException INVALID_REQUEST if it is another
     */
    public Optional<String> queryOneOf(String name, List<String> words) {
        Optional<String> word = query(name);
        if (word.isPresent() && !words.contains(word.get())) {
            throw refused("%s must be one of " + String.join(", ", words) + ".", name);
        }
        return word;
    }

    /**
     * A parameter of the query that is an id of ours.
     *
     * @param prefix what such ids begin with
     * @throws PlatformException INVALID_REQUEST if none of ours looks like that
     */
    public Optional<String> queryId(String name, String prefix) {
        Optional<String> id = query(name);
        if (id.isPresent()
                && !(id.get().startsWith(prefix)
                        && ULID.matcher(id.get())
                                .region(prefix.length(), id.get().length())
                                .matches())) {
            throw refused("%s must be an id that an answer named: " + prefix + " and 26 letters and digits.", name);
        }
        return id;
    }

    /**
     * Refuses those who want to go on with a list that has one page, and those who look for another name of a parameter.
     *
     * @param names parameters that lists have elsewhere
     * @param sentence why not here, with %s for the name
     * @throws PlatformException INVALID_REQUEST if one of them is there
     */
    public void queryLacks(List<String> names, String sentence) {
        for (String name : names) {
            if (!queryValues(name).isEmpty()) {
                throw refused(sentence, name);
            }
        }
    }

    /** {@link #queryLacks} for lists that come whole. */
    public void queryIsOfOnePage() {
        queryLacks(PAGING, "This list has one page, so there is no %s.");
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
        throw refused("%s must be a whole number from " + min + " to " + max + ".", name);
    }

    private static PlatformException refused(String sentence, String name) {
        return new PlatformException(ErrorCode.INVALID_REQUEST, sentence.formatted(name), name);
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

    /**
     * Takes room for something large that is about to be read into memory, until the answer has left.
     *
     * @throws PlatformException as {@link BodyBudget} refuses
     */
    public void hold(long bytes) {
        charge.take(bytes);
    }

    /** What is held for it. */
    Charge charge() {
        return charge;
    }

    /** Lets {@code answer} begin to leave, unless its client has gone; what is held for it is until it has left. */
    void answer(Context loop, Supplier<Future<Void>> answer) {
        charge.keep();
        loop.runOnContext(_ -> {
            HttpServerResponse response = raw.response();
            if (response.closed() || response.ended()) {
                charge.drop();
            } else {
                answer.get().onComplete(_ -> charge.drop());
            }
        });
    }

    /** What the framework knows, for the rare route that needs a header or a cookie. */
    public RoutingContext raw() {
        return raw;
    }
}
