package dev.llmaas.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseTest {
    private static final String ADD = "INSERT INTO quota_holder (id, expires_at_ms) VALUES (?, 0)";

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void whatWasWrittenIsReadAndStaysOverARestart(Stores store) {
        StoreConfig config = store.fresh(directory);
        try (Database database = open(config)) {
            database.write(handle -> handle.execute(ADD, "a"));
            assertThat(holders(database)).containsExactly("a");
        }

        try (Database database = open(config)) {
            assertThat(holders(database)).containsExactly("a");
        }
    }

    @Test
    void whoeverReadsOrChangesSeesWhatWasPromisedBefore() {
        try (Database database = open(StoreConfig.sqlite(directory))) {
            Lane<String, Boolean> lane = adding(database);
            lane.addPromised("first").join(); // after this the writer rests, and promises wait
            for (int i = 0; i < 5; i++) {
                lane.addPromised("p" + i);
                assertThat(holders(database)).hasSize(2 + i);
            }
            CompletableFuture<Boolean> last = lane.addPromised("last");
            assertThat(database.<Integer>write(handle -> handle.createQuery("SELECT COUNT(*) FROM quota_holder")
                            .mapTo(Integer.class)
                            .one()))
                    .isEqualTo(7);
            assertThat(last).isCompleted();
        }
    }

    @Test
    void whatWasPromisedIsWrittenBeforeTheDatabaseCloses() {
        StoreConfig config = StoreConfig.sqlite(directory);
        try (Database database = open(config)) {
            Lane<String, Boolean> lane = adding(database);
            lane.addPromised("first").join();
            lane.addPromised("second");
        }
        try (Database database = open(config)) {
            assertThat(holders(database)).containsExactly("first", "second");
        }
    }

    @Test
    void whereAPromiseCannotBeWrittenItsCallerHearsOfItAndReadersGoOn() {
        try (Database database = open(StoreConfig.sqlite(directory))) {
            Lane<String, Boolean> lane = adding(database);
            lane.addPromised("first").join();
            CompletableFuture<Boolean> again = lane.addPromised("first");

            assertThat(holders(database)).containsExactly("first");
            assertThatThrownBy(again::join).hasCauseInstanceOf(StoreException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyADatabaseOfOnePlatformHasAJournal(Stores store) {
        try (Database database = open(store.fresh(directory))) {
            assertThat(database.journal().isPresent()).isEqualTo(!database.isShared());
        }
    }

    @ParameterizedTest
    @EnumSource
    void workThatFailsHarmsNoOtherInItsGroup(Stores store) {
        try (Database database = open(store.fresh(directory))) {
            CountDownLatch gate = new CountDownLatch(1);
            database.submit(handle -> await(gate));
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String id = i == 7 ? "3" : String.valueOf(i);
                all.add(database.submit(handle -> handle.execute(ADD, id)));
            }
            gate.countDown();

            for (int i = 0; i < 20; i++) {
                CompletableFuture<Integer> one = all.get(i);
                if (i == 7) {
                    assertThatThrownBy(one::join).isInstanceOf(CompletionException.class);
                } else {
                    assertThat(one.join()).isEqualTo(1);
                }
            }
            assertThat(holders(database)).hasSize(19);
        }
    }

    @ParameterizedTest
    @EnumSource
    void changesOfALaneAreWrittenTogetherAndOneThatFailsIsLeftOut(Stores store) {
        try (Database database = open(store.fresh(directory))) {
            List<Integer> sizes = new ArrayList<>();
            Lane<String, Integer> lane = database.lane((statements, ids) -> {
                sizes.add(ids.size());
                List<Integer> counts = new ArrayList<>();
                for (String id : ids) {
                    PreparedStatement add = statements.get(ADD);
                    add.setString(1, id);
                    counts.add(add.executeUpdate());
                }
                return counts;
            });
            CountDownLatch gate = new CountDownLatch(1);
            database.submit(handle -> await(gate));
            List<CompletableFuture<Integer>> all = List.of(lane.add("a"), lane.add("b"), lane.add("b"), lane.add("c"));
            gate.countDown();

            assertThat(all.get(0).join()).isEqualTo(1);
            assertThat(all.get(1).join()).isEqualTo(1);
            assertThatThrownBy(all.get(2)::join).isInstanceOf(CompletionException.class);
            assertThat(all.get(3).join()).isEqualTo(1);
            assertThat(holders(database)).containsExactly("a", "b", "c");
            assertThat(sizes).startsWith(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingWritesWhatWasAskedForAndRefusesTheRest(Stores store) {
        StoreConfig config = store.fresh(directory);
        Database database = open(config);
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String id = String.valueOf(i);
            all.add(database.submit(handle -> handle.execute(ADD, id)));
        }

        database.close();

        assertThat(all).allMatch(one -> one.join() == 1);
        assertThatThrownBy(() -> database.write(handle -> handle.execute(ADD, "late")))
                .isInstanceOf(StoreException.class)
                .hasMessage("The database is closed.");
        assertThatThrownBy(() -> holders(database)).hasMessage("The database is closed.");
        try (Database again = open(config)) {
            assertThat(holders(again)).hasSize(100);
        }
    }

    @Test
    void readersCannotChangeAnything() {
        try (Database database = open(Stores.SQLITE.fresh(directory))) {
            assertThatThrownBy(() -> database.read(handle -> handle.execute(ADD, "a")))
                    .hasMessageContaining("readonly");
        }
    }

    @Test
    void aConnectionThatPostgresqlEndedIsOpenedAgain() {
        try (Database database = open(Stores.POSTGRESQL.fresh(directory))) {
            database.write(handle -> handle.execute(ADD, "a"));
            assertThatThrownBy(
                    () -> database.write(handle -> handle.execute("SELECT pg_terminate_backend(pg_backend_pid())")));
            assertThatThrownBy(
                    () -> database.read(handle -> handle.createQuery("SELECT pg_terminate_backend(pg_backend_pid())")
                            .mapTo(String.class)
                            .list()));

            database.write(handle -> handle.execute(ADD, "b"));

            assertThat(holders(database)).containsExactly("a", "b");
        }
    }

    @Test
    void twoPlatformsThatBlockEachOtherOnPostgresqlBothSucceed() throws Exception {
        StoreConfig config = Stores.POSTGRESQL.fresh(directory);
        try (Database first = open(config);
                Database second = open(config)) {
            first.write(handle -> handle.execute("INSERT INTO quota_holder VALUES ('a', 0), ('b', 0)"));
            AtomicInteger runs = new AtomicInteger();
            CountDownLatch both = new CountDownLatch(2);

            CompletableFuture<Integer> one = first.submit(handle -> crossing(handle, "a", "b", both, runs));
            CompletableFuture<Integer> two = second.submit(handle -> crossing(handle, "b", "a", both, runs));

            assertThat(one.get() + two.get()).isEqualTo(2);
            assertThat(runs).hasValue(3);
        }
    }

    @Test
    void aSecondPlatformOnTheSameDirectoryIsToldWhoHasIt() {
        try (Database _ = open(StoreConfig.sqlite(directory))) {
            assertThatThrownBy(() -> open(StoreConfig.sqlite(directory)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("is in use by another platform (process "
                            + ProcessHandle.current().pid());
        }
        open(StoreConfig.sqlite(directory)).close();
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> open(StoreConfig.sqlite(file.resolve("data"))))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("The data directory " + file.resolve("data") + " cannot be written:");
    }

    @Test
    void aDamagedFileIsNamedAndNotTouched() throws Exception {
        Path file = Files.writeString(directory.resolve(Dialect.FILE), "This is no database.".repeat(100));

        assertThatThrownBy(() -> open(StoreConfig.sqlite(directory)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file + " is damaged");
        assertThat(file).hasContent("This is no database.".repeat(100));
    }

    @Test
    void theChecksumsOfWhatIsShippedAreThoseThatFlywayWrote() {
        StoreConfig config = Stores.SQLITE.fresh(directory);
        Map<String, Integer> written = new TreeMap<>();
        try (Database database = open(config)) {
            database.read(handle -> handle.createQuery("SELECT version, checksum FROM flyway_schema_history")
                            .map((row, _) -> Map.entry(row.getString(1), row.getInt(2)))
                            .list())
                    .forEach(row -> written.put(row.getKey(), row.getValue()));
        }

        assertThat(Shipped.checksums()).contains(written);
    }

    @ParameterizedTest
    @EnumSource
    void aNewerSchemaIsRefused(Stores store) throws SQLException {
        StoreConfig config = store.fresh(directory);
        open(config).close();
        execute(config, """
                INSERT INTO flyway_schema_history SELECT 99, '999', 'later', type, 'V999__later.sql', 1, installed_by,
                    installed_on, 1, success FROM flyway_schema_history WHERE version = '001'""");

        assertThatThrownBy(() -> open(config))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("written by a newer version")
                .hasMessageContaining("migration 999");
    }

    @ParameterizedTest
    @EnumSource
    void aChangedMigrationIsRefusedAndNeverRepaired(Stores store) throws SQLException {
        StoreConfig config = store.fresh(directory);
        open(config).close();
        execute(config, "UPDATE flyway_schema_history SET checksum = 5 WHERE version = '002'");

        assertThatThrownBy(() -> open(config))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Migration 002 of the database is not the one of this version");
        assertThatThrownBy(() -> open(config)).isInstanceOf(StoreException.class);
    }

    @Test
    void aServerThatCannotBeReachedIsSaid() {
        StoreConfig nowhere = new StoreConfig(directory, "jdbc:postgresql://127.0.0.1:1/none", "a", "b");

        assertThatThrownBy(() -> open(nowhere))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("The database server cannot be reached:");
        assertThat(nowhere.toString()).isEqualTo("StoreConfig[PostgreSQL]");
    }

    private static Database open(StoreConfig config) {
        return Database.open(config, InstantSource.system());
    }

    private static Lane<String, Boolean> adding(Database database) {
        return database.lane((statements, ids) -> {
            PreparedStatement add = statements.get(ADD);
            for (String id : ids) {
                add.setString(1, id);
                add.executeUpdate();
            }
            return ids.stream().map(_ -> true).toList();
        });
    }

    private static List<String> holders(Database database) {
        return database.read(handle -> handle.createQuery("SELECT id FROM quota_holder ORDER BY id")
                .mapTo(String.class)
                .list());
    }

    private static int crossing(Handle handle, String first, String second, CountDownLatch both, AtomicInteger runs) {
        runs.incrementAndGet();
        String update = "UPDATE quota_holder SET expires_at_ms = expires_at_ms + 1 WHERE id = ?";
        handle.execute(update, first);
        both.countDown();
        await(both);
        return handle.execute(update, second);
    }

    private static boolean await(CountDownLatch gate) {
        try {
            gate.await();
            return true;
        } catch (InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void execute(StoreConfig config, String sql) throws SQLException {
        Dialect dialect = new Dialect(config);
        try (Connection connection = DriverManager.getConnection(dialect.url(), dialect.properties(false));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
