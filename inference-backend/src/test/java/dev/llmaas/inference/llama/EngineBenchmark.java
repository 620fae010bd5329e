package dev.llmaas.inference.llama;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.Engine;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.llama.Guide.Lesson;
import dev.llmaas.inference.models.Gguf;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.node.ObjectNode;

/**
 * How long a prompt with a known begin waits for its first token and how long a model takes to load: run {@link #main}, which
 * runs {@link GapBenchmark} and {@link RunnerMemoryBenchmark} too. Each prints its method. Processor time is told beside the
 * clock: on a busy machine it is the truer figure.
 */
final class EngineBenchmark {
    private static final int ROUNDS = 9;
    private static final int PROMPT_TOKENS = 800;
    private static final int STEPS = 200;
    private static final String NEW_QUESTION = "What is an API key?";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Milliseconds, by the clock and by the processor time of the thread that asks and of the one that computes. */
    private record Spent(double clock, double processor) {
        Spent in(Spent step) {
            return new Spent(clock / step.clock, processor / step.processor);
        }

        Spent less(Spent part) {
            return new Spent(clock - part.clock, processor - part.processor);
        }
    }

    /** Measures from its making on. Belongs to the thread that asks. */
    private static final class Watch {
        private final long computing;
        private final long clock;
        private final long processor;

        /** Of an engine that runs. */
        Watch() {
            this(computing());
        }

        Watch(long computing) {
            this.computing = computing;
            this.clock = System.nanoTime();
            this.processor = processor();
        }

        private long processor() {
            return THREADS.getCurrentThreadCpuTime() + (computing == 0 ? 0 : THREADS.getThreadCpuTime(computing));
        }

        Spent spent() {
            return new Spent((System.nanoTime() - clock) / 1e6, (processor() - processor) / 1e6);
        }
    }

    private EngineBenchmark() {}

    /** The thread of the engine that runs. */
    private static long computing() {
        return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("llama-"))
                .mapToLong(ThreadInfo::getThreadId)
                .max()
                .orElseThrow();
    }

    public static void main(String[] arguments) throws Exception {
        loads();
        firstTokens();
        GapBenchmark.main(arguments);
        RunnerMemoryBenchmark.main(arguments);
    }

    private static void firstTokens() throws Exception {
        System.out.printf(
                "first token: a conversation of about %d tokens; \"again\" is the same one, \"next turn\" ends with another question;%n"
                        + "  from the call to the first chunk, reading the template and the tokens included, in decode steps: the time that%n"
                        + "  each of the %d next tokens of the same answer takes, alone; medians of %d rounds after three to warm up%n",
                PROMPT_TOKENS, STEPS, ROUNDS);
        try (LlamaEngine engine = Guide.open(2, 0)) {
            List<Spent> steps = new ArrayList<>();
            List<Spent> colds = new ArrayList<>();
            List<Spent> agains = new ArrayList<>();
            List<Spent> turns = new ArrayList<>();
            for (int round = -3; round < ROUNDS; round++) {
                ChatCompletionRequest talk = talk(engine, PROMPT_TOKENS, "Round " + round + ". What is a quota?");
                Spent cold = first(engine, talk, 0);
                Spent step = step(engine, request(talk.messages(), STEPS));
                Spent again = first(engine, talk, PROMPT_TOKENS - 20);
                Spent turn = first(engine, withLast(talk, NEW_QUESTION), PROMPT_TOKENS - 60);
                if (round >= 0) {
                    steps.add(step);
                    colds.add(cold.in(step));
                    agains.add(again.in(step));
                    turns.add(turn.in(step));
                }
            }
            print("a decode step in ms", steps);
            print("not cached, in decode steps", colds);
            print("again, in decode steps", agains);
            print("next turn, in decode steps", turns);
        }
    }

    private static void print(String name, List<Spent> figures) {
        System.out.printf(
                "  %s: %.2f by processor time, %.2f by the clock%n",
                name, median(figures, Spent::processor), median(figures, Spent::clock));
    }

    /** What each token of an answer takes after the first. */
    private static Spent step(LlamaEngine engine, ChatCompletionRequest request) throws InterruptedException {
        Watch watch = new Watch();
        AtomicReference<Spent> first = new AtomicReference<>();
        AtomicReference<Spent> last = new AtomicReference<>();
        AtomicLong made = new AtomicLong();
        engine.chat(request, Generation.unlimited("req_bench"), (chunk, tokens) -> {
            if (tokens > 0 && first.get() == null) {
                first.set(watch.spent());
                made.set(-tokens);
            } else if (tokens == STEPS && last.get() == null) {
                last.set(watch.spent());
                made.addAndGet(tokens);
            }
        });
        double steps = made.get();
        return new Spent(
                (last.get().clock() - first.get().clock()) / steps,
                (last.get().processor() - first.get().processor()) / steps);
    }

    /** What the first chunk of an answer takes. */
    private static Spent first(LlamaEngine engine, ChatCompletionRequest request, int cachedMin)
            throws InterruptedException {
        AtomicReference<Spent> first = new AtomicReference<>();
        Watch watch = new Watch();
        Usage usage = engine.chat(request, Generation.unlimited("req_bench"), (chunk, tokens) -> {
            if (tokens > 0) {
                first.compareAndSet(null, watch.spent());
            }
        });
        if (usage.cachedTokens() < cachedMin) {
            throw new IllegalStateException(
                    "%d of %d tokens were cached".formatted(usage.cachedTokens(), usage.promptTokens()));
        }
        return first.get();
    }

    private static void loads() throws Exception {
        System.out.printf(
                "load: the engine (its header read, memory looked at, the model loaded, vocabulary and template read, the context made)%n"
                        + "  against the library's own calls to load the model and make the same context; %d rounds in turn after three to%n"
                        + "  warm up, in a process that has libraries and classes loaded, medians. Before its first model a process compares%n"
                        + "  the files of the libraries with their sums and links their functions, which is told apart: it takes as long for every model. The large%n"
                        + "  model has 16 layers of 1,024 numbers, all of them zero%n",
                ROUNDS);
        LlamaLibrary library = LlamaLibrary.load(LlamaNatives.unpack(Guide.NATIVES));
        Path large = Files.createTempFile("large", ".gguf");
        try {
            LargeModel.write(large);
            for (Path file : List.of(Guide.FILE, Guide.EMBED_FILE, large)) {
                loads(library, file);
            }
        } finally {
            Files.delete(large);
        }
    }

    private static void loads(LlamaLibrary library, Path file) {
        List<Spent> ours = new ArrayList<>();
        List<Spent> its = new ArrayList<>();
        List<Spent> ratios = new ArrayList<>();
        List<Spent> checks = new ArrayList<>();
        for (int round = -3; round < ROUNDS; round++) {
            Spent own = own(library, file);
            Watch watch = new Watch(0);
            LlamaLibrary.load(LlamaNatives.unpack(Guide.NATIVES));
            Spent check = watch.spent();
            Spent engine = engine(file).less(check);
            if (round >= 0) {
                its.add(own);
                ours.add(engine);
                ratios.add(engine.in(own));
                checks.add(check);
            }
        }
        double megabytes = file.toFile().length() / 1e6;
        boolean shipped = file.equals(Guide.FILE) || file.equals(Guide.EMBED_FILE);
        String name = "%s (%.0f MB)".formatted(shipped ? file.getFileName() : "large model", megabytes);
        print(name + ", library in ms", its);
        print(name + ", engine in ms", ours);
        print(name + ", times the library's", ratios);
        print("the libraries' files in ms", checks);
    }

    private static Spent own(LlamaLibrary library, Path file) {
        Gguf header = Gguf.read(file);
        LlamaOptions options =
                LlamaOptions.of(spec(file), header, Runtime.getRuntime().availableProcessors());
        LlamaContext.Shape shape = Pooling.of(header).map(options::vectorShape).orElseGet(() -> options.shape(header));
        Watch watch = new Watch(0);
        LlamaModel model = LlamaModel.load(library, file, header, -1);
        LlamaContext context = new LlamaContext(model, shape);
        Spent spent = watch.spent();
        context.close();
        model.close();
        return spent;
    }

    private static Spent engine(Path file) {
        Watch watch = new Watch(0);
        Engine engine = new LlamaEngineProvider().open(spec(file));
        Spent asking = watch.spent();
        // The thread that computes has made the context; nothing else was asked of it.
        double computing = THREADS.getThreadCpuTime(computing()) / 1e6;
        engine.close();
        return new Spent(asking.clock(), asking.processor() + computing);
    }

    private static EngineSpec spec(Path file) {
        URI uri = URI.create("llama://" + file.toUri().getRawPath());
        return new EngineSpec(uri, "guide", 0, 0, 0, Guide.NATIVES);
    }

    /** A conversation of so many tokens or a few less, with an answer of one token to come. */
    private static ChatCompletionRequest talk(LlamaEngine engine, int tokens, String begin) {
        List<ChatMessage> messages = new ArrayList<>();
        messages.add(ChatMessage.user(begin));
        List<Lesson> lessons = Guide.lessons();
        ChatCompletionRequest whole = request(messages);
        for (int i = 0; engine.tokenize(whole).size() < tokens; i++) {
            Lesson lesson = lessons.get(i % lessons.size());
            messages.add(ChatMessage.assistant(lesson.answer()));
            messages.add(ChatMessage.user(lesson.question()));
            whole = request(messages);
        }
        // One letter after the other is taken from what was said first, until it fits.
        String said = lessons.getFirst().answer();
        for (int length = said.length(); engine.tokenize(whole).size() > tokens && length > 0; length--) {
            messages.set(1, ChatMessage.assistant(said.substring(0, length)));
            whole = request(messages);
        }
        return whole;
    }

    private static ChatCompletionRequest withLast(ChatCompletionRequest talk, String question) {
        List<ChatMessage> messages = new ArrayList<>(talk.messages());
        messages.set(messages.size() - 1, ChatMessage.user(question));
        return request(messages);
    }

    private static ChatCompletionRequest request(List<ChatMessage> messages) {
        return request(messages, 1);
    }

    private static ChatCompletionRequest request(List<ChatMessage> messages, int tokensMax) {
        ObjectNode json = WireJson.mapper().createObjectNode();
        json.put("model", "guide")
                .put("temperature", 0)
                .put("max_tokens", tokensMax)
                .put("ignore_eos", true);
        json.set("messages", WireJson.mapper().valueToTree(messages));
        return WireJson.mapper().treeToValue(json, ChatCompletionRequest.class);
    }

    private static double median(List<Spent> figures, ToDoubleFunction<Spent> figure) {
        double[] sorted = figures.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
