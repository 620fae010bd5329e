package dev.llmaas.api.admin;

/**
 * How busy a replica is.
 *
 * @param slots how many requests it computes together, from 1
 * @param running requests being computed, 0 to {@code slots}
 * @param waiting requests in its queue
 * @param expectedWaitMs how long a request that comes now may wait for a slot, in milliseconds; 0 if it need not or
 *     nobody knows
 * @param kvCacheRatio how full its cache of keys and values is, 0 to 1
 * @param memoryBytes resident memory of its process, 0 if unknown
 * @param deviceMemoryBytes memory of the device that is in use, on a CPU by this replica only; 0 if unknown
 * @param deviceMemoryMaxBytes memory that the device has, 0 if unknown
 * @param promptTokensPerSecond tokens of prompts that it computed lately, per second
 * @param generatedTokensPerSecond tokens that it generated lately, per second
 * @param promptTokens tokens read since its start
 * @param cachedTokens of those, not computed again
 * @param generatedTokens tokens generated since its start
 */
public record ReplicaLoad(
        int slots,
        int running,
        int waiting,
        long expectedWaitMs,
        double kvCacheRatio,
        long memoryBytes,
        long deviceMemoryBytes,
        long deviceMemoryMaxBytes,
        double promptTokensPerSecond,
        double generatedTokensPerSecond,
        long promptTokens,
        long cachedTokens,
        long generatedTokens) {
    /** The share of the tokens of prompts that were not computed again, 0 to 1; 0 before the first prompt. */
    public double cacheHitRatio() {
        return promptTokens <= 0 ? 0 : (double) cachedTokens / promptTokens;
    }
}
