package dev.llmaas.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.runner.TestLaunch;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolActsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final PoolOptions OPTIONS = new PoolOptions(TestLaunch.JAVA, TestLaunch.CLASS_PATH, null, "here");

    private final List<Pool> open = new ArrayList<>();

    @AfterEach
    void closeAll() {
        open.forEach(Pool::close);
    }

    @Test
    void unloadingFinishesWhatRunsTakesNothingNewAndEndsTheProcess() throws InterruptedException {
        Pool pool = started(Set.of());
        Lease running = pool.lease("m", "");
        long pid = replica(pool).pid();

        Replica draining = pool.unload("one", SOON);

        assertThat(draining.state()).isEqualTo(ReplicaState.DRAINING);
        assertThatThrownBy(() -> pool.lease("m", ""))
                .isInstanceOfSatisfying(
                        Unreachable.class, refused -> assertThat(refused.why()).isEqualTo(Unreachable.Why.DOWN))
                .hasMessageContaining("being unloaded");
        assertThat(pool.leases()).isEqualTo(1);
        assertThat(TestLaunch.exists(pid)).isTrue();

        running.close();

        await().atMost(SOON).until(() -> replica(pool).state() == ReplicaState.STOPPED);
        assertThat(replica(pool).reason()).contains("unloaded");
        assertThat(TestLaunch.exists(pid)).isFalse();
        assertThatThrownBy(() -> pool.lease("m", "")).isInstanceOf(Unreachable.class);
    }

    @Test
    void unloadingWaitsNoLongerThanItsPatience() throws InterruptedException {
        Pool pool = started(Set.of());
        try (Lease _ = pool.lease("m", "")) {
            pool.unload("one", Duration.ofMillis(100));

            await().atMost(SOON).until(() -> replica(pool).state() == ReplicaState.STOPPED);
        }
    }

    @Test
    void whatIsUnloadedIsLoadedAgainAndUnloadingTwiceIsUnloadingOnce() throws InterruptedException {
        Pool pool = started(Set.of());
        pool.lease("m", "").close();
        pool.unload("one", SOON);
        await().atMost(SOON).until(() -> replica(pool).state() == ReplicaState.STOPPED);
        long since = replica(pool).sinceMs();

        assertThat(pool.unload("one", SOON).state()).isEqualTo(ReplicaState.STOPPED);
        assertThat(replica(pool).sinceMs()).isEqualTo(since);

        pool.load("one");
        pool.lease("m", "").close();

        assertThat(replica(pool).state()).isEqualTo(ReplicaState.READY);
        long pid = replica(pool).pid();
        assertThat(pool.load("one").pid()).isEqualTo(pid);
    }

    @Test
    void loadingWhileItUnloadsBringsItBackAndServesWhoWaits() throws Exception {
        Pool pool = started(Set.of());
        Lease running = pool.lease("m", "");
        pool.unload("one", SOON);

        pool.load("one");
        CompletableFuture<Lease> waiting = CompletableFuture.supplyAsync(() -> lease(pool), Thread::startVirtualThread);
        running.close();

        Lease second = waiting.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(second.endpoint().authorization())
                .isNotEqualTo(running.endpoint().authorization());
        second.close();
    }

    @Test
    void aPatientRestartFinishesWhatRunsAndIsRefusedWhereNothingIsLoaded() throws Exception {
        Pool pool = started(Set.of());
        Lease running = pool.lease("m", "");
        long pid = replica(pool).pid();

        assertThat(pool.restart("one", SOON).state()).isEqualTo(ReplicaState.DRAINING);
        CompletableFuture<Lease> waiting = CompletableFuture.supplyAsync(() -> lease(pool), Thread::startVirtualThread);
        assertThat(TestLaunch.exists(pid)).isTrue();
        running.close();

        waiting.get(SOON.toSeconds(), TimeUnit.SECONDS).close();
        assertThat(replica(pool).pid()).isNotEqualTo(pid);
        assertThat(replica(pool).restarts()).isEqualTo(1);

        pool.unload("one", Duration.ZERO);
        assertThatThrownBy(() -> pool.restart("one", SOON))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Load it instead");
    }

    @Test
    void whatWasUnloadedBeforeTheStartStaysSo() {
        Pool pool = started(Set.of("one", "upstream", "ghost"));

        await().atMost(SOON)
                .until(() -> pool.replicas().stream()
                        .allMatch(replica -> replica.state() == ReplicaState.STOPPED && replica.pid() == null));
        assertThat(pool.load("upstream").state()).isEqualTo(ReplicaState.READY);
        assertThat(pool.unload("upstream", SOON).state()).isEqualTo(ReplicaState.STOPPED);
    }

    @Test
    void aReplicaThatThereIsNotCannotBeActedOn() {
        Pool pool = started(Set.of("one", "upstream"));

        assertThatThrownBy(() -> pool.load("ghost"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ghost");
        assertThatThrownBy(() -> pool.unload("ghost", SOON)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.restart("ghost", SOON)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Lease lease(Pool pool) {
        try {
            return pool.lease("m", "");
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static Replica replica(Pool pool) {
        return pool.replicas().getFirst();
    }

    private Pool started(Set<String> unloaded) {
        ReplicaSpec own = new ReplicaSpec("one", TestLaunch.scripted("tokens=5", 2));
        URI foreign = URI.create("openai+http://127.0.0.1:9/v1");
        ReplicaSpec upstream = new ReplicaSpec("upstream", new EngineSpec(foreign, "other", 8, 0, 0, null));
        Pool pool = new Pool(List.of(own, upstream), OPTIONS, InstantSource.system());
        open.add(pool);
        pool.start(unloaded);
        return pool;
    }
}
