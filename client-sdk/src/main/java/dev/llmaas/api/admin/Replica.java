package dev.llmaas.api.admin;

import org.jspecify.annotations.Nullable;

/**
 * A model loaded on a node.
 *
 * @param id names it
 * @param model the model it serves
 * @param node the machine it runs on
 * @param engine the kind of engine, for instance {@code llama}
 * @param state where it stands
 * @param reason why it stands there, a sentence, or null
 * @param pid its process, or null
 * @param restarts how often it was started again
 * @param slots how many requests it computes together
 * @param running requests being computed
 * @param waiting requests in its queue
 * @param memoryBytes resident memory of its process, 0 if unknown
 * @param promptTokens tokens read since its start
 * @param cachedTokens of those, not computed again
 * @param generatedTokens tokens generated since its start
 * @param startedAtMs milliseconds since 1970
 */
public record Replica(
        String id,
        String model,
        String node,
        String engine,
        ReplicaState state,
        @Nullable String reason,
        @Nullable Long pid,
        int restarts,
        int slots,
        int running,
        int waiting,
        long memoryBytes,
        long promptTokens,
        long cachedTokens,
        long generatedTokens,
        long startedAtMs) {}
