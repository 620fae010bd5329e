package dev.llmaas.platform.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema up to what this version needs: checks what was applied, applies what is missing, repairs nothing. */
final class Migrations {
    private static final Logger log = LoggerFactory.getLogger(Migrations.class);

    private static final String HISTORY = "SELECT version, checksum, success FROM flyway_schema_history";

    private Migrations() {}

    /** @throws StoreException if the schema was written by a newer version or changed by somebody else */
    static void run(Dialect dialect) {
        if (isCurrent(dialect)) {
            return;
        }
        try {
            Flyway flyway = flyway(dialect);
            for (MigrationInfo applied : flyway.info().applied()) {
                refuseUnknown(applied);
            }
            int count = flyway.migrate().migrationsExecuted;
            if (count > 0) {
                log.info("applied {} migrations", count);
            }
        } catch (FlywayException failure) {
            throw explain(failure, dialect);
        }
    }

    /** Whether exactly what this version ships was applied. Anything else, also no history at all, is Flyway's to judge. */
    private static boolean isCurrent(Dialect dialect) {
        Map<String, Integer> shipped = Shipped.checksums().orElse(Map.of());
        Map<String, Integer> applied = new TreeMap<>();
        try (Connection connection = dialect.connect(false);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(HISTORY)) {
            while (rows.next()) {
                if (!rows.getBoolean("success") || rows.getString("version") == null) {
                    return false;
                }
                applied.put(rows.getString("version"), rows.getInt("checksum"));
            }
        } catch (SQLException _) {
            return false; // Flyway meets the same fault, and it is explained there
        }
        return !applied.isEmpty() && applied.equals(shipped);
    }

    private static Flyway flyway(Dialect dialect) {
        Properties properties = dialect.properties(false);
        return Flyway.configure(Migrations.class.getClassLoader())
                .loggers("slf4j")
                .locations("classpath:db")
                .dataSource(dialect.url(), properties.getProperty("user"), properties.getProperty("password"))
                .ignoreMigrationPatterns("*:pending")
                .connectRetries(0)
                .load();
    }

    private static void refuseUnknown(MigrationInfo applied) {
        if (applied.getState() == MigrationState.FUTURE_SUCCESS || applied.getState() == MigrationState.FUTURE_FAILED) {
            throw new StoreException(
                    "The database was written by a newer version of the platform (its schema has migration %s, which this version does not know). Start that version, or restore a copy from before the update."
                            .formatted(applied.getVersion()));
        }
        if (!applied.isChecksumMatching()) {
            throw new StoreException(
                    "Migration %s of the database is not the one of this version: the schema was changed by somebody else. Restore a copy, or start the version that wrote it."
                            .formatted(applied.getVersion()));
        }
        if (applied.getState().isFailed()) {
            throw new StoreException(
                    "Migration %s of the database was left half done. Restore a copy from before the update."
                            .formatted(applied.getVersion()));
        }
    }

    private static StoreException explain(FlywayException failure, Dialect dialect) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return new StoreException(
                        String.valueOf(Faults.explain(sql, dialect).getMessage()), failure);
            }
        }
        return new StoreException(
                "The schema of the database is not as this version expects: %s".formatted(failure.getMessage()),
                failure);
    }
}
