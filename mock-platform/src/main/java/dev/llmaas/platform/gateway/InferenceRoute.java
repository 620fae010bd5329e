package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Access;
import dev.llmaas.platform.access.Caller;
import dev.llmaas.platform.access.Projects;
import dev.llmaas.platform.http.RequestBody;
import dev.llmaas.platform.http.RequestBody.Received;
import dev.llmaas.platform.http.Server;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The addresses of inference: each reads its requests and leads them into the corridor. Thread-safe. */
public final class InferenceRoute {
    private final Vertx vertx;
    private final Access access;
    private final Gateway gateway;
    private final Projects projects;
    private final InstantSource clock;

    /** Routes into this corridor. */
    public InferenceRoute(Vertx vertx, Access access, Gateway gateway, Projects projects, InstantSource clock) {
        this.vertx = vertx;
        this.access = access;
        this.gateway = gateway;
        this.projects = projects;
        this.clock = clock;
    }

    /** Mounts all of them, where no router is in the way. */
    public void mount(Server server) {
        mount(server, ChatCompletionsCall.PATH, (body, _) -> ChatCompletionsReader.read(body));
        mount(server, CompletionsReader.PATH, (body, _) -> CompletionsReader.read(body));
        mount(server, ResponsesReader.PATH, (body, _) -> ResponsesReader.read(body, clock));
        mount(server, MessagesReader.PATH, new Anthropic(MessagesReader::read));
        mount(server, MessagesReader.COUNT_PATH, new Anthropic(MessagesReader::readCount));
        mountWhole(server, new Offers(gateway.catalog()));
    }

    /** Those whose answers come in one piece. */
    private void mountWhole(Server server, Offers offers) {
        mount(server, EmbeddingsReader.PATH, new EmbeddingsReader());
        mount(server, RerankReader.PATH_V1, new RerankReader(RerankReader.PATH_V1));
        mount(server, RerankReader.PATH_V2, new RerankReader(RerankReader.PATH_V2));
        mount(server, TokensReader.TOKENIZE, (body, _) -> TokensReader.tokenize(body));
        mount(server, TokensReader.DETOKENIZE, (body, _) -> TokensReader.detokenize(body));
        mount(server, PassedOnReader.SPEECH, PassedOnReader.speech(offers));
        mount(server, PassedOnReader.IMAGES, PassedOnReader.images(offers));
        mount(server, TranscriptionReader.TRANSCRIPTIONS, new TranscriptionReader(false, offers));
        mount(server, TranscriptionReader.TRANSLATIONS, new TranscriptionReader(true, offers));
    }

    /** Mounts {@code POST path}. */
    void mount(Server server, String path, CallReader reader) {
        server.direct(path, request -> handle(request, path, reader));
    }

    private void handle(HttpServerRequest request, String path, CallReader reader) {
        Dialect dialect = reader.dialect();
        dialect.head(request);
        if (!request.method().equals(HttpMethod.POST)) {
            otherMethod(request, dialect);
            return;
        }
        Context loop = vertx.getOrCreateContext();
        String authorization = dialect.authorization(request);
        ClientStream client = new ClientStream(request, loop, dialect);
        if (Access.mayBlock(authorization)) {
            Supplier<Caller> who = () -> access.caller(authorization);
            meet(request, new Arrival(client, path, reader, who, true, clock.millis()));
            return;
        }
        Supplier<Caller> who = recognise(request, dialect, authorization);
        if (who != null) {
            Arrival arrival = new Arrival(client, path, reader, who, false, clock.millis());
            read(request, reader)
                    .onFailure(failure -> dialect.refuse(request, failure))
                    .onSuccess(received -> arrived(arrival, request, received));
        }
    }

    private Future<Received> read(HttpServerRequest request, CallReader reader) {
        return RequestBody.read(vertx, request, reader.bodyBytesMax(), reader.mediaType());
    }

    /** Looks at a person's token, which may need its provider, before it reads the body. */
    private void meet(HttpServerRequest request, Arrival arrival) {
        Dialect dialect = arrival.reader.dialect();
        RequestBody.hold(vertx, request, () -> {
                    var _ = arrival.who.get();
                })
                .onFailure(stranger -> dialect.turnAway(request, stranger))
                .onSuccess(_ -> RequestBody.goOn(request, () -> read(request, arrival.reader))
                        .onFailure(failure -> dialect.refuse(request, failure))
                        .onSuccess(received -> arrived(arrival, request, received)));
    }

    /** A reader for clients with Anthropic's manners. */
    private record Anthropic(Function<byte[], InferenceCall> reader) implements CallReader {
        @Override
        public InferenceCall read(byte[] body, String contentType) {
            return reader.apply(body);
        }

        @Override
        public Dialect dialect() {
            return Dialect.ANTHROPIC;
        }
    }

    /**
     * A request of somebody who may come in.
     *
     * @param who whose it is at the moment of asking: a key may be revoked, and a token end, while a body arrives
     * @param mayBlock whether asking that may take a while
     */
    private record Arrival(
            ClientStream client,
            String path,
            CallReader reader,
            Supplier<Caller> who,
            boolean mayBlock,
            long startedAtMs) {}

    /** A stranger's body is not read: it would fill memory. */
    private @Nullable Supplier<Caller> recognise(
            HttpServerRequest request, Dialect dialect, @Nullable String authorization) {
        try {
            return access.proof(authorization)::caller;
        } catch (PlatformException stranger) {
            request.pause();
            dialect.turnAway(request, stranger);
            return null;
        }
    }

    /** Small requests of keys go on where they are; the others may block or compute, which is for a virtual thread. */
    private void arrived(Arrival arrival, HttpServerRequest request, Received received) {
        ClientStream client = arrival.client;
        client.holding(received.charge());
        byte[] bytes = received.body().getBytes();
        String contentType = contentType(request, arrival.reader);
        try {
            if (bytes.length <= Limits.LOOP_BODY_BYTES_MAX && !arrival.mayBlock) {
                Caller caller = arrival.who.get(); // 401
                if (Parameters.areRead() || !projects.isStrict(caller.projectId())) {
                    serveHere(arrival, caller, bytes, contentType);
                    return;
                }
            }
        } catch (RuntimeException refused) {
            client.fail(refused);
            return;
        }
        received.charge().duringThread(() -> enter(arrival, bytes, contentType));
    }

    private void serveHere(Arrival arrival, Caller caller, byte[] body, String contentType) {
        InferenceCall call = read(arrival, caller, body, contentType); // 400
        if (!gateway.serveNow(caller, call, arrival.client, arrival.startedAtMs)) {
            Thread.startVirtualThread(() -> serve(caller, call, arrival.client, arrival.startedAtMs));
        }
    }

    private InferenceCall read(Arrival arrival, Caller caller, byte[] body, String contentType) {
        InferenceCall call = arrival.reader.read(body, contentType);
        if (projects.isStrict(caller.projectId())) {
            Parameters.requireKnown(arrival.path, body, contentType);
        }
        return call;
    }

    private static String contentType(HttpServerRequest request, CallReader reader) {
        if (reader.mediaType().equals(CallReader.JSON)) {
            return "";
        }
        String announced = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return announced == null ? "" : announced;
    }

    private void enter(Arrival arrival, byte[] body, String contentType) {
        ClientStream client = arrival.client;
        try {
            Caller caller = arrival.who.get(); // 401
            serve(caller, read(arrival, caller, body, contentType), client, arrival.startedAtMs); // 400
        } catch (RuntimeException refused) {
            client.loop().execute(() -> client.fail(refused));
        }
    }

    /** The edge at which whatever a room throws becomes an answer. */
    private void serve(Caller caller, InferenceCall call, ClientStream client, long startedAtMs) {
        try {
            gateway.serve(caller, call, client, startedAtMs);
        } catch (RuntimeException | InterruptedException | Error refused) {
            client.loop().execute(() -> client.fail(refused));
        }
    }

    private static void otherMethod(HttpServerRequest request, Dialect dialect) {
        request.response().putHeader(HttpHeaders.ALLOW, "OPTIONS, POST");
        if (request.method().equals(HttpMethod.OPTIONS)) {
            request.response().setStatusCode(204).end();
            return;
        }
        dialect.refuse(
                request,
                new PlatformException(ErrorCode.METHOD_NOT_ALLOWED, "This address answers to OPTIONS, POST only."));
    }
}
