package dev.llmaas.inference.llama;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.ChatEngine;
import dev.llmaas.inference.ChunkSink;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.models.Gguf;
import dev.llmaas.inference.template.ChatTemplate;
import dev.llmaas.inference.template.TemplateException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A GGUF model that runs in this process through llama.cpp. Any number of threads may ask; one thread of the engine
 * computes for all of them.
 *
 * <p>What it counts: prompt tokens are those of the rendered template; generated tokens are those of the answer's text,
 * parts of a stop text included. The mark with which the model ends its turn is neither text nor counted, so an answer and
 * its probabilities have as many entries as {@code completion_tokens} says.
 *
 * <p>A seed makes an answer repeatable as long as the same other requests run beside it: which tokens share a step can
 * change the last bits of a score.
 */
public final class LlamaEngine implements ChatEngine {
    private static final RandomGeneratorFactory<RandomGenerator> RANDOM = RandomGeneratorFactory.of("L64X128MixRandom");

    private final String name;
    private final LlamaModel model;
    private final Vocabulary vocabulary;
    private final ChatTemplate template;
    private final LlamaOptions options;
    private final Scheduler scheduler;
    private final InstantSource clock;
    /** Readers use the model; the writer frees it. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    private LlamaEngine(
            String name, LlamaModel model, ChatTemplate template, LlamaOptions options, InstantSource clock) {
        this.name = name;
        this.model = model;
        this.template = template;
        this.options = options;
        this.clock = clock;
        this.vocabulary = Vocabulary.of(model);
        this.scheduler = Scheduler.start(model, vocabulary, options);
    }

    /**
     * Loads a model.
     *
     * @param natives where the native libraries are unpacked
     * @param processors processors of this machine
     * @throws EngineStartException if it cannot; the message names the file and says what to do
     */
    static LlamaEngine open(EngineSpec spec, Path file, Path natives, int processors, InstantSource clock) {
        Gguf header = Gguf.read(file).requireRunnable();
        LlamaOptions options = LlamaOptions.of(spec, header, processors);
        LlamaLibrary library = LlamaLibrary.load(LlamaNatives.unpack(natives));
        LlamaModel model = LlamaModel.load(library, file, header, -1);
        try {
            return new LlamaEngine(spec.name(), model, template(header, model, clock), options, clock);
        } catch (EngineStartException failed) {
            model.close();
            throw failed;
        }
    }

    private static ChatTemplate template(Gguf header, LlamaModel model, InstantSource clock) {
        String source = header.chatTemplate()
                .orElseThrow(() -> new EngineStartException(
                        EngineStartException.Reason.MODEL_UNSUPPORTED,
                        "The model file %s has no chat template, so it cannot hold conversations. Use its chat variant."
                                .formatted(header.fileName())));
        try {
            int end = (int) header.whole("tokenizer.ggml.eos_token_id").orElse(-1);
            return ChatTemplate.parse(
                    source, mark(model, model.beginToken()), mark(model, end), clock, ZoneId.systemDefault());
        } catch (TemplateException unreadable) {
            throw new EngineStartException(
                    EngineStartException.Reason.MODEL_UNSUPPORTED,
                    "The chat template of the model file %s cannot be used: %s. Use another conversion of the model."
                            .formatted(header.fileName(), unreadable.getMessage()),
                    unreadable);
        }
    }

    private static String mark(LlamaModel model, int token) {
        boolean known = token >= 0 && token < model.tokenCount();
        return known ? new String(model.mark(token), StandardCharsets.UTF_8) : "";
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public EngineLoad load() {
        return scheduler.load();
    }

    /** The context of one request, in tokens. */
    public int contextTokens() {
        return options.contextTokens();
    }

    @Override
    public Usage chat(ChatCompletionRequest request, Generation generation, ChunkSink sink)
            throws InterruptedException {
        RequestRules rules = new RequestRules(request, vocabulary.size());
        rules.check();
        Sampling sampling = rules.sampling();
        int[] prompt = prompt(request);
        int tokensMax = tokensMax(request, prompt.length);
        ChatTask task = new ChatTask(generation, prompt, rules.choices(), scheduler::disturb);
        List<Answer> answers = new ArrayList<>();
        for (int choice = 0; choice < rules.choices(); choice++) {
            Sampler sampler = new Sampler(sampling, random(request, choice), vocabulary.size(), tokensMax);
            answers.add(new Answer(task, choice, sampler, rules.stops(), tokensMax));
        }
        generation.onChange(scheduler::disturb);
        scheduler.submit(answers);
        try {
            return new ChunkWriter(
                            generation.requestId(),
                            request.model(),
                            clock.instant().getEpochSecond(),
                            sink)
                    .write(task);
        } finally {
            generation.onChange(() -> {});
            task.abandon();
        }
    }

    private static RandomGenerator random(ChatCompletionRequest request, int choice) {
        return request.seed() == null ? RANDOM.create() : RANDOM.create(request.seed() + choice);
    }

    private int[] prompt(ChatCompletionRequest request) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new EngineException.Unreachable(
                        EngineException.Unreachable.Why.DOWN, "The engine is closed and takes no requests.");
            }
            int[] tokens = model.tokenize(template.render(request));
            boolean lacksBegin = model.addsBegin() && (tokens.length == 0 || tokens[0] != model.beginToken());
            if (lacksBegin) {
                int[] all = new int[tokens.length + 1];
                all[0] = model.beginToken();
                System.arraycopy(tokens, 0, all, 1, tokens.length);
                tokens = all;
            }
            if (tokens.length == 0) {
                throw new EngineException.Rejected(
                        ErrorCode.INVALID_REQUEST, "The messages make an empty prompt.", "messages");
            }
            return tokens;
        } catch (TemplateException refused) {
            throw new EngineException.Rejected(
                    ErrorCode.INVALID_REQUEST,
                    "The chat template of the model %s refuses the messages: %s".formatted(name, refused.getMessage()),
                    "messages");
        } finally {
            use.readLock().unlock();
        }
    }

    /** What fits: an explicit wish must fit whole, the default makes do with what is left. */
    private int tokensMax(ChatCompletionRequest request, int promptTokens) {
        int context = options.contextTokens();
        boolean asked = request.maxTokens() != null || request.maxCompletionTokens() != null;
        long needed = (long) promptTokens + (asked ? request.effectiveMaxTokens() : 1);
        if (needed > context) {
            String param = !asked || promptTokens >= context
                    ? "messages"
                    : request.maxCompletionTokens() != null ? "max_completion_tokens" : "max_tokens";
            throw new EngineException.Rejected(
                    ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                    "The model %s has a context of %,d tokens, but %,d are needed: %,d for the messages and %,d for the answer. Shorten the messages or ask for fewer tokens."
                            .formatted(name, context, needed, promptTokens, needed - promptTokens),
                    param);
        }
        return Math.min(request.effectiveMaxTokens(), context - promptTokens);
    }

    @Override
    public void close() {
        scheduler.close();
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                model.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
