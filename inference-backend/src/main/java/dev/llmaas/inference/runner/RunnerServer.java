package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.inference.ChatEngine;
import dev.llmaas.inference.Engine;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.StopReason;
import dev.llmaas.inference.http.RunnerProtocol;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Serves one engine in the words of {@link RunnerProtocol}, on loopback, to whoever knows its token. Requests run on
 * virtual threads; bytes move on one event loop. A caller that leaves is noticed at once, also while the engine is
 * silent, because the event loop watches the connection. Thread-safe.
 */
public final class RunnerServer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final String ANONYMOUS = "anonymous-";

    /** As much as the platform takes from a client. */
    private static final int BODY_BYTES_MAX = 16 * 1024 * 1024;

    /** Bodies being read at once, in bytes: a fraction of the heap. */
    private static final long BODIES_BYTES_MAX = 4L * BODY_BYTES_MAX;

    /** Budgets and stops are some bytes. */
    private static final int STEERING_BODY_BYTES_MAX = 1024;

    /** Small, so that a slow reader is felt by the engine and not by the memory of the kernel. */
    private static final int SOCKET_BUFFER_BYTES = 64 * 1024;

    private final Engine engine;
    private final byte[] authorization;
    private final Backend backend;
    private final Vertx vertx;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Generations generations = new Generations();
    private final BodyCollector bodies = new BodyCollector(BODIES_BYTES_MAX);
    private final AtomicLong anonymous = new AtomicLong();

    /**
     * A server that does not listen yet.
     *
     * @param engine what it serves; stays the caller's to close
     * @param token what a caller must know
     * @param backend what it says of itself in answers
     */
    public RunnerServer(Engine engine, String token, Backend backend) {
        this.engine = engine;
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        this.backend = backend;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.server = vertx.createHttpServer(
                new HttpServerOptions().setHost(HOST).setPort(0).setSendBufferSize(SOCKET_BUFFER_BYTES));
    }

    /** Listens and returns the port. */
    public int start() {
        server.requestHandler(this::route);
        return server.listen().await().actualPort();
    }

    private void route(HttpServerRequest request) {
        if (!isAuthorized(request)) {
            refuse(request, new ErrorAnswer(ErrorCode.INVALID_API_KEY, "This runner needs its own token."));
            return;
        }
        String path = request.path() == null ? "" : request.path();
        boolean post = HttpMethod.POST.equals(request.method());
        if (path.startsWith(RunnerProtocol.GENERATIONS_PATH)) {
            allow(request, post, () -> steer(request, path.substring(RunnerProtocol.GENERATIONS_PATH.length())));
            return;
        }
        switch (path) {
            case RunnerProtocol.CHAT_PATH -> allow(request, post, () -> chat(request));
            case RunnerProtocol.LOAD_PATH -> allow(request, !post, () -> json(request, 200, engine.load()));
            case RunnerProtocol.HEALTH_PATH -> allow(request, !post, () -> send(request, 200, Buffer.buffer("{}")));
            default -> refuse(request, new ErrorAnswer(ErrorCode.NOT_FOUND, "There is no such address."));
        }
    }

    private boolean isAuthorized(HttpServerRequest request) {
        String given = request.getHeader(RunnerProtocol.AUTHORIZATION);
        return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), authorization);
    }

    private void allow(HttpServerRequest request, boolean rightMethod, Runnable action) {
        if (rightMethod) {
            action.run();
        } else {
            refuse(request, new ErrorAnswer(ErrorCode.METHOD_NOT_ALLOWED, "This address has another method."));
        }
    }

    /** Raises a budget or stops; {@code rest} is {@code id/budget} or {@code id/stop/reason}. */
    private void steer(HttpServerRequest request, String rest) {
        String[] segments = rest.split("/", -1);
        Optional<Generation> generation = generations.find(URLDecoder.decode(segments[0], StandardCharsets.UTF_8));
        if (generation.isEmpty()) {
            refuse(request, new ErrorAnswer(ErrorCode.NOT_FOUND, "No generation of this id runs."));
        } else if (segments.length == 2 && segments[1].equals("budget")) {
            read(request, STEERING_BODY_BYTES_MAX, body -> raise(request, generation.get(), body));
        } else if (segments.length == 3 && segments[1].equals("stop")) {
            stop(request, generation.get(), segments[2]);
        } else {
            refuse(request, new ErrorAnswer(ErrorCode.NOT_FOUND, "There is no such address."));
        }
    }

    private void raise(HttpServerRequest request, Generation generation, byte[] body) {
        long tokens = tokens(body);
        if (tokens < 0) {
            refuse(
                    request,
                    new ErrorAnswer(
                            ErrorCode.INVALID_REQUEST,
                            "tokens must be a whole number from 0.",
                            RunnerProtocol.TOKENS_FIELD));
            return;
        }
        generation.raiseBudget(tokens);
        request.response().setStatusCode(204).end();
    }

    private static long tokens(byte[] body) {
        try {
            JsonNode tokens = WireJson.mapper().readTree(body).path(RunnerProtocol.TOKENS_FIELD);
            return tokens.isIntegralNumber() && tokens.canConvertToLong() ? tokens.longValue() : -1;
        } catch (JacksonException notJson) {
            return -1;
        }
    }

    private void stop(HttpServerRequest request, Generation generation, String wire) {
        for (StopReason reason : StopReason.values()) {
            if (reason.wire().equals(wire)) {
                generation.stop(reason);
                request.response().setStatusCode(204).end();
                return;
            }
        }
        refuse(request, new ErrorAnswer(ErrorCode.NOT_FOUND, "There is no such reason to stop."));
    }

    private void chat(HttpServerRequest request) {
        if (!(engine instanceof ChatEngine chatEngine)) {
            refuse(request, new ErrorAnswer(ErrorCode.NOT_IMPLEMENTED, "This model does not hold conversations."));
            return;
        }
        long budget = budget(request.getHeader(RunnerProtocol.BUDGET));
        if (budget < 0) {
            refuse(
                    request,
                    new ErrorAnswer(
                            ErrorCode.INVALID_REQUEST,
                            "%s must be a whole number from 0.".formatted(RunnerProtocol.BUDGET)));
            return;
        }
        String given = request.getHeader(RunnerProtocol.REQUEST_ID);
        String id = given == null ? ANONYMOUS + anonymous.incrementAndGet() : given;
        Generation generation = new Generation(id, budget);
        if (!generations.add(generation)) {
            refuse(request, new ErrorAnswer(ErrorCode.CONFLICT, "A request of this id runs already."));
            return;
        }
        serve(request, chatEngine, generation);
    }

    private static long budget(@Nullable String header) {
        if (header == null) {
            return Generation.UNLIMITED;
        }
        try {
            return Long.parseLong(header);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }

    private void serve(HttpServerRequest request, ChatEngine chatEngine, Generation generation) {
        request.response().putHeader(RunnerProtocol.REQUEST_ID, generation.requestId());
        AnswerStream stream = new AnswerStream(eventLoop(), request);
        request.response().closeHandler(closed -> {
            generation.stop(StopReason.CLIENT_GONE);
            generations.remove(generation);
            stream.gone();
        });
        boolean frames = RunnerProtocol.FRAMES_ON.equals(request.getHeader(RunnerProtocol.FRAMES));
        Chunks chunks = Chunks.of(generation.requestId(), engine.model(), backend);
        ChatCall call = new ChatCall(chatEngine, generation, chunks, frames, reply(request, stream));
        request.response().endHandler(ended -> generations.remove(generation));
        read(request, BODY_BYTES_MAX, body -> threads.execute(() -> run(call, generation, body)));
    }

    private void run(ChatCall call, Generation generation, byte[] body) {
        try {
            call.run(body);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            generations.remove(generation);
        }
    }

    private ChatCall.Reply reply(HttpServerRequest request, AnswerStream stream) {
        Context eventLoop = eventLoop();
        return new ChatCall.Reply() {
            @Override
            public AnswerStream stream() {
                return stream;
            }

            @Override
            public void send(int status, byte[] json) {
                eventLoop.runOnContext(now -> RunnerServer.send(request, status, Buffer.buffer(json)));
            }

            @Override
            public void hangUp() {
                eventLoop.runOnContext(now -> request.connection().close());
            }
        };
    }

    private void read(HttpServerRequest request, int bytesMax, Consumer<byte[]> whole) {
        bodies.read(request, bytesMax, whole, (code, bound) -> {
            request.response().putHeader("connection", "close");
            refuse(request, new ErrorAnswer(code, "The body is longer than %d bytes.".formatted(bound)));
        });
    }

    private static void refuse(HttpServerRequest request, ErrorAnswer error) {
        String id = request.getHeader(RunnerProtocol.REQUEST_ID);
        if (id != null) {
            request.response().putHeader(RunnerProtocol.REQUEST_ID, id);
        }
        send(request, error.code().status(), Buffer.buffer(error.body()));
    }

    private static void json(HttpServerRequest request, int status, Object value) {
        send(request, status, Buffer.buffer(WireJson.mapper().writeValueAsBytes(value)));
    }

    private static void send(HttpServerRequest request, int status, Buffer json) {
        if (!request.response().closed()) {
            request.response()
                    .setStatusCode(status)
                    .putHeader("content-type", "application/json")
                    .end(json);
        }
    }

    private Context eventLoop() {
        return vertx.getOrCreateContext();
    }

    /** Stops listening, ends all connections, and with them all generations. */
    @Override
    public void close() {
        vertx.close().await();
        threads.shutdownNow();
    }
}
