package dev.llmaas.inference;

/**
 * How busy an engine is.
 *
 * @param slots requests it computes together, from 1
 * @param running requests being computed or parked, 0 to {@code slots}
 * @param waiting requests in its own queue
 * @param kvCacheRatio how full its cache of keys and values is, 0 to 1
 * @param promptTokens tokens of prompts since its start, cached ones included
 * @param cachedTokens of those, not computed again
 * @param generatedTokens tokens generated since its start
 */
public record EngineLoad(
        int slots,
        int running,
        int waiting,
        double kvCacheRatio,
        long promptTokens,
        long cachedTokens,
        long generatedTokens) {
    /** An engine with {@code slots} slots that has done nothing yet. */
    public static EngineLoad idle(int slots) {
        return new EngineLoad(slots, 0, 0, 0, 0, 0, 0);
    }
}
