package dev.llmaas.inference.runner;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.inference.pool.Pool;
import dev.llmaas.inference.pool.PoolOptions;
import dev.llmaas.inference.pool.ReplicaSpec;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process that has a pool with one runner, tells its pid, and waits to be killed. */
public final class OrphanMaker {
    private OrphanMaker() {}

    public static void main(String[] arguments) throws InterruptedException {
        PoolOptions options = new PoolOptions(TestLaunch.JAVA, TestLaunch.CLASS_PATH, null, "here");
        Pool pool = new Pool(
                List.of(new ReplicaSpec("one", TestLaunch.scripted("tokens=1", 1))), options, InstantSource.system());
        pool.onChange(OrphanMaker::tell);
        pool.start();
        new CountDownLatch(1).await();
    }

    private static void tell(Replica replica) {
        if (replica.state() == ReplicaState.READY) {
            System.out.println("pid " + replica.pid());
        }
    }
}
