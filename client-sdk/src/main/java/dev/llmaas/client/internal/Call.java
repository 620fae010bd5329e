package dev.llmaas.client.internal;

import dev.llmaas.api.WireJson;
import java.time.Duration;
import java.util.UUID;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One call of the platform.
 *
 * @param method {@code GET}, {@code POST}, {@code PATCH} or {@code DELETE}
 * @param target path and query, from {@code /}
 * @param body what it carries, or null
 * @param accept the media type of the answer
 * @param silenceMax how long the answer may pause; null for the client's bound
 * @param lastEventId where an event feed resumes, or null
 * @param idempotencyKey names a creation, so that the platform does it once however often it is sent; null for other calls
 */
public record Call(
        String method,
        String target,
        @Nullable Payload body,
        String accept,
        @Nullable Duration silenceMax,
        @Nullable String lastEventId,
        @Nullable String idempotencyKey) {
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

    /** Reads {@code target}. */
    public static Call get(String target) {
        return new Call("GET", target, null, JSON, null, null, null);
    }

    /** Ends what {@code target} names. */
    public static Call delete(String target) {
        return new Call("DELETE", target, null, JSON, null, null, null);
    }

    /** Sends {@code body} as JSON. */
    public static Call post(String target, Object body) {
        return new Call("POST", target, json(body), JSON, null, null, null);
    }

    /** Changes what {@code target} names as {@code body} says. */
    public static Call patch(String target, Object body) {
        return new Call("PATCH", target, json(body), JSON, null, null, null);
    }

    /** Sends {@code body} as JSON and takes the answer in parts. */
    public static Call postForStream(String target, Object body) {
        return new Call("POST", target, json(body), EVENTS, null, null, null);
    }

    /** Follows an event feed. */
    public static Call follow(String target, @Nullable String lastEventId) {
        return new Call("GET", target, null, EVENTS, Limits.EVENTS_SILENCE_MAX, lastEventId, null);
    }

    /** Sends a form with a file. */
    public static Call postForm(String target, Payload.Form form) {
        return new Call("POST", target, form, JSON, null, null, null);
    }

    /** The same as a creation: under a new key, which it keeps however often it is sent. */
    public Call once() {
        String key = UUID.randomUUID().toString();
        return new Call(method, target, body, accept, silenceMax, lastEventId, key);
    }

    /** Whether sending it twice does what sending it once does. */
    boolean isRepeatable() {
        return method.equals("GET") || idempotencyKey != null;
    }

    private static Payload json(Object body) {
        return new Payload.Json(ByteString.of(WireJson.mapper().writeValueAsBytes(body)));
    }

    /** Says nothing about the body. */
    @Override
    public String toString() {
        return "Call[%s %s]".formatted(method, target.replaceFirst("\\?.*", ""));
    }
}
