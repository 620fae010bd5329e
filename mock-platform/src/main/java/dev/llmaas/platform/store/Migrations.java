package dev.llmaas.platform.store;

import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema up to what this version needs: checks what was applied, applies what is missing, repairs nothing. */
final class Migrations {
    private static final Logger log = LoggerFactory.getLogger(Migrations.class);

    private Migrations() {}

    /** @throws StoreException if the schema was written by a newer version or changed by somebody else */
    static void run(Dialect dialect) {
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
            if (cause instanceof java.sql.SQLException sql) {
                return new StoreException(
                        String.valueOf(Faults.explain(sql, dialect).getMessage()), failure);
            }
        }
        return new StoreException(
                "The schema of the database is not as this version expects: %s".formatted(failure.getMessage()),
                failure);
    }
}
