package dev.llmaas.platform.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The prepared statements of one connection, each prepared once: preparing costs more than running. For the few
 * statements that run with every call; everything else uses Jdbi. Confined to the connection's thread. The texts are
 * constants of the program, so their number is bounded.
 */
public final class Statements {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    /** The statement of this text, its parameters and batch unset; never close it. */
    public PreparedStatement get(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }
}
