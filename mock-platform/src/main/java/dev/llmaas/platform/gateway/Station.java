package dev.llmaas.platform.gateway;

import dev.llmaas.inference.pool.Endpoint;
import dev.llmaas.platform.Limits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the relay keeps for one event loop: connections to engines that stay on this loop, and the calls that run here,
 * which one timer looks at. Belongs to its loop.
 */
final class Station {
    private static final int KEEP_ALIVE_SECONDS = 300;
    private static final int ENDPOINTS_MAX = 1_000;

    /** For the few words to runners while they work. */
    private final HttpClient client;

    private final EngineLines lines;
    private final Map<Endpoint, Facts> facts = new HashMap<>();
    private final Set<Passage> running = new LinkedHashSet<>();

    /** A station of the event loop that runs this. */
    Station(Vertx vertx, InstantSource clock) {
        HttpClientOptions options = new HttpClientOptions()
                .setTcpNoDelay(true)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setConnectTimeout(Math.toIntExact(Limits.ENGINE_CONNECT_MAX.toMillis()))
                .setDecompressionSupported(false)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(Limits.ENGINE_CONNECTIONS_MAX)
                .setMaxWaitQueueSize(Limits.ENGINE_CONNECTIONS_MAX);
        this.client = vertx.httpClientBuilder().with(options).with(pool).build();
        this.lines = new EngineLines(vertx);
        vertx.setPeriodic(Limits.RELAY_TICK.toMillis(), _ -> tick(clock.millis()));
    }

    HttpClient client() {
        return client;
    }

    EngineLines lines() {
        return lines;
    }

    /** The facts of an endpoint. */
    Facts facts(Endpoint endpoint) {
        Facts known = facts.get(endpoint);
        if (known == null) {
            if (facts.size() >= ENDPOINTS_MAX) { // runners that were replaced leave theirs behind
                facts.clear();
            }
            known = Facts.of(endpoint);
            facts.put(endpoint, known);
        }
        return known;
    }

    void enter(Passage passage) {
        running.add(passage);
    }

    void leave(Passage passage) {
        running.remove(passage);
    }

    private void tick(long nowMs) {
        lines.tick(nowMs);
        if (running.isEmpty()) {
            return;
        }
        List<Passage> now = new ArrayList<>(running);
        now.forEach(Passage::tick);
    }
}
