package dev.llmaas.platform.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** Fresh data for a test, on either database. The PostgreSQL server starts once for all tests of this JVM. */
public enum Stores {
    SQLITE {
        @Override
        public StoreConfig fresh(Path directory) {
            return StoreConfig.sqlite(directory);
        }
    },
    POSTGRESQL {
        @Override
        public StoreConfig fresh(Path directory) {
            String name = "test_" + COUNT.incrementAndGet();
            try (Connection connection = Server.SERVER.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
            return new StoreConfig(directory, Server.SERVER.getJdbcUrl("postgres", name), null, null);
        }
    };

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Where data lies that nobody has used yet. */
    public abstract StoreConfig fresh(Path directory);

    /** Stops when the JVM ends. */
    private static final class Server {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "120")
                        .start();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
