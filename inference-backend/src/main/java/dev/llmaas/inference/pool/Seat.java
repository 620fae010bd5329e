package dev.llmaas.inference.pool;

import dev.llmaas.api.admin.Replica;
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
    private @Nullable Long pid;
    private int restarts;
    private long startedAtMs;
    private long memoryBytes;
    private EngineLoad load;

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
        load = EngineLoad.idle(slots());
    }

    /** It answers from now on. */
    void ready(Tenure serving) {
        state = ReplicaState.READY;
        reason = null;
        tenure = serving;
    }

    /** It does not answer any more. */
    void gone(ReplicaState now, @Nullable String why) {
        state = now;
        reason = why;
        tenure = null;
        pid = null;
        memoryBytes = 0;
        load = new EngineLoad(load.slots(), 0, 0, 0, load.promptTokens(), load.cachedTokens(), load.generatedTokens());
    }

    /** What a process told, null if nothing, and the memory it takes; dropped if it is not the one of this seat. */
    void measured(long process, @Nullable EngineLoad told, long memory) {
        if (pid != null && pid == process) {
            load = told == null ? load : told;
            memoryBytes = memory;
        }
    }

    Replica snapshot() {
        return new Replica(
                spec.id(),
                model(),
                machine,
                engineType,
                state,
                reason,
                pid,
                restarts,
                load.slots(),
                load.running(),
                load.waiting(),
                memoryBytes,
                load.promptTokens(),
                load.cachedTokens(),
                load.generatedTokens(),
                startedAtMs);
    }
}
