package dev.llmaas.inference.pool;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaLoad;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.inference.EngineLoad;
import org.jspecify.annotations.Nullable;

/** How one replica stands. Guarded by the lock of its {@link Roster}. */
final class Seat {
    private final ReplicaSpec spec;
    private final String engineType;
    private final String machine;
    private ReplicaState state = ReplicaState.STARTING;
    private @Nullable String reason;
    private @Nullable Tenure tenure;
    private @Nullable Tenure leaving;
    private boolean comesBack;
    private @Nullable Long pid;
    private int restarts;
    private long startedAtMs;
    private long sinceMs;
    private long memoryBytes;
    private EngineLoad load;
    private final Throughput throughput = new Throughput();

    Seat(ReplicaSpec spec, String engineType, String machine) {
        this.spec = spec;
        this.engineType = engineType;
        this.machine = machine;
        this.load = EngineLoad.idle(slots());
    }

    private int slots() {
        return Math.max(1, spec.engine().slots());
    }

    String id() {
        return spec.id();
    }

    String model() {
        return spec.engine().name();
    }

    ReplicaState state() {
        return state;
    }

    String reasonOr(String otherwise) {
        return reason == null ? otherwise : reason;
    }

    /** Who serves; null unless it is ready. */
    @Nullable
    Tenure tenure() {
        return tenure;
    }

    /** Requests that it serves, those of a process that takes no new ones included. */
    int leases() {
        return (tenure == null ? 0 : tenure.leases()) + (leaving == null ? 0 : leaving.leases());
    }

    /** Whether who waits for it may be served soon. */
    boolean isHopeful() {
        return state == ReplicaState.STARTING
                || state == ReplicaState.RESTARTING
                || (state == ReplicaState.DRAINING && comesBack);
    }

    /** Notes since when it stands where it stands. */
    void stamp(ReplicaState before, long atMs) {
        if (state != before || sinceMs == 0) {
            sinceMs = atMs;
        }
    }

    /** Requests that it computes together, from 1. */
    int capacity() {
        return Math.max(1, load.slots());
    }

    /** A process was started and loads the model. */
    void starting(@Nullable Long process, int restartsSoFar, long atMs) {
        state = ReplicaState.STARTING;
        reason = null;
        pid = process;
        restarts = restartsSoFar;
        startedAtMs = atMs;
        load = EngineLoad.idle(slots()).withDevice(load.device()).withContext(load.contextTokens());
        throughput.clear();
    }

    /** It finishes what runs and takes nothing new; does nothing unless it is ready. */
    void draining(String why, boolean startsAgain) {
        if (tenure != null) {
            state = ReplicaState.DRAINING;
            reason = why;
            leaving = tenure;
            tenure = null;
            comesBack = startsAgain;
        }
    }

    /** It answers from now on. */
    void ready(Tenure serving) {
        state = ReplicaState.READY;
        reason = null;
        tenure = serving;
    }

    /** It starts again once it has finished, after all, or from where it was ended. */
    void returning(String why) {
        reason = why;
        comesBack = true;
        if (state != ReplicaState.DRAINING) {
            state = ReplicaState.RESTARTING;
        }
    }

    /** It does not answer any more. */
    void gone(ReplicaState now, @Nullable String why) {
        state = now;
        reason = why;
        tenure = null;
        leaving = null;
        pid = null;
        memoryBytes = 0;
        EngineLoad.Device device = load.device();
        load = new EngineLoad(load.slots(), 0, 0, 0, load.promptTokens(), load.cachedTokens(), load.generatedTokens())
                .withDevice(new EngineLoad.Device(device.name(), device.kind(), 0, device.memoryMaxBytes(), 0))
                .withContext(load.contextTokens());
        throughput.clear();
    }

    /** What a process told, null if nothing, and the memory it takes; dropped if it is not the one of this seat. */
    void measured(long process, @Nullable EngineLoad told, long memory) {
        if (pid != null && pid == process) {
            load = told == null ? load : told;
            memoryBytes = memory;
            throughput.add(load, System.nanoTime());
        }
    }

    /** How long texts may be, as its server tells; 0 if it does not. */
    void holds(int contextTokens) {
        load = load.withContext(contextTokens);
    }

    /** What a server of others told, that is no process of ours. Dropped unless it serves. */
    void measured(EngineLoad told) {
        if (tenure != null) {
            load = told;
            throughput.add(load, System.nanoTime());
        }
    }

    Replica snapshot() {
        return new Replica(
                spec.id(),
                model(),
                machine,
                engineType,
                load.device().name().isEmpty() ? null : load.device().name(),
                spec.engine().contextTokens() > 0 ? spec.engine().contextTokens() : load.contextTokens(),
                state,
                sinceMs,
                reason,
                pid,
                restarts,
                startedAtMs,
                loadNow());
    }

    private ReplicaLoad loadNow() {
        // Of a server that tells nothing, what was sent to it is known.
        int running = load.isSilent() ? leases() : load.running();
        // All of the machine computes on a CPU; of its memory a runner has what its process takes.
        boolean machine = load.device().kind().equals("cpu");
        return new ReplicaLoad(
                Math.max(load.slots(), running),
                running,
                load.waiting(),
                load.speeds().expectedWaitMs(),
                load.kvCacheRatio(),
                memoryBytes,
                machine ? memoryBytes : load.device().memoryBytes(),
                load.device().memoryMaxBytes(),
                throughput.computedPerSecond(),
                throughput.generatedPerSecond(),
                load.promptTokens(),
                load.cachedTokens(),
                load.generatedTokens());
    }
}
