package dev.llmaas.platform.metering;

import static dev.llmaas.platform.metering.Calls.ORGANIZATION;
import static dev.llmaas.platform.metering.Calls.PARIS;

import dev.llmaas.api.event.Outcome;
import dev.llmaas.platform.store.Database;
import dev.llmaas.platform.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/**
 * Fills SQLite with events of the last 90 days (50 keys, 10 models, 3 outcomes, at random) and the sums that the ledger
 * would have kept, then prints how long each screen's query takes, warm, the median of nine. Arguments: events, and a directory that was filled before, if any; 10,000,000
 * take some minutes and 2 GB of the temporary directory.
 */
final class UsageReportsBenchmark {
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final int DAYS = 90;

    private UsageReportsBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        long events = arguments.length > 0 ? Long.parseLong(arguments[0]) : 50_000;
        Path directory = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("llmaas-reports");
        try (Database database = Database.open(StoreConfig.sqlite(directory), InstantSource.system())) {
            long now = Instant.now().toEpochMilli();
            if (arguments.length < 2) {
                fill(database, events, now);
            }
            UsageReports reports = new UsageReports(database, InstantSource.system());
            time("overview", () -> reports.standing(ORGANIZATION, PARIS));
            for (String groupBy : List.of("model", "key", "project", "outcome", "day")) {
                time(
                        groupBy + ", 90 days to the minute",
                        () -> reports.report(ORGANIZATION, PARIS, now - DAYS * DAY_MS + 1_234_567, now, groupBy));
            }
            time("hour, 7 days", () -> reports.report(ORGANIZATION, PARIS, now - 7 * DAY_MS, now, "hour"));
            time("hour, 90 days", () -> reports.report(ORGANIZATION, PARIS, now - DAYS * DAY_MS, now, "hour"));
        }
    }

    private static void time(String name, Runnable query) {
        long[] all = new long[9];
        for (int i = 0; i < all.length; i++) {
            long start = System.nanoTime();
            query.run();
            all[i] = System.nanoTime() - start;
        }
        Arrays.sort(all);
        System.out.printf("%-32s %7.1f ms%n", name, all[all.length / 2] / 1e6);
    }

    private static void fill(Database database, long events, long now) {
        long start = System.nanoTime();
        int series = 50 * 10 * 3;
        database.write(handle -> {
            for (int i = 0; i < series; i++) {
                handle.execute(
                        "INSERT INTO usage_series VALUES (?, ?, 'prj_1', ?, ?, '/v1/chat/completions', ?)",
                        i,
                        ORGANIZATION.value(),
                        "key_" + i % 50,
                        "model-" + i / 50 % 10,
                        Outcome.values()[i / 500].name());
            }
            return 0;
        });
        for (long from = 0; from < events; from += 500_000) {
            long first = from;
            long last = Math.min(events, from + 500_000);
            database.write(handle ->
                    handle.execute("""
                    WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
                    INSERT INTO usage_event SELECT printf('req_%012d', i), ?, (i * 7919) % 1500, ? + i * ? / ?, 0, 40,
                        100, 0, 200, 0, 1780000, 0, 0 FROM n""", first, last, ORGANIZATION.value(), now - DAYS * DAY_MS, DAYS * DAY_MS, events));
        }
        roll(database, "usage_minute", 60_000, 0);
        roll(database, "usage_hour", 3_600_000, 0);
        roll(
                database,
                "usage_day",
                DAY_MS,
                PARIS.getRules().getOffset(Instant.ofEpochMilli(now)).getTotalSeconds() * 1_000L);
        for (String length : List.of("hour", "day")) {
            database.write(handle -> handle.execute("INSERT INTO usage_total_" + length
                    + " SELECT s.organization_id, u.starts_at_ms, s.outcome, SUM(u.requests), SUM(u.prompt_tokens), 0,"
                    + " SUM(u.completion_tokens), 0, SUM(u.spend_nano_euros), 0, 0"
                    + " FROM usage_" + length + " u JOIN usage_series s ON s.id = u.series_id GROUP BY 1, 2, 3"));
        }
        System.out.printf("%d events, filled in %d s%n", events, (System.nanoTime() - start) / 1_000_000_000);
        for (String table : List.of("usage_minute", "usage_hour", "usage_day")) {
            System.out.printf(
                    "%-14s %9d rows%n",
                    table,
                    database.<Long>read(handle -> handle.createQuery("SELECT COUNT(*) FROM " + table)
                            .mapTo(Long.class)
                            .one()));
        }
    }

    private static void roll(Database database, String table, long lengthMs, long offsetMs) {
        database.write(handle -> handle.execute(
                "INSERT INTO " + table + " SELECT (settled_at_ms + ?) / ? * ? - ?, series_id, COUNT(*),"
                        + " SUM(prompt_tokens), 0, SUM(completion_tokens), 0, SUM(spend_nano_euros), 0, 0"
                        + " FROM usage_event GROUP BY 1, 2",
                offsetMs,
                lengthMs,
                lengthMs,
                offsetMs));
    }
}
