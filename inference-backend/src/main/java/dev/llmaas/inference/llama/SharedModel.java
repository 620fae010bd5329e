package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineException.Unreachable;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/** A loaded model that many threads use until one of them closes it. Thread-safe. */
final class SharedModel implements AutoCloseable {
    private final LlamaModel model;
    /** Readers use the model; the writer frees it. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    SharedModel(LlamaModel model) {
        this.model = model;
    }

    /**
     * Uses the model.
     *
     * @throws Unreachable if it is closed
     */
    <T> T use(Function<LlamaModel, T> action) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new Unreachable(Unreachable.Why.DOWN, "The engine is closed and takes no requests.");
            }
            return action.apply(model);
        } finally {
            use.readLock().unlock();
        }
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                model.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
