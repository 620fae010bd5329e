package dev.llmaas.platform.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/**
 * The one connection that changes data, with its statements. Confined to the writer's thread. SQLite's transactions are
 * begun by hand: its driver would otherwise begin the next one with each commit and hold the lock of the file for ever.
 *
 * @param connection in the mode of its database
 * @param handle Jdbi's view of it
 * @param statements those that are used with every call
 * @param isShared whether the database is PostgreSQL
 */
record WriteConnection(Connection connection, Handle handle, Statements statements, boolean isShared) {
    static WriteConnection open(Dialect dialect) throws SQLException {
        Connection connection = dialect.connect(false);
        connection.setAutoCommit(!dialect.isShared());
        return new WriteConnection(
                connection, dialect.handle(connection), new Statements(connection), dialect.isShared());
    }

    void begin() throws SQLException {
        if (!isShared) {
            statements.get("BEGIN IMMEDIATE").execute();
        }
    }

    void commit() throws SQLException {
        if (isShared) {
            connection.commit();
        } else {
            statements.get("COMMIT").execute();
        }
    }

    void rollback() throws SQLException {
        if (isShared) {
            connection.rollback();
        } else {
            statements.get("ROLLBACK").execute();
        }
    }
}
