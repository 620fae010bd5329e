package dev.llmaas.platform.gateway;

import dev.llmaas.platform.Allowance;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.catalog.Notice;
import dev.llmaas.platform.http.BodyBudget.Charge;
import dev.llmaas.platform.http.Coding;
import dev.llmaas.platform.http.ErrorResponses;
import dev.llmaas.platform.http.RateHeaders;
import dev.llmaas.platform.http.RequestId;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a call: what it sent of itself, and how its answer leaves. Made on the event loop of its
 * connection; its methods belong to that loop, unless they say otherwise.
 */
final class ClientStream implements Recipient {
    private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream; charset=utf-8");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");

    private static final CharSequence DEPRECATION = HttpHeaders.createOptimized("deprecation");
    private static final CharSequence SUNSET = HttpHeaders.createOptimized("sunset");
    private static final CharSequence LINK = HttpHeaders.createOptimized("link");

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context loop;
    private final Dialect dialect;
    private final Thread thread = Thread.currentThread();
    private final Executor executor = this::execute;
    private final String requestId;
    private @Nullable Notice notice;
    private @Nullable Allowance allowance;
    private boolean begun;
    private boolean finished;
    private volatile boolean gone;
    private Runnable whenGone = () -> {};
    private AnswerForm form = AnswerForm.NoChunks.INSTANCE;
    private CharSequence contentType = JSON;

    /** The client of {@code request}; watches its connection from now on. */
    ClientStream(HttpServerRequest request, Context loop, Dialect dialect) {
        this.request = request;
        this.response = request.response();
        this.loop = loop;
        this.dialect = dialect;
        this.requestId = RequestId.of(response);
        response.setWriteQueueMaxSize(Limits.STREAM_BUFFER_BYTES_MAX);
        response.exceptionHandler(_ -> leave());
        response.closeHandler(_ -> leave());
    }

    /** Knows what is held for its request, which is given back if its connection ends before its answer. */
    void holding(Charge charge) {
        response.closeHandler(_ -> {
            leave();
            charge.answered();
        });
        if (response.closed()) {
            leave();
        }
    }

    /** Names the call. Any thread. */
    @Override
    public String requestId() {
        return requestId;
    }

    /** Runs things on the event loop, at once if that is where they come from. Any thread. */
    @Override
    public Executor loop() {
        return executor;
    }

    private void execute(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
        } else {
            loop.runOnContext(_ -> task.run());
        }
    }

    /** Whether the client left before its answer was complete. Any thread. */
    @Override
    public boolean gone() {
        return gone;
    }

    /** Calls {@code action} if the client leaves; at once if it has left. */
    @Override
    public void onGone(Runnable action) {
        whenGone = action;
        if (gone) {
            action.run();
        }
    }

    /** Whether bytes of the answer have left, so that its status stands. */
    @Override
    public boolean begun() {
        return begun;
    }

    /** Whether the client takes less than the engine gives. */
    @Override
    public boolean full() {
        return response.writeQueueFull();
    }

    /** Calls {@code action} when the client has caught up. */
    @Override
    public void onDrain(Runnable action) {
        response.drainHandler(_ -> action.run());
    }

    /** The form of the answer from now on, which also says how a stream fails. */
    @Override
    public void inForm(AnswerForm chosen) {
        form = chosen;
    }

    /** The type of an answer in one piece, if it is not JSON. */
    @Override
    public void ofType(CharSequence type) {
        contentType = type;
    }

    /** What the head of the answer says about the end of the model. Before the call is sent; any thread. */
    @Override
    public void notice(Notice told) {
        notice = told;
    }

    /** What the head of the answer says about limits. Before the call is sent; any thread. */
    @Override
    public void allowance(@Nullable Allowance told) {
        allowance = told;
    }

    /** Sends events, with the head of the answer before the first. */
    @Override
    public void events(Buffer events) {
        if (gone || finished) {
            return;
        }
        beginEvents();
        response.write(events);
    }

    /** Sends what keeps the connection open; nothing before the first event, which clients expect first. */
    @Override
    public void heartbeat() {
        if (begun && !gone && !finished) {
            response.write(form.heartbeat());
        }
    }

    /** Completes the answer: the last events of a stream, or all of an answer that is not streamed. */
    @Override
    public void finish(Buffer last, boolean streamed) {
        if (gone || finished) {
            return;
        }
        if (streamed) {
            beginEvents();
        } else {
            begun = true;
            writeHead();
            response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
        }
        finished = true;
        if (!streamed && Coding.worthPacking(request, last.length())) {
            Coding.announce(response);
            Thread.startVirtualThread(() -> {
                Buffer packed = Coding.pack(last);
                loop.runOnContext(_ -> response.end(packed));
            });
            return;
        }
        response.end(last);
    }

    private void writeHead() {
        if (allowance != null) {
            RateHeaders.write(response, allowance);
        }
        Notice told = notice;
        if (told != null) {
            response.putHeader(DEPRECATION, told.deprecation());
            if (told.sunset() != null) {
                response.putHeader(SUNSET, told.sunset());
            }
            if (told.link() != null) {
                response.putHeader(LINK, told.link());
            }
        }
    }

    /** Ends the answer with an error: a status before the first byte, an event without {@code [DONE]} after it. */
    @Override
    public void fail(Throwable failure) {
        if (gone || finished) {
            return;
        }
        finished = true;
        if (!begun) {
            dialect.refuse(request, failure);
            return;
        }
        response.end(form.failure(ErrorResponses.refusal(failure, requestId)));
    }

    /** Gives a client up that does not read. */
    @Override
    public void abandon() {
        response.reset();
        leave();
    }

    private void beginEvents() {
        if (!begun) {
            begun = true;
            writeHead();
            response.putHeader(HttpHeaders.CONTENT_TYPE, EVENTS)
                    .putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE)
                    .setChunked(true);
        }
    }

    private void leave() {
        if (!finished && !gone) {
            gone = true;
            whenGone.run();
        }
    }
}
