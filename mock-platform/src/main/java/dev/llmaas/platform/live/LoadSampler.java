package dev.llmaas.platform.live;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.event.PlatformEvent.LoadSampled;
import dev.llmaas.api.event.PlatformEvent.ModelLoad;
import dev.llmaas.api.event.PlatformEvent.ReplicaSample;
import dev.llmaas.api.event.PlatformEvent.ReplicasSampled;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/** Publishes how busy the models are, while somebody watches. For one thread. */
public final class LoadSampler {
    private static final double MS_PER_SECOND = 1_000;

    /** Where replicas and their load come from. */
    @FunctionalInterface
    public interface Replicas {
        /** How the replicas stand now. May take some hundred milliseconds. */
        List<Replica> sample() throws InterruptedException;
    }

    private final LiveFeed feed;
    private final Replicas replicas;
    private final IntSupplier activeRequests;
    private final InstantSource clock;
    private final Map<String, Long> generatedBefore = new HashMap<>();
    private long beforeMs;

    /**
     * Samples into {@code feed}.
     *
     * @param activeRequests inference calls that run now
     */
    public LoadSampler(LiveFeed feed, Replicas replicas, IntSupplier activeRequests, InstantSource clock) {
        this.feed = feed;
        this.replicas = replicas;
        this.activeRequests = activeRequests;
        this.clock = clock;
    }

    /** Takes a sample if anybody watches. Call it every {@link dev.llmaas.platform.Limits#LOAD_SAMPLE_INTERVAL}. */
    public void run() throws InterruptedException {
        if (!feed.isWatched()) {
            generatedBefore.clear();
            return;
        }
        List<Replica> now = replicas.sample();
        long nowMs = clock.millis();
        double seconds = (nowMs - beforeMs) / MS_PER_SECOND;
        Map<String, List<Replica>> byModel = new LinkedHashMap<>();
        for (Replica replica : now) {
            if (replica.state() == ReplicaState.READY || replica.state() == ReplicaState.DRAINING) {
                byModel.computeIfAbsent(replica.model(), _ -> new ArrayList<>()).add(replica);
            }
        }
        List<ModelLoad> loads = new ArrayList<>();
        byModel.forEach((model, serving) -> loads.add(load(model, serving, seconds)));
        beforeMs = nowMs;
        feed.publish(new LoadSampled(nowMs, activeRequests.getAsInt(), loads));
        feed.publish(new ReplicasSampled(
                nowMs,
                now.stream()
                        .map(replica -> new ReplicaSample(replica.id(), replica.load()))
                        .toList()));
    }

    private ModelLoad load(String model, List<Replica> serving, double seconds) {
        long generated = 0;
        for (Replica replica : serving) {
            Long before = generatedBefore.put(replica.id(), replica.load().generatedTokens());
            // a runner that started again counts from 0, and the first sample has nothing before it
            generated += before == null ? 0 : Math.max(0, replica.load().generatedTokens() - before);
        }
        return new ModelLoad(
                model,
                serving.stream().mapToInt(replica -> replica.load().running()).sum(),
                serving.stream().mapToInt(replica -> replica.load().waiting()).sum(),
                seconds > 0 ? generated / seconds : 0);
    }
}
