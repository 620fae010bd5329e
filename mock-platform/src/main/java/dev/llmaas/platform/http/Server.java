package dev.llmaas.platform.http;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.Ulid;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.tls.ServerCertificate;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketServerConfig;
import io.vertx.core.net.TcpOption;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of the platform: HTTPS with TLS 1.3, HTTP/2 and HTTP/1.1, and if configured a plain one on loopback.
 * Each event loop has its own instance of them, so that a connection never changes its thread. Thread-safe.
 */
public final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Server.class);
    static final int HEADER_BYTES_MAX = 32 * 1024;
    static final int LINE_BYTES_MAX = 4 * 1024;
    private static final long START_SECONDS_MAX = 30;
    /** A port of 0 would give each instance another one; Vert.x shares a free port among equal negative numbers. */
    private static final int SHARED_FREE_PORT = -1;

    private static final int SHARED_FREE_PLAIN_PORT = -2;

    private static final CharSequence NOSNIFF_NAME = HttpHeaders.createOptimized("x-content-type-options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence HSTS_NAME = HttpHeaders.createOptimized("strict-transport-security");
    private static final CharSequence HSTS = HttpHeaders.createOptimized("max-age=31536000");
    private static final CharSequence PROCESSING_MS = HttpHeaders.createOptimized("openai-processing-ms");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    private final Vertx vertx;
    private final HttpConfig config;
    private final ServerCertificate certificate;
    private final Ulid ids;
    private final Router router;
    private final Unrouted unrouted;
    private final Newcomers newcomers;
    private final Cors cors;
    private final Map<String, Handler<HttpServerRequest>> direct = new ConcurrentHashMap<>();
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final List<HttpServer> plainServers = new CopyOnWriteArrayList<>();
    private final BodyBudget budget;
    private volatile boolean draining;

    /**
     * Listeners that do not listen yet.
     *
     * @param ids names the requests
     * @param router answers what has no {@link #direct} route; gets the platform's answers for errors, 404 and 405
     */
    public Server(Vertx vertx, HttpConfig config, ServerCertificate certificate, Ulid ids, Router router) {
        this.vertx = vertx;
        this.config = config;
        this.certificate = certificate;
        this.ids = ids;
        this.router = router;
        this.newcomers = new Newcomers(vertx, Limits.FIRST_REQUEST_TIMEOUT, Limits.NEXT_REQUEST_TIMEOUT);
        this.cors = new Cors(config.allowedOrigins());
        this.budget = new BodyBudget(config.heapBytes());
        this.unrouted = new Unrouted(router);
        unrouted.mount();
    }

    /** Serves exactly {@code path}, whatever the method, without the router: for the busiest addresses. */
    public void direct(String path, Handler<HttpServerRequest> handler) {
        direct.put(path, handler);
    }

    /** The paths of the {@link #direct} routes. */
    public Set<String> directPaths() {
        return Set.copyOf(direct.keySet());
    }

    /**
     * Begins to listen. Blocks until it does.
     *
     * @return the port of HTTPS
     * @throws IllegalStateException if an address cannot be listened on; the message names it
     */
    public int start() {
        unrouted.answerHeadLikeGet();
        newcomers.watch();
        int instances = Runtime.getRuntime().availableProcessors();
        await(
                vertx.deployVerticle(Listeners::new, new DeploymentOptions().setInstances(instances)),
                "%s:%d".formatted(config.host(), config.port()));
        log.info(
                "listening port={} plainPort={} eventLoops={}",
                port(),
                config.plainPort() == null ? "none" : plainPort(),
                instances);
        return port();
    }

    /** The port of HTTPS. */
    public int port() {
        return servers.getFirst().actualPort();
    }

    /** The port of the plain listener. */
    public int plainPort() {
        return plainServers.getFirst().actualPort();
    }

    /** The HTTPS listeners, for {@link ServerCertificate#refresh}. */
    public List<HttpServer> servers() {
        return List.copyOf(servers);
    }

    /** Bytes of bodies of requests that have not ended. */
    public long heldBytes() {
        return budget.heldBytes();
    }

    /** Whether it stops: nothing new is accepted. */
    public boolean draining() {
        return draining;
    }

    /** Accepts nothing more, lets running answers finish within {@link Limits#DRAIN_MAX}, then closes. Blocks. */
    @Override
    public void close() {
        draining = true;
        List<Future<Void>> closing = Stream.concat(servers.stream(), plainServers.stream())
                .map(server -> server.shutdown(Limits.DRAIN_MAX))
                .toList();
        try {
            Future.join(closing)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(Limits.DRAIN_MAX.toSeconds() + 5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException unfinished) {
            log.warn("listeners closed before all answers had finished");
        }
    }

    /** Every request enters here. */
    private void handle(HttpServerRequest request) {
        head(request);
        if (!HttpFraming.isOfKnownVersion(request)) {
            HttpFraming.refuseVersion(request);
            return;
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            HttpFraming.refuseTunnel(request);
            return;
        }
        if (!isWellFramed(request)) {
            return;
        }
        if (cors.answered(request)) {
            return;
        }
        if (draining) {
            ErrorResponses.send(request, new PlatformException(ErrorCode.UNAVAILABLE, "The platform is stopping."));
            return;
        }
        Handler<HttpServerRequest> handler = direct.get(request.path());
        if (handler == null) {
            router.handle(request);
        } else {
            handler.handle(request);
        }
    }

    /** Whether its head is as it must be; if not, it has been answered. */
    private static boolean isWellFramed(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            Optional<Http2Head.Fault> fault = Http2Head.fault(request);
            if (fault.isPresent()) {
                HttpFraming.refuseHead(request, fault.get());
                return false;
            }
        } else if (!HttpFraming.isClear(request)) {
            HttpFraming.refuseCoding(request);
            return false;
        }
        if (!HttpFraming.isAddressed(request)) {
            HttpFraming.refuseAddress(request);
            return false;
        }
        return true;
    }

    /** Whoever asks is no newcomer, and what the head of every answer has. */
    private void head(HttpServerRequest request) {
        newcomers.asked(request);
        RequestId.assign(request, ids);
        HttpServerResponse response = request.response();
        response.putHeader(NOSNIFF_NAME, NOSNIFF).putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
        if (request.isSSL()) {
            response.putHeader(HSTS_NAME, HSTS);
        }
        long fromNanos = System.nanoTime();
        response.headersEndHandler(_ -> {
            response.putHeader(
                    PROCESSING_MS, Long.toString(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - fromNanos)));
            HttpFraming.endWhereOldClientsLook(request);
        });
    }

    private void arrived(HttpConnection connection) {
        Http1.serve(connection, this::handle);
        newcomers.arrived(connection);
    }

    private void undecodable(HttpServerRequest request) {
        head(request);
        HttpFraming.refuseUndecodable(request);
    }

    /** The listeners of one event loop. */
    private final class Listeners extends VerticleBase {
        @Override
        public Future<?> start() {
            budget.holdHere(context);
            int port = config.port() == 0 ? SHARED_FREE_PORT : config.port();
            HttpServer secure = vertx.createHttpServer(options(), certificate.sslOptions());
            Future<HttpServer> listening = listen(secure, port, config.host(), servers);
            Integer plainPort = config.plainPort();
            if (plainPort == null) {
                return listening;
            }
            int plain = plainPort == 0 ? SHARED_FREE_PLAIN_PORT : plainPort;
            return listening.compose(_ -> listen(vertx.createHttpServer(options()), plain, "127.0.0.1", plainServers));
        }

        private Future<HttpServer> listen(HttpServer server, int port, String host, List<HttpServer> listening) {
            return server.requestHandler(Server.this::handle)
                    .invalidRequestHandler(Server.this::undecodable)
                    .connectionHandler(Server.this::arrived)
                    .exceptionHandler(broken -> log.debug(
                            "a connection broke: {}", broken.getClass().getSimpleName()))
                    .listen(port, host)
                    .onSuccess(listening::add);
        }
    }

    private static HttpServerConfig options() {
        HttpServerConfig options = new HttpServerConfig().setVersions(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2);
        options.getTcpConfig().getTransportConfig().setOption(TcpOption.NODELAY, true);
        options.setHttp1Config(
                new Http1ServerConfig().setMaxHeaderSize(HEADER_BYTES_MAX).setMaxInitialLineLength(LINE_BYTES_MAX));
        options.setHttp2Config(Http2Head.bounds());
        options.setHandle100ContinueAutomatically(false);
        options.setIdleTimeout(Limits.CONNECTION_IDLE_MAX);
        // nobody speaks WebSocket here; without their extensions a connection has one handler less
        options.setWebSocketConfig(
                new WebSocketServerConfig().setUsePerFrameCompression(false).setUsePerMessageCompression(false));
        return options;
    }

    private static void await(Future<?> future, String address) {
        try {
            future.toCompletionStage().toCompletableFuture().get(START_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while beginning to listen", interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException(
                    "Cannot listen on %s. Is the port taken by another process?".formatted(address), failed);
        }
    }
}
