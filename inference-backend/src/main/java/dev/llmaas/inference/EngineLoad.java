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
 * @param speeds how fast it was lately
 * @param device where it computes
 * @param contextTokens how long a text with its answer may be, in tokens; 0 if it does not tell
 */
public record EngineLoad(
        int slots,
        int running,
        int waiting,
        double kvCacheRatio,
        long promptTokens,
        long cachedTokens,
        long generatedTokens,
        Speeds speeds,
        Device device,
        int contextTokens) {
    /** Fills in what an engine does not tell, which the reader of JSON hands over as null. */
    public EngineLoad {
        speeds = speeds == null ? Speeds.NONE : speeds;
        device = device == null ? Device.UNKNOWN : device;
    }

    /** An engine that tells neither speeds nor its device. */
    public EngineLoad(
            int slots,
            int running,
            int waiting,
            double kvCacheRatio,
            long promptTokens,
            long cachedTokens,
            long generatedTokens) {
        this(
                slots,
                running,
                waiting,
                kvCacheRatio,
                promptTokens,
                cachedTokens,
                generatedTokens,
                Speeds.NONE,
                Device.UNKNOWN,
                0);
    }

    /** An engine with {@code slots} slots that has done nothing yet. */
    public static EngineLoad idle(int slots) {
        return new EngineLoad(slots, 0, 0, 0, 0, 0, 0);
    }

    /** The same with these speeds. */
    public EngineLoad withSpeeds(Speeds told) {
        return with(told, device, contextTokens);
    }

    /** The same on this device. */
    public EngineLoad withDevice(Device told) {
        return with(speeds, told, contextTokens);
    }

    /** The same for texts of this length. */
    public EngineLoad withContext(int tokens) {
        return with(speeds, device, tokens);
    }

    private EngineLoad with(Speeds newSpeeds, Device newDevice, int newContext) {
        return new EngineLoad(
                slots,
                running,
                waiting,
                kvCacheRatio,
                promptTokens,
                cachedTokens,
                generatedTokens,
                newSpeeds,
                newDevice,
                newContext);
    }

    /** Whether it tells nothing of what it does. */
    public boolean isSilent() {
        return equals(idle(slots).withContext(contextTokens));
    }

    /**
     * How fast an engine was lately, the last seconds counting most.
     *
     * @param expectedWaitMs how long a request that comes now may wait for a slot, in milliseconds
     * @param promptTokensPerSecond tokens of prompts that it computed
     * @param generatedTokensPerSecond tokens that it generated, all answers together
     * @param cacheHitRatio share of the tokens of the prompts of the last minutes that it did not compute again, 0 to 1
     */
    public record Speeds(
            long expectedWaitMs, double promptTokensPerSecond, double generatedTokensPerSecond, double cacheHitRatio) {
        /** Nothing known. */
        public static final Speeds NONE = new Speeds(0, 0, 0, 0);
    }

    /**
     * Where an engine computes.
     *
     * @param name what its maker calls it, empty if unknown
     * @param kind {@code cpu} or {@code gpu}, empty if unknown
     * @param memoryBytes memory of the device that is in use, by whomever; 0 if unknown
     * @param memoryMaxBytes memory that it has, 0 if unknown
     * @param processBytes resident memory of the process of the engine, 0 if unknown
     */
    public record Device(String name, String kind, long memoryBytes, long memoryMaxBytes, long processBytes) {
        /** Nothing known. */
        public static final Device UNKNOWN = new Device("", "", 0, 0, 0);

        /** The same, in a process of this size. */
        public Device inProcess(long residentBytes) {
            return new Device(name, kind, memoryBytes, memoryMaxBytes, residentBytes);
        }
    }
}
