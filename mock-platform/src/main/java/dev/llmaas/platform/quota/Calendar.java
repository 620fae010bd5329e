package dev.llmaas.platform.quota;

import dev.llmaas.api.admin.LimitKind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers the running windows of each zone, because computing them costs more than anything else a call does here. Thread-safe. */
public final class Calendar {
    private record Place(ZoneId zone, LimitKind kind) {}

    private final Map<Place, QuotaWindow> running = new ConcurrentHashMap<>();

    /** The window of {@code kind} in which {@code now} lies. */
    public QuotaWindow window(LimitKind kind, Instant now, ZoneId zone) {
        Place place = new Place(zone, kind);
        QuotaWindow known = running.get(place);
        if (known != null && known.contains(now.toEpochMilli())) {
            return known;
        }
        QuotaWindow computed = QuotaWindow.of(kind, now, zone);
        running.put(place, computed);
        return computed;
    }
}
