package dev.llmaas.inference.pool;

import dev.llmaas.inference.EngineSpec;
import org.jspecify.annotations.Nullable;

/**
 * A replica that a pool shall have.
 *
 * @param id names it; unique in its pool
 * @param engine what it loads. Scheme {@code llama} or {@code scripted}: a runner process of ours. Scheme
 *     {@code openai+http} or {@code openai+https}: a foreign server, for instance
 *     {@code openai+https://gpu07:8000/v1?key-file=/etc/llmaas/gpu07.key}; the optional file holds its API key
 * @param after the id of an earlier replica that is started first: this one begins when that one is ready or cannot start.
 *     Null to start at once
 */
public record ReplicaSpec(
        String id, EngineSpec engine, @Nullable String after) {
    /** Checks the id. */
    public ReplicaSpec {
        if (id.isBlank()) {
            throw new IllegalArgumentException("the id of a replica must not be blank");
        }
    }

    /** A replica that starts at once. */
    public ReplicaSpec(String id, EngineSpec engine) {
        this(id, engine, null);
    }

    /** Whether it is a foreign server, which has no process of ours. */
    public boolean upstream() {
        return engine.scheme().startsWith("openai+");
    }
}
