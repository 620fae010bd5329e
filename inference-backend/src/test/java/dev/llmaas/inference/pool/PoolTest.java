package dev.llmaas.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.inference.runner.TestCaller;
import dev.llmaas.inference.runner.TestLaunch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final PoolOptions OPTIONS = new PoolOptions(TestLaunch.JAVA, TestLaunch.CLASS_PATH, null, "here");

    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void aLeaseWaitsForAReplicaThatStarts() throws InterruptedException {
        Pool pool = started(OPTIONS, scripted("one", 2));

        try (Lease lease = pool.lease("m", "")) {
            assertThat(lease.endpoint().protocol()).isEqualTo(Protocol.RUNNER);
            assertThat(lease.endpoint().engineType()).isEqualTo("scripted");
            assertThat(lease.endpoint().machineName()).isEqualTo("here");
            assertThat(lease.endpoint().authorization()).hasSize("Bearer ".length() + 64);
            assertThat(lease.toString() + lease.endpoint()).doesNotContain("Bearer");
            assertThat(pool.leases()).isEqualTo(1);
        }

        assertThat(pool.leases()).isZero();
        Replica replica = pool.sample().getFirst();
        assertThat(replica.state()).isEqualTo(ReplicaState.READY);
        assertThat(replica.load().slots()).isEqualTo(2);
        assertThat(replica.load().memoryBytes()).isPositive();
        assertThat(replica.pid()).isPositive();
        assertThat(replica.startedAtMs()).isPositive();
    }

    @Test
    void callsThatCanWaitMayHaveHalfOfTheSlotsOfEachReplica() throws InterruptedException {
        Pool pool = started(OPTIONS, scripted("one", 4), scripted("two", 4));
        await().atMost(SOON)
                .until(() -> pool.sample().stream()
                        .allMatch(replica -> replica.state() == ReplicaState.READY
                                && replica.load().slots() == 4));

        List<String> lent = new ArrayList<>();
        while (pool.hasRoom("m") && lent.size() < 9) {
            Lease lease = pool.leaseNow("m", "").orElseThrow();
            open.addFirst(lease);
            lent.add(lease.endpoint().baseUrl().toString());
        }

        assertThat(lent).hasSize(4);
        assertThat(lent)
                .allSatisfy(url -> assertThat(lent.stream().filter(url::equals)).hasSize(2));
    }

    @Test
    void aReplicaThatComesAfterAnotherStartsWhenThatOneIsReady() throws InterruptedException {
        ReplicaSpec first = scripted("one", 1);
        ReplicaSpec second = new ReplicaSpec("two", scripted("two", 1).engine(), "one");
        Pool pool = new Pool(List.of(first, second), OPTIONS, InstantSource.system());
        open.add(pool);
        List<String> ready = new CopyOnWriteArrayList<>();
        List<Integer> startedBefore = new CopyOnWriteArrayList<>();
        pool.onChange(replica -> {
            if (replica.id().equals("two") && replica.state() == ReplicaState.STARTING) {
                startedBefore.add(ready.size());
            }
            if (replica.state() == ReplicaState.READY) {
                ready.add(replica.id());
            }
        });
        pool.start();

        await().atMost(SOON).until(() -> ready.size() == 2);

        assertThat(ready).containsExactly("one", "two");
        assertThat(startedBefore.getFirst()).isEqualTo(1);
    }

    @Test
    void aReplicaComesOnlyAfterOneThatIsBeforeIt() {
        ReplicaSpec late = new ReplicaSpec("one", scripted("one", 1).engine(), "two");

        assertThatThrownBy(() -> new Pool(List.of(late, scripted("two", 1)), OPTIONS, InstantSource.system()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two");
    }

    @Test
    void aModelThatIsNotConfiguredIsRefusedAtOnce() {
        Pool pool = started(OPTIONS);

        assertThatThrownBy(() -> pool.lease("ghost", ""))
                .isInstanceOfSatisfying(
                        Unreachable.class, refused -> assertThat(refused.why()).isEqualTo(Unreachable.Why.NOT_LOADED))
                .hasMessageContaining("ghost");
    }

    @Test
    void aModelThatCannotStartIsFailedAndRefusedWithTheReason() {
        EngineSpec spec = new EngineSpec(URI.create("scripted:///?tokens=none"), "m", 1, 0, 0, null);
        Pool pool = started(OPTIONS, new ReplicaSpec("one", spec));

        await().atMost(SOON).until(() -> state(pool) == ReplicaState.FAILED);

        assertThat(pool.replicas().getFirst().reason()).contains("tokens of a script must be a whole number");
        long asked = System.nanoTime();
        assertThatThrownBy(() -> pool.lease("m", ""))
                .isInstanceOfSatisfying(
                        Unreachable.class, refused -> assertThat(refused.why()).isEqualTo(Unreachable.Why.DOWN))
                .hasMessageContaining("tokens of a script");
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
        assertThat(pool.replicas().getFirst().restarts()).isZero();
    }

    @Test
    void waitingIsBounded() {
        PoolOptions.Timings timings = timings(Duration.ofMillis(50), Duration.ofSeconds(5));
        Pool pool = started(OPTIONS.withTimings(timings), scripted("one", 1));

        assertThatThrownBy(() -> pool.lease("m", ""))
                .isInstanceOfSatisfying(
                        Unreachable.class, refused -> assertThat(refused.why()).isEqualTo(Unreachable.Why.STARTING));
    }

    @Test
    void aRunnerThatDiesIsReplacedAndTheOldOneNeverServesUnderANewLease() throws InterruptedException {
        Pool pool = new Pool(List.of(scripted("one", 1)), OPTIONS, InstantSource.system());
        open.add(pool);
        List<ReplicaState> states = new CopyOnWriteArrayList<>();
        pool.onChange(replica -> states.add(replica.state()));
        pool.start();
        Lease before = pool.lease("m", "");
        long pid = pool.replicas().getFirst().pid();

        long killed = System.nanoTime();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await().pollInterval(Duration.ofMillis(1)).atMost(SOON).until(() -> state(pool) == ReplicaState.RESTARTING);
        System.out.println("a death was noticed after " + Duration.ofNanos(System.nanoTime() - killed));
        Lease after = pool.lease("m", "");
        System.out.println("a dead runner was replaced after " + Duration.ofNanos(System.nanoTime() - killed));

        assertThat(after.endpoint().authorization())
                .isNotEqualTo(before.endpoint().authorization());
        assertThat(pool.leases()).isEqualTo(1);
        before.close();
        assertThat(pool.leases()).isEqualTo(1);
        after.close();
        assertThat(pool.leases()).isZero();
        assertThat(pool.replicas().getFirst().restarts()).isEqualTo(1);
        // A lease may be had a moment before listeners hear of the state.
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(states)
                        .containsExactly(
                                ReplicaState.STARTING,
                                ReplicaState.READY,
                                ReplicaState.RESTARTING,
                                ReplicaState.STARTING,
                                ReplicaState.READY));
    }

    @Test
    void aRunnerThatHangsIsReplaced() throws IOException, InterruptedException {
        PoolOptions.Timings timings = timings(SOON, Duration.ofMillis(100));
        Pool pool = started(OPTIONS.withTimings(timings), scripted("one", 1));
        pool.lease("m", "").close();
        Long pid = pool.replicas().getFirst().pid();

        assertThat(new ProcessBuilder("kill", "-STOP", pid.toString()).start().waitFor())
                .isZero();

        await().atMost(SOON).until(() -> pool.replicas().getFirst().restarts() == 1);
        assertThat(TestLaunch.exists(pid)).isFalse();
        pool.lease("m", "").close();
    }

    @Test
    void aRunnerWhoseEngineAbortsIsReplacedAndItsEndIsTold() throws IOException, InterruptedException {
        Pool pool = new Pool(List.of(scripted("one", 1)), OPTIONS, InstantSource.system());
        open.add(pool);
        List<String> reasons = new CopyOnWriteArrayList<>();
        pool.onChange(replica -> reasons.add(String.valueOf(replica.reason())));
        pool.start();

        Lease lease = pool.lease("m", "");
        try (TestCaller caller =
                new TestCaller(lease.endpoint().baseUrl(), lease.endpoint().authorization())) {
            String crash =
                    "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"script\":\"fault=crash-after:0\"}";
            assertThatThrownBy(() -> caller.frames(crash, "r", Map.of())).isInstanceOf(IOException.class);
        }

        await().atMost(SOON).until(() -> pool.replicas().getFirst().restarts() == 1);
        assertThat(reasons).contains("The runner was ended by signal 6 and starts again.");
    }

    @Test
    void aRunnerWhoseEngineEndsUnaskedIsStartedAgain() throws Exception {
        Pool pool = started(OPTIONS, scripted("one", 2));
        List<String> reasons = new CopyOnWriteArrayList<>();
        pool.onChange(replica -> reasons.add(String.valueOf(replica.reason())));
        try (Lease lease = pool.lease("m", "");
                TestCaller caller = caller(lease)) {
            caller.frames(asking("fault=break-down-after:2"), "r", Map.of(RunnerProtocol.FRAMES, "1"));
        }

        await().atMost(SOON)
                .until(() -> pool.replicas().getFirst().restarts() == 1 && state(pool) == ReplicaState.READY);

        assertThat(reasons).contains("The runner ended because its engine broke and starts again.");
        try (Lease lease = pool.lease("m", "");
                TestCaller caller = caller(lease)) {
            assertThat(caller.frames(asking("tokens=2"), "r", Map.of(RunnerProtocol.FRAMES, "1"))
                            .getLast()
                            .isDone())
                    .isTrue();
        }
    }

    private static TestCaller caller(Lease lease) {
        return new TestCaller(lease.endpoint().baseUrl(), lease.endpoint().authorization());
    }

    private static String asking(String script) {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"script\":\"%s\"}"
                .formatted(script);
    }

    @Test
    void aRestartStartsAnotherProcess() throws InterruptedException {
        Pool pool = started(OPTIONS, scripted("one", 1));
        pool.lease("m", "").close();
        Long pid = pool.replicas().getFirst().pid();

        pool.restart("one");

        await().atMost(SOON)
                .until(() -> state(pool) == ReplicaState.READY
                        && !pid.equals(pool.replicas().getFirst().pid()));
        assertThatThrownBy(() -> pool.restart("two")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closingEndsProcessesAndWaiters() throws InterruptedException {
        Pool pool = started(OPTIONS, scripted("one", 1));
        pool.lease("m", "").close();
        long pid = pool.replicas().getFirst().pid();

        pool.close();

        assertThat(TestLaunch.exists(pid)).isFalse();
        assertThat(state(pool)).isEqualTo(ReplicaState.STOPPED);
        assertThatThrownBy(() -> pool.lease("m", "")).isInstanceOf(Unreachable.class);
    }

    @Test
    void requestsGoWhereTheFewestAre() throws InterruptedException {
        Pool pool = started(OPTIONS, upstream("a", "http://a:1/v1"), upstream("b", "http://b:1"));

        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            leases.add(pool.lease("m", ""));
        }

        assertThat(leases.stream()
                        .filter(lease -> lease.endpoint().machineName().equals("a")))
                .hasSize(3);
        leases.stream()
                .filter(lease -> lease.endpoint().machineName().equals("a"))
                .forEach(Lease::close);
        assertThat(pool.lease("m", "").endpoint().baseUrl()).isEqualTo(URI.create("http://a:1"));
    }

    @Test
    void requestsOfOneKeyStayTogetherUntilTheLoadForbids() throws InterruptedException {
        Pool pool = started(OPTIONS, upstream("a", "http://a:1"), upstream("b", "http://b:1"));

        String home = machine(pool, "key");
        for (int i = 0; i < 20; i++) {
            assertThat(machine(pool, "key")).isEqualTo(home);
        }
        pool.lease("m", "key");
        pool.lease("m", "key");

        assertThat(machine(pool, "key")).isNotEqualTo(home);
    }

    @Test
    void aSuspectServesOnlyWhereThereIsNoOther() throws InterruptedException {
        Pool pool = started(OPTIONS, upstream("a", "http://a:1"), upstream("b", "http://b:1"));
        Lease lease = pool.lease("m", "");
        String suspect = lease.endpoint().machineName();

        lease.failed();
        lease.close();

        for (int i = 0; i < 10; i++) {
            assertThat(pool.lease("m", "key" + i).endpoint().machineName()).isNotEqualTo(suspect);
        }
        pool.lease("m", "").failed();
        assertThat(pool.lease("m", "").endpoint().machineName()).isNotNull();
    }

    @Test
    void aForeignServersKeyComesFromItsFile() throws IOException, InterruptedException {
        Path key = Files.writeString(folder.resolve("key"), "sk-secret\n");
        Pool pool = started(
                OPTIONS,
                upstream("a", "https://gpu07:8000/v1/?key-file=" + key),
                new ReplicaSpec(
                        "b", new EngineSpec(URI.create("openai+https://x?key-file=/none"), "n", 0, 0, 0, null)));

        Endpoint endpoint = pool.lease("m", "").endpoint();

        assertThat(endpoint.baseUrl()).isEqualTo(URI.create("https://gpu07:8000"));
        assertThat(endpoint.authorization()).isEqualTo("Bearer sk-secret");
        assertThat(endpoint.protocol()).isEqualTo(Protocol.OPENAI);
        assertThat(endpoint.toString()).doesNotContain("secret");
        assertThat(pool.replicas().getLast().reason()).contains("/none");
    }

    private static String machine(Pool pool, String key) throws InterruptedException {
        try (Lease lease = pool.lease("m", key)) {
            return lease.endpoint().machineName();
        }
    }

    private static ReplicaState state(Pool pool) {
        return pool.replicas().getFirst().state();
    }

    private Pool started(PoolOptions options, ReplicaSpec... specs) {
        Pool pool = new Pool(List.of(specs), options, InstantSource.system());
        open.add(pool);
        pool.start();
        return pool;
    }

    private static ReplicaSpec scripted(String id, int slots) {
        return new ReplicaSpec(id, TestLaunch.scripted("tokens=5", slots));
    }

    private static ReplicaSpec upstream(String id, String url) {
        return new ReplicaSpec(id, new EngineSpec(URI.create("openai+" + url), "m", 8, 0, 0, null));
    }

    private static PoolOptions.Timings timings(Duration leaseWaitMax, Duration backOffMax) {
        PoolOptions.Timings usual = PoolOptions.Timings.DEFAULT;
        return new PoolOptions.Timings(
                leaseWaitMax,
                usual.startMax(),
                usual.backOffMin(),
                backOffMax,
                usual.healthyAfter(),
                Duration.ofMillis(100),
                usual.suspectFor());
    }
}
