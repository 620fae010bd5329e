package dev.llmaas.platform.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Connections on which nobody asks for anything. They have some time to do so, before their first request and between
 * two, because whoever sends the head of a request byte by byte would else hold a connection for as long as he likes. On
 * the plain listener, which is for this machine only, a connection is known by its first request, so there they may wait
 * for that one. Thread-safe.
 */
final class Newcomers {
    private static final int LOOKS = 4;

    private final Vertx vertx;
    private final Duration firstPatience;
    private final Duration nextPatience;
    private final Map<HttpConnection, Seat> seats = new ConcurrentHashMap<>();

    /** What is known of a connection. */
    private static final class Seat {
        /** The answer to its last request; null before the first, and where many run at once. */
        volatile @Nullable HttpServerResponse last;

        volatile boolean asked;
        /** What the last look found. */
        @Nullable
        HttpServerResponse seen;
        /** Looks in a row that found nothing new and nothing running. */
        int quietLooks;
    }

    /**
     * Connections that may be silent for so long.
     *
     * @param firstPatience before the first request
     * @param nextPatience after each answer of HTTP/1.1, roughly: they are looked at several times in it
     */
    Newcomers(Vertx vertx, Duration firstPatience, Duration nextPatience) {
        this.vertx = vertx;
        this.firstPatience = firstPatience;
        this.nextPatience = nextPatience;
    }

    /** Begins to look after kept connections, until {@code vertx} ends. */
    void watch() {
        vertx.setPeriodic(Math.max(1, nextPatience.toMillis() / LOOKS), _ -> look());
    }

    /** Begins to wait. */
    void arrived(HttpConnection connection) {
        Seat seat = new Seat();
        seats.put(connection, seat);
        long timer = vertx.setTimer(firstPatience.toMillis(), _ -> {
            if (!seat.asked) {
                Http1.giveUp(connection);
            }
        });
        connection.closeHandler(_ -> {
            seats.remove(connection);
            vertx.cancelTimer(timer);
        });
    }

    /** A whole head of a request has come. */
    void asked(HttpServerRequest request) {
        Seat seat = seats.get(request.connection());
        if (seat != null) {
            seat.asked = true;
            seat.last = request.version() == HttpVersion.HTTP_2 ? null : request.response();
        }
    }

    private void look() {
        seats.forEach((connection, seat) -> {
            HttpServerResponse last = seat.last;
            boolean quiet = last != null && last.ended() && last.equals(seat.seen);
            seat.seen = last;
            seat.quietLooks = quiet ? seat.quietLooks + 1 : 0;
            if (seat.quietLooks >= LOOKS) {
                Http1.giveUp(connection);
            }
        });
    }
}
