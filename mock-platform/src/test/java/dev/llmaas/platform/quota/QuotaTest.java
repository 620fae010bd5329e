package dev.llmaas.platform.quota;

import static dev.llmaas.platform.metering.Calls.budget;
import static dev.llmaas.platform.metering.Calls.hold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.Money;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.api.admin.LimitStatus;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.MovableClock;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.store.Database;
import dev.llmaas.platform.store.StoreConfig;
import dev.llmaas.platform.store.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuotaTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-24T10:30:00Z"));

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void ofFortyCallsOfTenAtOnceAgainstAHundredExactlyTenPass(Stores store) throws Exception {
        try (Database database = Database.open(store.fresh(directory), clock);
                Quota quota = open(database);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch gate = new CountDownLatch(1);
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                all.add(threads.submit(() -> {
                    gate.await();
                    return passes(quota, budget("key_1", 100L, 1_000L, null), 10);
                }));
            }
            gate.countDown();

            int passed = 0;
            for (Future<Boolean> one : all) {
                passed += one.get() ? 1 : 0;
            }
            assertThat(passed).isEqualTo(10);
            assertThat(quota.status(budget("key_1", 100L, 1_000L, null)))
                    .extracting(LimitStatus::pending)
                    .containsExactly(100L, 100L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLastTokenCanBeHeldAndNoneAfterIt(Stores store) {
        try (Database database = Database.open(store.fresh(directory), clock);
                Quota quota = open(database)) {
            Budget budget = budget("key_1", 100_003L, null, null);
            Reservation first = quota.reserve(budget, hold(100_000));
            try (Reservation second = quota.reserve(budget, hold(1))) {
                assertThat(second.extendUpTo(256, new Money(8_000)).join()).isEqualTo(2);
                assertThat(second.refusedBy()).contains(LimitKind.OUTPUT_TOKENS_PER_HOUR);
                assertThat(second.held().outputTokens()).isEqualTo(3);
                assertThat(second.extend(hold(1)).join()).isFalse();

                first.close();

                assertThat(second.extend(hold(100_000)).join()).isTrue();
                assertThat(passes(quota, budget, 1)).isFalse();
            }
        }
    }

    @Test
    void aRefusalNamesTheLimitItsBoundItsKeyAndTheEarliestMoment() {
        try (Database database = Database.open(StoreConfig.sqlite(directory), clock);
                Quota quota = open(database)) {
            PlatformException hour = refusal(quota, budget("key_1", 100L, null, null), 101);
            assertThat(hour.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
            assertThat(hour.sentence())
                    .contains("key_1", "100 output tokens per hour", "needs 101", "2026-11-24 12:00:00 +01:00")
                    .contains("too small");
            assertThat(hour.retryAfter()).isEqualTo(Duration.ofMinutes(30));

            PlatformException money = refusal(quota, budget("key_2", null, null, Money.ofEuros("0.001")), 126);
            assertThat(money.code()).isEqualTo(ErrorCode.INSUFFICIENT_QUOTA);
            assertThat(money.sentence())
                    .contains("key_2", "0.001 EUR per month", "0.001008 EUR", "2026-12-01 00:00:00 +01:00");
        }
    }

    @Test
    void aCallThatOnlyWaitsForRunningCallsMayTryAgainSoon() {
        try (Database database = Database.open(StoreConfig.sqlite(directory), clock);
                Quota quota = open(database)) {
            Budget budget = budget("key_1", 100L, null, null);
            try (Reservation running = quota.reserve(budget, hold(60))) {
                PlatformException refusal = refusal(quota, budget, 50);

                assertThat(running.held().outputTokens()).isEqualTo(60);
                assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
                assertThat(refusal.sentence()).contains("running calls hold 60", "as soon as running calls end");
            }
        }
    }

    @Test
    void aLimitOfZeroRefusesEverythingAndNoLimitCostsNothing() {
        try (Database database = Database.open(StoreConfig.sqlite(directory), clock);
                Quota quota = open(database)) {
            assertThat(passes(quota, budget("key_1", 0L, null, null), 0)).isFalse();
            assertThat(passes(quota, budget("key_1", null, null, Money.ZERO), 0))
                    .isFalse();

            assertThat(passes(quota, budget("key_2", null, null, null), Long.MAX_VALUE / 10_000))
                    .isTrue();
            assertThat(quota.status(budget("key_2", null, null, null))).isEmpty();
            assertThat(rows(database, "quota_window")).isZero();
        }
    }

    @Test
    void aNewHourGrantsAnewAndAClockThatGoesBackGrantsNothingTwice() {
        try (Database database = Database.open(StoreConfig.sqlite(directory), clock);
                Quota quota = open(database)) {
            Budget budget = budget("key_1", 100L, null, null);
            Reservation first = quota.reserve(budget, hold(100));

            clock.advance(Duration.ofMinutes(30));
            Reservation second = quota.reserve(budget, hold(100));
            clock.advance(Duration.ofMinutes(-30));

            assertThat(passes(quota, budget, 1)).isFalse();
            clock.advance(Duration.ofMinutes(30));
            assertThat(passes(quota, budget, 1)).isFalse();
            first.close();
            assertThat(passes(quota, budget, 1)).isFalse();
            second.close();
            assertThat(passes(quota, budget, 1)).isTrue();
        }
    }

    @Test
    void aReservationThatIsClosedCannotBeExtended() {
        try (Database database = Database.open(StoreConfig.sqlite(directory), clock);
                Quota quota = open(database)) {
            Reservation reservation = quota.reserve(budget("key_1", 100L, null, null), hold(10));
            reservation.close();
            reservation.close();

            assertThat(reservation.extend(hold(10)).join()).isFalse();
            assertThat(reservation.extendUpTo(10, Money.ZERO).join()).isZero();
            assertThatThrownBy(() -> reservation.post(1, Money.ZERO)).isInstanceOf(IllegalStateException.class);
            assertThat(passes(quota, budget("key_1", 100L, null, null), 100)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotInUseGoesBack(Stores store) {
        try (Database database = Database.open(store.fresh(directory), clock);
                Quota quota = open(database)) {
            Budget budget = budget("key_1", 64_000L, null, null);
            quota.reserve(budget, hold(10)).close();
            assertThat(pending(database)).isPositive();

            clock.advance(Limits.QUOTA_SWEEP_INTERVAL);
            quota.sweep();

            assertThat(pending(database)).isZero();
            assertThat(passes(quota, budget, 64_000)).isTrue();
        }
    }

    @Test
    void whatADeadPlatformHeldIsFreeAfterItsTimeToLive() {
        StoreConfig config = Stores.POSTGRESQL.fresh(directory);
        try (Database one = Database.open(config, clock);
                Database two = Database.open(config, clock);
                Quota survivor = open(two)) {
            Budget budget = budget("key_1", 100L, null, null);
            Quota dead = open(one);
            Reservation lost = dead.reserve(budget, hold(100));
            assertThat(passes(survivor, budget, 1)).isFalse();

            clock.advance(Limits.QUOTA_HOLDER_TTL.plusMillis(1));
            survivor.sweep();

            assertThat(pending(two)).isZero();
            assertThat(passes(survivor, budget, 100)).isTrue();
            assertThat(lost.held().outputTokens()).isEqualTo(100);
            dead.sweep(); // it was only asleep: it goes on under another name
            assertThat(passes(dead, budget, 1)).isFalse();
            assertThat(passes(dead, budget("key_2", 100L, null, null), 100)).isTrue();
        }
    }

    @Test
    void onSqliteARestartFreesAtOnce() {
        Budget budget = budget("key_1", 100L, null, null);
        try (Database database = Database.open(StoreConfig.sqlite(directory), clock)) {
            assertThat(open(database).reserve(budget, hold(100)).held().outputTokens())
                    .isEqualTo(100);
        }
        try (Database database = Database.open(StoreConfig.sqlite(directory), clock);
                Quota quota = open(database)) {
            assertThat(pending(database)).isZero();
            assertThat(passes(quota, budget, 100)).isTrue();
        }
    }

    private Quota open(Database database) {
        return Quota.open(database, clock, new Random());
    }

    /** Whether so much can be held now; keeps it if the amount is positive and it is one of many. */
    private static boolean passes(Quota quota, Budget budget, long tokens) {
        try {
            Reservation reservation = quota.reserve(budget, new Hold(tokens, new Money(tokens)));
            return reservation.held().outputTokens() == tokens;
        } catch (PlatformException refused) {
            return false;
        }
    }

    private static PlatformException refusal(Quota quota, Budget budget, long tokens) {
        return catchThrowableOfType(PlatformException.class, () -> quota.reserve(budget, hold(tokens)));
    }

    private static long pending(Database database) {
        return database.read(handle -> handle.createQuery("SELECT COALESCE(SUM(pending), 0) FROM quota_window")
                .mapTo(Long.class)
                .one());
    }

    private static long rows(Database database, String table) {
        return database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM " + table)
                .mapTo(Long.class)
                .one());
    }
}
