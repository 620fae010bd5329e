package dev.llmaas.inference.pool;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.inference.EngineException.Overloaded;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.command.CommandSpec;
import dev.llmaas.inference.runner.RunnerClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps replicas of models running and lends them. Thread-safe. */
public final class Pool implements AutoCloseable {
    private static final int TOKEN_BYTES = 32;

    private final Map<String, ReplicaSpec> specs = new LinkedHashMap<>();
    private final Map<String, Seat> seats = new LinkedHashMap<>();
    private final List<Supervisor> supervisors = new ArrayList<>();
    private final Map<String, UpstreamWatch> watches = new LinkedHashMap<>();
    private final InstantSource clock;
    private final Roster roster;
    private final RunnerClient client = new RunnerClient();
    private final SecureRandom random = new SecureRandom();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * A pool of these replicas, not started yet.
     *
     * @throws IllegalArgumentException if two of them have one id, or one comes after another that is not before it
     */
    public Pool(List<ReplicaSpec> replicas, PoolOptions options, InstantSource clock) {
        this.clock = clock;
        for (ReplicaSpec spec : replicas) {
            if (spec.after() != null && !specs.containsKey(spec.after())) {
                throw new IllegalArgumentException(
                        "The replica %s comes after %s, which is not before it.".formatted(spec.id(), spec.after()));
            }
            if (specs.put(spec.id(), spec) != null) {
                throw new IllegalArgumentException("Two replicas have the id %s.".formatted(spec.id()));
            }
            seats.put(spec.id(), seat(spec, options));
        }
        this.roster = new Roster(List.copyOf(seats.values()), options.timings(), clock);
        Supervisor.Surroundings around = new Supervisor.Surroundings(options, roster, client, clock, this::newToken);
        UpstreamWatch.Surroundings outside = new UpstreamWatch.Surroundings(options.timings(), clock);
        specs.forEach((id, spec) -> {
            UpstreamSpec upstream = spec.upstream();
            if (upstream != null) {
                watches.put(id, new UpstreamWatch(spec, upstream, seat(id), roster, outside));
            } else if (!spec.foreign()) {
                supervisors.add(new Supervisor(spec, seat(id), around));
            }
        });
    }

    private static Seat seat(ReplicaSpec spec, PoolOptions options) {
        if (spec.foreign()) {
            UpstreamSpec upstream = spec.upstream();
            String host = upstream == null
                    ? spec.engine().uri().getHost()
                    : upstream.url().getHost();
            return new Seat(spec, Upstream.ENGINE_TYPE, host == null ? "unknown" : host);
        }
        CommandSpec command = spec.command();
        return new Seat(spec, command == null ? spec.engine().scheme() : command.program(), options.node());
    }

    /** Starts all replicas, once. Returns at once; they become ready in the background. */
    public void start() {
        start(Set.of());
    }

    /** Starts the replicas but those that are {@code unloaded}; ids that there are not are no matter. */
    public void start(Set<String> unloaded) {
        specs.forEach((id, spec) -> {
            if (trusted(spec) && !unloaded.contains(id)) {
                open(spec);
            } else if (unloaded.contains(id)) {
                unload(id, Duration.ZERO);
            }
        });
        supervisors.forEach(supervisor -> threads.execute(() -> superviseInTurn(supervisor)));
        watches.values().forEach(threads::execute);
    }

    /** A supervisor that was closed while it waited for its turn ends at once. */
    private void superviseInTurn(Supervisor supervisor) {
        String after = spec(supervisor.id()).after();
        try {
            if (after != null) {
                roster.awaitStarted(seat(after));
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
        supervisor.run();
    }

    /** Whether it is a foreign server that nobody watches. */
    private static boolean trusted(ReplicaSpec spec) {
        return spec.foreign() && spec.upstream() == null;
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

    /**
     * Whether a ready replica of the model has half of its slots to spare: calls that can wait may go then, and leave the
     * other half to those that cannot. Never blocks.
     */
    public boolean hasRoom(String model) {
        return roster.hasRoom(model);
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

    /** Starts a replica again at once, as {@link #restart(String, Duration)} without patience. */
    public void restart(String replicaId) {
        restart(replicaId, Duration.ZERO);
    }

    /**
     * Starts a replica again: lets it finish its answers, ends its process, forgets why it failed. Returns at once.
     *
     * @param patience how long answers may take to finish; zero to cut them off
     * @return how it stands now
     * @throws IllegalArgumentException if there is no such replica
     * @throws IllegalStateException if it is unloaded
     */
    public Replica restart(String replicaId, Duration patience) {
        Seat seat = known(replicaId);
        Supervisor supervisor = supervisor(replicaId);
        UpstreamWatch watch = watches.get(replicaId);
        boolean stopped =
                supervisor == null ? roster.snapshot(seat).state() == ReplicaState.STOPPED : supervisor.isUnloaded();
        if (stopped) {
            throw new IllegalStateException("The replica %s is unloaded. Load it instead.".formatted(replicaId));
        }
        if (supervisor != null) {
            supervisor.restart(patience);
        } else if (watch != null) {
            watch.restart();
        } else {
            open(spec(replicaId));
        }
        return roster.snapshot(seat);
    }

    /**
     * Unloads a replica until it is loaded: lets it finish its answers and ends its process. A foreign server goes on but
     * gets no requests. Does nothing if it is unloaded. Returns at once.
     *
     * @param patience how long answers may take to finish; zero to cut them off
     * @return how it stands now
     * @throws IllegalArgumentException if there is no such replica
     */
    public Replica unload(String replicaId, Duration patience) {
        Seat seat = known(replicaId);
        Supervisor supervisor = supervisor(replicaId);
        UpstreamWatch watch = watches.get(replicaId);
        if (supervisor != null) {
            supervisor.unload(patience);
        } else if (watch != null) {
            watch.unload();
        } else {
            roster.change(seat, now -> now.gone(ReplicaState.STOPPED, Supervisor.UNLOADED));
        }
        return roster.snapshot(seat);
    }

    /**
     * Loads a replica that is unloaded or has failed; does nothing if it runs or starts. Returns at once.
     *
     * @return how it stands now
     * @throws IllegalArgumentException if there is no such replica
     */
    public Replica load(String replicaId) {
        Seat seat = known(replicaId);
        Supervisor supervisor = supervisor(replicaId);
        UpstreamWatch watch = watches.get(replicaId);
        if (supervisor != null) {
            supervisor.load();
        } else if (watch != null) {
            watch.load();
        } else if (roster.snapshot(seat).state() != ReplicaState.READY) {
            open(spec(replicaId));
        }
        return roster.snapshot(seat);
    }

    private Seat known(String replicaId) {
        if (!specs.containsKey(replicaId)) {
            throw new IllegalArgumentException("There is no replica %s.".formatted(replicaId));
        }
        return seat(replicaId);
    }

    private ReplicaSpec spec(String id) {
        ReplicaSpec spec = specs.get(id);
        if (spec == null) {
            throw new IllegalStateException("There is no specification for " + id);
        }
        return spec;
    }

    /** Who keeps it running; null for a foreign server. */
    private @Nullable Supervisor supervisor(String id) {
        for (Supervisor supervisor : supervisors) {
            if (supervisor.id().equals(id)) {
                return supervisor;
            }
        }
        return null;
    }

    /** Ends all runners and waits until their processes are gone. Waiting requests get {@link Unreachable}. */
    @Override
    public void close() {
        supervisors.forEach(Supervisor::close);
        watches.values().forEach(UpstreamWatch::close);
        for (ReplicaSpec spec : specs.values()) {
            if (spec.foreign()) {
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
