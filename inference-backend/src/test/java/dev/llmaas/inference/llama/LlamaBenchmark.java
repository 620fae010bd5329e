package dev.llmaas.inference.llama;

import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.models.Gguf;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;

/**
 * Tokens a second of the engine against a bare loop over the same libraries, at 1 and 8 streams: run {@link #main}. The bare
 * loop decodes, copies the scores and takes the likeliest token, with no text, no slots and no other thread; it is the most
 * that an engine could reach. Both make the same number of tokens at the same positions. Rounds alternate, and the median of
 * the ratios of neighbouring rounds counts, so that other load of the machine meets both alike. Processor time of the thread
 * that decodes is told beside the clock: on a busy machine it is the truer figure.
 */
final class LlamaBenchmark {
    private static final int TOKENS = 400;
    private static final int ROUNDS = 5;
    private static final String QUESTION = "What is this platform?";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Tokens a second by the clock and by the processor time of the thread that decodes. */
    private record Rate(double clock, double processor) {}

    private LlamaBenchmark() {}

    public static void main(String[] args) throws Exception {
        System.out.printf(
                "method: %d tokens a stream, %d alternating rounds after one to warm up, median of the ratios%n",
                TOKENS, ROUNDS);
        for (int streams : new int[] {1, 8}) {
            compare(streams);
        }
    }

    private static void compare(int streams) throws Exception {
        LlamaLibrary library = LlamaLibrary.load(LlamaNatives.unpack(Guide.NATIVES));
        try (LlamaEngine engine = Guide.open(streams, 0);
                LlamaModel model = LlamaModel.load(library, Guide.FILE, Gguf.read(Guide.FILE), 0)) {
            List<Rate> bare = new ArrayList<>();
            List<Rate> greedy = new ArrayList<>();
            List<Rate> drawn = new ArrayList<>();
            for (int round = -1; round < ROUNDS; round++) {
                Rate floor = bare(model, streams);
                Rate likeliest = engine(engine, streams, 0);
                Rate sampled = engine(engine, streams, 0.7);
                if (round >= 0) {
                    bare.add(floor);
                    greedy.add(likeliest);
                    drawn.add(sampled);
                }
            }
            System.out.printf("%d streams: bare %,.0f tokens/s%n", streams, median(bare, Rate::clock));
            print("greedy", greedy, bare);
            print("temperature 0.7", drawn, bare);
        }
    }

    private static void print(String name, List<Rate> ours, List<Rate> bare) {
        List<Rate> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Rate one = ours.get(round);
            Rate floor = bare.get(round);
            ratios.add(new Rate(one.clock() / floor.clock(), one.processor() / floor.processor()));
        }
        System.out.printf(
                "  engine, %s: %,.0f tokens/s, %.1f %% of bare by the clock, %.1f %% by processor time%n",
                name,
                median(ours, Rate::clock),
                100 * median(ratios, Rate::clock),
                100 * median(ratios, Rate::processor));
    }

    private static Rate bare(LlamaModel model, int streams) {
        float[] scores = new float[model.tokenCount()];
        int[] prompt = model.tokenize("<|im_start|>user\n" + QUESTION + "<|im_end|>\n<|im_start|>assistant\n");
        LlamaContext.Shape shape = new LlamaOptions(streams, 2_048, 1).shape(model.file());
        try (LlamaContext context = new LlamaContext(model, shape)) {
            int[] next = new int[streams];
            long thread = Thread.currentThread().threadId();
            long processor = THREADS.getThreadCpuTime(thread);
            long begin = System.nanoTime();
            for (int made = 0; made <= TOKENS; made++) {
                context.clear();
                int[] places = new int[streams];
                for (int stream = 0; stream < streams; stream++) {
                    int from = made == 0 ? 0 : prompt.length - 1 + made;
                    int to = made == 0 ? prompt.length : from + 1;
                    for (int at = from; at < to; at++) {
                        int token = made == 0 ? prompt[at] : next[stream];
                        places[stream] = context.add(token, stream, at, at == to - 1);
                    }
                }
                if (context.decode() != 0) {
                    throw new IllegalStateException("the bare loop failed");
                }
                for (int stream = 0; stream < streams; stream++) {
                    context.scores(places[stream], scores);
                    next[stream] = likeliest(scores);
                }
            }
            return rate(streams, System.nanoTime() - begin, THREADS.getThreadCpuTime(thread) - processor);
        }
    }

    private static int likeliest(float[] scores) {
        int best = 0;
        for (int token = 1; token < scores.length; token++) {
            best = scores[token] > scores[best] && token != 3066 ? token : best;
        }
        return best;
    }

    private static Rate engine(LlamaEngine engine, int streams, double temperature) throws Exception {
        ChatCompletionRequest request = Guide.greedyWith(
                QUESTION,
                "{\"temperature\": %s, \"max_tokens\": %d, \"logit_bias\": {\"3066\": -100}}"
                        .formatted(temperature, TOKENS));
        long thread = Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(info -> info != null && info.getThreadName().startsWith("llama-"))
                .findFirst()
                .orElseThrow()
                .getThreadId();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long processor = THREADS.getThreadCpuTime(thread);
            long begin = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int stream = 0; stream < streams; stream++) {
                running.add(threads.submit(
                        () -> engine.chat(request, Generation.unlimited("req_bench"), (chunk, tokens) -> {})));
            }
            for (Future<?> each : running) {
                each.get();
            }
            return rate(streams, System.nanoTime() - begin, THREADS.getThreadCpuTime(thread) - processor);
        }
    }

    private static Rate rate(int streams, long clockNanos, long processorNanos) {
        double tokens = (double) streams * TOKENS * 1e9;
        return new Rate(tokens / clockNanos, tokens / processorNanos);
    }

    private static double median(List<Rate> rates, ToDoubleFunction<Rate> figure) {
        double[] sorted = rates.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
