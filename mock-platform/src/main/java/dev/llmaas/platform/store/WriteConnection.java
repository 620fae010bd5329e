package dev.llmaas.platform.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/**
 * The one connection that changes data, with its statements. Confined to the writer's thread.
 *
 * @param connection with auto-commit off
 * @param handle Jdbi's view of it
 * @param statements those that are used with every call
 */
record WriteConnection(Connection connection, Handle handle, Statements statements) {
    static WriteConnection open(Dialect dialect) throws SQLException {
        Connection connection = dialect.connect(false);
        connection.setAutoCommit(false);
        return new WriteConnection(connection, dialect.handle(connection), new Statements(connection));
    }
}
