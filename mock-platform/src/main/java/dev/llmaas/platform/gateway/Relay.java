package dev.llmaas.platform.gateway;

import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Moves the bytes of answers from engines to clients, each call on the event loop of its client, with connections to the
 * engines that belong to that loop. Thread-safe.
 */
public final class Relay {
    private final Vertx vertx;
    private final InstantSource clock;
    private final Patience patience;
    private final Map<Thread, Station> stations = new ConcurrentHashMap<>();

    /** A relay with the usual patience. */
    public Relay(Vertx vertx, InstantSource clock) {
        this(vertx, clock, Patience.STANDARD);
    }

    Relay(Vertx vertx, InstantSource clock, Patience patience) {
        this.vertx = vertx;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * Sends the call to its engine and the answer to its client, all but the last bytes. Returns at once.
     *
     * @param whenEnded is called once, on the client's event loop
     */
    void run(Order order, Consumer<Ending> whenEnded) {
        if (!order.call().remoteImages().isEmpty()) {
            throw new IllegalStateException("an engine would have to fetch the images of " + order.call());
        }
        order.client().loop().execute(() -> new Passage(order, station(), clock, patience, whenEnded).start());
    }

    private Station station() {
        return stations.computeIfAbsent(Thread.currentThread(), _ -> new Station(vertx, clock));
    }
}
