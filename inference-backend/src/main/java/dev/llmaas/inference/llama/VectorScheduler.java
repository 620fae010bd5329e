package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.EngineException.Broken;
import dev.llmaas.inference.EngineException.Overloaded;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.EngineStartException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes vectors in batches of many requests. Its one thread owns the context. Requests take turns input by input, so a
 * request of one text waits for one batch and not for all texts of a request of a thousand.
 */
final class VectorScheduler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(VectorScheduler.class);

    private final LlamaModel model;
    private final LlamaContext.Shape shape;
    private final int width;
    private final Thread thread;
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();
    private final CompletableFuture<Void> breakdown = new CompletableFuture<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<VectorTask> tasks = new ArrayDeque<>();
    private long waitingTokens;
    private boolean closing;
    private List<Piece> computing = List.of();
    private @Nullable EngineException refusal;

    private volatile int running;
    private volatile int waiting;
    private final AtomicLong promptTokens = new AtomicLong();

    /** One input in a batch. */
    private record Piece(VectorTask task, int input) {
        private int[] tokens() {
            return task.input(input);
        }
    }

    private VectorScheduler(LlamaModel model, LlamaContext.Shape shape, int width) {
        this.model = model;
        this.shape = shape;
        this.width = width;
        this.thread = Thread.ofPlatform()
                .name("llama-" + model.file().fileName())
                .daemon(true)
                .unstarted(this::run);
    }

    /**
     * Makes the context and starts the thread.
     *
     * @param width the numbers of one result
     * @throws EngineStartException if memory does not suffice
     */
    static VectorScheduler start(LlamaModel model, LlamaContext.Shape shape, int width) {
        VectorScheduler scheduler = new VectorScheduler(model, shape, width);
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
     * Makes the vectors of inputs of which each fits into a batch. Blocks.
     *
     * @throws Overloaded if the queue is full
     */
    float[][] compute(List<int[]> inputs) throws InterruptedException {
        VectorTask task = new VectorTask(inputs);
        submit(task);
        try {
            return task.await();
        } finally {
            task.abandon();
        }
    }

    /** Completes when it has ended unasked. */
    CompletionStage<Void> breakdown() {
        return breakdown.minimalCompletionStage();
    }

    private void submit(VectorTask task) {
        lock.lock();
        try {
            if (refusal != null) {
                throw refusal;
            }
            boolean full = tasks.size() >= LlamaLimits.QUEUE_MAX
                    || waitingTokens + task.tokens() > LlamaLimits.VECTOR_QUEUE_TOKENS_MAX;
            if (full) {
                throw new Overloaded("%d requests with %,d tokens wait, and at most %d with %,d may. Try again later."
                        .formatted(
                                tasks.size(),
                                waitingTokens,
                                LlamaLimits.QUEUE_MAX,
                                LlamaLimits.VECTOR_QUEUE_TOKENS_MAX));
            }
            tasks.addLast(task);
            waitingTokens += task.tokens();
            waiting = tasks.size();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How busy it is: slots and running are inputs of one batch, waiting are requests. */
    EngineLoad load() {
        return new EngineLoad(shape.sequences(), running, waiting, 0, promptTokens.get(), 0, 0);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
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
        EngineException end = new Broken("The engine was closed while it computed.");
        try (LlamaContext context = new LlamaContext(model, shape)) {
            started.complete(true);
            for (List<Piece> batch = takeBatch(); !batch.isEmpty(); batch = takeBatch()) {
                compute(context, batch);
                running = 0;
            }
        } catch (EngineStartException refused) {
            started.completeExceptionally(refused);
        } catch (InterruptedException | RuntimeException | Error broken) {
            log.error("the engine of {} broke", model.file().fileName(), broken);
            started.completeExceptionally(broken);
            end = new Broken("The engine failed while it computed. Its node can tell why.", broken);
        } finally {
            endAll(end);
        }
    }

    private void endAll(EngineException end) {
        lock.lock();
        try {
            refusal = new Unreachable(Unreachable.Why.DOWN, "The engine is closed or failed, and takes no requests.");
            tasks.forEach(task -> task.fail(end));
            // Those of the last batch have what they waited for, unless it came to no end.
            computing.forEach(piece -> piece.task().fail(end));
            tasks.clear();
            waitingTokens = 0;
            waiting = 0;
            running = 0;
            if (!closing) {
                breakdown.complete(null);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for work and takes as much as one step computes, in turns; empty when it is time to end. */
    private List<Piece> takeBatch() throws InterruptedException {
        lock.lock();
        try {
            while (!closing) {
                List<Piece> batch = fill();
                if (!batch.isEmpty()) {
                    running = batch.size();
                    computing = batch;
                    return batch;
                }
                changed.await();
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private List<Piece> fill() {
        List<Piece> batch = new ArrayList<>();
        int room = shape.batch();
        while (batch.size() < shape.sequences()) {
            VectorTask task = tasks.peekFirst();
            if (task == null || (!task.abandoned() && task.input(task.next()).length > room)) {
                break;
            }
            tasks.removeFirst();
            if (task.abandoned()) {
                waitingTokens -= left(task);
                continue;
            }
            Piece piece = new Piece(task, task.next());
            room -= piece.tokens().length;
            waitingTokens -= piece.tokens().length;
            batch.add(piece);
            task.advance();
            if (task.hasNext()) {
                tasks.addLast(task);
            }
        }
        waiting = tasks.size();
        return batch;
    }

    private static long left(VectorTask task) {
        long tokens = 0;
        while (task.hasNext()) {
            tokens += task.input(task.next()).length;
            task.advance();
        }
        return tokens;
    }

    /**
     * Makes the vectors of a batch. If that fails, each input is computed alone, so that only the request is told whose input
     * breaks it.
     */
    private void compute(LlamaContext context, List<Piece> batch) {
        RuntimeException cause;
        try {
            List<float[]> vectors = vectors(context, batch);
            for (int i = 0; i < vectors.size(); i++) {
                batch.get(i).task().put(batch.get(i).input(), vectors.get(i));
            }
            return;
        } catch (RuntimeException broken) {
            cause = broken;
        }
        if (batch.size() > 1) {
            batch.forEach(piece -> compute(context, List.of(piece)));
        } else {
            log.error("an input to {} broke", model.file().fileName(), cause);
            Broken told = new Broken("The engine failed while it computed the vectors. Its node can tell why.", cause);
            batch.getFirst().task().fail(told);
        }
    }

    private List<float[]> vectors(LlamaContext context, List<Piece> batch) {
        context.clear();
        context.forgetAll();
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            int[] tokens = batch.get(sequence).tokens();
            for (int position = 0; position < tokens.length; position++) {
                context.add(tokens[position], sequence, position, true);
            }
        }
        int result = context.decode();
        if (result != 0) {
            throw new IllegalStateException("llama.cpp could not compute a batch: result " + result);
        }
        List<float[]> vectors = new ArrayList<>();
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            float[] vector = new float[width];
            context.vector(sequence, vector);
            vectors.add(vector);
        }
        promptTokens.addAndGet(context.count());
        return vectors;
    }
}
