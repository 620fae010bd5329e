package dev.llmaas.console.desktop.async;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.api.event.PlatformEvent;
import dev.llmaas.api.event.PlatformEvent.LoadSampled;
import dev.llmaas.api.event.PlatformEvent.ReplicaSample;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.console.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sums events up until the next tick. Its size has a bound, whatever comes. Not thread-safe. */
final class TickSum {
    private UsageTotals totals = UsageTotals.NONE;
    private final Map<String, UsageTotals> byModel = new HashMap<>();
    private final Map<ApiKeyId, UsageTotals> byKey = new HashMap<>();
    private final List<Long> timesToFirstToken = new ArrayList<>();
    private final Deque<RequestSettled> latest = new ArrayDeque<>();
    private final Map<String, Replica> replicas = new LinkedHashMap<>();
    private @Nullable LoadSampled load;
    private List<ReplicaSample> samples = List.of();
    private boolean keysChanged;
    private boolean reset;

    void add(PlatformEvent event) {
        switch (event) {
            case RequestSettled settled -> addCall(settled);
            case LoadSampled sample -> load = sample;
            case PlatformEvent.ReplicasSampled sample -> samples = sample.replicas();
            case PlatformEvent.ReplicaChanged changed ->
                replicas.put(changed.replica().id(), changed.replica());
            case PlatformEvent.KeyChanged _ -> keysChanged = true;
            case PlatformEvent.Reset _ -> reset = true;
        }
    }

    private void addCall(RequestSettled call) {
        UsageTotals one = new UsageTotals(
                1,
                call.outcome().isError() ? 1 : 0,
                call.usage().promptTokens(),
                call.usage().cachedTokens(),
                call.usage().completionTokens(),
                call.usage().reasoningTokenCount(),
                call.documents(),
                call.audioSeconds(),
                call.spend());
        totals = totals.plus(one);
        add(byModel, call.model(), one);
        add(byKey, call.keyId(), one);
        Long first = call.timeToFirstTokenMs();
        if (first != null && timesToFirstToken.size() < Limits.TICK_SAMPLES_MAX) {
            timesToFirstToken.add(first);
        }
        latest.addFirst(call);
        if (latest.size() > Limits.RECENT_CALLS_MAX) {
            latest.removeLast();
        }
    }

    private static <K> void add(Map<K, UsageTotals> sums, K group, UsageTotals one) {
        if (sums.size() < Limits.TICK_GROUPS_MAX || sums.containsKey(group)) {
            sums.merge(group, one, UsageTotals::plus);
        }
    }

    Tick tick(long atMs) {
        return new Tick(
                atMs,
                totals,
                byModel,
                byKey,
                timesToFirstToken,
                List.copyOf(latest),
                load,
                samples,
                List.copyOf(replicas.values()),
                keysChanged,
                reset);
    }
}
