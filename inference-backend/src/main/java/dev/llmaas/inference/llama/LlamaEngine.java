package dev.llmaas.inference.llama;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.CompletionRequest;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.ChatEngine;
import dev.llmaas.inference.ChunkSink;
import dev.llmaas.inference.CompletionEngine;
import dev.llmaas.inference.EngineException;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.TokenizerEngine;
import dev.llmaas.inference.grammar.Grammar;
import dev.llmaas.inference.grammar.Shape;
import dev.llmaas.inference.models.Gguf;
import dev.llmaas.inference.template.ChatTemplate;
import dev.llmaas.inference.template.TemplateException;
import dev.llmaas.inference.toolcall.PartReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

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
public final class LlamaEngine implements ChatEngine, CompletionEngine, TokenizerEngine {
    private static final RandomGeneratorFactory<RandomGenerator> RANDOM = RandomGeneratorFactory.of("L64X128MixRandom");

    private final String name;
    private final SharedModel model;
    private final Vocabulary vocabulary;
    private final Prompts prompts;
    private final LlamaOptions options;
    private final Scheduler scheduler;
    private final Placement place;
    private final InstantSource clock = InstantSource.system();

    private LlamaEngine(String name, LlamaModel model, ChatTemplate template, LlamaOptions options, Placement place) {
        this.name = name;
        this.model = new SharedModel(model);
        this.options = options;
        this.place = place;
        this.vocabulary = Vocabulary.of(model, template.source());
        this.prompts = new Prompts(name, template.withMarks(vocabulary.marks()));
        this.scheduler = Scheduler.start(model, vocabulary, options);
    }

    /**
     * An engine of a loaded model, which it closes with itself.
     *
     * @throws EngineStartException if it holds no conversations or memory does not suffice; the model is still the caller's
     */
    static LlamaEngine of(String name, LlamaModel model, LlamaOptions options, Placement place) {
        ChatTemplate template = template(model.file(), model, InstantSource.system());
        return new LlamaEngine(name, model, template, options, place);
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
        return scheduler.load().withDevice(place.told());
    }

    @Override
    public CompletionStage<Void> breakdown() {
        return scheduler.breakdown();
    }

    @Override
    public int contextTokens() {
        return options.contextTokens();
    }

    @Override
    public Usage chat(ChatCompletionRequest request, Generation generation, ChunkSink sink)
            throws InterruptedException {
        RequestRules rules = new RequestRules(request, vocabulary.size());
        rules.check();
        ToolWish tools = ToolWish.of(request);
        Prompts.Made prompt = prompt(request);
        int tokensMax = tokensMax(request, prompt.tokens().length, "messages");
        Shape said = FormWish.of(request).orElse(null);
        Optional<Grammar> grammar = new ShapeRules(vocabulary.readers(), prompt.text(), tools, said).grammar();
        ChatTask task = new ChatTask(generation, prompt.tokens(), rules.choices(), scheduler::disturb);
        List<TurnWriter> turns = new ArrayList<>();
        CallIds callIds = new CallIds(RANDOM.create());
        for (int choice = 0; choice < rules.choices(); choice++) {
            PartReader reader =
                    vocabulary.readers().reader(prompt.text(), tools.names(), tools.several(), tools.forced());
            turns.add(new TurnWriter(reader, callIds));
        }
        return write(task, answers(task, request, tokensMax, grammar), turns, sink);
    }

    @Override
    public Usage complete(CompletionRequest request, Generation generation, ChunkSink sink)
            throws InterruptedException {
        ChatCompletionRequest wishes = request.sampling();
        RequestRules rules = new RequestRules(wishes, vocabulary.size());
        rules.checkWithoutMessages();
        List<int[]> prompts = request.prompts().stream().map(this::plain).toList();
        List<Integer> tokensMax = prompts.stream()
                .map(prompt -> tokensMax(wishes, prompt.length, "prompt"))
                .toList();
        Optional<Grammar> grammar = FormWish.of(wishes).map(ShapeRules::compiled);
        TextSink texts = new TextSink(sink, rules.choices(), prompts.size());
        for (int i = 0; i < prompts.size(); i++) {
            texts.begin(i);
            ChatTask task = new ChatTask(generation, prompts.get(i), rules.choices(), scheduler::disturb);
            task.goOnFrom(texts.total().completionTokens());
            // A raw text is told as it stands, whatever marks it holds.
            List<TurnWriter> turns =
                    Stream.generate(TurnWriter::plain).limit(rules.choices()).toList();
            texts.end(write(task, answers(task, wishes, tokensMax.get(i), grammar), turns, texts));
        }
        return texts.total();
    }

    private List<Answer> answers(
            ChatTask task, ChatCompletionRequest request, int tokensMax, Optional<Grammar> grammar) {
        RequestRules rules = new RequestRules(request, vocabulary.size());
        Sampling sampling = rules.sampling();
        List<Answer> answers = new ArrayList<>();
        for (int choice = 0; choice < rules.choices(); choice++) {
            Constraint constraint = grammar.map(
                            form -> new Constraint(form, vocabulary, LlamaLimits.FORM_WORK_PER_STEP / options.slots()))
                    .orElse(null);
            Sampler sampler = new Sampler(sampling, random(request, choice), vocabulary.size(), tokensMax, constraint);
            answers.add(new Answer(task, choice, sampler, rules.stops(), tokensMax));
        }
        return answers;
    }

    private Usage write(ChatTask task, List<Answer> answers, List<TurnWriter> turns, ChunkSink sink)
            throws InterruptedException {
        Generation generation = task.generation();
        generation.onChange(scheduler::disturb);
        scheduler.submit(answers);
        try {
            return new ChunkWriter(generation.requestId(), name, clock.instant().getEpochSecond(), turns, sink)
                    .write(task);
        } finally {
            generation.onChange(() -> {});
            task.abandon();
        }
    }

    /** Draws the tokens of one of the answers to a request. */
    static RandomGenerator random(ChatCompletionRequest request, int choice) {
        return request.seed() == null ? RANDOM.create() : RANDOM.create(request.seed() + choice);
    }

    private int[] plain(CompletionRequest.Prompt prompt) {
        return switch (prompt) {
            case CompletionRequest.Prompt.Text(String text) -> model.use(loaded -> Prompts.plain(text, loaded));
            case CompletionRequest.Prompt.Tokens(List<Integer> tokens) ->
                Tokens.array(tokens, vocabulary.size(), "prompt");
        };
    }

    private Prompts.Made prompt(ChatCompletionRequest request) {
        return model.use(loaded -> prompts.of(request, loaded));
    }

    @Override
    public List<Integer> tokenize(String text, boolean special) {
        return model.use(loaded -> Tokens.list(loaded.tokenize(text, special, false)));
    }

    @Override
    public List<Integer> tokenize(ChatCompletionRequest request) {
        new RequestRules(request, vocabulary.size()).check();
        return Tokens.list(prompt(request).tokens());
    }

    @Override
    public String detokenize(List<Integer> tokens) {
        return model.use(loaded -> Tokens.text(loaded, tokens));
    }

    /** What fits: an explicit wish must fit whole, the default makes do with what is left. */
    private int tokensMax(ChatCompletionRequest request, int promptTokens, String source) {
        int context = options.contextTokens();
        boolean asked = request.maxTokens() != null || request.maxCompletionTokens() != null;
        long needed = (long) promptTokens + (asked ? request.effectiveMaxTokens() : 1);
        if (needed > context) {
            String param = !asked || promptTokens >= context
                    ? source
                    : request.maxCompletionTokens() != null ? "max_completion_tokens" : "max_tokens";
            throw new EngineException.Rejected(
                    ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                    "The model %s has a context of %,d tokens, but %,d are needed: %,d for the %s and %,d for the answer. Shorten the %s or ask for fewer tokens."
                            .formatted(name, context, needed, promptTokens, source, needed - promptTokens, source),
                    param);
        }
        return Math.min(request.effectiveMaxTokens(), context - promptTokens);
    }

    @Override
    public void close() {
        scheduler.close();
        model.close();
    }
}
