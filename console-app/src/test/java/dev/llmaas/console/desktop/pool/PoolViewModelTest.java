package dev.llmaas.console.desktop.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.Page;
import dev.llmaas.api.admin.Permission;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.console.desktop.FakePlatform;
import dev.llmaas.console.desktop.Samples;
import dev.llmaas.console.desktop.Ticks;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Failure;
import dev.llmaas.console.desktop.async.Load;
import dev.llmaas.console.desktop.pool.PoolViewModel.Act;
import dev.llmaas.console.desktop.pool.PoolViewModel.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolViewModelTest {
    private static final String REPLICAS = "GET /admin/v1/replicas";

    private final FakePlatform platform = new FakePlatform().answer(REPLICAS, new Page<>(Samples.replicas(), null));
    private final Ticks ticks = new Ticks();

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void theRunnersStandUnderTheirMachines() {
        PoolViewModel pool = ready(_ -> true);

        assertThat(pool.frameProperty().get().nodes())
                .extracting(Node::name)
                .containsExactly("gpu-01", "gpu-02", "gpu-03");
        assertThat(pool.frameProperty().get().nodes().get(1).runners())
                .extracting(Replica::id)
                .containsExactly("r2", "r3");
        assertThat(pool.frameProperty().get().sums().ready()).isEqualTo(3);
        assertThat(pool.frameProperty().get().sums().all()).isEqualTo(4);
        assertThat(pool.frameProperty().get().sums().slots()).isEqualTo(24);
    }

    @Test
    void samplesMoveTheLoadAndTheLines() {
        PoolViewModel pool = ready(_ -> true);
        Random random = new Random(3);

        for (int i = 0; i < 5; i++) {
            Instant at = Samples.NOW.plusMillis(200L * i);
            ticks.give(Ticks.samples(at, Samples.replicaSamples(at, random)));
        }

        double now = pool.runner("r1").load().generatedTokensPerSecond();
        assertThat(now).isPositive();
        assertThat(pool.lines("r1").written().last()).isEqualTo(now);
        assertThat(pool.lines("r1").written().size()).isEqualTo(5);
        assertThat(pool.together().written().last())
                .isEqualTo(pool.frameProperty().get().sums().writtenPerSecond());
    }

    @Test
    void aLoadThatNobodyMeasuresLeavesAGapInTheLines() {
        PoolViewModel pool = ready(_ -> true);
        ticks.give(Ticks.samples(Samples.NOW, Samples.replicaSamples(Samples.NOW, new Random(3))));

        ticks.give(Ticks.quiet(Samples.NOW.plusSeconds(3)));

        assertThat(pool.lines("r1").written().last()).isNaN();
        assertThat(pool.together().waiting().last()).isNaN();
    }

    @Test
    void aRunnerThatChangesIsShownAsItStandsNow() {
        PoolViewModel pool = ready(_ -> true);

        ticks.give(Ticks.replicas(
                Samples.NOW, Samples.replica("r2", Samples.MODELS.get(1), "gpu-02", ReplicaState.FAILED, 0, 8, 1)));

        assertThat(pool.runner("r2").state()).isEqualTo(ReplicaState.FAILED);
        assertThat(pool.frameProperty().get().sums().ready()).isEqualTo(2);
    }

    @Test
    void theFilterLooksAtModelMachineDeviceAndState() {
        PoolViewModel pool = ready(_ -> true);

        assertThat(shown(pool, "GPU-02")).isEqualTo(2);
        assertThat(shown(pool, "granite")).isEqualTo(1);
        assertThat(shown(pool, "l40s")).isEqualTo(1);
        assertThat(shown(pool, "starting")).isEqualTo(1);
        assertThat(shown(pool, "nothing like it")).isZero();
        assertThat(pool.frameProperty().get().sums().all()).isEqualTo(4);
        assertThat(shown(pool, " ")).isEqualTo(4);
    }

    @Test
    void whatCanBeDoneDependsOnTheStateAndTheRole() {
        PoolViewModel pool = ready(_ -> true);
        Replica stopped = Samples.replica("r5", "gemma", "gpu-03", ReplicaState.STOPPED, 0, 8, 0);

        assertThat(pool.acts(pool.runner("r1"))).containsExactlyInAnyOrder(Act.RESTART, Act.UNLOAD);
        assertThat(pool.acts(stopped)).containsExactly(Act.LOAD);
        assertThat(ready(permission -> permission != Permission.POOL_MANAGE).acts(stopped))
                .isEmpty();
        assertThat(pool.hasOthers(pool.runner("r1"))).isFalse();
        ticks.give(Ticks.replicas(
                Samples.NOW, Samples.replica("r9", Samples.MODELS.get(0), "gpu-09", ReplicaState.READY, 0, 8, 0)));
        assertThat(pool.hasOthers(pool.runner("r1"))).isTrue();
    }

    @Test
    void anActAsksThePlatformAndShowsWhatItAnswers() throws InterruptedException {
        PoolViewModel pool = ready(_ -> true);
        platform.taken(); // the list
        Replica draining = Samples.replica("r1", Samples.MODELS.get(0), "gpu-01", ReplicaState.DRAINING, 2, 8, 0);
        platform.answer("POST /admin/v1/replicas/r1/unload", draining);
        AtomicBoolean done = new AtomicBoolean();

        pool.act(pool.runner("r1"), Act.UNLOAD, true, () -> done.set(true), _ -> {});

        await().untilTrue(done);
        assertThat(platform.taken().getUrl().query()).isEqualTo("now=true");
        assertThat(pool.runner("r1").state()).isEqualTo(ReplicaState.DRAINING);
    }

    @Test
    void aRefusedActChangesNothingAndSaysWhy() {
        PoolViewModel pool = ready(_ -> true);
        platform.refuse("POST /admin/v1/replicas/r1/restart", ErrorCode.CONFLICT);
        AtomicReference<Failure> failed = new AtomicReference<>();

        pool.act(pool.runner("r1"), Act.RESTART, false, () -> {}, failed::set);

        await().until(() -> failed.get() instanceof Failure.Refused);
        assertThat(pool.runner("r1").state()).isEqualTo(ReplicaState.READY);
    }

    @Test
    void whoMayNotSeeThePoolAsksForNothing() {
        PoolViewModel pool = pool(_ -> false);

        pool.reload();

        assertThat(pool.replicasProperty().get()).isInstanceOf(Load.Loading.class);
        assertThat(pool.frameProperty().get()).isNull();
    }

    private static long shown(PoolViewModel pool, String filter) {
        pool.filterProperty().set(filter);
        return pool.frameProperty().get().nodes().stream()
                .mapToLong(node -> node.runners().size())
                .sum();
    }

    private PoolViewModel ready(Predicate<Permission> may) {
        PoolViewModel pool = pool(may);
        pool.reload();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> pool.replicasProperty().get() instanceof Load.Ready);
        return pool;
    }

    private PoolViewModel pool(Predicate<Permission> may) {
        return new PoolViewModel(
                platform.admin(), ticks, new Background(Runnable::run), InstantSource.fixed(Samples.NOW), may);
    }
}
