package dev.llmaas.inference.pool;

import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.runner.RunnerClient;
import dev.llmaas.inference.runner.RunnerProcess;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one replica running: starts its process, watches it, starts it again. {@link #run} is its life, on a thread of its
 * own; the other methods may be called from anywhere.
 */
final class Supervisor implements Runnable {
    /** Why a replica of a closed pool does not run. */
    static final String STOPPED = "The platform stopped it.";

    /** Why a replica that somebody unloaded does not run. */
    static final String UNLOADED = "It was unloaded. Load it to use it again.";

    private static final String UNLOADING = "It is being unloaded; it finishes the answers that it is giving.";
    private static final String RESTARTING = "It starts again because somebody asked for it.";
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration SAMPLE_MAX = Duration.ofMillis(500);

    /** How often a replica that finishes its answers is looked at. */
    private static final Duration LEAVING_LOOK = Duration.ofMillis(50);

    /** How many intervals a poll may take. */
    private static final int POLL_INTERVALS_MAX = 5;

    /** A runner that leaves so many questions in a row unanswered hangs. */
    private static final int SILENCES_MAX = 3;

    private final Seat seat;
    private final ReplicaSpec spec;
    private final ReplicaKind kind;
    private final PoolOptions options;
    private final Roster roster;
    private final RunnerClient client;
    private final InstantSource clock;
    private final Supplier<String> tokens;
    private final BackOff backOff;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private @Nullable RunnerProcess process;
    private @Nullable Endpoint serving;
    private boolean restartAsked;
    private boolean unloaded;
    private boolean leaving;
    private long leaveByNanos;
    private boolean closed;
    private int starts;

    /** What supervisors of a pool share. */
    record Surroundings(
            PoolOptions options, Roster roster, RunnerClient client, InstantSource clock, Supplier<String> tokens) {}

    Supervisor(ReplicaSpec spec, Seat seat, Surroundings around) {
        this.spec = spec;
        this.kind = new ReplicaKind(spec, around.options());
        this.seat = seat;
        this.options = around.options();
        this.roster = around.roster();
        this.client = around.client();
        this.clock = around.clock();
        this.tokens = around.tokens();
        this.backOff = new BackOff(options.timings());
    }

    String id() {
        return spec.id();
    }

    @Override
    public void run() {
        try {
            while (!isClosed()) {
                once();
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            roster.change(seat, now -> now.gone(ReplicaState.STOPPED, STOPPED));
        }
    }

    /** One process, from its start to the moment at which the next may start. */
    private void once() throws InterruptedException {
        try {
            Duration healthy = live();
            pause(ReplicaState.RESTARTING, lastClause(), backOff.after(healthy));
        } catch (EngineStartException cannot) {
            if (cannot.reason().passing()) {
                pause(ReplicaState.RESTARTING, cannot.sentence(), backOff.after(Duration.ZERO));
            } else {
                pause(ReplicaState.FAILED, cannot.sentence(), null);
            }
        } catch (RuntimeException bug) {
            log.error("the supervision of replica={} failed", spec.id(), bug);
            pause(ReplicaState.RESTARTING, "The platform failed to watch it.", backOff.after(Duration.ZERO));
        } finally {
            end();
        }
    }

    /** Runs a process to its end and returns for how long it served. */
    private Duration live() throws InterruptedException {
        RunnerProcess started = start();
        roster.change(seat, now -> now.starting(started.pid(), starts - 1, clock.millis()));
        int port = started.awaitReady(kind.startMax());
        long readyNanos = System.nanoTime();
        serve(started, kind.endpoint(started, port));
        return Duration.ofNanos(System.nanoTime() - readyNanos);
    }

    private void serve(RunnerProcess runner, Endpoint endpoint) throws InterruptedException {
        serving(endpoint);
        measure(runner, endpoint, SAMPLE_MAX);
        roster.change(seat, now -> now.ready(new Tenure(endpoint)));
        Duration interval = options.timings().pollInterval();
        int silences = 0;
        while (!runner.awaitExit(isLeaving() ? LEAVING_LOOK : interval)) {
            if (isTimeToLeave()) {
                runner.kill();
                continue;
            }
            boolean answers = measure(runner, endpoint, interval.multipliedBy(POLL_INTERVALS_MAX));
            kind.requireModesty(runner.memoryBytes());
            silences = answers ? 0 : silences + 1;
            if (silences == SILENCES_MAX) {
                throw new EngineStartException(
                        Reason.START_FAILED,
                        "It did not answer %d times in a row, was ended and starts again.".formatted(silences));
            }
        }
    }

    private boolean measure(RunnerProcess runner, Endpoint endpoint, Duration max) throws InterruptedException {
        Optional<EngineLoad> load = kind.load(client, endpoint, max);
        long memory = runner.memoryBytes();
        roster.measure(seat, now -> now.measured(runner.pid(), load.orElse(null), memory));
        return load.isPresent();
    }

    private RunnerProcess start() {
        lock.lock();
        try {
            if (closed) {
                throw new EngineStartException(Reason.START_FAILED, "The pool is closing.");
            }
            if (unloaded) {
                throw new EngineStartException(Reason.START_FAILED, UNLOADED);
            }
            restartAsked = false;
            leaving = false;
            starts++;
            RunnerProcess started = kind.start(tokens.get());
            process = started;
            return started;
        } finally {
            lock.unlock();
        }
    }

    private String lastClause() {
        RunnerProcess ended = current();
        if (ended == null) {
            return "The runner ended.";
        }
        ended.log().forEach(line -> log.warn("replica={} pid={} said: {}", spec.id(), ended.pid(), line));
        return kind.ended(ended.exitClause());
    }

    /** Waits for the time to start again; without a time, and while it is unloaded, until somebody asks for it. */
    private void pause(ReplicaState state, String reason, @Nullable Duration time) throws InterruptedException {
        end();
        lock.lockInterruptibly();
        try {
            if (closed) {
                return;
            }
            String why = restartAsked ? RESTARTING : reason;
            roster.change(seat, now -> now.gone(unloaded ? ReplicaState.STOPPED : state, unloaded ? UNLOADED : why));
            long left = time == null ? Long.MAX_VALUE : time.toNanos();
            while (!closed && !restartAsked && (unloaded || left > 0)) {
                if (unloaded || time == null) {
                    told.await();
                } else {
                    left = told.awaitNanos(left);
                }
            }
            if (restartAsked) {
                backOff.reset();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Asks for the load now; does nothing unless it serves. */
    void sample() throws InterruptedException {
        RunnerProcess runner;
        Endpoint endpoint;
        lock.lock();
        try {
            runner = process;
            endpoint = serving;
        } finally {
            lock.unlock();
        }
        if (runner != null && endpoint != null) {
            measure(runner, endpoint, SAMPLE_MAX);
        }
    }

    /** Ends what runs, once it serves nobody but after {@code patience} at the latest, and starts it again. */
    void restart(Duration patience) {
        lock.lock();
        try {
            restartAsked = true;
            leave(patience, RESTARTING);
        } finally {
            lock.unlock();
        }
    }

    /** Ends what runs in the same way, and leaves it so until it is loaded. */
    void unload(Duration patience) {
        lock.lock();
        try {
            if (unloaded && process == null) {
                return;
            }
            unloaded = true;
            restartAsked = false;
            if (process == null) {
                roster.change(seat, now -> now.gone(ReplicaState.STOPPED, UNLOADED));
            }
            leave(patience, UNLOADING);
        } finally {
            lock.unlock();
        }
    }

    /** Starts it if it is unloaded or has failed; one that runs goes on. */
    void load() {
        lock.lock();
        try {
            boolean goesOn = process != null && !unloaded;
            unloaded = false;
            if (!goesOn) {
                restartAsked = true;
                roster.change(seat, now -> now.returning(RESTARTING));
            }
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it stays ended until somebody loads it. */
    boolean isUnloaded() {
        lock.lock();
        try {
            return unloaded;
        } finally {
            lock.unlock();
        }
    }

    /** Ends what runs for good. {@link #run} returns soon. */
    void close() {
        lock.lock();
        try {
            closed = true;
            leave(Duration.ZERO, STOPPED);
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void leave(Duration patience, String why) {
        told.signalAll();
        if (process == null) {
            return;
        }
        if (!patience.isZero() && serving != null) {
            roster.change(seat, now -> now.draining(why, !unloaded));
        }
        if (patience.isZero() || serving == null || roster.isIdle(seat)) {
            process.kill();
            return;
        }
        leaving = true;
        leaveByNanos = System.nanoTime() + patience.toNanos();
    }

    private boolean isLeaving() {
        lock.lock();
        try {
            return leaving;
        } finally {
            lock.unlock();
        }
    }

    private boolean isTimeToLeave() {
        lock.lock();
        try {
            return leaving && (roster.isIdle(seat) || System.nanoTime() - leaveByNanos >= 0);
        } finally {
            lock.unlock();
        }
    }

    private void serving(Endpoint endpoint) {
        lock.lock();
        try {
            serving = endpoint;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable RunnerProcess current() {
        lock.lock();
        try {
            return process;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        RunnerProcess ending;
        lock.lock();
        try {
            ending = process;
            process = null;
            serving = null;
        } finally {
            lock.unlock();
        }
        if (ending != null) {
            ending.close();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
