package dev.llmaas.platform.metering;

import static dev.llmaas.platform.metering.Calls.aCall;
import static dev.llmaas.platform.metering.Calls.budget;

import dev.llmaas.api.Money;
import dev.llmaas.platform.quota.Hold;
import dev.llmaas.platform.quota.Quota;
import dev.llmaas.platform.quota.Reservation;
import dev.llmaas.platform.store.Database;
import dev.llmaas.platform.store.StoreConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Prints the processor time of the whole process per pair of reserve and settle, on SQLite. Method: warm up, then the same
 * number of pairs at 1,000 a second (each due at its own time, on a virtual thread) and as fast as 256 callers go; process
 * CPU time over pairs, garbage collection and compilation included. The same pace with calls that do nothing shows what the
 * benchmark itself costs. Arguments: pairs per round, keys.
 */
final class LedgerBenchmark {
    private LedgerBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int pairs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
        int keys = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        Path directory = Files.createTempDirectory("llmaas-ledger");
        try (Database database = Database.open(StoreConfig.sqlite(directory), InstantSource.system());
                Quota quota = Quota.open(database, InstantSource.system(), new Random())) {
            Ledger ledger = Ledger.open(database, quota, InstantSource.system());
            Run run = new Run(quota, ledger, keys, new AtomicLong(), new Semaphore(256));
            run.round("warm-up, full load", pairs * 4, 0, run::pair);
            run.round("warm-up, 1,000/s", pairs, 1_000_000, run::pair);
            run.round("full load", pairs * 4, 0, run::pair);
            run.round("1,000 a second", pairs, 1_000_000, run::pair);
            run.round("nothing at 1,000/s", pairs, 1_000_000, _ -> {});
        }
    }

    private record Run(Quota quota, Ledger ledger, int keys, AtomicLong count, Semaphore callers) {
        void round(String name, int pairs, long intervalNanos, LongConsumer call) throws InterruptedException {
            long[] delays = new long[pairs];
            Semaphore done = new Semaphore(0);
            long cpu = cpuNanos();
            long start = System.nanoTime();
            for (int i = 0; i < pairs; i++) {
                if (intervalNanos > 0) {
                    long due = start + i * intervalNanos;
                    while (System.nanoTime() < due) {
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                }
                callers.acquire();
                int index = i;
                Thread.startVirtualThread(() -> {
                    long began = System.nanoTime();
                    call.accept(count.incrementAndGet());
                    delays[index] = System.nanoTime() - began;
                    callers.release();
                    done.release();
                });
            }
            done.acquire(pairs);
            long wall = System.nanoTime() - start;
            long used = cpuNanos() - cpu;
            Arrays.sort(delays);
            System.out.printf(
                    "%-20s %7d pairs %8.0f/s  CPU %6.1f us a pair  delay p50 %5.2f ms p99 %5.2f ms%n",
                    name,
                    pairs,
                    pairs * 1e9 / wall,
                    used / 1e3 / pairs,
                    delays[pairs / 2] / 1e6,
                    delays[pairs * 99 / 100] / 1e6);
        }

        private void pair(long number) {
            String key = "key_%02d".formatted(number % keys);
            Calls call = aCall().withKey(key).withTokens(100, 200);
            try (Reservation reservation = quota.reserve(
                    budget(key, 1_000_000_000L, 10_000_000_000L, Money.ofEuros("100000")),
                    new Hold(256, new Money(256 * 8_000 + 200 * 1_800)))) {
                ledger.settle(reservation, call.entry("req_%012d".formatted(number), 0))
                        .join();
            }
        }

        private static long cpuNanos() {
            return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
        }
    }
}
