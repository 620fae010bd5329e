package dev.llmaas.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.inference.http.SseFrame;
import dev.llmaas.inference.runner.TestCaller;
import dev.llmaas.inference.runner.TestLaunch;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PoolKillTest {
    private static final int KILLS = 50;
    private static final int CALLERS = 8;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String BODY = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private final AtomicInteger whole = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicBoolean ending = new AtomicBoolean();

    @Test
    void fiftyKillsUnderLoadLeaveNoZombieAndNoLease() throws InterruptedException {
        long seed = System.nanoTime();
        System.out.println("PoolKillTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Set<Long> pids = new HashSet<>();
        try (Pool pool = pool();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            pool.start();
            for (int i = 0; i < CALLERS; i++) {
                String name = "caller" + i;
                callers.execute(() -> call(pool, name));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                // Every other process is one that serves; the rest may be at any point of their start.
                pids.add(killOne(pool, random, kill % 2 == 0));
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(300)).toNanos());
            }
            await().atMost(SOON).until(() -> pool.replicas().stream().allMatch(replica -> ready(replica)));
            int before = whole.get();
            await().atMost(SOON).until(() -> whole.get() > before + CALLERS);
            ending.set(true);
            await().atMost(SOON).until(() -> pool.leases() == 0);
            pool.replicas().forEach(replica -> pids.add(replica.pid()));
            assertThat(pool.replicas().stream().mapToInt(Replica::restarts).sum())
                    .isEqualTo(KILLS);
        }
        System.out.println("%d kills: %d answers whole, %d broken".formatted(KILLS, whole.get(), broken.get()));
        assertThat(pids).hasSize(KILLS + 2);
        assertThat(pids).noneMatch(TestLaunch::exists);
        assertThat(whole.get()).isPositive();
        assertThat(broken.get()).isPositive();
    }

    private static long killOne(Pool pool, SplittableRandom random, boolean serving) {
        if (serving) {
            await().pollInterval(Duration.ofMillis(5)).atMost(SOON).until(() -> pool.leases() > 0);
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(300)).toNanos());
        }
        List<Replica> alive = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(5)).atMost(SOON).until(() -> {
            alive.clear();
            pool.replicas().stream()
                    .filter(replica -> replica.pid() != null && (!serving || ready(replica)))
                    .filter(replica -> ProcessHandle.of(replica.pid())
                            .filter(ProcessHandle::isAlive)
                            .isPresent())
                    .forEach(alive::add);
            return !alive.isEmpty();
        });
        long pid = alive.get(random.nextInt(alive.size())).pid();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        await().pollInterval(Duration.ofMillis(1)).atMost(SOON).until(() -> !TestLaunch.exists(pid));
        return pid;
    }

    private void call(Pool pool, String name) {
        int calls = 0;
        while (!ending.get()) {
            try (Lease lease = pool.lease("m", "")) {
                callOnce(lease, name + "-" + calls++);
            } catch (EngineException notNow) {
                broken.incrementAndGet();
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void callOnce(Lease lease, String id) throws InterruptedException {
        Endpoint endpoint = lease.endpoint();
        try (TestCaller caller = new TestCaller(endpoint.baseUrl(), endpoint.authorization())) {
            List<SseFrame> frames = caller.frames(BODY, id, Map.of(RunnerProtocol.FRAMES, "1"));
            boolean done = !frames.isEmpty() && frames.getLast().isDone();
            (done ? whole : broken).incrementAndGet();
        } catch (IOException connection) {
            lease.failed();
            broken.incrementAndGet();
        }
    }

    private static boolean ready(Replica replica) {
        return replica.state() == ReplicaState.READY;
    }

    private static Pool pool() {
        PoolOptions.Timings timings = new PoolOptions.Timings(
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                Duration.ofMillis(20),
                Duration.ofMillis(200),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Duration.ofMillis(500));
        PoolOptions options =
                new PoolOptions(TestLaunch.JAVA, TestLaunch.CLASS_PATH, null, "here").withTimings(timings);
        return new Pool(
                List.of(
                        new ReplicaSpec("one", TestLaunch.scripted("tokens=20&gap-ms=3", 4)),
                        new ReplicaSpec("two", TestLaunch.scripted("tokens=20&gap-ms=3", 4))),
                options,
                InstantSource.system());
    }
}
