package dev.llmaas.inference.pool;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.inference.EngineException.Unreachable;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** Keeps replicas of models running and lends them. Thread-safe. */
public final class Pool implements AutoCloseable {
    private final List<ReplicaSpec> specs;
    private final PoolOptions options;
    private final InstantSource clock;

    /** A pool of these replicas, not started yet. */
    public Pool(List<ReplicaSpec> replicas, PoolOptions options, InstantSource clock) {
        this.specs = List.copyOf(replicas);
        this.options = options;
        this.clock = clock;
    }

    /** Starts the replicas. Returns at once; they become ready in the background. */
    public void start() {}

    /**
     * Lends the least loaded replica of a model. Waits, bounded, while one starts.
     *
     * @param model the name by which the request calls it
     * @param affinityKey requests of the same key go to the same replica where the load allows it; empty for none
     * @throws Unreachable if no replica can take the request; the message says why
     * @throws dev.llmaas.inference.EngineException.Overloaded if too many requests already wait for a replica to start
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public Lease lease(String model, String affinityKey) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        throw new Unreachable(Unreachable.Why.NOT_LOADED, "No replica of the model %s is configured.".formatted(model));
    }

    /** How the replicas stand, with the load of the last poll, in the order of the specifications. */
    public List<Replica> replicas() {
        return List.of();
    }

    /** Asks all runners for their load now and tells how the replicas stand. Takes at most half a second. */
    public List<Replica> sample() throws InterruptedException {
        return replicas();
    }

    /**
     * Calls {@code listener} after each change of a replica's state, never for its load alone; on a thread of the pool,
     * one call at a time a replica, in order. It must not block.
     */
    public void onChange(Consumer<Replica> listener) {}

    /**
     * Starts a replica again, whatever its state: ends its process, forgets why it failed. Returns at once.
     *
     * @throws IllegalArgumentException if there is no such replica
     */
    public void restart(String replicaId) {}

    /** Ends all runners and waits until their processes are gone. Waiting requests get {@link Unreachable}. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "Pool[%d replicas on %s, %s]".formatted(specs.size(), options.node(), clock.instant());
    }
}
