package dev.llmaas.inference.pool;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.inference.EngineException.Overloaded;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.EngineException.Unreachable.Why;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** All seats of a pool under one lock: who may serve, and who waits for it. Thread-safe. */
final class Roster {
    /** Requests that may wait together for replicas that start; each holds a body in memory. */
    private static final int WAITING_MAX = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Roster.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Seat> seats;
    private final PoolOptions.Timings timings;
    private final InstantSource clock;
    private final List<Consumer<Replica>> listeners = new CopyOnWriteArrayList<>();
    private long lent;
    private int waiting;

    Roster(List<Seat> seats, PoolOptions.Timings timings, InstantSource clock) {
        this.seats = List.copyOf(seats);
        this.timings = timings;
        this.clock = clock;
    }

    void onChange(Consumer<Replica> listener) {
        listeners.add(listener);
    }

    List<Replica> snapshots() {
        lock.lock();
        try {
            return seats.stream().map(Seat::snapshot).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Leases that are out on processes that live. */
    int leases() {
        lock.lock();
        try {
            return seats.stream().mapToInt(Seat::leases).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a ready replica of the model has half of its slots to spare, and nobody waits for a replica. */
    boolean hasRoom(String model) {
        lock.lock();
        try {
            return waiting == 0
                    && seats.stream()
                            .filter(seat -> seat.snapshot().model().equals(model))
                            .filter(seat -> seat.snapshot().state() == ReplicaState.READY)
                            .anyMatch(seat -> 2 * seat.leases()
                                    < Math.max(1, seat.snapshot().load().slots()));
        } finally {
            lock.unlock();
        }
    }

    /** How one replica stands. */
    Replica snapshot(Seat seat) {
        lock.lock();
        try {
            return seat.snapshot();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the first start of a replica has come to an end, whatever that is; not longer than a start may take. */
    void awaitStarted(Seat seat) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = timings.startMax().toNanos();
            while (seat.state() == ReplicaState.STARTING && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether a replica serves nobody now. */
    boolean isIdle(Seat seat) {
        lock.lock();
        try {
            return seat.leases() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Changes a seat and tells the listeners, on the calling thread, outside the lock. */
    void change(Seat seat, Consumer<Seat> change) {
        Replica after;
        lock.lock();
        try {
            ReplicaState before = seat.state();
            change.accept(seat);
            seat.stamp(before, clock.millis());
            after = seat.snapshot();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Level level = after.state() == ReplicaState.FAILED ? Level.ERROR : Level.INFO; // a person must act
        log.atLevel(level)
                .log(
                        "replica={} model={} state={} reason={}",
                        after.id(),
                        after.model(),
                        after.state(),
                        after.reason());
        for (Consumer<Replica> listener : listeners) {
            try {
                listener.accept(after);
            } catch (RuntimeException bug) {
                log.error("a listener failed on replica={}", after.id(), bug);
            }
        }
    }

    /** Changes the load of a seat, of which nobody is told. */
    void measure(Seat seat, Consumer<Seat> change) {
        lock.lock();
        try {
            change.accept(seat);
        } finally {
            lock.unlock();
        }
    }

    Lease lease(String model, String affinityKey) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            List<Seat> candidates =
                    seats.stream().filter(seat -> seat.model().equals(model)).toList();
            if (candidates.isEmpty()) {
                throw new Unreachable(Why.NOT_LOADED, "No replica of the model %s is configured.".formatted(model));
            }
            Tenure chosen = choose(candidates, affinityKey);
            return chosen == null ? lend(await(candidates, model, affinityKey)) : lend(chosen);
        } finally {
            lock.unlock();
        }
    }

    Optional<Lease> leaseNow(String model, String affinityKey) {
        lock.lock();
        try {
            List<Seat> candidates = new ArrayList<>(1);
            for (Seat seat : seats) {
                if (seat.model().equals(model)) {
                    candidates.add(seat);
                }
            }
            Tenure chosen = candidates.isEmpty() ? null : choose(candidates, affinityKey);
            return chosen == null ? Optional.empty() : Optional.of(lend(chosen));
        } finally {
            lock.unlock();
        }
    }

    private Tenure await(List<Seat> candidates, String model, String affinityKey) throws InterruptedException {
        if (waiting >= WAITING_MAX) {
            throw new Overloaded("%d requests wait for models to start, the most that may.".formatted(waiting));
        }
        waiting++;
        try {
            long left = timings.leaseWaitMax().toNanos();
            while (true) {
                requireHope(candidates, model);
                if (left <= 0) {
                    throw new Unreachable(
                            Why.STARTING,
                            "The model %s is still starting after %d seconds of waiting. Try again later."
                                    .formatted(model, timings.leaseWaitMax().toSeconds()));
                }
                left = changed.awaitNanos(left);
                Tenure chosen = choose(candidates, affinityKey);
                if (chosen != null) {
                    return chosen;
                }
            }
        } finally {
            waiting--;
        }
    }

    private static void requireHope(List<Seat> candidates, String model) {
        for (Seat seat : candidates) {
            if (seat.isHopeful()) {
                return;
            }
        }
        String reason = candidates.getFirst().reasonOr("Its replicas are stopped.");
        throw new Unreachable(Why.DOWN, "The model %s does not run. %s".formatted(model, reason));
    }

    private @Nullable Tenure choose(List<Seat> candidates, String affinityKey) {
        return LeastLoaded.choose(candidates, affinityKey, lent, System.nanoTime());
    }

    private Lease lend(Tenure tenure) {
        tenure.lend();
        lent++;
        return new Lease(tenure.endpoint(), () -> suspect(tenure), () -> giveBack(tenure));
    }

    private void giveBack(Tenure tenure) {
        lock.lock();
        try {
            tenure.giveBack();
        } finally {
            lock.unlock();
        }
    }

    private void suspect(Tenure tenure) {
        Duration time = timings.suspectFor();
        lock.lock();
        try {
            tenure.suspectUntil(System.nanoTime() + time.toNanos());
        } finally {
            lock.unlock();
        }
    }
}
