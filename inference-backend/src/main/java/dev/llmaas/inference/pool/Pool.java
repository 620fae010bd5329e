package dev.llmaas.inference.pool;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.inference.EngineException.Overloaded;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.runner.RunnerClient;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Keeps replicas of models running and lends them. Thread-safe. */
public final class Pool implements AutoCloseable {
    private static final int TOKEN_BYTES = 32;

    private final Map<String, ReplicaSpec> specs = new LinkedHashMap<>();
    private final Map<String, Seat> seats = new LinkedHashMap<>();
    private final List<Supervisor> supervisors = new ArrayList<>();
    private final InstantSource clock;
    private final Roster roster;
    private final RunnerClient client = new RunnerClient();
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * A pool of these replicas, not started yet.
     *
     * @throws IllegalArgumentException if two of them have one id
     */
    public Pool(List<ReplicaSpec> replicas, PoolOptions options, InstantSource clock) {
        this.clock = clock;
        for (ReplicaSpec spec : replicas) {
            if (specs.put(spec.id(), spec) != null) {
                throw new IllegalArgumentException("Two replicas have the id %s.".formatted(spec.id()));
            }
            seats.put(spec.id(), seat(spec, options));
        }
        this.roster = new Roster(List.copyOf(seats.values()), options.timings());
        Supervisor.Surroundings around = new Supervisor.Surroundings(options, roster, client, clock, this::newToken);
        specs.forEach((id, spec) -> {
            if (!spec.upstream()) {
                supervisors.add(new Supervisor(spec, seat(id), around));
            }
        });
    }

    private static Seat seat(ReplicaSpec spec, PoolOptions options) {
        if (spec.upstream()) {
            String host = spec.engine().uri().getHost();
            return new Seat(spec, Upstream.ENGINE_TYPE, host == null ? "unknown" : host);
        }
        return new Seat(spec, spec.engine().scheme(), options.node());
    }

    /** Starts the replicas, once. Returns at once; they become ready in the background. */
    public void start() {
        specs.forEach((id, spec) -> {
            if (spec.upstream()) {
                open(spec);
            }
        });
        supervisors.forEach(threads::execute);
    }

    private void open(ReplicaSpec spec) {
        Seat seat = seat(spec.id());
        try {
            Tenure tenure = new Tenure(Upstream.endpoint(spec.engine()));
            roster.change(seat, now -> {
                now.starting(null, 0, clock.millis());
                now.ready(tenure);
            });
        } catch (EngineStartException cannot) {
            roster.change(seat, now -> now.gone(ReplicaState.FAILED, cannot.sentence()));
        }
    }

    /**
     * Lends the least loaded replica of a model. Waits, bounded, while one starts.
     *
     * @param model the name by which the request calls it
     * @param affinityKey requests of the same key go to the same replica where the load allows it; empty for none
     * @throws Unreachable if no replica can take the request; the message says why
     * @throws Overloaded if too many requests already wait for a replica to start
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public Lease lease(String model, String affinityKey) throws InterruptedException {
        return roster.lease(model, affinityKey);
    }

    /**
     * Lends like {@link #lease}, if nobody has to wait. Never blocks, so that an event loop may ask.
     *
     * @return empty if no replica is ready, for whatever reason: {@link #lease} finds out
     */
    public Optional<Lease> leaseNow(String model, String affinityKey) {
        return roster.leaseNow(model, affinityKey);
    }

    /** Leases that are out on replicas that are ready. */
    public int leases() {
        return roster.leases();
    }

    /** How the replicas stand, with the load of the last poll, in the order of the specifications. */
    public List<Replica> replicas() {
        return roster.snapshots();
    }

    /** Asks all runners for their load now and tells how the replicas stand. Takes at most half a second. */
    public List<Replica> sample() throws InterruptedException {
        List<Future<?>> asked = new ArrayList<>();
        for (Supervisor supervisor : supervisors) {
            asked.add(threads.submit(() -> {
                supervisor.sample();
                return null;
            }));
        }
        for (Future<?> answer : asked) {
            try {
                answer.get();
            } catch (ExecutionException failed) {
                throw new IllegalStateException(failed);
            }
        }
        return replicas();
    }

    /**
     * Calls {@code listener} after each change of a replica's state, never for its load alone; on a thread of the pool,
     * one call at a time a replica, in order. It must not block.
     */
    public void onChange(Consumer<Replica> listener) {
        roster.onChange(listener);
    }

    /**
     * Starts a replica again, whatever its state: ends its process, forgets why it failed. Returns at once.
     *
     * @throws IllegalArgumentException if there is no such replica
     */
    public void restart(String replicaId) {
        ReplicaSpec spec = specs.get(replicaId);
        if (spec == null) {
            throw new IllegalArgumentException("There is no replica %s.".formatted(replicaId));
        }
        if (spec.upstream()) {
            open(spec);
            return;
        }
        for (Supervisor supervisor : supervisors) {
            if (supervisor.id().equals(replicaId)) {
                supervisor.restart();
            }
        }
    }

    /** Ends all runners and waits until their processes are gone. Waiting requests get {@link Unreachable}. */
    @Override
    public void close() {
        supervisors.forEach(Supervisor::close);
        for (ReplicaSpec spec : specs.values()) {
            if (spec.upstream()) {
                roster.change(seat(spec.id()), now -> now.gone(ReplicaState.STOPPED, Supervisor.STOPPED));
            }
        }
        threads.close();
        client.close();
    }

    private Seat seat(String id) {
        Seat seat = seats.get(id);
        if (seat == null) {
            throw new IllegalStateException("There is no seat for " + id);
        }
        return seat;
    }

    private String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
