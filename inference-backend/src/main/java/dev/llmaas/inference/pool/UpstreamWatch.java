package dev.llmaas.inference.pool;

import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.pool.UpstreamClient.Finding;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks after one foreign server: it serves while it answers and has the model, and serves again when it does so again.
 * {@link #run} is its life, on a thread of its own; the other methods may be called from anywhere.
 */
final class UpstreamWatch implements Runnable {
    /** One look that fails may be a lost packet; two are none. */
    private static final int FAILURES_MAX = 2;

    /** A server that serves is looked at less often than one that is awaited. */
    private static final int LOOK_INTERVALS = 5;

    private final ReplicaSpec spec;
    private final UpstreamSpec upstream;
    private final Seat seat;
    private final Roster roster;
    private final PoolOptions.Timings timings;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private boolean unloaded;
    private boolean lookAsked;
    private boolean closed;
    private @Nullable Thread looking;
    private boolean ready;
    private int failures;

    UpstreamWatch(ReplicaSpec spec, UpstreamSpec upstream, Seat seat, Roster roster, Surroundings around) {
        this.spec = spec;
        this.upstream = upstream;
        this.seat = seat;
        this.roster = roster;
        this.timings = around.timings();
        this.clock = around.clock();
    }

    /** What watches of a pool share. */
    record Surroundings(PoolOptions.Timings timings, InstantSource clock) {}

    String id() {
        return spec.id();
    }

    String model() {
        return spec.engine().name();
    }

    @Override
    public void run() {
        tell(() -> looking = Thread.currentThread());
        try {
            Endpoint endpoint = Upstream.endpoint(upstream, model());
            String name = upstream.model().isEmpty() ? model() : upstream.model();
            try (UpstreamClient client =
                    new UpstreamClient(endpoint, name, upstream.waits().connectMax())) {
                watch(endpoint, client);
            }
        } catch (EngineStartException cannot) {
            roster.change(seat, now -> now.gone(ReplicaState.FAILED, cannot.sentence()));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            tell(() -> looking = null);
        }
    }

    private void watch(Endpoint endpoint, UpstreamClient client) throws InterruptedException {
        Duration max = upstream.waits().connectMax().multipliedBy(2);
        while (true) {
            lock.lockInterruptibly();
            try {
                while (unloaded && !closed) {
                    told.await();
                }
                if (closed) {
                    return;
                }
                lookAsked = false;
            } finally {
                lock.unlock();
            }
            Finding finding = client.look(max);
            note(endpoint, finding);
            if (finding instanceof Finding.Well well) {
                client.load(Math.max(1, spec.engine().slots()), max)
                        .ifPresent(load ->
                                roster.measure(seat, now -> now.measured(load.withContext(well.contextTokens()))));
            }
            rest();
        }
    }

    private void note(Endpoint endpoint, Finding finding) {
        lock.lock();
        try {
            if (unloaded || closed) {
                return;
            }
            switch (finding) {
                case Finding.Well well -> well(endpoint, well);
                case Finding.Ill ill -> ill(ill);
            }
        } finally {
            lock.unlock();
        }
    }

    private void well(Endpoint endpoint, Finding.Well well) {
        failures = 0;
        if (!ready) {
            ready = true;
            roster.change(seat, now -> {
                now.starting(null, 0, clock.millis());
                now.holds(well.contextTokens());
                now.ready(new Tenure(endpoint));
            });
        }
    }

    private void ill(Finding.Ill ill) {
        failures++;
        boolean news = ready ? failures >= FAILURES_MAX : failures == 1;
        if (news) {
            ready = false;
            failures = Math.max(failures, 1);
            roster.change(seat, now -> now.gone(ReplicaState.FAILED, ill.reason()));
        }
    }

    private void rest() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            boolean well = ready && failures == 0;
            long left = timings.pollInterval()
                    .multipliedBy(well ? LOOK_INTERVALS : 1)
                    .toNanos();
            while (left > 0 && !closed && !lookAsked && !unloaded) {
                left = told.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Looks again now; what it finds is news again. */
    void restart() {
        tell(() -> {
            ready = false;
            failures = 0;
            lookAsked = true;
        });
    }

    boolean isUnloaded() {
        lock.lock();
        try {
            return unloaded;
        } finally {
            lock.unlock();
        }
    }

    /** Sends it nothing until it is loaded. */
    void unload() {
        tell(() -> {
            unloaded = true;
            ready = false;
            roster.change(seat, now -> now.gone(ReplicaState.STOPPED, Supervisor.UNLOADED));
        });
    }

    /** Uses it again, once it is found well. */
    void load() {
        tell(() -> {
            if (unloaded || !ready) {
                unloaded = false;
                failures = 0;
                lookAsked = true;
                roster.change(seat, now -> now.starting(null, 0, clock.millis()));
            }
        });
    }

    /** Ends the watch for good, in the middle of a look too. */
    void close() {
        tell(() -> {
            closed = true;
            Thread busy = looking;
            if (busy != null) {
                busy.interrupt();
            }
        });
    }

    private void tell(Runnable what) {
        lock.lock();
        try {
            what.run();
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
