package dev.llmaas.platform.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections that have not asked for anything yet. They have some time to do so, because whoever sends the head of a
 * request byte by byte would else hold a connection for as long as he likes. On the plain listener, which is for this
 * machine only, a connection is known by its first request, so there they may wait. Thread-safe.
 */
final class Newcomers {
    private final Vertx vertx;
    private final Duration patience;
    private final Set<HttpConnection> silent = ConcurrentHashMap.newKeySet();

    Newcomers(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    /** Begins to wait. */
    void arrived(HttpConnection connection) {
        silent.add(connection);
        long timer = vertx.setTimer(patience.toMillis(), _ -> {
            if (silent.remove(connection)) {
                connection.close();
            }
        });
        connection.closeHandler(_ -> {
            silent.remove(connection);
            vertx.cancelTimer(timer);
        });
    }

    /** A whole head of a request has come. */
    void asked(HttpConnection connection) {
        silent.remove(connection);
    }
}
