package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.Generation;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * One request inside the engine: the meeting point of the thread that asked, which takes deliveries, and the scheduler,
 * which makes them. The scheduler never waits for a reader: it looks for room first and parks the answers if there is none.
 */
final class ChatTask {
    private final Generation generation;
    private final int[] prompt;
    private final int choices;
    private final Runnable wake;
    private final BlockingQueue<Delivery> outbox;
    private volatile boolean abandoned;
    private volatile boolean parkedForRoom;

    // Written by the scheduler before the delivery that makes them known.
    private long generated;
    private int planned;
    private boolean begun;
    private int cached;
    private boolean failed;
    private boolean queued = true;

    /**
     * A request.
     *
     * @param prompt its tokens, at least one
     * @param choices how many answers
     * @param wake wakes the scheduler, from any thread
     */
    ChatTask(Generation generation, int[] prompt, int choices, Runnable wake) {
        this.generation = generation;
        this.prompt = prompt;
        this.choices = choices;
        this.wake = wake;
        // Each answer has one last delivery for which no room is asked, and there may be one failure.
        this.outbox = new ArrayBlockingQueue<>(LlamaLimits.OUTBOX_MAX + choices + 1);
    }

    /** Counts on from what other tasks of the same request have made; before it is submitted. */
    void goOnFrom(long tokens) {
        generated = tokens;
    }

    Generation generation() {
        return generation;
    }

    int[] prompt() {
        return prompt;
    }

    int choices() {
        return choices;
    }

    // The side of the thread that asked.

    /** Waits for the next delivery. */
    Delivery take() throws InterruptedException {
        Delivery delivery = outbox.take();
        if (parkedForRoom && outbox.size() <= LlamaLimits.OUTBOX_MAX / 2) {
            parkedForRoom = false;
            wake.run();
        }
        return delivery;
    }

    /** Says that nobody takes deliveries any more. */
    void abandon() {
        abandoned = true;
        wake.run();
    }

    /** Tokens of the prompt; 0 while it has not begun. */
    long promptTokens() {
        return begun ? prompt.length : 0;
    }

    /** Tokens of the prompt that were in a slot already. */
    long cachedTokens() {
        return cached;
    }

    // The side of the scheduler.

    boolean abandoned() {
        return abandoned;
    }

    /** Whether the answer that asks may make one token more, beside those planned in this step already. */
    boolean mayGenerate() {
        return hasRoom() && generation.mayGenerate(generated + planned);
    }

    private boolean hasRoom() {
        if (outbox.size() + planned < LlamaLimits.OUTBOX_MAX) {
            return true;
        }
        parkedForRoom = true;
        // The reader may have emptied it in between, and then it saw no reason to wake anybody.
        return outbox.size() + planned <= LlamaLimits.OUTBOX_MAX / 2;
    }

    /** Remembers that one of its answers left the queue. Returns whether it was the first. */
    boolean leaveQueue() {
        boolean first = queued;
        queued = false;
        return first;
    }

    /** Remembers that a token is being made in this step. */
    void plan() {
        planned++;
    }

    /** Ends the step of one answer. */
    void planDone() {
        planned--;
    }

    /** Remembers that the prompt is being read; only the first answer counts. Returns whether it was the first. */
    boolean begin(int cachedTokens) {
        if (begun) {
            return false;
        }
        begun = true;
        cached = cachedTokens;
        return true;
    }

    /** Remembers that more of the prompt need not be computed, once another request has read it. */
    void reuse(int moreTokens) {
        cached += moreTokens;
    }

    /** Counts one generated token. */
    void countToken() {
        generated++;
    }

    /** Tokens of all answers so far. */
    long generated() {
        return generated;
    }

    void deliver(Delivery delivery) {
        if (!abandoned && !outbox.offer(delivery)) {
            throw new IllegalStateException("the outbox of request " + generation.requestId() + " overflowed");
        }
    }

    /** Ends all its answers at once. What a full outbox holds gives way: that nothing more comes must be told. */
    void fail(EngineException cause) {
        if (failed || abandoned) {
            return;
        }
        failed = true;
        Delivery failure = new Delivery.Failure(cause);
        if (!outbox.offer(failure)) {
            outbox.clear();
            outbox.add(failure);
        }
    }

    boolean failed() {
        return failed;
    }
}
