package dev.llmaas.platform.metering;

import static dev.llmaas.platform.metering.Calls.ORGANIZATION;
import static dev.llmaas.platform.metering.Calls.PARIS;
import static dev.llmaas.platform.metering.Calls.aCall;
import static dev.llmaas.platform.metering.Calls.budget;
import static dev.llmaas.platform.metering.Calls.hold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.llmaas.api.Money;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.admin.UsageReport;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.platform.MovableClock;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.quota.Budget;
import dev.llmaas.platform.quota.Hold;
import dev.llmaas.platform.quota.Quota;
import dev.llmaas.platform.quota.Reservation;
import dev.llmaas.platform.store.Database;
import dev.llmaas.platform.store.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LedgerTest {
    private static final Budget BUDGET = budget("key_1", 1_000L, 10_000L, Money.ofEuros("1"));

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-24T10:30:20Z"));

    @TempDir
    Path directory;

    private record Desk(Database database, Quota quota, Ledger ledger, UsageReports reports) {
        Optional<RequestSettled> settle(String id, Calls call, long nowMs) {
            Reservation reservation = quota.reserve(BUDGET, new Hold(call.completionTokens(), call.spend()));
            return ledger.settle(reservation, call.entry(id, nowMs - 250)).join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSettledCallIsInItsWindowsAndReportsOnce(Stores store) {
        with(store, desk -> {
            RequestSettled event = desk.settle("req_1", aCall(), clock.millis()).orElseThrow();

            assertThat(event.durationMs()).isEqualTo(250);
            assertThat(event.spend()).isEqualTo(new Money(10 * 1_800 + 20 * 8_000));
            desk.settle("req_1", aCall(), clock.millis());
            assertThat(desk.quota().status(BUDGET))
                    .allSatisfy(status -> assertThat(status.pending()).isZero());
            assertThat(desk.quota().status(BUDGET).get(0).posted()).isEqualTo(20);
            assertThat(desk.quota().status(BUDGET).get(2).posted()).isEqualTo(178_000);
            Standing standing = desk.reports().standing(ORGANIZATION, PARIS);
            assertThat(standing.today().requests()).isEqualTo(1);
            assertThat(standing.month()).isEqualTo(standing.today());
            assertThat(standing.monthEndsAtMs())
                    .isEqualTo(Instant.parse("2026-11-30T23:00:00Z").toEpochMilli());
            assertThat(standing.models()).hasSize(1);
            RequestSettled recent = standing.recent().getFirst();
            assertThat(recent.requestId()).isEqualTo("req_1");
            assertThat(recent.usage()).isEqualTo(Usage.of(10, 0, 20, 0));
            assertThat(desk.reports()
                            .standing(new OrganizationId("org_2"), PARIS)
                            .month()
                            .requests())
                    .isZero();
        });
    }

    @ParameterizedTest
    @EnumSource
    void documentsAndSecondsOfSpeechAreCountedBesideTokens(Stores store) {
        with(store, desk -> {
            RequestSettled ranked = settleMeasured(desk, "req_1", 12, 0);
            RequestSettled heard = settleMeasured(desk, "req_2", 0, 61);

            assertThat(ranked.documents()).isEqualTo(12);
            assertThat(heard.audioSeconds()).isEqualTo(61);
            Standing standing = desk.reports().standing(ORGANIZATION, PARIS);
            assertThat(standing.recent())
                    .extracting(RequestSettled::requestId, RequestSettled::documents, RequestSettled::audioSeconds)
                    .containsExactlyInAnyOrder(tuple("req_1", 12L, 0L), tuple("req_2", 0L, 61L));
            for (String groupBy : List.of("model", "outcome", "hour", "day")) {
                UsageReport report = desk.reports()
                        .report(ORGANIZATION, PARIS, clock.millis() - 86_400_000, clock.millis() + 60_000, groupBy);
                assertThat(report.totals().requests()).as(groupBy).isEqualTo(2);
                assertThat(report.totals().documents()).as(groupBy).isEqualTo(12);
                assertThat(report.totals().audioSeconds()).as(groupBy).isEqualTo(61);
            }
        });
    }

    private RequestSettled settleMeasured(Desk desk, String id, long documents, long audioSeconds) {
        Calls call = aCall().withTokens(0, 0);
        return desk.ledger()
                .settle(
                        desk.quota().reserve(BUDGET, Hold.NONE),
                        call.entry(id, clock.millis(), documents, audioSeconds))
                .join()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void theSameRequestSettledTwiceInOneGroupIsPostedOnce(Stores store) {
        with(store, desk -> {
            List<CompletableFuture<Optional<RequestSettled>>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Reservation reservation = desk.quota().reserve(BUDGET, hold(20));
                all.add(desk.ledger()
                        .settle(reservation, aCall().withTokens(0, 20).entry("req_same", 0)));
            }

            all.forEach(CompletableFuture::join);
            assertThat(desk.reports().standing(ORGANIZATION, PARIS).today().requests())
                    .isEqualTo(1);
            assertThat(desk.quota().status(BUDGET).getFirst().posted()).isEqualTo(20);
            assertThat(desk.quota().status(BUDGET).getFirst().pending()).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyCallIsVoidedAndAReservationSettlesOnce(Stores store) {
        with(store, desk -> {
            Reservation empty = desk.quota().reserve(BUDGET, hold(1_000));
            assertThat(desk.ledger()
                            .settle(empty, aCall().withTokens(0, 0).entry("req_1", 0))
                            .join())
                    .isEmpty();
            Reservation once = desk.quota().reserve(BUDGET, hold(1_000));
            assertThat(desk.ledger()
                            .settle(once, aCall().withTokens(0, 7).entry("req_2", 0))
                            .join())
                    .isPresent();

            assertThatThrownBy(() -> desk.ledger().settle(once, aCall().entry("req_3", 0)))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(desk.quota().status(BUDGET).getFirst().posted()).isEqualTo(7);
            assertThat(desk.quota().status(BUDGET).getFirst().pending()).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource
    void moreThanWasReservedIsNeverPosted(Stores store) {
        with(store, desk -> {
            Reservation reservation = desk.quota().reserve(BUDGET, hold(10));

            RequestSettled event = desk.ledger()
                    .settle(reservation, aCall().withTokens(0, 11).entry("req_1", 0))
                    .join()
                    .orElseThrow();

            assertThat(event.spend()).isEqualTo(new Money(10 * 8_000));
            assertThat(desk.quota().status(BUDGET).getFirst().posted()).isEqualTo(10);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aCallOverTheHourIsPostedToBothHoursAsItWasHeld(Stores store) {
        with(store, desk -> {
            Reservation reservation = desk.quota().reserve(BUDGET, hold(600));
            clock.advance(Duration.ofMinutes(30));
            assertThat(reservation.extend(hold(600)).join()).isTrue();

            desk.ledger()
                    .settle(reservation, aCall().withTokens(0, 700).entry("req_1", 0))
                    .join();

            assertThat(desk.quota().status(BUDGET).getFirst().posted()).isEqualTo(100);
            clock.advance(Duration.ofMinutes(-30));
            assertThat(desk.quota().status(BUDGET).getFirst().posted()).isEqualTo(600);
        });
    }

    @ParameterizedTest
    @EnumSource
    void reportsGroupAndAddUpWhateverTheRange(Stores store) {
        with(store, desk -> {
            Random random = new Random(7);
            Instant start = clock.instant();
            List<Long> at = new ArrayList<>();
            List<Calls> calls = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                clock.advance(Duration.ofSeconds(random.nextInt(4_000)));
                Calls call = aCall().withModel("model" + random.nextInt(3))
                        .withOutcome(random.nextInt(5) == 0 ? Outcome.ENGINE_FAILED : Outcome.COMPLETED)
                        .withTokens(random.nextInt(10), 1 + random.nextInt(3));
                assertThat(desk.settle("req_" + i, call, clock.millis())).isPresent();
                at.add(clock.millis());
                calls.add(call);
            }
            long end = clock.millis();
            for (int i = 0; i < 40; i++) {
                long from = random.nextLong(start.toEpochMilli() - 4_000_000, end) / 60_000 * 60_000;
                long to = random.nextLong(from + 60_000, end + 4_000_000) / 60_000 * 60_000;
                long requests = 0;
                long errors = 0;
                long spend = 0;
                for (int j = 0; j < 300; j++) {
                    if (at.get(j) >= from && at.get(j) < to) {
                        requests++;
                        errors += calls.get(j).outcome().isError() ? 1 : 0;
                        spend += calls.get(j).spend().nanoEuros();
                    }
                }
                for (String groupBy : List.of("model", "key", "project", "outcome", "hour", "day")) {
                    UsageReport report = desk.reports().report(ORGANIZATION, PARIS, from, to, groupBy);
                    assertThat(report.totals().requests()).as(groupBy).isEqualTo(requests);
                    assertThat(report.totals().errors()).isEqualTo(errors);
                    assertThat(report.totals().spend()).isEqualTo(new Money(spend));
                }
            }
            UsageReport days = desk.reports().report(ORGANIZATION, PARIS, start.toEpochMilli(), end + 60_000, "day");
            assertThat(days.rows()).extracting(UsageReport.Row::group).isSorted();
            assertThat(days.rows().getFirst().label()).isEqualTo("2026-11-24");
            UsageReport models =
                    desk.reports().report(ORGANIZATION, PARIS, start.toEpochMilli(), end + 60_000, "model");
            assertThat(models.rows().getFirst().totals().spend())
                    .isGreaterThanOrEqualTo(models.rows().getLast().totals().spend());
        });
    }

    @ParameterizedTest
    @EnumSource
    void aReportThatMakesNoSenseIsRefused(Stores store) {
        with(store, desk -> {
            assertThatThrownBy(() -> desk.reports().report(ORGANIZATION, PARIS, 0, 1_000, "colour"))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("model, key, project, outcome, hour, day");
            assertThatThrownBy(() -> desk.reports().report(ORGANIZATION, PARIS, 5, 5, "model"))
                    .isInstanceOf(PlatformException.class);
            assertThatThrownBy(() -> desk.reports().report(ORGANIZATION, PARIS, 0, 86_400_000L * 94, "hour"))
                    .hasMessageContaining("at most 93 days");
        });
    }

    private void with(Stores store, Consumer<Desk> test) {
        try (Database database = Database.open(store.fresh(directory), clock);
                Quota quota = Quota.open(database, clock, new Random())) {
            test.accept(
                    new Desk(database, quota, Ledger.open(database, quota, clock), new UsageReports(database, clock)));
        }
    }
}
