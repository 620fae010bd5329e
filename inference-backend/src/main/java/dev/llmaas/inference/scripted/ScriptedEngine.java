package dev.llmaas.inference.scripted;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.CompletionRequest;
import dev.llmaas.api.openai.CompletionRequest.Prompt;
import dev.llmaas.api.openai.Embeddings;
import dev.llmaas.api.openai.EmbeddingsRequest;
import dev.llmaas.api.openai.RerankRequest;
import dev.llmaas.api.openai.Reranking;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.ChatEngine;
import dev.llmaas.inference.ChunkSink;
import dev.llmaas.inference.CompletionEngine;
import dev.llmaas.inference.EmbeddingEngine;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.EngineException.Broken;
import dev.llmaas.inference.EngineException.Overloaded;
import dev.llmaas.inference.EngineException.Rejected;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.RerankEngine;
import dev.llmaas.inference.TokenizerEngine;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * An engine that says what its {@link Script} says. A token of the prompt is a word of its messages, and its number is the
 * length of the word; vectors count words. The field {@code
 * script} of a request, in the form of a URI's query, changes the script for this one request. Thread-safe.
 */
public final class ScriptedEngine
        implements ChatEngine, CompletionEngine, EmbeddingEngine, RerankEngine, TokenizerEngine {
    private static final String SCRIPT_FIELD = "script";
    private static final int DEFAULT_SLOTS = 4;
    private static final int DEFAULT_CONTEXT_TOKENS = 8_192;
    private static final int WAITING_PER_SLOT_MAX = 64;
    private static final int CRASH_STATUS = 134; // as a shell reports an abort

    private final EngineSpec spec;
    private final Script script;
    private final InstantSource clock;
    private final int slots;
    private final Slots free;
    private final Set<Pace> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger computing = new AtomicInteger();
    private final AtomicLong promptTokens = new AtomicLong();
    private final AtomicLong generatedTokens = new AtomicLong();
    private final CompletableFuture<Void> breakdown = new CompletableFuture<>();
    private volatile boolean closed;

    /** An engine that is ready at once. */
    public ScriptedEngine(EngineSpec spec, Script script, InstantSource clock) {
        this.spec = spec;
        this.script = script;
        this.clock = clock;
        this.slots = spec.slots() == 0 ? DEFAULT_SLOTS : spec.slots();
        this.free = new Slots(slots, slots * WAITING_PER_SLOT_MAX);
    }

    @Override
    public String model() {
        return spec.name();
    }

    @Override
    public CompletionStage<Void> breakdown() {
        return breakdown.minimalCompletionStage();
    }

    @Override
    public EngineLoad load() {
        int now = computing.get();
        return new EngineLoad(
                slots, now, free.waiting(), (double) now / slots, promptTokens.get(), 0, generatedTokens.get());
    }

    @Override
    public Usage chat(ChatCompletionRequest request, Generation generation, ChunkSink sink)
            throws InterruptedException {
        Answer answer = new Answer(request, spec.name(), clock.instant().getEpochSecond(), sink);
        return answer(request, promptTokens(request), answer, generation);
    }

    @Override
    public Usage complete(CompletionRequest request, Generation generation, ChunkSink sink)
            throws InterruptedException {
        List<Prompt> prompts = request.prompts();
        long words = prompts.stream().mapToLong(ScriptedEngine::promptTokens).sum();
        Answer answer =
                new Answer(request, prompts.size(), spec.name(), clock.instant().getEpochSecond(), sink);
        return answer(request.sampling(), words, answer, generation);
    }

    private Usage answer(ChatCompletionRequest request, long promptTokens, Answer answer, Generation generation)
            throws InterruptedException {
        Script wanted = scriptOf(request);
        if (wanted.fault() instanceof Fault.RefuseConnection) {
            throw new Unreachable(Unreachable.Why.DOWN, "The script refuses the connection.");
        }
        Pace pace = new Pace(generation);
        running.add(pace);
        try {
            if (closed) {
                throw broken();
            }
            return inSlot(promptTokens, wanted, pace, answer);
        } finally {
            running.remove(pace);
        }
    }

    private Usage inSlot(long prompt, Script wanted, Pace pace, Answer answer) throws InterruptedException {
        if (!free.acquire(pace)) {
            throw new Overloaded("All %d slots of %s are taken and %d requests wait, the most that may."
                    .formatted(slots, spec.name(), free.waitingMax()));
        }
        computing.incrementAndGet();
        try {
            if (pace.stopped().isEmpty()) {
                promptTokens.addAndGet(prompt);
                answer.read(prompt);
            }
            for (int choice = 0; choice < answer.choices(); choice++) {
                say(choice, wanted, pace, answer);
            }
            return answer.usage();
        } finally {
            computing.decrementAndGet();
            free.release();
        }
    }

    private void say(int choice, Script wanted, Pace pace, Answer answer) throws InterruptedException {
        int tokensMax = answer.tokensMax();
        long said = 0;
        pace.begin();
        while (said < wanted.tokens() && said < tokensMax) {
            misbehave(wanted, said, pace);
            pace.await(wanted.gapBefore(said), answer.tokens());
            if (closed) {
                throw broken();
            }
            if (pace.stopped().isPresent()) {
                break;
            }
            generatedTokens.incrementAndGet();
            answer.token(choice, wanted.word(said));
            said++;
        }
        if (pace.stopped().isEmpty() && said == wanted.tokens()) {
            misbehave(wanted, said, pace);
        }
        String reason =
                pace.stopped().map(stop -> stop.finishReason()).orElse(said < wanted.tokens() ? "length" : "stop");
        answer.end(choice, reason);
    }

    private void misbehave(Script wanted, long said, Pace pace) throws InterruptedException {
        switch (wanted.fault()) {
            case Fault.StallAfter(int tokens) when said == tokens -> pace.awaitStop();
            case Fault.FailAfter(int tokens)
            when said == tokens -> throw new Broken("The script fails after %d tokens.".formatted(tokens));
            case Fault.CrashAfter(int tokens)
            when said == tokens -> Runtime.getRuntime().halt(CRASH_STATUS);
            case Fault.BreakDownAfter(int tokens)
            when said == tokens -> {
                close();
                breakdown.complete(null);
                throw broken();
            }
            case null, default -> {}
        }
    }

    private Script scriptOf(ChatCompletionRequest request) {
        JsonNode changes = request.extra().get(SCRIPT_FIELD);
        if (changes == null) {
            return script;
        }
        try {
            return script.with(changes.asString());
        } catch (IllegalArgumentException wrong) {
            throw new Rejected(ErrorCode.INVALID_REQUEST, String.valueOf(wrong.getMessage()), SCRIPT_FIELD);
        }
    }

    private static long promptTokens(ChatCompletionRequest request) {
        return request.messages().stream()
                .mapToLong(message -> ScriptedVectors.words(message.text()).size())
                .sum();
    }

    private static long promptTokens(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Text(String text) -> ScriptedVectors.words(text).size();
            case Prompt.Tokens(List<Integer> tokens) -> tokens.size();
        };
    }

    @Override
    public Embeddings embed(EmbeddingsRequest request) {
        Embeddings answer = ScriptedVectors.embed(spec.name(), request);
        promptTokens.addAndGet(answer.usage().promptTokens());
        return answer;
    }

    @Override
    public Reranking rerank(RerankRequest request) {
        Reranking answer = ScriptedVectors.rerank(spec.name(), request);
        promptTokens.addAndGet(answer.usage().promptTokens());
        return answer;
    }

    @Override
    public List<Integer> tokenize(String text, boolean special) {
        return ScriptedVectors.words(text).stream().map(String::length).toList();
    }

    @Override
    public List<Integer> tokenize(ChatCompletionRequest request) {
        return request.messages().stream()
                .flatMap(message -> tokenize(message.text(), false).stream())
                .toList();
    }

    @Override
    public String detokenize(List<Integer> tokens) {
        return tokens.stream().map("x"::repeat).collect(Collectors.joining(" "));
    }

    @Override
    public int contextTokens() {
        return spec.contextTokens() == 0 ? DEFAULT_CONTEXT_TOKENS : spec.contextTokens();
    }

    private EngineException broken() {
        return new Broken("The engine of %s was closed.".formatted(spec.name()));
    }

    @Override
    public void close() {
        closed = true;
        running.forEach(Pace::close);
    }
}
