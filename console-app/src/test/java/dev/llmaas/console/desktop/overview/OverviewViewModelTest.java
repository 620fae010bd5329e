package dev.llmaas.console.desktop.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.Money;
import dev.llmaas.api.admin.Page;
import dev.llmaas.api.admin.Permission;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.event.PlatformEvent.LoadSampled;
import dev.llmaas.api.event.PlatformEvent.ModelLoad;
import dev.llmaas.console.desktop.FakePlatform;
import dev.llmaas.console.desktop.Samples;
import dev.llmaas.console.desktop.Ticks;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Failure;
import dev.llmaas.console.desktop.async.Load;
import dev.llmaas.console.desktop.overview.OverviewViewModel.Frame;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OverviewViewModelTest {
    private static final UsageTotals ONE_CALL = new UsageTotals(1, 0, 1_000, 0, 20_000, 0, 0, 0, Money.ofEuros("0.25"));

    private final FakePlatform platform = new FakePlatform()
            .answer("GET /admin/v1/overview", Samples.overview())
            .answer("GET /admin/v1/keys", new Page<>(Samples.keys(), null))
            .answer("GET /admin/v1/replicas", new Page<>(Samples.replicas(), null));
    private final Ticks ticks = new Ticks();

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void eventsMoveTheFiguresThatWereRead() {
        OverviewViewModel overview = ready();

        ticks.give(Ticks.calls(
                Samples.NOW,
                ONE_CALL,
                Samples.keyId(0),
                List.of(200L),
                Samples.call(1, Outcome.COMPLETED, Samples.NOW)));

        Figures figures = frame(overview).figures();
        assertThat(figures.today().requests())
                .isEqualTo(Samples.overview().today().requests() + 1);
        assertThat(figures.month().spend())
                .isEqualTo(Samples.overview().month().spend().plus(Money.ofEuros("0.25")));
        assertThat(figures.requestsPerSecond()).isEqualTo(0.1);
        assertThat(figures.firstTokenP50Ms()).isEqualTo(200);
        assertThat(frame(overview).recent()).hasSize(11);
    }

    @Test
    void callsMoveTheBarOfTheirKey() {
        OverviewViewModel overview = ready();
        ticks.give(Ticks.quiet(Samples.NOW));
        double before = used(overview, 0);

        ticks.give(Ticks.calls(Samples.NOW, ONE_CALL, Samples.keyId(0), List.of()));

        assertThat(used(overview, 0) - before).isCloseTo(20_000 / 150_000.0, within(1e-9));
    }

    @Test
    void theForecastGoesOnAtThePaceSoFar() {
        OverviewViewModel overview = ready();

        ticks.give(Ticks.quiet(Samples.NOW));

        // November in Paris has 720 hours, and 567.5 of them are over.
        double expected = 2698.62 * 720 / 567.54;
        assertThat(frame(overview).figures().forecast().euros().doubleValue()).isCloseTo(expected, within(1.0));
    }

    @Test
    void theLoadOfEachModelBecomesALine() {
        OverviewViewModel overview = ready();
        LoadSampled load = new LoadSampled(
                Samples.NOW.toEpochMilli(),
                3,
                List.of(new ModelLoad("small", 2, 1, 50.5), new ModelLoad("large", 1, 0, 9)));

        ticks.give(Ticks.load(Samples.NOW, load));

        assertThat(overview.traffic().tokensByModel().get("small").last()).isEqualTo(50.5);
        assertThat(frame(overview).figures().activeRequests()).isEqualTo(3);
        assertThat(frame(overview).figures().waitingRequests()).isEqualTo(1);
        assertThat(frame(overview).models().getFirst().model()).isEqualTo("small");
    }

    @Test
    void aLoadThatIsNotMeasuredAnyMoreIsNotShownForEver() {
        OverviewViewModel overview = ready();
        ticks.give(Ticks.load(
                Samples.NOW,
                new LoadSampled(Samples.NOW.toEpochMilli(), 3, List.of(new ModelLoad("small", 3, 0, 50)))));

        ticks.give(Ticks.quiet(Samples.NOW.plusSeconds(3)));

        assertThat(frame(overview).figures().outputTokensPerSecond()).isZero();
        assertThat(frame(overview).figures().activeRequests()).isZero();
    }

    @Test
    void aPersonWithoutTheRightToSeeKeysIsNotRefused() {
        platform.refuse("GET /admin/v1/keys", ErrorCode.PERMISSION_DENIED);
        OverviewViewModel overview = new OverviewViewModel(
                platform.admin(),
                ticks,
                new Background(Runnable::run),
                Samples.organization(),
                right -> right != Permission.KEYS_READ);

        overview.reload();

        awaitReady(overview);
        ticks.give(Ticks.quiet(Samples.NOW));
        assertThat(frame(overview).nearest()).isEmpty();
    }

    @Test
    void aRefusalSaysWhyAndTheNextAttemptMayWork() {
        platform.refuse("GET /admin/v1/overview", ErrorCode.UNAVAILABLE);
        OverviewViewModel overview = viewModel();

        overview.reload();
        await().until(() -> overview.snapshotProperty().get() instanceof Load.Failed);
        assertThat(((Load.Failed<?>) overview.snapshotProperty().get()).failure())
                .isInstanceOfSatisfying(Failure.Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                    assertThat(refused.requestId()).isEqualTo(FakePlatform.REQUEST_ID);
                });

        platform.answer("GET /admin/v1/overview", Samples.overview());
        overview.reload();
        awaitReady(overview);
    }

    private static double used(OverviewViewModel overview, int key) {
        return frame(overview).nearest().stream()
                .filter(near -> near.key().id().equals(Samples.keyId(key)))
                .findFirst()
                .orElseThrow()
                .used();
    }

    private OverviewViewModel ready() {
        OverviewViewModel overview = viewModel();
        overview.reload();
        awaitReady(overview);
        return overview;
    }

    private static void awaitReady(OverviewViewModel overview) {
        await().until(() -> overview.snapshotProperty().get() instanceof Load.Ready);
    }

    private OverviewViewModel viewModel() {
        return new OverviewViewModel(
                platform.admin(), ticks, new Background(Runnable::run), Samples.organization(), _ -> true);
    }

    private static Frame frame(OverviewViewModel overview) {
        Frame frame = overview.frameProperty().get();
        if (frame == null) {
            throw new AssertionError("There was no tick yet.");
        }
        return frame;
    }
}
