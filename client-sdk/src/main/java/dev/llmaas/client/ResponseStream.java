package dev.llmaas.client;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Response;
import dev.llmaas.api.openai.ResponseEvent;
import dev.llmaas.client.UnreachableException.Problem;
import dev.llmaas.client.internal.Answer;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A response that comes in events; read and closed like a {@link ChatStream}.
 *
 * <pre>{@code
 * try (ResponseStream answer = openAi.respondStream(request)) {
 *     answer.forEach(event -> event.text().ifPresent(text -> print(text)));
 * }
 * }</pre>
 */
public final class ResponseStream implements Iterable<ResponseEvent>, AutoCloseable {
    private final PartReader<ResponseEvent> events;
    private volatile @Nullable Response response;

    ResponseStream(Answer answer) {
        this.events = new PartReader<>(answer, ResponseStream::event, ResponseEvent::last);
    }

    private static ResponseEvent event(String json) {
        JsonNode body = WireJson.mapper().readTree(json);
        return new ResponseEvent(body.path("type").asString(""), body);
    }

    /** Names the call, to quote to an operator. */
    public String requestId() {
        return events.requestId();
    }

    /** The whole response; empty until the last event. */
    public Optional<Response> response() {
        return Optional.ofNullable(response);
    }

    /** The next event; null after the last, and after {@link #close}. Throws as {@link ChatStream#next} does. */
    public @Nullable ResponseEvent next() {
        ResponseEvent event = events.next();
        if (event != null && event.last() && event.body().path("response").isObject()) {
            response = whole(event.body().path("response"));
        }
        return event;
    }

    private Response whole(JsonNode json) {
        try {
            return WireJson.mapper().treeToValue(json, Response.class);
        } catch (JacksonException quoting) {
            // No cause: Jackson's message quotes the answer.
            throw new UnreachableException(
                    Problem.NOT_A_PLATFORM, "The answer ends with something that is no response.", true, requestId());
        }
    }

    /** The events that are still to come; throws as {@link #next} does. */
    @Override
    public Iterator<ResponseEvent> iterator() {
        return new PartIterator<>(this::next);
    }

    /** Ends the response; the model stops. */
    @Override
    public void close() {
        events.close();
    }
}
