package dev.llmaas.platform.quota;

import dev.llmaas.api.admin.LimitKind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * A stretch of time over which a limit counts: the clock hour, calendar day or calendar month of a time zone. Each moment
 * lies in exactly one window of a kind, also where clocks are changed: an hour that a change cuts in two is two windows.
 *
 * @param kind what counts in it
 * @param startsAtMs milliseconds since 1970, inclusive
 * @param endsAtMs exclusive
 */
public record QuotaWindow(LimitKind kind, long startsAtMs, long endsAtMs) {
    private static final long HOUR_MS = 3_600_000;

    /** The window of {@code kind} in which {@code now} lies. */
    public static QuotaWindow of(LimitKind kind, Instant now, ZoneId zone) {
        return switch (kind) {
            case OUTPUT_TOKENS_PER_HOUR -> hour(kind, now, zone);
            case OUTPUT_TOKENS_PER_DAY -> {
                LocalDate day = LocalDate.ofInstant(now, zone);
                yield between(kind, day, day.plusDays(1), zone);
            }
            case SPEND_PER_MONTH -> {
                LocalDate first = LocalDate.ofInstant(now, zone).withDayOfMonth(1);
                yield between(kind, first, first.plusMonths(1), zone);
            }
        };
    }

    /** Whether this moment lies in it. */
    public boolean contains(long atMs) {
        return startsAtMs <= atMs && atMs < endsAtMs;
    }

    private static QuotaWindow between(LimitKind kind, LocalDate first, LocalDate next, ZoneId zone) {
        return new QuotaWindow(
                kind,
                first.atStartOfDay(zone).toInstant().toEpochMilli(),
                next.atStartOfDay(zone).toInstant().toEpochMilli());
    }

    private static QuotaWindow hour(LimitKind kind, Instant now, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        ZoneOffset offset = rules.getOffset(now);
        long offsetMs = offset.getTotalSeconds() * 1_000L;
        long start = Math.floorDiv(now.toEpochMilli() + offsetMs, HOUR_MS) * HOUR_MS - offsetMs;
        long end = start + HOUR_MS;
        ZoneOffsetTransition before = rules.isFixedOffset() ? null : rules.previousTransition(now.plusMillis(1));
        ZoneOffsetTransition after = rules.isFixedOffset() ? null : rules.nextTransition(now);
        return new QuotaWindow(
                kind,
                before == null ? start : Math.max(start, before.getInstant().toEpochMilli()),
                after == null ? end : Math.min(end, after.getInstant().toEpochMilli()));
    }
}
