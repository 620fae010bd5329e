package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.StopReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps many answers going at once: each step of its one thread computes one token of every running answer and a slice of a
 * waiting prompt. The thread owns the context and never waits for a reader, a budget or a client; who cannot go on is left
 * out of the step and keeps its slot.
 */
final class Scheduler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

    private final LlamaModel model;
    private final Vocabulary vocabulary;
    private final LlamaOptions options;
    private final List<Slot> slots = new ArrayList<>();
    private final float[] scores;
    private final Thread thread;
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Answer> waiting = new ArrayDeque<>();
    private int waitingTasks;
    private @Nullable EngineException refusal;

    private volatile boolean closing;
    private volatile boolean disturbed;
    private volatile int running;
    private volatile int held;
    private final AtomicLong promptTokens = new AtomicLong();
    private final AtomicLong cachedTokens = new AtomicLong();
    private final AtomicLong generatedTokens = new AtomicLong();
    private long now;

    private Scheduler(LlamaModel model, Vocabulary vocabulary, LlamaOptions options) {
        this.model = model;
        this.vocabulary = vocabulary;
        this.options = options;
        this.scores = new float[vocabulary.size()];
        for (int sequence = 0; sequence < options.slots(); sequence++) {
            slots.add(new Slot(sequence, options.contextTokens()));
        }
        this.thread = Thread.ofPlatform()
                .name("llama-" + model.file().fileName())
                .daemon(true)
                .unstarted(this::run);
    }

    /**
     * Makes the context and starts the thread.
     *
     * @throws EngineStartException if memory does not suffice
     */
    static Scheduler start(LlamaModel model, Vocabulary vocabulary, LlamaOptions options) {
        Scheduler scheduler = new Scheduler(model, vocabulary, options);
        scheduler.thread.start();
        try {
            scheduler.started.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof EngineStartException cause) {
                throw cause;
            }
            throw failed;
        }
        return scheduler;
    }

    /**
     * Puts the answers of a request into the queue.
     *
     * @throws EngineException.Overloaded if the queue is full
     */
    void submit(List<Answer> answers) {
        lock.lock();
        try {
            if (refusal != null) {
                throw refusal;
            }
            if (waitingTasks >= LlamaLimits.QUEUE_MAX) {
                throw new EngineException.Overloaded(
                        "All %d slots of the engine are taken and %d requests wait, which is its bound. Try again later."
                                .formatted(options.slots(), waitingTasks));
            }
            waitingTasks++;
            waiting.addAll(answers);
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(thread);
    }

    /** Makes it look at everything again: a budget was raised, a generation stopped, a reader left or caught up. */
    void disturb() {
        disturbed = true;
        LockSupport.unpark(thread);
    }

    /** How busy it is. */
    EngineLoad load() {
        int queued;
        lock.lock();
        try {
            queued = waitingTasks;
        } finally {
            lock.unlock();
        }
        double ratio = held / (double) (options.slots() * options.contextTokens());
        return new EngineLoad(
                options.slots(), running, queued, ratio, promptTokens.get(), cachedTokens.get(), generatedTokens.get());
    }

    /** Ends all answers and frees the context. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException asked) {
                // Native memory must not be freed under a running step: finish first, then tell.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        EngineException end = new EngineException.Broken("The engine was closed while it answered.");
        try (LlamaContext context = new LlamaContext(model, options.shape())) {
            started.complete(true);
            while (!closing) {
                if (!step(context)) {
                    LockSupport.park(this);
                }
            }
        } catch (EngineStartException refused) {
            started.completeExceptionally(refused);
        } catch (RuntimeException broken) {
            log.error("the engine of {} broke", model.file().fileName(), broken);
            started.completeExceptionally(broken);
            end = new EngineException.Broken("The engine failed while it answered. Its node can tell why.", broken);
        } finally {
            endAll(end);
        }
    }

    private void endAll(EngineException end) {
        List<Answer> left;
        lock.lock();
        try {
            refusal = new EngineException.Unreachable(
                    EngineException.Unreachable.Why.DOWN, "The engine is closed or failed, and takes no requests.");
            left = List.copyOf(waiting);
            waiting.clear();
            waitingTasks = 0;
        } finally {
            lock.unlock();
        }
        left.forEach(answer -> answer.task().fail(end));
        for (Slot slot : slots) {
            Answer answer = slot.answer();
            if (answer != null) {
                answer.task().fail(end);
                slot.release(now);
            }
        }
        running = 0;
    }

    /** One step. Returns whether anything was computed. */
    private boolean step(LlamaContext context) {
        now++;
        endStopped();
        admit(context);
        context.clear();
        int decoding = addTokens(context);
        addPrompts(context, decoding);
        if (context.count() == 0) {
            return false;
        }
        boolean computed = compute(context);
        for (Slot slot : slots) {
            if (slot.inStep()) {
                finishStep(slot, context, computed);
            }
        }
        publish();
        return true;
    }

    private void publish() {
        int taken = 0;
        int cells = 0;
        for (Slot slot : slots) {
            taken += slot.answer() == null ? 0 : 1;
            cells += slot.count();
        }
        running = taken;
        held = cells;
    }

    /** Ends the answers that nobody waits for or that were told to stop, in slots and in the queue. */
    private void endStopped() {
        if (!disturbed) {
            return;
        }
        disturbed = false;
        for (Slot slot : slots) {
            Answer answer = slot.answer();
            if (answer != null && ended(answer)) {
                slot.release(now);
            }
        }
        lock.lock();
        try {
            for (Iterator<Answer> each = waiting.iterator(); each.hasNext(); ) {
                Answer answer = each.next();
                if (ended(answer)) {
                    each.remove();
                    leaveQueue(answer);
                }
            }
        } finally {
            lock.unlock();
        }
        publish();
    }

    private static boolean ended(Answer answer) {
        ChatTask task = answer.task();
        if (task.abandoned() || task.failed()) {
            return true;
        }
        Optional<StopReason> stopped = task.generation().stopped();
        stopped.ifPresent(answer::stop);
        return stopped.isPresent();
    }

    /** Gives free slots to waiting answers. */
    private void admit(LlamaContext context) {
        lock.lock();
        try {
            while (true) {
                Answer answer = waiting.peekFirst();
                Slot slot = answer == null ? null : bestFor(answer);
                if (answer == null || slot == null) {
                    return;
                }
                waiting.removeFirst();
                leaveQueue(answer);
                if (!ended(answer)) {
                    place(answer, slot, context);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** A task counts as waiting until its first answer leaves the queue. */
    private void leaveQueue(Answer answer) {
        if (answer.task().leaveQueue()) {
            waitingTasks--;
        }
    }

    private void place(Answer answer, Slot slot, LlamaContext context) {
        int cached = slot.take(answer, context);
        if (answer.task().begin(cached)) {
            promptTokens.addAndGet(answer.task().prompt().length);
            cachedTokens.addAndGet(cached);
        }
        publish();
    }

    /** The free slot that holds most of the prompt; among equals the one unused for the longest time. */
    private @Nullable Slot bestFor(Answer answer) {
        Slot best = null;
        int most = -1;
        for (Slot slot : slots) {
            if (slot.answer() != null) {
                continue;
            }
            int common = slot.common(answer.task().prompt());
            if (best == null || common > most || (common == most && slot.usedAt() < best.usedAt())) {
                best = slot;
                most = common;
            }
        }
        return best;
    }

    private int addTokens(LlamaContext context) {
        int decoding = 0;
        for (Slot slot : slots) {
            Answer answer = slot.answer();
            if (answer != null && slot.unread() == 0 && answer.task().mayGenerate()) {
                slot.addNext(context);
                answer.task().plan();
                decoding++;
            }
        }
        return decoding;
    }

    private void addPrompts(LlamaContext context, int decoding) {
        int room = context.capacity() - decoding;
        if (decoding > 0) {
            room = Math.min(room, LlamaLimits.PREFILL_BESIDE_OTHERS);
        }
        int first = (int) (now % slots.size());
        for (int i = 0; i < slots.size() && room > 0; i++) {
            Slot slot = slots.get((first + i) % slots.size());
            Answer answer = slot.answer();
            if (answer != null && slot.unread() > 0 && answer.task().mayGenerate()) {
                int length = Math.min(room, slot.unread());
                slot.addPrompt(context, answer.task().prompt(), length);
                answer.task().plan();
                room -= length;
            }
        }
    }

    private boolean compute(LlamaContext context) {
        int result = context.decode();
        if (result == 1) {
            // No room: the conversations that nobody continues make way.
            slots.stream().filter(slot -> slot.answer() == null).forEach(slot -> slot.forget(context));
            result = context.decode();
        }
        if (result != 0) {
            log.error(
                    "llama.cpp could not compute a step of {}: result {}",
                    model.file().fileName(),
                    result);
        }
        return result == 0;
    }

    private void finishStep(Slot slot, LlamaContext context, boolean computed) {
        Answer answer = slot.answer();
        if (answer == null) {
            throw new IllegalStateException("a slot without an answer was computed");
        }
        int place = slot.place();
        if (computed) {
            slot.computed();
        }
        slot.endStep();
        answer.task().planDone();
        if (!computed) {
            answer.task().fail(new EngineException.Broken("llama.cpp failed while it computed the answer."));
            slot.release(now);
            slot.forget(context);
        } else if (place >= 0) {
            context.scores(place, scores);
            goOn(slot, answer);
        }
    }

    private void goOn(Slot slot, Answer answer) {
        long before = answer.task().generated();
        int token = answer.next(scores, vocabulary);
        generatedTokens.addAndGet(answer.task().generated() - before);
        if (token < 0) {
            slot.release(now);
        } else {
            slot.goOn(token);
        }
    }
}
