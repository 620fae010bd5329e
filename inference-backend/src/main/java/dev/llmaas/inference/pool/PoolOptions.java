package dev.llmaas.inference.pool;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a pool runs its runners.
 *
 * @param java the {@code java} launcher that runs them
 * @param classPath the class path that has this module and its dependencies
 * @param cache the ahead-of-time cache of a runner's classes; null for none
 * @param natives where native libraries are unpacked; null for a place of the engine's choice
 * @param node what this machine is called
 * @param timings how patient the pool is
 */
public record PoolOptions(
        Path java,
        String classPath,
        @Nullable Path cache,
        @Nullable Path natives,
        String node,
        Timings timings) {
    /** Options with the default timings and without a cache. */
    public PoolOptions(Path java, String classPath, @Nullable Path natives, String node) {
        this(java, classPath, null, natives, node, Timings.DEFAULT);
    }

    /** The same with other timings. */
    public PoolOptions withTimings(Timings other) {
        return new PoolOptions(java, classPath, cache, natives, node, other);
    }

    /**
     * How patient a pool is.
     *
     * @param leaseWaitMax how long a request waits for a replica that starts
     * @param startMax how long a runner may load its model
     * @param backOffMin the pause after the first end of a runner; it doubles
     * @param backOffMax the longest pause
     * @param healthyAfter a runner that ran so long begins again with the shortest pause
     * @param pollInterval how often the load is asked
     * @param suspectFor how long a replica whose connection failed is used only where there is no other
     */
    public record Timings(
            Duration leaseWaitMax,
            Duration startMax,
            Duration backOffMin,
            Duration backOffMax,
            Duration healthyAfter,
            Duration pollInterval,
            Duration suspectFor) {
        /** What a platform uses. */
        public static final Timings DEFAULT = new Timings(
                Duration.ofSeconds(20),
                Duration.ofMinutes(10),
                Duration.ofMillis(200),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2));
    }
}
