package dev.llmaas.inference.pool;

import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.command.CommandSpec;
import org.jspecify.annotations.Nullable;

/**
 * A replica that a pool shall have.
 *
 * @param id names it; unique in its pool
 * @param engine what it loads. Scheme {@code llama}, {@code whisper} or {@code scripted}: a runner process of ours. Scheme
 *     {@code openai+http} or {@code openai+https}: a foreign server, for instance
 *     {@code openai+https://gpu07:8000/v1?key-file=/etc/llmaas/gpu07.key}; the optional file holds its API key. Scheme
 *     {@code command}: the program of {@code command}
 * @param after the id of an earlier replica that is started first: this one begins when that one is ready or cannot start.
 *     Null to start at once
 * @param command the program that serves the model; null for other kinds
 * @param upstream the foreign server, which is then watched; null for other kinds, and for one that is trusted to be there
 */
public record ReplicaSpec(
        String id,
        EngineSpec engine,
        @Nullable String after,
        @Nullable CommandSpec command,
        @Nullable UpstreamSpec upstream) {
    /** Checks the id. */
    public ReplicaSpec {
        if (id.isBlank()) {
            throw new IllegalArgumentException("the id of a replica must not be blank");
        }
    }

    /** A runner of ours that starts at once, or a foreign server that nobody watches. */
    public ReplicaSpec(String id, EngineSpec engine) {
        this(id, engine, null, null, null);
    }

    /** A runner of ours that starts after another replica. */
    public ReplicaSpec(String id, EngineSpec engine, @Nullable String after) {
        this(id, engine, after, null, null);
    }

    /** Whether it is a foreign server, which has no process of ours. */
    public boolean foreign() {
        return upstream != null || engine.scheme().startsWith("openai+");
    }
}
