package dev.llmaas.console.desktop.async;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.api.event.PlatformEvent.LoadSampled;
import dev.llmaas.api.event.PlatformEvent.ReplicaSample;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a fifth of a second: sums, however many events there were.
 *
 * @param atMs the end of the interval, milliseconds since 1970
 * @param totals sums over the calls that settled
 * @param byModel the same by model
 * @param byKey the same by key
 * @param timesToFirstTokenMs of the calls that settled, a bounded number of them
 * @param latest the last calls that settled, newest first, a bounded number of them
 * @param load the last sample of the load, or null if none came
 * @param samples the last load of each replica, empty if none came
 * @param replicas those that changed, as they stand now
 * @param keysChanged whether keys were created or revoked
 * @param reset whether events were missed, so that everything must be read again
 */
public record Tick(
        long atMs,
        UsageTotals totals,
        Map<String, UsageTotals> byModel,
        Map<ApiKeyId, UsageTotals> byKey,
        List<Long> timesToFirstTokenMs,
        List<RequestSettled> latest,
        @Nullable LoadSampled load,
        List<ReplicaSample> samples,
        List<Replica> replicas,
        boolean keysChanged,
        boolean reset) {
    /** Copies its collections. */
    public Tick {
        byModel = Map.copyOf(byModel);
        byKey = Map.copyOf(byKey);
        timesToFirstTokenMs = List.copyOf(timesToFirstTokenMs);
        latest = List.copyOf(latest);
        samples = List.copyOf(samples);
        replicas = List.copyOf(replicas);
    }
}
