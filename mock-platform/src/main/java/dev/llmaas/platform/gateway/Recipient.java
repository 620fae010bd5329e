package dev.llmaas.platform.gateway;

import dev.llmaas.platform.Allowance;
import dev.llmaas.platform.catalog.Notice;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Who gets the answer of a call. Its methods belong to its event loop, unless they say otherwise. */
sealed interface Recipient permits ClientStream, QueuedRecipient {
    /** Names the call. Any thread. */
    String requestId();

    /** Runs things on the event loop, at once if that is where they come from. Any thread. */
    Executor loop();

    /** Whether nobody waits for the answer any more. Any thread. */
    boolean gone();

    /** Calls {@code action} when nobody waits any more; at once if that is so. */
    void onGone(Runnable action);

    /** Whether bytes of the answer have left, so that its status stands. */
    boolean begun();

    /** Whether it takes less than the engine gives. */
    boolean full();

    /** Calls {@code action} when it has caught up. */
    void onDrain(Runnable action);

    /** The form of the answer from now on, which also says how a stream fails. */
    void inForm(AnswerForm chosen);

    /** The type of an answer in one piece, if it is not JSON. */
    void ofType(CharSequence type);

    /** What the head of the answer says about the end of the model. Before the call is sent; any thread. */
    void notice(Notice told);

    /** What the head of the answer says about limits. Before the call is sent; any thread. */
    void allowance(@Nullable Allowance told);

    /** Takes events of a stream. */
    void events(Buffer events);

    /** Takes what keeps a connection open. */
    void heartbeat();

    /** Completes the answer: the last events of a stream, or all of an answer that is not streamed. */
    void finish(Buffer last, boolean streamed);

    /** Ends the answer with an error. */
    void fail(Throwable failure);

    /** Gives up whoever does not read. */
    void abandon();
}
