package dev.llmaas.platform.metering;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.api.admin.UsageReport;
import dev.llmaas.api.admin.UsageReport.Row;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.quota.QuotaWindow;
import dev.llmaas.platform.store.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Answers what was used, from sums. Thread-safe; blocks for milliseconds. */
public final class UsageReports {
    private static final long MINUTE_MS = 60_000;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mmxxx", Locale.ROOT);
    private static final Comparator<Row> LARGEST_FIRST = Comparator.comparing(
                    (Row row) -> row.totals().spend(), Comparator.reverseOrder())
            .thenComparing(row -> row.totals().requests(), Comparator.reverseOrder())
            .thenComparing(Row::group);
    private static final Comparator<Row> IN_ORDER = Comparator.comparingLong(row -> Long.parseLong(row.group()));

    /** A stretch that the rows of one table fill. */
    private record Stretch(Sums sums, long fromMs, long toMs) {}

    private final Database database;
    private final InstantSource clock;

    /** Reports on this database. */
    public UsageReports(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Consumption of an organisation.
     *
     * @param zone the organisation's time zone
     * @param fromMs start, milliseconds since 1970, inclusive; taken down to the whole minute
     * @param toMs end, exclusive; taken up to the whole minute
     * @param groupBy {@code model}, {@code key}, {@code project}, {@code outcome}, {@code hour} or {@code day}
     * @throws PlatformException {@code INVALID_REQUEST} if the range is empty or too long, or the grouping unknown
     */
    public UsageReport report(OrganizationId organizationId, ZoneId zone, long fromMs, long toMs, String groupBy) {
        Grouping grouping = Grouping.ofWire(groupBy);
        check(grouping, fromMs, toMs);
        long from = Math.floorDiv(fromMs, MINUTE_MS) * MINUTE_MS;
        long to = -Math.floorDiv(-toMs, MINUTE_MS) * MINUTE_MS;
        List<Stretch> stretches = stretches(grouping, zone, from, to);
        List<Row> rows = database.read(UsageDao.class, dao -> {
            Map<String, Row> byGroup = new LinkedHashMap<>();
            for (Stretch stretch : stretches) {
                dao.slices(stretch.sums(), grouping, organizationId, stretch.fromMs(), stretch.toMs())
                        .forEach(slice -> add(byGroup, row(grouping, zone, slice)));
            }
            return new ArrayList<>(byGroup.values());
        });
        rows.sort(grouping.isTime() ? IN_ORDER : LARGEST_FIRST);
        UsageTotals totals = UsageTotals.NONE;
        for (Row row : rows) {
            totals = totals.plus(row.totals());
        }
        return new UsageReport(from, to, groupBy, rows, totals);
    }

    /** Where an organisation stands now. */
    public Standing standing(OrganizationId organizationId, ZoneId zone) {
        Instant now = clock.instant();
        QuotaWindow day = QuotaWindow.of(LimitKind.OUTPUT_TOKENS_PER_DAY, now, zone);
        QuotaWindow month = QuotaWindow.of(LimitKind.SPEND_PER_MONTH, now, zone);
        return database.read(UsageDao.class, dao -> {
            Map<String, Row> models = new LinkedHashMap<>();
            UsageTotals today = UsageTotals.NONE;
            for (UsageDao.Slice slice :
                    dao.slices(Sums.DAY, Grouping.MODEL, organizationId, day.startsAtMs(), day.endsAtMs())) {
                today = today.plus(slice.totals());
                add(models, row(Grouping.MODEL, zone, slice));
            }
            UsageTotals all = UsageTotals.NONE;
            for (UsageDao.Slice slice :
                    dao.slices(Sums.DAY, Grouping.DAY, organizationId, month.startsAtMs(), month.endsAtMs())) {
                all = all.plus(slice.totals());
            }
            List<Row> rows = new ArrayList<>(models.values());
            rows.sort(LARGEST_FIRST);
            return new Standing(
                    today, all, month.endsAtMs(), rows, dao.latest(organizationId, Limits.USAGE_RECENT_MAX));
        });
    }

    private static void check(Grouping grouping, long fromMs, long toMs) {
        if (fromMs < 0 || toMs <= fromMs) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST, "from_ms must be at least 0 and to_ms after it.", "from_ms");
        }
        long max = (grouping == Grouping.HOUR ? Limits.USAGE_REPORT_HOURS_MAX : Limits.USAGE_REPORT_MAX).toMillis();
        if (toMs - fromMs > max) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST,
                    "A report by %s covers at most %d days from from_ms to to_ms."
                            .formatted(grouping.wire(), max / 86_400_000),
                    "to_ms");
        }
    }

    /** Days in the middle, hours beside them, minutes at the ends. A report by hour needs hours in the middle. */
    private static List<Stretch> stretches(Grouping grouping, ZoneId zone, long from, long to) {
        List<Stretch> stretches = new ArrayList<>();
        if (grouping == Grouping.HOUR) {
            inner(stretches, List.of(Sums.HOUR, Sums.MINUTE), zone, from, to);
        } else {
            inner(stretches, List.of(Sums.DAY, Sums.HOUR, Sums.MINUTE), zone, from, to);
        }
        return stretches;
    }

    private static void inner(List<Stretch> stretches, List<Sums> tables, ZoneId zone, long from, long to) {
        if (from >= to) {
            return;
        }
        Sums sums = tables.getFirst();
        if (sums == Sums.MINUTE) {
            stretches.add(new Stretch(sums, from, to));
            return;
        }
        List<Sums> finer = tables.subList(1, tables.size());
        QuotaWindow first = window(sums, from, zone);
        long start = first.startsAtMs() == from ? from : first.endsAtMs();
        long end = window(sums, to, zone).startsAtMs();
        if (start >= end) {
            inner(stretches, finer, zone, from, to);
            return;
        }
        inner(stretches, finer, zone, from, start);
        stretches.add(new Stretch(sums, start, end));
        inner(stretches, finer, zone, end, to);
    }

    private static QuotaWindow window(Sums sums, long atMs, ZoneId zone) {
        LimitKind kind = sums == Sums.DAY ? LimitKind.OUTPUT_TOKENS_PER_DAY : LimitKind.OUTPUT_TOKENS_PER_HOUR;
        return QuotaWindow.of(kind, Instant.ofEpochMilli(atMs), zone);
    }

    private static void add(Map<String, Row> byGroup, Row row) {
        byGroup.merge(
                row.group(),
                row,
                (one, other) -> new Row(one.group(), one.label(), one.totals().plus(other.totals())));
    }

    private static Row row(Grouping grouping, ZoneId zone, UsageDao.Slice slice) {
        return switch (grouping) {
            case MODEL, KEY, PROJECT -> {
                String label = slice.label();
                yield new Row(slice.group(), label == null ? slice.group() : label, slice.totals());
            }
            case OUTCOME -> {
                String wire = slice.group().toLowerCase(Locale.ROOT);
                yield new Row(wire, wire, slice.totals());
            }
            case HOUR, DAY -> {
                Sums sums = grouping == Grouping.DAY ? Sums.DAY : Sums.HOUR;
                long start = window(sums, Long.parseLong(slice.group()), zone).startsAtMs();
                DateTimeFormatter label = grouping == Grouping.DAY ? DAY : HOUR;
                yield new Row(
                        String.valueOf(start),
                        label.format(Instant.ofEpochMilli(start).atZone(zone)),
                        slice.totals());
            }
        };
    }
}
