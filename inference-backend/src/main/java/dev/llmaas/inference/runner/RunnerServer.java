package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.inference.Engine;
import dev.llmaas.inference.http.RunnerProtocol;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Serves one engine in the words of {@link RunnerProtocol}, on loopback, to whoever knows its token. Requests run on
 * virtual threads; bytes move on one event loop. A caller that leaves is noticed at once, also while the engine is
 * silent, because the event loop watches the connection. Thread-safe.
 */
public final class RunnerServer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final String ANONYMOUS = "anonymous-";

    private final byte[] authorization;
    private final RouteTable routes;
    private final Vertx vertx;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BodyCollector bodies = new BodyCollector(RunnerLimits.BODIES_BYTES_MAX);
    private final AtomicLong anonymous = new AtomicLong();

    /**
     * A server that does not listen yet.
     *
     * @param engine what it serves; stays the caller's to close
     * @param token what a caller must know
     * @param backend what it says of itself in answers
     */
    public RunnerServer(Engine engine, String token, Backend backend) {
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        this.routes = new RouteTable(RunnerRoutes.of(engine, backend));
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.server = vertx.createHttpServer(
                new HttpServerOptions().setHost(HOST).setPort(0).setSendBufferSize(RunnerLimits.SOCKET_BUFFER_BYTES));
    }

    /** Listens and returns the port. */
    public int start() {
        server.requestHandler(this::serve);
        return server.listen().await().actualPort();
    }

    private void serve(HttpServerRequest request) {
        String path = request.path() == null ? "" : request.path();
        Optional<Route> route = routes.find(path);
        Exchange exchange = new Exchange(id(request), request, place(route));
        if (!isAuthorized(request)) {
            exchange.refuse(new ErrorAnswer(ErrorCode.INVALID_API_KEY, "This runner needs its own token."));
        } else if (route.isEmpty()) {
            exchange.refuse(new ErrorAnswer(ErrorCode.NOT_FOUND, "There is no such address."));
        } else if (!route.get().method().equals(request.method())) {
            exchange.refuse(new ErrorAnswer(ErrorCode.METHOD_NOT_ALLOWED, "This address has another method."));
        } else {
            route.get().action().accept(exchange);
        }
    }

    private String id(HttpServerRequest request) {
        String given = request.getHeader(RunnerProtocol.REQUEST_ID);
        return given == null ? ANONYMOUS + anonymous.incrementAndGet() : given;
    }

    private Exchange.Place place(Optional<Route> route) {
        int length = route.filter(Route::isBranch)
                .map(found -> found.path().length())
                .orElse(0);
        int bodyBytesMax = route.map(Route::bodyBytesMax).orElse(0);
        return new Exchange.Place(vertx.getOrCreateContext(), length, bodyBytesMax, bodies, threads);
    }

    private boolean isAuthorized(HttpServerRequest request) {
        String given = request.getHeader(RunnerProtocol.AUTHORIZATION);
        return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), authorization);
    }

    /** Stops listening, ends all connections, and with them all generations. */
    @Override
    public void close() {
        vertx.close().await();
        threads.shutdownNow();
    }
}
