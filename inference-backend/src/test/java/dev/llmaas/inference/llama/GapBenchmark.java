package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.Generation;
import dev.llmaas.inference.StopReason;
import dev.llmaas.inference.llama.Guide.Lesson;
import dev.llmaas.inference.models.Gguf;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/**
 * How long running answers wait for their next token while a long prompt is read beside them: run {@link #main}. It prints its
 * method. Times are taken on the engine's own thread, where it draws a token; processor time is told beside the clock: on a
 * busy machine it is the truer figure.
 */
final class GapBenchmark {
    private static final int PROMPT_TOKENS = 4_096;
    private static final int CONTEXT_TOKENS = 4 * PROMPT_TOKENS;
    private static final int BEFORE = 300;
    private static final int ROUNDS = 5;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Sampling SAMPLING =
            new Sampling(0.7, 1, 0, 0, 1, 0, 0, 1, Map.of(), Sampling.Ends.PLAIN, true, false, 0);

    /** Draws tokens and notes when. */
    private static final class Clocked implements RandomGenerator {
        private final SplittableRandom random = new SplittableRandom(1);
        private final long[] clock = new long[CONTEXT_TOKENS];
        private final long[] processor = new long[CONTEXT_TOKENS];
        private final CountDownLatch running;
        private volatile int count;

        Clocked(int drawsUntilRunning) {
            running = new CountDownLatch(drawsUntilRunning);
        }

        @Override
        public long nextLong() {
            clock[count] = System.nanoTime();
            processor[count] = THREADS.getCurrentThreadCpuTime();
            count = count + 1;
            running.countDown();
            return random.nextLong();
        }
    }

    /** Gaps between tokens in milliseconds, in order of length. */
    private record Gaps(double[] sorted) {
        static Gaps between(long[] times, int from, int to) {
            double[] gaps = new double[to - from - 1];
            for (int i = 0; i < gaps.length; i++) {
                gaps[i] = (times[from + i + 1] - times[from + i]) / 1e6;
            }
            Arrays.sort(gaps);
            return new Gaps(gaps);
        }

        double at(double share) {
            return sorted[(int) Math.ceil(sorted.length * share) - 1];
        }
    }

    private final LlamaModel model;
    private final Vocabulary vocabulary;
    private final Scheduler scheduler;

    private GapBenchmark(LlamaModel model, Vocabulary vocabulary, Scheduler scheduler) {
        this.model = model;
        this.vocabulary = vocabulary;
        this.scheduler = scheduler;
    }

    public static void main(String[] arguments) throws Exception {
        System.out.printf(
                "gaps: one answer runs while a prompt of %d tokens is read whose begin is not cached. The model was made for 2,048 tokens; a%n"
                        + "  copy says %d in its header: the work is the same, the words mean nothing. Gaps are those between two tokens of%n"
                        + "  the running answer, until the prompt has its first token, in decode steps: the median gap of that answer just%n"
                        + "  before. Beside them the gaps of as many tokens just before. Medians of %d rounds after two to warm up%n",
                PROMPT_TOKENS, CONTEXT_TOKENS, ROUNDS);
        Path file = Files.createTempFile("guide", ".gguf");
        try {
            write(file);
            Gguf header = Gguf.read(file);
            URI uri = URI.create("llama://" + file.toUri().getRawPath());
            EngineSpec spec = new EngineSpec(uri, "guide", 2, CONTEXT_TOKENS, 0, Guide.NATIVES);
            LlamaOptions options =
                    LlamaOptions.of(spec, header, Runtime.getRuntime().availableProcessors());
            LlamaLibrary library = LlamaLibrary.load(LlamaNatives.unpack(Guide.NATIVES));
            try (LlamaModel model = LlamaModel.load(library, file, header, 0)) {
                Vocabulary vocabulary =
                        Vocabulary.of(model, header.chatTemplate().orElseThrow());
                try (Scheduler scheduler = Scheduler.start(model, vocabulary, options)) {
                    new GapBenchmark(model, vocabulary, scheduler).run();
                }
            }
        } finally {
            Files.delete(file);
        }
    }

    private void run() throws Exception {
        double[][] clocks = new double[ROUNDS][];
        double[][] processors = new double[ROUNDS][];
        for (int round = -2; round < ROUNDS; round++) {
            Clocked running = new Clocked(BEFORE);
            Clocked reading = new Clocked(1);
            int[] range = beside(running, reading, round);
            if (round >= 0) {
                clocks[round] = figures(running.clock, range);
                processors[round] = figures(running.processor, range);
            }
        }
        print("processor time", processors);
        print("the clock", clocks);
    }

    /** Runs an answer and reads a prompt beside it. Returns between which of its tokens the prompt was read. */
    private int[] beside(Clocked running, Clocked reading, int round) throws Exception {
        Generation generation = Generation.unlimited("req_runs");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int[] question =
                    model.tokenize("<|im_start|>user\nWhat is this platform?<|im_end|>\n<|im_start|>assistant\n");
            Future<?> answer = threads.submit(() -> answer(generation, question, running, CONTEXT_TOKENS - 100));
            running.running.await();
            int[] prompt = prompt(round);
            int from = running.count;
            answer(Generation.unlimited("req_reads"), prompt, reading, 1);
            int to = from;
            while (to < running.count && running.clock[to] <= reading.clock[0]) {
                to++;
            }
            generation.stop(StopReason.CLIENT_GONE);
            answer.get();
            return new int[] {from, to};
        }
    }

    private Void answer(Generation generation, int[] prompt, Clocked random, int tokensMax)
            throws InterruptedException {
        ChatTask task = new ChatTask(generation, prompt, 1, scheduler::disturb);
        Sampler sampler = new Sampler(SAMPLING, random, vocabulary.size(), tokensMax, null);
        generation.onChange(scheduler::disturb);
        scheduler.submit(List.of(new Answer(task, 0, sampler, List.of(), tokensMax)));
        new ChunkWriter(generation.requestId(), "guide", 0, List.of(TurnWriter.plain()), (chunk, tokens) -> {})
                .write(task);
        return null;
    }

    private int[] prompt(int round) {
        StringBuilder text = new StringBuilder("Round " + round + ".");
        List<Lesson> lessons = Guide.lessons();
        int[] tokens = {};
        for (int i = 0; tokens.length < PROMPT_TOKENS; i++) {
            text.append('\n').append(lessons.get(i % lessons.size()).answer());
            tokens = model.tokenize(text.toString());
        }
        return Arrays.copyOf(tokens, PROMPT_TOKENS);
    }

    /** A step in milliseconds; in steps the median, p99 and longest gap beside the prompt, p99 and longest before; tokens. */
    private static double[] figures(long[] times, int[] range) {
        Gaps beside = Gaps.between(times, range[0], range[1]);
        Gaps before = Gaps.between(times, Math.max(BEFORE / 10, range[0] - (range[1] - range[0])), range[0]);
        double step = before.at(0.5);
        return new double[] {
            step,
            beside.at(0.5) / step,
            beside.at(0.99) / step,
            beside.at(1) / step,
            before.at(0.99) / step,
            before.at(1) / step,
            range[1] - range[0]
        };
    }

    private static void print(String by, double[][] rounds) {
        double[] median = new double[rounds[0].length];
        for (int figure = 0; figure < median.length; figure++) {
            int place = figure;
            double[] sorted = Arrays.stream(rounds)
                    .mapToDouble(round -> round[place])
                    .sorted()
                    .toArray();
            median[figure] = sorted[sorted.length / 2];
        }
        System.out.printf(
                "  by %s: a decode step takes %.3f ms; beside the prompt (%.0f tokens meanwhile) gaps of %.2f steps, p99 %.2f, longest %.2f; before p99 %.2f, longest %.2f%n",
                by, median[0], median[6], median[1], median[2], median[3], median[4], median[5]);
    }

    /** A copy of the chat model that was made for a longer context, as its header says. */
    private static void write(Path target) throws IOException {
        byte[] bytes = Files.readAllBytes(Guide.FILE);
        String key = "llama.context_length";
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(key) + key.length();
        // The number comes behind its type.
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at + Integer.BYTES, CONTEXT_TOKENS);
        Files.write(target, bytes);
    }
}
