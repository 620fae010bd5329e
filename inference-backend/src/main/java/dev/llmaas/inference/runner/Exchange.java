package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.http.RunnerProtocol;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to a runner and the ways to answer it. What reads ({@link #header}, {@link #read}, {@link #whenGone}) belongs
 * to the event loop; what answers may be called on any thread.
 */
final class Exchange {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private final String id;
    private final HttpServerRequest request;
    private final Place place;

    /**
     * Where a request came in.
     *
     * @param eventLoop what its connection belongs to
     * @param branchLength characters of the path of a route that is a branch, 0 for others
     * @param bodyBytesMax bytes of a body
     * @param bodies reads bodies
     * @param threads where work runs
     */
    record Place(
            Context eventLoop, int branchLength, int bodyBytesMax, BodyCollector bodies, ExecutorService threads) {}

    /** Work on a thread of its own that may block. */
    interface Work {
        /** Answers the request with this body; may throw what an engine throws. */
        void run(byte[] body) throws InterruptedException;
    }

    /**
     * An exchange.
     *
     * @param id names the request; it is answered with it
     */
    Exchange(String id, HttpServerRequest request, Place place) {
        this.id = id;
        this.request = request;
        this.place = place;
        request.response().putHeader(RunnerProtocol.REQUEST_ID, id);
    }

    /** Names the request. */
    String id() {
        return id;
    }

    /** What stands behind the path of a route that is a branch. */
    String rest() {
        return String.valueOf(request.path()).substring(place.branchLength());
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /** Adds a header to the answer, before it begins. */
    void answerHeader(String name, String value) {
        request.response().putHeader(name, value);
    }

    /** Reads the body, at most as long as the route says; a longer one is refused here. */
    void read(Consumer<byte[]> whole) {
        place.bodies().read(request, place.bodyBytesMax(), whole, (code, bound) -> {
            request.response().putHeader("connection", "close");
            refuse(new ErrorAnswer(code, "The body is longer than %d bytes.".formatted(bound)));
        });
    }

    /** Runs an action when the caller leaves before the answer is complete. */
    void whenGone(Runnable action) {
        request.response().closeHandler(closed -> action.run());
    }

    /** Runs an action when the answer is complete. */
    void whenAnswered(Runnable action) {
        request.response().endHandler(ended -> action.run());
    }

    /** Where the events of a streamed answer go. */
    AnswerStream stream() {
        return new AnswerStream(place.eventLoop(), request);
    }

    /**
     * Reads the body and does work on a virtual thread, which is interrupted if the caller leaves. What the work throws
     * becomes the answer.
     */
    void work(Work work) {
        read(body -> {
            Future<?> running = place.threads().submit(() -> run(work, body));
            whenGone(() -> running.cancel(true));
        });
    }

    /** Runs an action on a virtual thread. */
    void run(Runnable action) {
        place.threads().execute(action);
    }

    private void run(Work work, byte[] body) {
        try {
            work.run(body);
        } catch (InterruptedException nobodyWaits) {
            Thread.currentThread().interrupt();
        } catch (Unreachable nobodyThere) {
            hangUp();
        } catch (EngineException refused) {
            refuse(ErrorAnswer.of(refused));
        } catch (RuntimeException bug) {
            log.error("request={} ended by {}", id, bug.getClass().getName(), bug);
            refuse(new ErrorAnswer(ErrorCode.INTERNAL_ERROR, "The runner failed. Its log says where."));
        }
    }

    /** Answers with JSON. */
    void json(Object value) {
        send(200, WireJson.mapper().writeValueAsBytes(value));
    }

    /** Answers with nothing. */
    void nothing() {
        place.eventLoop().runOnContext(now -> {
            if (!request.response().closed()) {
                request.response().setStatusCode(204).end();
            }
        });
    }

    /** Answers with a refusal. */
    void refuse(ErrorAnswer error) {
        send(error.code().status(), error.body());
    }

    /** Answers with bytes that are JSON. */
    void send(int status, byte[] json) {
        send(status, "application/json", json);
    }

    /** Answers with bytes of any type. */
    void send(int status, String contentType, byte[] body) {
        place.eventLoop().runOnContext(now -> {
            if (!request.response().closed()) {
                request.response()
                        .setStatusCode(status)
                        .putHeader("content-type", contentType)
                        .end(Buffer.buffer(body));
            }
        });
    }

    /** Closes the connection without an answer. */
    void hangUp() {
        place.eventLoop().runOnContext(now -> request.connection().close());
    }
}
