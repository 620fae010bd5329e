package dev.llmaas.platform.gateway;

import dev.llmaas.platform.Allowance;
import dev.llmaas.platform.catalog.Notice;
import dev.llmaas.platform.http.ErrorResponses;
import dev.llmaas.platform.http.ErrorResponses.Refusal;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes the answer of a call behind which no connection stands: all of it at once, when it is complete. */
final class QueuedRecipient implements Recipient {
    private static final int OK = 200;

    private final String requestId;
    private final Context loop;
    private final Consumer<BackgroundCalls.Result> whenDone;
    private boolean finished;

    QueuedRecipient(String requestId, Context loop, Consumer<BackgroundCalls.Result> whenDone) {
        this.requestId = requestId;
        this.loop = loop;
        this.whenDone = whenDone;
    }

    @Override
    public String requestId() {
        return requestId;
    }

    @Override
    public Executor loop() {
        return task -> loop.runOnContext(_ -> task.run());
    }

    @Override
    public boolean gone() {
        return false;
    }

    @Override
    public void onGone(Runnable action) {
        // Nobody can leave who was never there.
    }

    @Override
    public boolean begun() {
        return false;
    }

    @Override
    public boolean full() {
        return false;
    }

    @Override
    public void onDrain(Runnable action) {
        // It is never full.
    }

    @Override
    public void inForm(AnswerForm chosen) {
        // There are no events whose form would matter.
    }

    @Override
    public void ofType(CharSequence type) {
        // Every answer that may be queued is JSON.
    }

    @Override
    public void notice(Notice told) {
        // It has no head.
    }

    @Override
    public void allowance(@Nullable Allowance told) {
        // It has no head.
    }

    @Override
    public void events(Buffer events) {
        throw new IllegalStateException("a call that is not streamed has no events");
    }

    @Override
    public void heartbeat() {
        // There is no connection to keep open.
    }

    @Override
    public void finish(Buffer last, boolean streamed) {
        done(new BackgroundCalls.Result(requestId, OK, last.getBytes()));
    }

    @Override
    public void fail(Throwable failure) {
        Refusal refusal = ErrorResponses.refusal(failure, requestId);
        done(new BackgroundCalls.Result(requestId, refusal.code().status(), refusal.json()));
    }

    @Override
    public void abandon() {
        throw new IllegalStateException("a call without a connection reads whatever comes");
    }

    private void done(BackgroundCalls.Result result) {
        if (!finished) {
            finished = true;
            Thread.startVirtualThread(() -> whenDone.accept(result));
        }
    }
}
