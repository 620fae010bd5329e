package dev.llmaas.platform.metering;

import static dev.llmaas.platform.metering.Calls.OUTPUT_PRICE;
import static dev.llmaas.platform.metering.Calls.PARIS;
import static dev.llmaas.platform.metering.Calls.aCall;
import static dev.llmaas.platform.metering.Calls.budget;
import static dev.llmaas.platform.metering.Calls.hold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.MovableClock;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.quota.Budget;
import dev.llmaas.platform.quota.Quota;
import dev.llmaas.platform.quota.QuotaWindow;
import dev.llmaas.platform.quota.Reservation;
import dev.llmaas.platform.store.Database;
import dev.llmaas.platform.store.StoreConfig;
import dev.llmaas.platform.store.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Plays thousands of random steps of one or several platforms on the same data, beside a model that only knows what was
 * answered, and compares both after each step.
 */
class LedgerSimulationTest {
    private static final Map<String, Budget> BUDGETS = Map.of(
            "key_a", budget("key_a", 2_000L, 9_000L, Money.ofEuros("1")),
            "key_b", budget("key_b", 300L, null, Money.ofEuros("0.009")),
            "key_c", budget("key_c", null, 100_000L, null));
    private static final List<String> KEYS = List.of("key_a", "key_b", "key_c");

    @TempDir
    Path directory;

    /** One platform. */
    private record Seat(Database database, Quota quota, Ledger ledger) {}

    /** What was held at one moment. */
    private record Held(long atMs, long tokens) {}

    /** A reservation as the model knows it. */
    private static final class Open {
        final Seat seat;
        final String key;
        final Reservation reservation;
        final List<Held> held = new ArrayList<>();
        /** Whether its platform slept for longer than its time to live: then it may settle late. */
        boolean slept;

        Open(Seat seat, String key, Reservation reservation, Held first) {
            this.seat = seat;
            this.key = key;
            this.reservation = reservation;
            held.add(first);
        }

        long tokens() {
            return held.stream().mapToLong(Held::tokens).sum();
        }
    }

    private record Place(String key, String kind, long startsAtMs) {}

    private record Row(String keyId, String kind, long startsAtMs, long posted, long pending, long allotted) {}

    private final MovableClock clock = new MovableClock(Instant.parse("2026-10-24T21:10:00Z"));
    private StoreConfig config;
    private int kills;
    private final List<Seat> seats = new ArrayList<>();
    private final Map<Seat, Instant> shownAt = new HashMap<>();
    private final List<Open> open = new ArrayList<>();
    private final Map<Place, Long> posted = new HashMap<>();
    private final Map<String, Long> settled = new HashMap<>();

    @ParameterizedTest
    @CsvSource({"SQLITE,1,4000", "POSTGRESQL,1,800", "POSTGRESQL,2,800", "POSTGRESQL,8,800"})
    void theBooksBalanceAfterEveryStep(Stores store, int platforms, int steps) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.printf("LedgerSimulationTest %s platforms=%d seed=%d%n", store, platforms, seed);
        Random random = new Random(seed);
        config = store.fresh(directory);
        for (int i = 0; i < platforms; i++) {
            seats.add(seat());
        }

        for (int step = 0; step < steps; step++) {
            step(random, step);
            compare("seed %d step %d".formatted(seed, step));
        }

        end(platforms);
        seats.forEach(seat -> seat.database().close());
    }

    private void step(Random random, int step) throws Exception {
        int dice = random.nextInt(1_000);
        if (dice < 350) {
            reserve(random);
        } else if (dice < 500) {
            extend(random);
        } else if (dice < 750) {
            settle(random, "req_" + step);
        } else if (dice < 850 && !open.isEmpty()) {
            open.remove(random.nextInt(open.size())).reservation.close(); // a client that left before the first token
        } else if (dice < 900) {
            sweep(seats.get(random.nextInt(seats.size())));
        } else if (dice < 970) {
            advance(Duration.ofMillis(random.nextInt(6_000)));
        } else if (dice < 985) {
            burst(random, step);
        } else if (dice < 990) {
            clock.advance(Duration.ofMillis(-random.nextInt(5_000)));
        } else if (dice < 994) {
            advance(Duration.ofMinutes(random.nextInt(90)));
        } else if (dice < 997) {
            crash(random, random.nextInt(seats.size()));
        } else {
            seats.forEach(this::sweep);
        }
    }

    private void reserve(Random random) {
        Seat seat = seats.get(random.nextInt(seats.size()));
        String key = KEYS.get(random.nextInt(KEYS.size()));
        long tokens = random.nextInt(random.nextInt(10) == 0 ? 900 : 120);
        try {
            Reservation reservation = seat.quota().reserve(BUDGETS.get(key), hold(tokens));
            open.add(new Open(seat, key, reservation, new Held(clock.millis(), tokens)));
        } catch (PlatformException refused) {
            assertThat(refused.retryAfter()).isPositive();
        }
    }

    private void extend(Random random) {
        if (open.isEmpty()) {
            return;
        }
        Open one = open.get(random.nextInt(open.size()));
        long more = 1 + random.nextInt(100);
        long got = random.nextBoolean()
                ? one.reservation.extend(hold(more)).join() ? more : 0
                : one.reservation.extendUpTo(more, new Money(OUTPUT_PRICE)).join();
        if (got < more) {
            assertThat(one.reservation.refusedBy()).isPresent();
        }
        one.held.add(new Held(clock.millis(), got));
        assertThat(one.reservation.held().outputTokens()).isEqualTo(one.tokens());
    }

    private void settle(Random random, String id) {
        if (open.isEmpty()) {
            return;
        }
        Open one = open.remove(random.nextInt(open.size()));
        boolean again = random.nextInt(8) == 0 && !settled.isEmpty();
        String request = again ? settled.keySet().iterator().next() : id;
        long used = random.nextInt((int) one.tokens() + 1);
        Map<Place, Long> before = database();
        boolean written = one.seat
                .ledger()
                .settle(
                        one.reservation,
                        aCall().withKey(one.key).withTokens(0, used).entry(request, clock.millis()))
                .join()
                .isPresent();

        if (one.seat.database().isShared()) { // alone, it turns out when the database takes the call over
            assertThat(written).isEqualTo(!again && used > 0);
        }
        if (!again && used > 0) {
            settled.put(request, used);
            note(one, used, before);
        }
    }

    /** Adds what was posted to the model: all of it; or, if the reservation may have expired, what the database says. */
    private void note(Open one, long used, Map<Place, Long> before) {
        Map<Place, Long> after = database();
        expected(one, used).forEach((place, amount) -> {
            long really = after.getOrDefault(place, 0L) - before.getOrDefault(place, 0L);
            if (!one.slept) {
                assertThat(really).as("posted to %s", place).isEqualTo(amount);
            }
            assertThat(really).isBetween(0L, amount);
            posted.merge(place, really, Long::sum);
        });
    }

    /** What was held first is used first. */
    private static Map<Place, Long> expected(Open one, long used) {
        Map<Place, Long> expected = new HashMap<>();
        for (LimitKind kind : LimitKind.values()) {
            if (BUDGETS.get(one.key).limits().of(kind) == null) {
                continue;
            }
            long unit = kind == LimitKind.SPEND_PER_MONTH ? OUTPUT_PRICE : 1;
            long left = used;
            for (Held held : one.held) {
                long here = Math.min(left, held.tokens());
                left -= here;
                QuotaWindow window = QuotaWindow.of(kind, Instant.ofEpochMilli(held.atMs()), PARIS);
                expected.merge(new Place(one.key, kind.name(), window.startsAtMs()), here * unit, Long::sum);
            }
        }
        return expected;
    }

    /** All platforms reserve and settle at the same moment. */
    private void burst(Random random, int step) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Open>> all = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                Seat seat = seats.get(i % seats.size());
                String key = KEYS.get(random.nextInt(2));
                long tokens = 1 + random.nextInt(100);
                String id = "burst_" + step + "_" + i;
                all.add(threads.submit(() -> reserveAndSettle(seat, key, tokens, id)));
            }
            for (Future<Open> one : all) {
                Open done = one.get();
                if (done != null) {
                    settled.put("burst_" + step + "_" + all.indexOf(one), done.tokens());
                    expected(done, done.tokens()).forEach((place, amount) -> posted.merge(place, amount, Long::sum));
                }
            }
        }
    }

    private Open reserveAndSettle(Seat seat, String key, long tokens, String id) {
        try {
            Reservation reservation = seat.quota().reserve(BUDGETS.get(key), hold(tokens));
            Open done = new Open(seat, key, reservation, new Held(clock.millis(), tokens));
            assertThat(seat.ledger()
                            .settle(
                                    reservation,
                                    aCall().withKey(key).withTokens(0, tokens).entry(id, 0))
                            .join())
                    .isPresent();
            return done;
        } catch (PlatformException refused) {
            return null;
        }
    }

    /** A platform that does not show for its time to live may be taken for dead by others, or by itself. */
    private void advance(Duration step) {
        clock.advance(step);
        for (Open one : open) {
            Instant shown = shownAt.get(one.seat);
            one.slept |= one.seat.database().isShared()
                    && Duration.between(shown, clock.instant()).compareTo(Limits.QUOTA_HOLDER_TTL) >= 0;
        }
    }

    private void sweep(Seat seat) {
        seat.quota().sweep();
        shownAt.put(seat, clock.instant());
    }

    /** The process dies: what it held in memory is gone. Another one takes its place. */
    private void crash(Random random, int index) {
        Seat dead = seats.get(index);
        if (!config.isShared()) {
            kill(random, dead);
        }
        dead.database().close();
        open.removeIf(one -> one.seat == dead);
        seats.set(index, seat());
    }

    /**
     * Calls settle, and the process dies: before the database took them over, or after that but before the journal knew. The
     * next one starts with what is left of the files.
     */
    private void kill(Random random, Seat dead) {
        Path to = directory.resolve("after-kill-" + kills++);
        Remains remains = new Remains(config.directory(), to);
        Runnable settle = () -> {
            for (int i = random.nextInt(4); i > 0 && !open.isEmpty(); i--) {
                Open one = open.removeLast();
                String id = "kill_%d_%d".formatted(kills, i);
                Calls call = aCall().withKey(one.key).withTokens(0, one.tokens());
                if (one.seat
                        .ledger()
                        .settle(one.reservation, call.entry(id, 0))
                        .join()
                        .isPresent()) {
                    settled.put(id, one.tokens());
                    expected(one, one.tokens()).forEach((place, amount) -> posted.merge(place, amount, Long::sum));
                }
            }
            remains.journal();
        };
        if (random.nextBoolean()) {
            remains.database(dead.database(), settle);
        } else {
            settle.run();
            remains.database(dead.database(), () -> {});
        }
        config = StoreConfig.sqlite(to);
    }

    private void compare(String where) {
        for (Row row : rows()) {
            Place place = new Place(row.keyId(), row.kind(), row.startsAtMs());
            long limit = BUDGETS.get(row.keyId()).limits().of(LimitKind.valueOf(row.kind()));
            assertThat(row.pending()).as("%s: pending of %s", where, place).isEqualTo(row.allotted());
            assertThat(row.posted() + row.pending())
                    .as("%s: bound of %s", where, place)
                    .isLessThanOrEqualTo(limit);
            assertThat(row.posted()).as("%s: posted of %s", where, place).isEqualTo(posted.getOrDefault(place, 0L));
        }
        List<Long> counts = seats.getFirst()
                .database()
                .read(handle -> handle.createQuery("""
                        SELECT COUNT(*) AS n FROM usage_event
                        UNION ALL SELECT COALESCE(SUM(completion_tokens), 0) FROM usage_event
                        UNION ALL SELECT COALESCE(SUM(completion_tokens), 0) FROM usage_minute
                        UNION ALL SELECT COALESCE(SUM(completion_tokens), 0) FROM usage_hour
                        UNION ALL SELECT COALESCE(SUM(completion_tokens), 0) FROM usage_day
                        UNION ALL SELECT COALESCE(SUM(completion_tokens), 0) FROM usage_total_hour
                        UNION ALL SELECT COALESCE(SUM(completion_tokens), 0) FROM usage_total_day
                        UNION ALL SELECT COALESCE(SUM(requests), 0) FROM usage_day
                        UNION ALL SELECT COALESCE(SUM(requests), 0) FROM usage_total_day""").mapTo(Long.class).list());
        long count = settled.size();
        long tokens = settled.values().stream().mapToLong(Long::longValue).sum();
        assertThat(counts)
                .as(where)
                .containsExactly(count, tokens, tokens, tokens, tokens, tokens, tokens, count, count);
    }

    /** Whatever is open is lost with its platform; after its time to live nothing is pending. */
    private void end(int platforms) {
        for (int i = 1; i < platforms; i++) {
            seats.removeLast().database().close();
        }
        open.forEach(one -> one.reservation.close());
        clock.advance(Limits.QUOTA_HOLDER_TTL.plusSeconds(6));
        seats.getFirst().quota().sweep();
        assertThat(rows()).allSatisfy(row -> assertThat(row.pending()).isZero());
    }

    private Map<Place, Long> database() {
        Map<Place, Long> all = new HashMap<>();
        rows().forEach(row -> all.put(new Place(row.keyId(), row.kind(), row.startsAtMs()), row.posted()));
        return all;
    }

    private List<Row> rows() {
        return seats.getFirst()
                .database()
                .read(handle -> handle.createQuery("""
                        SELECT w.key_id, w.kind, w.starts_at_ms, w.posted, w.pending, (
                            SELECT COALESCE(SUM(a.amount), 0) FROM quota_allotment a
                            WHERE a.key_id = w.key_id AND a.kind = w.kind AND a.starts_at_ms = w.starts_at_ms) AS allotted
                        FROM quota_window w""")
                        .map((row, _) -> new Row(
                                row.getString(1),
                                row.getString(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6)))
                        .list());
    }

    private Seat seat() {
        Database database = Database.open(config, clock);
        Quota quota = Quota.open(database, clock, new Random());
        Seat seat = new Seat(database, quota, Ledger.open(database, quota, clock));
        shownAt.put(seat, clock.instant());
        return seat;
    }
}
