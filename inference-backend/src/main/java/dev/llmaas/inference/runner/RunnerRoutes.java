package dev.llmaas.inference.runner;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.inference.ChatEngine;
import dev.llmaas.inference.CompletionEngine;
import dev.llmaas.inference.EmbeddingEngine;
import dev.llmaas.inference.Engine;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.RerankEngine;
import dev.llmaas.inference.TokenizerEngine;
import dev.llmaas.inference.TranscriptionEngine;
import dev.llmaas.inference.http.RunnerProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Every address of a runner. Each thing that an engine can do has a route, whether this engine can or not, so that the
 * answer to the wrong kind of model is a sentence.
 */
final class RunnerRoutes {
    private static final byte[] HEALTHY = {'{', '}'};

    private RunnerRoutes() {}

    /** The routes to an engine, which say in answers who computed them. */
    static List<Route> of(Engine engine, Backend backend) {
        List<Route> routes = new ArrayList<>();
        CompletableFuture<Void> breakdown = engine.breakdown().toCompletableFuture();
        routes.add(Route.get(RunnerProtocol.HEALTH_PATH, unless(breakdown, exchange -> exchange.send(200, HEALTHY))));
        routes.add(Route.get(RunnerProtocol.LOAD_PATH, unless(breakdown, exchange -> exchange.json(load(engine)))));
        routes.addAll(chat(engine, backend));
        routes.add(Route.post(
                RunnerProtocol.EMBEDDINGS_PATH,
                RunnerLimits.BODY_BYTES_MAX,
                engine instanceof EmbeddingEngine embedding
                        ? new VectorRoutes(backend).embeddings(embedding)
                        : cannot("make embeddings")));
        routes.add(Route.post(
                RunnerProtocol.RERANK_PATH,
                RunnerLimits.BODY_BYTES_MAX,
                engine instanceof RerankEngine rerank
                        ? new VectorRoutes(backend).rerank(rerank)
                        : cannot("rerank documents")));
        routes.addAll(tokens(engine));
        routes.addAll(audio(engine));
        return routes;
    }

    private static Consumer<Exchange> unless(CompletableFuture<Void> breakdown, Consumer<Exchange> well) {
        return exchange -> {
            if (breakdown.isDone()) {
                exchange.refuse(new ErrorAnswer(ErrorCode.UNAVAILABLE, "The engine has ended unasked."));
            } else {
                well.accept(exchange);
            }
        };
    }

    private static EngineLoad load(Engine engine) {
        EngineLoad load = engine.load();
        long resident = ProcessMemory.residentBytes(ProcessHandle.current().pid());
        int context = engine instanceof TokenizerEngine tokenizer ? tokenizer.contextTokens() : 0;
        return load.withDevice(load.device().inProcess(resident)).withContext(context);
    }

    private static List<Route> chat(Engine engine, Backend backend) {
        Generations generations = new Generations();
        return List.of(
                Route.post(
                        RunnerProtocol.CHAT_PATH,
                        RunnerLimits.BODY_BYTES_MAX,
                        engine instanceof ChatEngine chat
                                ? new ChatRoute(new ChatSpeech(chat), backend, generations)
                                : cannot("hold conversations")),
                Route.post(
                        RunnerProtocol.COMPLETIONS_PATH,
                        RunnerLimits.BODY_BYTES_MAX,
                        engine instanceof CompletionEngine text
                                ? new ChatRoute(new TextSpeech(text), backend, generations)
                                : cannot("go on with texts")),
                Route.post(
                        RunnerProtocol.GENERATIONS_PATH,
                        RunnerLimits.STEERING_BODY_BYTES_MAX,
                        new SteeringRoute(generations)));
    }

    private static List<Route> tokens(Engine engine) {
        boolean can = engine instanceof TokenizerEngine;
        TokenRoutes routes = new TokenRoutes();
        return List.of(
                Route.post(
                        RunnerProtocol.TOKENIZE_PATH,
                        RunnerLimits.BODY_BYTES_MAX,
                        can ? routes.tokenize((TokenizerEngine) engine) : cannot("tell its tokens")),
                Route.post(
                        RunnerProtocol.DETOKENIZE_PATH,
                        RunnerLimits.BODY_BYTES_MAX,
                        can ? routes.detokenize((TokenizerEngine) engine) : cannot("tell its tokens")));
    }

    private static List<Route> audio(Engine engine) {
        boolean can = engine instanceof TranscriptionEngine;
        return List.of(
                Route.post(
                        RunnerProtocol.TRANSCRIPTIONS_PATH,
                        RunnerLimits.AUDIO_BODY_BYTES_MAX,
                        can ? AudioRoutes.hear((TranscriptionEngine) engine, false) : cannot("write down recordings")),
                Route.post(
                        RunnerProtocol.TRANSLATIONS_PATH,
                        RunnerLimits.AUDIO_BODY_BYTES_MAX,
                        can ? AudioRoutes.hear((TranscriptionEngine) engine, true) : cannot("write down recordings")));
    }

    /** Refuses what this kind of model does not do. */
    private static Consumer<Exchange> cannot(String what) {
        return exchange ->
                exchange.refuse(new ErrorAnswer(ErrorCode.NOT_IMPLEMENTED, "This model does not %s.".formatted(what)));
    }
}
