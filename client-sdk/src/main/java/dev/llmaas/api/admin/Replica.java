package dev.llmaas.api.admin;

import org.jspecify.annotations.Nullable;

/**
 * A model loaded on a node.
 *
 * @param id names it
 * @param model the model it serves
 * @param node the machine it runs on
 * @param engine the kind of engine, for instance {@code llama}
 * @param device what it computes on, as its maker calls it, or null if it does not tell
 * @param contextTokens the longest conversation that a slot holds, 0 if unknown
 * @param state where it stands
 * @param sinceMs since when it stands there, milliseconds since 1970
 * @param reason why it stands there, a sentence, or null
 * @param pid its process, or null
 * @param restarts how often it was started again
 * @param startedAtMs when its process was started, milliseconds since 1970; 0 if it never was
 * @param load how busy it is
 */
public record Replica(
        String id,
        String model,
        String node,
        String engine,
        @Nullable String device,
        int contextTokens,
        ReplicaState state,
        long sinceMs,
        @Nullable String reason,
        @Nullable Long pid,
        int restarts,
        long startedAtMs,
        ReplicaLoad load) {
    /** The same under another load. */
    public Replica withLoad(ReplicaLoad other) {
        return new Replica(
                id,
                model,
                node,
                engine,
                device,
                contextTokens,
                state,
                sinceMs,
                reason,
                pid,
                restarts,
                startedAtMs,
                other);
    }
}
