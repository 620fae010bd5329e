package dev.llmaas.platform.gateway;

import dev.llmaas.inference.pool.Endpoint;
import dev.llmaas.platform.Limits;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connections of one event loop to engines: those in use, and those that wait for the next call. Belongs to its loop. */
final class EngineLines {
    /** Engines close connections that lie idle for longer, mostly sooner. */
    private static final Duration IDLE_MAX = Duration.ofMinutes(5);

    private static final int SCRATCH_BYTES = 64 * 1024;

    private final NetClient client;
    private final Map<Address, Deque<EngineLine>> idle = new HashMap<>();
    private final byte[] scratch = new byte[SCRATCH_BYTES];
    /** Lines whose calls were left, by when. */
    private final Map<EngineLine, Long> leaving = new LinkedHashMap<>();

    private int open;
    private long nowMs;

    /**
     * Where an engine listens, and how to reach it.
     *
     * @param connectMax how long connecting may take
     * @param authorities who may vouch for it, in PEM; null for whom the machine trusts
     */
    record Address(
            String host,
            int port,
            boolean secure,
            Duration connectMax,
            @Nullable Path authorities) {
        static Address of(Endpoint endpoint) {
            URI base = endpoint.baseUrl();
            boolean secure = "https".equals(base.getScheme());
            int port = base.getPort() > 0 ? base.getPort() : secure ? 443 : 80;
            Endpoint.Waits waits = endpoint.waits();
            return new Address(
                    base.getHost(),
                    port,
                    secure,
                    waits == null ? Limits.ENGINE_CONNECT_MAX : waits.connectMax(),
                    endpoint.authorities());
        }

        private ConnectOptions options() {
            ConnectOptions options =
                    new ConnectOptions().setHost(host).setPort(port).setTimeout(Math.toIntExact(connectMax.toMillis()));
            if (secure) {
                ClientSSLOptions tls = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
                if (authorities != null) {
                    tls.setTrustOptions(new PemTrustOptions().addCertPath(authorities.toString()));
                }
                options.setSsl(true).setSslOptions(tls);
            }
            return options;
        }

        /** As the header {@code host} names it. */
        String authority() {
            return port == (secure ? 443 : 80) ? host : host + ":" + port;
        }
    }

    EngineLines(Vertx vertx) {
        this.client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
    }

    /** Sends a call over a connection that waits, or over a new one. */
    void send(EngineCall call) {
        Deque<EngineLine> waiting = idle.get(call.address());
        while (waiting != null && !waiting.isEmpty()) {
            EngineLine line = waiting.pop();
            if (line.isOpen()) {
                line.send(call);
                return;
            }
        }
        sendAgain(call);
    }

    /** Sends a call over a new connection. */
    void sendAgain(EngineCall call) {
        if (open >= Limits.ENGINE_CONNECTIONS_MAX) {
            broken(call, new IOException("There are %d connections to engines already.".formatted(open)));
            return;
        }
        open++;
        client.connect(call.address().options())
                .onSuccess(socket -> connected(socket, call))
                .onFailure(failure -> {
                    open--;
                    broken(call, failure);
                });
    }

    private void connected(NetSocket socket, EngineCall call) {
        EngineLine line = new EngineLine(this, call.address());
        ChannelHandlerContext end = ((NetSocketInternal) socket).channelHandlerContext();
        if (!end.channel().isActive()) {
            open--;
            broken(call, new IOException("The engine closed the connection at once."));
            return;
        }
        end.pipeline().addBefore(end.name(), "engine", line);
        if (call.isOver()) {
            free(line);
        } else {
            line.send(call);
        }
    }

    private static void broken(EngineCall call, Throwable failure) {
        EngineCall.Listener listener = call.listener();
        call.finished();
        if (listener != null) {
            listener.broken(failure, false);
        }
    }

    /** The line waits for its next call; the one that waited shortest is taken first, so that others can be closed. */
    void free(EngineLine line) {
        line.idle(nowMs);
        leaving.remove(line);
        idle.computeIfAbsent(line.address(), _ -> new ArrayDeque<>()).push(line);
    }

    /** The line is closed. */
    void gone(EngineLine line) {
        open--;
        leaving.remove(line);
        Deque<EngineLine> waiting = idle.get(line.address());
        if (waiting != null) {
            waiting.remove(line);
            if (waiting.isEmpty()) {
                idle.remove(line.address());
            }
        }
    }

    /** Nobody waits for the rest of this line's answer, but its end is worth a while. */
    void leaving(EngineLine line) {
        leaving.put(line, nowMs);
    }

    /** Closes what lay idle for too long, or does not come to its end. Called every {@link Limits#RELAY_TICK}. */
    void tick(long atMs) {
        nowMs = atMs;
        List<EngineLine> late = new ArrayList<>();
        leaving.forEach((line, sinceMs) -> {
            if (atMs - sinceMs > Limits.ENGINE_STOP_MAX.toMillis()) {
                late.add(line);
            }
        });
        late.forEach(EngineLine::close);
        for (Deque<EngineLine> waiting : idle.values()) {
            for (EngineLine line = waiting.peekLast();
                    line != null && atMs - line.idleSinceMs() > IDLE_MAX.toMillis();
                    line = waiting.peekLast()) {
                waiting.removeLast();
                line.close();
            }
        }
    }

    /** For one read at a time. */
    byte[] scratch() {
        return scratch;
    }
}
