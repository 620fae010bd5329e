package dev.llmaas.platform.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns what a database says into a sentence that helps the operator. */
final class Faults {
    private Faults() {}

    static RuntimeException explain(SQLException failure, Dialect dialect) {
        return new StoreException(dialect.isShared() ? postgresql(failure) : sqlite(failure, dialect.file()), failure);
    }

    private static String postgresql(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        if (state.startsWith("08")) {
            return "The database server cannot be reached: %s. Check store.url and that the server runs."
                    .formatted(firstLine(failure));
        }
        if (state.startsWith("28")) {
            return "The database server refuses the sign-in: %s. Check store.user and store.password."
                    .formatted(firstLine(failure));
        }
        return "The database refuses a statement: %s (SQLSTATE %s).".formatted(firstLine(failure), state);
    }

    private static String sqlite(SQLException failure, Path file) {
        if (!(failure instanceof SQLiteException sqlite)) {
            return "The database %s fails: %s.".formatted(file, firstLine(failure));
        }
        SQLiteErrorCode code = sqlite.getResultCode();
        return switch (code) {
            case SQLITE_NOTADB, SQLITE_CORRUPT, SQLITE_CORRUPT_VTAB, SQLITE_CORRUPT_INDEX, SQLITE_CORRUPT_SEQUENCE ->
                "The database %s is damaged. Restore it from a copy, or move it away together with the files beside it that begin with the same name, and start anew."
                        .formatted(file);
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_BUSY_SNAPSHOT, SQLITE_BUSY_RECOVERY ->
                "The database %s is locked by another program. End that program, then start again.".formatted(file);
            case SQLITE_FULL -> "There is no room left on the disk of %s. Make room.".formatted(file);
            case SQLITE_READONLY, SQLITE_READONLY_DBMOVED, SQLITE_READONLY_DIRECTORY, SQLITE_PERM, SQLITE_CANTOPEN ->
                unwritable(file);
            default -> "The database %s fails: %s.".formatted(file, firstLine(failure));
        };
    }

    private static String unwritable(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        return directory != null && Files.isWritable(directory)
                ? "The database %s cannot be opened for writing. Check who owns it.".formatted(file)
                : "The data directory %s cannot be written. Check who owns it.".formatted(directory);
    }

    private static String firstLine(SQLException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
