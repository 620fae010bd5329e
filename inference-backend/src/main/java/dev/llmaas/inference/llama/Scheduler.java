package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps many answers going at once: each step of its one thread computes one token of every running answer and a slice of a
 * waiting prompt. The thread owns the context and never waits for a reader, a budget or a client; who cannot go on is left
 * out of the step and keeps its slot. What goes wrong in the work for one answer ends that answer only.
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
    private final CompletableFuture<Void> breakdown = new CompletableFuture<>();

    private final WaitingLine waiting = new WaitingLine();
    private final PromptCache cache;
    private final Pace pace = new Pace();
    private final Books books = new Books();

    private volatile boolean closing;
    private volatile boolean disturbed;
    /** What a token of a prompt costs, told to those that come. */
    private volatile double promptNanosPerToken;

    private long now;
    private int generating;
    private int reading;
    private long generated;

    private Scheduler(LlamaModel model, Vocabulary vocabulary, LlamaOptions options) {
        this.model = model;
        this.vocabulary = vocabulary;
        this.options = options;
        this.scores = new float[vocabulary.size()];
        for (int sequence = 0; sequence < options.slots(); sequence++) {
            slots.add(new Slot(sequence, options.contextTokens()));
        }
        this.cache = new PromptCache(slots, model.sharesBegins());
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
        waiting.add(
                answers, System.nanoTime(), promptNanosPerToken, ahead -> books.expectedWait(options.slots(), ahead));
        LockSupport.unpark(thread);
    }

    /** Makes it look at everything again: a budget was raised, a generation stopped, a reader left or caught up. */
    void disturb() {
        disturbed = true;
        LockSupport.unpark(thread);
    }

    /** Completes when it has ended unasked. */
    CompletionStage<Void> breakdown() {
        return breakdown.minimalCompletionStage();
    }

    /** How busy it is. */
    EngineLoad load() {
        return books.load(options.slots(), waiting.tasks(), System.nanoTime());
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
        try (LlamaContext context = new LlamaContext(model, options.shape(model.file()))) {
            started.complete(true);
            while (!closing) {
                if (!step(context)) {
                    LockSupport.park(this);
                }
            }
        } catch (EngineStartException refused) {
            started.completeExceptionally(refused);
        } catch (RuntimeException | Error broken) {
            log.error("the engine of {} broke", model.file().fileName(), broken);
            started.completeExceptionally(broken);
            end = new EngineException.Broken("The engine failed while it answered. Its node can tell why.", broken);
        } finally {
            endAll(end);
            if (!closing) {
                breakdown.complete(null);
            }
        }
    }

    private void endAll(EngineException end) {
        EngineException refusal = new EngineException.Unreachable(
                EngineException.Unreachable.Why.DOWN, "The engine is closed or failed, and takes no requests.");
        waiting.close(refusal).forEach(answer -> answer.task().fail(end));
        for (Slot slot : slots) {
            Answer answer = slot.answer();
            if (answer != null) {
                answer.task().fail(end);
                release(slot);
            }
        }
        publish();
    }

    /** One step. Returns whether anything was computed. */
    private boolean step(LlamaContext context) {
        now++;
        long begun = System.nanoTime();
        slots.forEach(slot -> slot.clean(context));
        endStopped();
        admit(context);
        boolean decides = decide();
        context.clear();
        generating = 0;
        reading = 0;
        addTokens(context);
        addPrompts(context);
        if (context.count() == 0) {
            if (decides) {
                account(System.nanoTime());
            }
            return decides;
        }
        boolean computed = compute(context);
        for (Slot slot : slots) {
            if (slot.inStep()) {
                attend(slot, answer -> finishStep(slot, answer, context, computed));
            }
        }
        long ended = System.nanoTime();
        pace.measured(generating, reading, ended - begun);
        promptNanosPerToken = pace.promptNanosPerToken();
        account(ended);
        return true;
    }

    private void account(long ended) {
        books.step(reading, generated, ended);
        generated = 0;
        publish();
    }

    private void publish() {
        int taken = 0;
        long cells = 0;
        for (Slot slot : slots) {
            taken += slot.answer() == null ? 0 : 1;
            cells += slot.count();
        }
        books.occupied(taken, cells / ((double) options.slots() * options.contextTokens()));
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
                release(slot);
            }
        }
        waiting.removeIf(this::ended);
        publish();
    }

    private boolean ended(Answer answer) {
        ChatTask task = answer.task();
        if (task.abandoned() || task.failed()) {
            return true;
        }
        Optional<StopReason> stopped = task.generation().stopped();
        try {
            stopped.ifPresent(answer::stop);
        } catch (RuntimeException broken) {
            fail(answer, broken);
        }
        return stopped.isPresent();
    }

    /** Does what a slot's answer needs. What goes wrong in it is no reason to end others. */
    private void attend(Slot slot, Consumer<Answer> work) {
        Answer answer = slot.answer();
        if (answer == null) {
            return;
        }
        try {
            work.accept(answer);
        } catch (RuntimeException broken) {
            fail(answer, broken);
            books.answered(System.nanoTime() - slot.takenNanos());
            slot.spoil(now);
        }
    }

    private void fail(Answer answer, RuntimeException broken) {
        log.error("an answer of {} broke", model.file().fileName(), broken);
        answer.task()
                .fail(new EngineException.Broken(
                        "The engine failed while it worked on this answer. Its node can tell why.", broken));
    }

    private void release(Slot slot) {
        books.answered(System.nanoTime() - slot.takenNanos());
        slot.release(now);
    }

    /** Gives free slots to waiting answers. */
    private void admit(LlamaContext context) {
        for (WaitingLine.Admitted<Slot> next = waiting.next(cache::choose);
                next != null;
                next = waiting.next(cache::choose)) {
            if (!ended(next.answer())) {
                place(next.answer(), next.slot(), context);
            }
        }
    }

    private void place(Answer answer, Slot slot, LlamaContext context) {
        slot.occupy(answer);
        attend(slot, placed -> {
            int cached = cache.take(slot, placed, context);
            if (placed.task().begin(cached)) {
                books.begin(placed.task().prompt().length, cached, System.nanoTime());
                slot.countsReuse();
            }
        });
        // The next one may get this slot.
        slot.clean(context);
        publish();
    }

    private void addTokens(LlamaContext context) {
        for (Slot slot : slots) {
            attend(slot, answer -> {
                if (slot.unread() == 0 && !slot.isUndecided() && answer.task().mayGenerate()) {
                    slot.addNext(context);
                    answer.task().plan();
                    generating++;
                }
            });
        }
    }

    private void addPrompts(LlamaContext context) {
        int room = context.capacity() - context.count();
        if (generating > 0) {
            room = pace.slice(room);
        }
        int end = context.count() + room;
        int first = (int) (now % slots.size());
        for (int i = 0; i < slots.size() && context.count() < end; i++) {
            Slot slot = slots.get((first + i) % slots.size());
            attend(slot, answer -> addPrompt(slot, answer, end - context.count(), context));
        }
    }

    private void addPrompt(Slot slot, Answer answer, int room, LlamaContext context) {
        if (slot.unread() > 0 && answer.task().mayGenerate() && isReady(slot, answer, context)) {
            int length = Math.min(room, slot.unread());
            slot.addPrompt(context, answer.task().prompt(), length);
            answer.task().plan();
            reading += length;
        }
    }

    /** Whether a slot has not to wait for another one that reads the same; takes over what that one has read. */
    private boolean isReady(Slot slot, Answer answer, LlamaContext context) {
        int taken = cache.catchUp(slot, context);
        if (taken > 0 && slot.isReuseCounted()) {
            answer.task().reuse(taken);
            books.reuse(taken, System.nanoTime());
        }
        return taken >= 0;
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

    private void finishStep(Slot slot, Answer answer, LlamaContext context, boolean computed) {
        int place = slot.place();
        if (computed) {
            slot.computed();
        }
        slot.endStep();
        answer.task().planDone();
        if (!computed) {
            answer.task().fail(new EngineException.Broken("llama.cpp failed while it computed the answer."));
            release(slot);
            slot.forget(context);
        } else if (place >= 0) {
            context.scores(place, scores);
            goOn(slot, answer, () -> answer.next(scores, vocabulary));
        }
    }

    private void goOn(Slot slot, Answer answer, IntSupplier choice) {
        long before = answer.task().generated();
        int token = choice.getAsInt();
        generated += answer.task().generated() - before;
        switch (token) {
            case Answer.COMPLETE -> release(slot);
            case Answer.UNDECIDED -> answer.task().plan();
            default -> slot.goOn(token);
        }
    }

    /** Goes on with the tokens whose choice takes more than one step. Returns whether there were any. */
    private boolean decide() {
        List<Slot> undecided = slots.stream().filter(Slot::isUndecided).toList();
        undecided.forEach(slot -> attend(slot, answer -> {
            answer.task().planDone();
            goOn(slot, answer, () -> answer.goOn(vocabulary));
        }));
        return !undecided.isEmpty();
    }
}
