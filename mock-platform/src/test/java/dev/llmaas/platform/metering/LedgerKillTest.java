package dev.llmaas.platform.metering;

import static dev.llmaas.platform.metering.Calls.aCall;
import static dev.llmaas.platform.metering.Calls.budget;
import static dev.llmaas.platform.metering.Calls.hold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.Money;
import dev.llmaas.platform.quota.Budget;
import dev.llmaas.platform.quota.Quota;
import dev.llmaas.platform.quota.Reservation;
import dev.llmaas.platform.store.Database;
import dev.llmaas.platform.store.StoreConfig;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that settles at full speed, at random moments, and looks at what it left. */
class LedgerKillTest {
    private static final Budget BUDGET = budget("key_1", 1_000_000_000L, null, Money.ofEuros("100000"));
    private static final int KILLS = 3;

    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedBeforeAKillIsInTheLedgerOnce() throws Exception {
        long seed = System.nanoTime();
        System.out.println("LedgerKillTest seed " + seed);
        Random random = new Random(seed);
        List<String> acknowledged = new ArrayList<>();

        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged.addAll(runAndKill(kill, 50 + random.nextInt(1_500)));
        }

        try (Database database = Database.open(StoreConfig.sqlite(directory), InstantSource.system());
                Quota quota = Quota.open(database, InstantSource.system(), random)) {
            Ledger.open(database, quota, InstantSource.system());
            List<String> written = database.read(handle -> handle.createQuery("SELECT request_id FROM usage_event")
                    .mapTo(String.class)
                    .list());
            assertThat(acknowledged).hasSizeGreaterThan(KILLS * 50).doesNotHaveDuplicates();
            assertThat(written).doesNotHaveDuplicates().containsAll(acknowledged);
            long tokens = 20L * written.size();
            assertThat(one(database, "SELECT SUM(posted) FROM quota_window WHERE kind LIKE 'OUTPUT%'"))
                    .isEqualTo(tokens);
            assertThat(one(database, "SELECT SUM(completion_tokens) FROM usage_minute"))
                    .isEqualTo(tokens);
            assertThat(one(database, "SELECT SUM(requests) FROM usage_day")).isEqualTo(written.size());
            assertThat(one(database, "SELECT SUM(pending) FROM quota_window")).isZero();
            assertThat(one(database, "SELECT COUNT(*) FROM quota_holder")).isZero();
            assertThat(quota.status(BUDGET))
                    .allSatisfy(status -> assertThat(status.pending()).isZero());
        }
    }

    /** The ids that the process acknowledged until it was killed, after so many of them. */
    private List<String> runAndKill(int number, int after) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Settling.class.getName(),
                        directory.toString(),
                        String.valueOf(number))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = out.readLine()) != null) {
                if (line.startsWith("req_") && line.endsWith(";")) { // the last line may be cut
                    acknowledged.add(line);
                }
                if (acknowledged.size() == after) {
                    process.toHandle().destroyForcibly(); // the process itself would close the stream too early
                }
            }
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 9);
        return acknowledged;
    }

    private static long one(Database database, String sql) {
        return database.read(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    /** The process that is killed: 32 callers settle as fast as they can and print each id that was acknowledged. */
    static final class Settling {
        private Settling() {}

        public static void main(String[] arguments) throws InterruptedException {
            Database database = Database.open(StoreConfig.sqlite(Path.of(arguments[0])), InstantSource.system());
            Quota quota = Quota.open(database, InstantSource.system(), new Random());
            Ledger ledger = Ledger.open(database, quota, InstantSource.system());
            AtomicLong count = new AtomicLong();
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                callers.add(Thread.startVirtualThread(() -> {
                    while (true) {
                        String id = "req_%s_%d;".formatted(arguments[1], count.incrementAndGet());
                        Reservation reservation = quota.reserve(BUDGET, hold(64));
                        ledger.settle(reservation, aCall().withTokens(3, 20).entry(id, 0))
                                .join();
                        out.println(id);
                    }
                }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
        }
    }
}
