package dev.llmaas.console.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.LimitStatus;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.console.session.LocalPlatform;
import dev.llmaas.console.session.Session;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the platform and its runner at random moments under load, without warning, and compares the books with what
 * clients received: what was delivered to its last byte is in the ledger once, and nothing stays pending.
 * {@code -Dkills=50} for more rounds.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("kills", 10);
    private static final int CLIENTS = 6;
    private static final Duration RUN_MIN = Duration.ofMillis(100);
    private static final int RUN_SPREAD_MS = 1_500;
    private static final KeyLimits LIMITS = new KeyLimits(100_000_000L, 1_000_000_000L, null);

    @TempDir
    Path data;

    @Test
    void whatWasDeliveredIsInTheLedgerOnceWhateverIsKilled() throws Exception {
        long seed = System.nanoTime();
        System.out.printf("KillTest seed %d, %d kills%n", seed, KILLS);
        Random random = new Random(seed);
        Map<String, Long> delivered = new HashMap<>();
        String secret = null;
        for (int kill = 0; kill < KILLS; kill++) {
            try (StartedDemo demo = StartedDemo.on(data)) {
                demo.awaitRunner(OptionalLong.empty());
                secret = secret == null ? createKey(demo.session()).secret() : secret;
                try (AnswerLoad load =
                        AnswerLoad.start(demo.platform().profile(), secret, CLIENTS, random.nextLong())) {
                    load.awaitDelivered(1);
                    Duration moment = RUN_MIN.plusMillis(random.nextInt(RUN_SPREAD_MS));
                    await().pollDelay(moment).atMost(moment.plusSeconds(10)).until(() -> true);
                    if (kill % 2 == 0) {
                        killRunner(demo);
                    } else {
                        killPlatform(demo.platform());
                    }
                    load.stop();
                    delivered.putAll(load.delivered());
                }
            }
        }
        check(delivered);
    }

    private static IssuedApiKey createKey(Session session) {
        return session.admin().createKey(new NewApiKey(null, "load", null, null, LIMITS));
    }

    /** The runner dies; the platform says so and brings another, and answers again. */
    private static void killRunner(StartedDemo demo) {
        long victim = demo.session().admin().replicas().data().stream()
                .map(Replica::pid)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
        demo.awaitRunner(OptionalLong.of(victim));
    }

    private static void killPlatform(LocalPlatform platform) {
        ProcessHandle process = platform.process().orElseThrow();
        List<ProcessHandle> runners = process.children().toList();
        process.destroyForcibly();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(runners).noneMatch(ProcessHandle::isAlive));
    }

    /** A last start lets the platform put its books in order; then they are compared. */
    private void check(Map<String, Long> delivered) throws Exception {
        try (StartedDemo demo = StartedDemo.on(data)) {
            List<LimitStatus> limits = demo.session().admin().allKeys().stream()
                    .filter(key -> key.name().equals("load"))
                    .findFirst()
                    .orElseThrow()
                    .usage();
            assertThat(limits)
                    .isNotEmpty()
                    .allSatisfy(limit -> assertThat(limit.pending()).isZero());
        }
        Map<String, Long> booked = booked();
        System.out.printf("KillTest delivered %d answers, %d are in the ledger%n", delivered.size(), booked.size());
        assertThat(delivered).isNotEmpty();
        assertThat(booked).containsAllEntriesOf(delivered);
        assertThat(sum("SELECT SUM(posted) FROM quota_window WHERE kind = 'OUTPUT_TOKENS_PER_DAY'"))
                .isEqualTo(sum("SELECT SUM(completion_tokens) FROM usage_event"))
                .isEqualTo(sum("SELECT SUM(completion_tokens) FROM usage_minute"));
        assertThat(sum("SELECT SUM(pending) FROM quota_window")).isZero();
    }

    private Map<String, Long> booked() throws SQLException {
        Map<String, Long> tokens = new HashMap<>();
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT request_id, completion_tokens FROM usage_event")) {
            while (rows.next()) {
                assertThat(tokens.put(rows.getString(1), rows.getLong(2))).isNull();
            }
        }
        return tokens;
    }

    private long sum(String query) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("llmaas.db"));
    }
}
