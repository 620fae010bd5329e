package dev.llmaas.platform.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** Everything in which the two databases differ for us; the SQL does not. Immutable. */
final class Dialect {
    /** SQLSTATE of a serialisation failure and of a deadlock: the same work may succeed if it runs again. */
    private static final Set<String> RETRYABLE = Set.of("40001", "40P01");

    /** The name of SQLite's file in the data directory. */
    static final String FILE = "llmaas.db";

    private final StoreConfig config;
    private final String url;

    Dialect(StoreConfig config) {
        this.config = config;
        String address = config.url();
        this.url = address == null ? "jdbc:sqlite:" + file() : address;
    }

    boolean isShared() {
        return config.isShared();
    }

    Path file() {
        return config.directory().resolve(FILE);
    }

    String url() {
        return url;
    }

    Properties properties(boolean readOnly) {
        return isShared() ? postgresql(readOnly) : sqlite();
    }

    Connection connect(boolean readOnly) throws SQLException {
        Connection connection = DriverManager.getConnection(url, properties(readOnly));
        if (readOnly && !isShared()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA query_only = true");
            }
        }
        return connection;
    }

    /** Jdbi on this connection; closing the handle closes the connection. */
    Handle handle(Connection connection) {
        return Jdbi.create(connection)
                .installPlugin(new SqlObjectPlugin())
                .installPlugin(new IdRecords())
                .open();
    }

    boolean isRetryable(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return isShared() && RETRYABLE.contains(sql.getSQLState());
            }
        }
        return false;
    }

    /** As connection properties, because a script of several PRAGMA statements would apply only its first. */
    private static Properties sqlite() {
        SQLiteConfig pragmas = new SQLiteConfig();
        pragmas.setJournalMode(SQLiteConfig.JournalMode.WAL);
        pragmas.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        pragmas.setBusyTimeout(5_000);
        pragmas.enforceForeignKeys(true);
        return pragmas.toProperties();
    }

    private Properties postgresql(boolean readOnly) {
        Properties properties = new Properties();
        if (config.user() != null) {
            properties.setProperty("user", config.user());
        }
        if (config.password() != null) {
            properties.setProperty("password", config.password());
        }
        properties.setProperty("ApplicationName", "llmaas");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("readOnly", Boolean.toString(readOnly));
        return properties;
    }
}
