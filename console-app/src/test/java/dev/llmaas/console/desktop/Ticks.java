package dev.llmaas.console.desktop;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.api.event.PlatformEvent.LoadSampled;
import dev.llmaas.api.event.PlatformEvent.ReplicaSample;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.console.desktop.async.Tick;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives ticks by hand to whoever listens. */
public final class Ticks implements Consumer<Consumer<Tick>> {
    private final List<Consumer<Tick>> listeners = new ArrayList<>();

    @Override
    public void accept(Consumer<Tick> listener) {
        listeners.add(listener);
    }

    /** Everybody hears this tick. */
    public void give(Tick tick) {
        listeners.forEach(listener -> listener.accept(tick));
    }

    /** Nothing happened. */
    public static Tick quiet(Instant at) {
        return tick(at, UsageTotals.NONE, null, List.of(), false, false);
    }

    /** Calls settled. */
    public static Tick calls(
            Instant at, UsageTotals totals, ApiKeyId key, List<Long> firstTokens, RequestSettled... calls) {
        return new Tick(
                at.toEpochMilli(),
                totals,
                Map.of(Samples.MODELS.getFirst(), totals),
                Map.of(key, totals),
                firstTokens,
                List.of(calls),
                null,
                List.of(),
                List.of(),
                false,
                false);
    }

    /** The load was measured. */
    public static Tick load(Instant at, LoadSampled load) {
        return tick(at, UsageTotals.NONE, load, List.of(), false, false);
    }

    /** Runners changed. */
    public static Tick replicas(Instant at, Replica... replicas) {
        return tick(at, UsageTotals.NONE, null, List.of(replicas), false, false);
    }

    /** The load of the runners was measured. */
    public static Tick samples(Instant at, List<ReplicaSample> samples) {
        return new Tick(
                at.toEpochMilli(),
                UsageTotals.NONE,
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                null,
                samples,
                List.of(),
                false,
                false);
    }

    /** Keys changed. */
    public static Tick keysChanged(Instant at) {
        return tick(at, UsageTotals.NONE, null, List.of(), true, false);
    }

    private static Tick tick(
            Instant at,
            UsageTotals totals,
            @Nullable LoadSampled load,
            List<Replica> replicas,
            boolean keysChanged,
            boolean reset) {
        return new Tick(
                at.toEpochMilli(),
                totals,
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                load,
                List.of(),
                replicas,
                keysChanged,
                reset);
    }
}
