package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.Ulid;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Caller;
import dev.llmaas.platform.access.Projects;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Calls that go through the corridor when there is room, at half the price, without anybody who waits for them. Keys,
 * limits, guardrails, replicas and the ledger are those of every call. Thread-safe.
 */
public final class BackgroundCalls {
    private static final Map<String, Function<InstantSource, CallReader>> READERS = Map.of(
            ChatCompletionsCall.PATH,
            _ -> (body, _) -> ChatCompletionsReader.read(body),
            CompletionsReader.PATH,
            _ -> (body, _) -> CompletionsReader.read(body),
            ResponsesReader.PATH,
            clock -> (body, _) -> ResponsesReader.read(body, clock),
            EmbeddingsReader.PATH,
            _ -> new EmbeddingsReader());

    private final Vertx vertx;
    private final Gateway gateway;
    private final Projects projects;
    private final Ulid requestIds;
    private final InstantSource clock;

    /**
     * What came of a call.
     *
     * @param requestId names it
     * @param status as HTTP has it; 200 if it was answered
     * @param body JSON: the answer, or the error
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Result(String requestId, int status, byte[] body) {}

    /** Calls through this corridor. */
    public BackgroundCalls(Vertx vertx, Gateway gateway, Projects projects, Ulid requestIds, InstantSource clock) {
        this.vertx = vertx;
        this.gateway = gateway;
        this.projects = projects;
        this.requestIds = requestIds;
        this.clock = clock;
    }

    /** The addresses that can be called so. */
    public static Set<String> addresses() {
        return READERS.keySet();
    }

    /** Whether a call of this model would keep no other call waiting; also if there is no such model, which a call tells. */
    public boolean hasRoom(Caller caller, String model) {
        try {
            return gateway.hasRoom(model(caller, model));
        } catch (PlatformException unknown) {
            return true;
        }
    }

    /** The name in the catalogue of the model that answers to this one; throws if this caller has no such model. */
    public String model(Caller caller, String model) {
        return gateway.catalog().require(model, caller).id();
    }

    /**
     * Checks a call without making it.
     *
     * @throws PlatformException if its address or its body is refused
     */
    public void check(Caller caller, String path, byte[] body) {
        read(caller, path, body);
    }

    /** Makes a call; {@code whenDone} gets whatever comes of it, on a thread of its own. Returns at once. */
    public void run(Caller caller, String path, byte[] body, Consumer<Result> whenDone) {
        long startedAtMs = clock.millis();
        Context loop = vertx.getOrCreateContext();
        QueuedRecipient recipient = new QueuedRecipient(requestIds.next("req_"), loop, whenDone);
        Thread.startVirtualThread(() -> {
            try {
                gateway.serveAtHalfPrice(caller, read(caller, path, body), recipient, startedAtMs);
            } catch (RuntimeException | InterruptedException | Error refused) {
                recipient.loop().execute(() -> recipient.fail(refused));
            }
        });
    }

    private InferenceCall read(Caller caller, String path, byte[] body) {
        Function<InstantSource, CallReader> reader = READERS.get(path);
        if (reader == null) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST,
                    "url must be one of %s."
                            .formatted(String.join(
                                    ", ", READERS.keySet().stream().sorted().toList())),
                    "url");
        }
        InferenceCall call = reader.apply(clock).read(body, "");
        if (projects.isStrict(caller.projectId())) {
            Parameters.requireKnown(path, body, "");
        }
        gateway.images().check(caller, call);
        if (call.streamed()) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST, "stream must be false: nobody reads along.", "stream");
        }
        return call;
    }
}
