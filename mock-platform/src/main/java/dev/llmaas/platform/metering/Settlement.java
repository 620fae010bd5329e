package dev.llmaas.platform.metering;

import dev.llmaas.api.Money;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.platform.quota.WindowUse;
import java.util.List;

/**
 * A call on its way into the ledger.
 *
 * @param entry what it was
 * @param spend what is billed
 * @param uses what it takes of its limits
 * @param series which sums it belongs to
 * @param seriesId the id of the series
 * @param atMs when it settled
 * @param hourStartsAtMs the clock hour of that moment
 * @param dayStartsAtMs the calendar day of that moment
 */
record Settlement(
        Entry entry,
        Money spend,
        List<WindowUse> uses,
        Series series,
        long seriesId,
        long atMs,
        long hourStartsAtMs,
        long dayStartsAtMs) {
    private static final long MINUTE_MS = 60_000;

    Settlement {
        uses = List.copyOf(uses);
    }

    long minuteStartsAtMs() {
        return Math.floorDiv(atMs, MINUTE_MS) * MINUTE_MS;
    }

    RequestSettled event() {
        return new RequestSettled(
                atMs,
                entry.requestId(),
                entry.projectId(),
                entry.keyId(),
                entry.keyName(),
                entry.model(),
                entry.endpoint(),
                entry.outcome(),
                entry.usage(),
                entry.documents(),
                entry.audioSeconds(),
                spend,
                entry.timeToFirstTokenMs(),
                Math.max(0, atMs - entry.startedAtMs()));
    }
}
