package dev.llmaas.inference.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.inference.Engine;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.inference.llama.LlamaEngineProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * Requests of every kind, many at once, over the wire, a tenth of which is given up half way; then nothing may be left of
 * them. {@code -Dllmaas.soak.requests=24000} makes it a long one.
 */
@Timeout(value = 1_200, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunnerSoakTest {
    private static final int REQUESTS = Integer.getInteger("llmaas.soak.requests", 500);
    private static final int AT_ONCE = 24;
    private static final long NATIVE_GROWTH_MAX = 64L << 20;
    private static final long HEAP_GROWTH_MAX = 32L << 20;

    /** What one request is like. */
    private enum Kind {
        CHAT,
        STREAM,
        TOOLS,
        SCHEMA,
        LOGPROBS,
        CHOICES,
        EMBEDDINGS,
        RERANK,
        TOKENS,
        WRONG,
        CANCEL
    }

    /** What a process holds. */
    private record Holding(long files, long threads, long heapBytes, long nativeBytes) {
        static Holding now() throws IOException {
            MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
            memory.gc();
            long resident = ProcessMemory.residentBytes(ProcessHandle.current().pid());
            long ofJava = memory.getHeapMemoryUsage().getCommitted()
                    + memory.getNonHeapMemoryUsage().getCommitted();
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return new Holding(
                        open.count(),
                        ManagementFactory.getThreadMXBean().getThreadCount(),
                        memory.getHeapMemoryUsage().getUsed(),
                        Math.max(0, resident - ofJava));
            }
        }
    }

    private final Engine chat = open("guide-chat", 8, 512);
    private final Engine vectors = open("guide-embed", 0, 0);
    private final RunnerServer chatServer = new RunnerServer(chat, "token", new Backend("llama", "here"));
    private final RunnerServer vectorServer = new RunnerServer(vectors, "token", new Backend("llama", "here"));
    private final Map<Kind, AtomicInteger> done = new EnumMap<>(Kind.class);
    private TestCaller chats;
    private TestCaller texts;

    @Test
    void requestsOfEveryKindLeaveNothingBehind() throws Exception {
        long seed = new SplittableRandom().nextLong();
        System.out.println("RunnerSoakTest seed " + seed);
        for (Kind kind : Kind.values()) {
            done.put(kind, new AtomicInteger());
        }
        chats = new TestCaller(RunnerProcess.baseUrl(chatServer.start()), "Bearer token");
        texts = new TestCaller(RunnerProcess.baseUrl(vectorServer.start()), "Bearer token");
        SplittableRandom random = new SplittableRandom(seed);
        try {
            run(random, REQUESTS / 4);
            awaitIdle();
            Holding before = Holding.now();
            long begun = System.nanoTime();
            run(random, REQUESTS - REQUESTS / 4);
            awaitIdle();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            Holding after = Holding.now();

            System.out.printf(
                    "%d requests %s in %s after a quarter to warm up%n  before %s%n  after  %s%n  %s%n",
                    REQUESTS - REQUESTS / 4, done, took, before, after, chat.load());
            assertThat(after.files()).isLessThanOrEqualTo(before.files() + AT_ONCE);
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + AT_ONCE);
            assertThat(after.heapBytes() - before.heapBytes()).isLessThan(HEAP_GROWTH_MAX);
            assertThat(after.nativeBytes() - before.nativeBytes()).isLessThan(NATIVE_GROWTH_MAX);
            assertThat(done.values().stream().mapToInt(AtomicInteger::get).sum())
                    .isEqualTo(REQUESTS);
        } finally {
            chats.close();
            texts.close();
            chatServer.close();
            vectorServer.close();
            chat.close();
            vectors.close();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("llama-guide"));
    }

    private void awaitIdle() {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            return chat.load().running() == 0
                    && chat.load().waiting() == 0
                    && vectors.load().running() == 0
                    && vectors.load().waiting() == 0;
        });
    }

    private void run(SplittableRandom random, int count) throws Exception {
        Semaphore room = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                SplittableRandom own = random.split();
                Kind kind = own.nextInt(10) == 0 ? Kind.CANCEL : Kind.values()[own.nextInt(Kind.values().length - 1)];
                room.acquire();
                all.add(threads.submit(() -> {
                    try {
                        one(kind, own);
                        done.get(kind).incrementAndGet();
                    } finally {
                        room.release();
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }

    private void one(Kind kind, SplittableRandom random) throws IOException, InterruptedException {
        String id = "req_" + Long.toHexString(random.nextLong());
        int tokens = 1 + random.nextInt(24);
        switch (kind) {
            case CHAT -> answered(chats, RunnerProtocol.CHAT_PATH, chat(random, tokens, ""), id);
            case STREAM ->
                assertThat(chats.frames(chat(random, tokens, ""), id, Map.of(RunnerProtocol.FRAMES, "1"))
                                .getLast()
                                .isDone())
                        .isTrue();
            case TOOLS ->
                answered(
                        chats,
                        RunnerProtocol.CHAT_PATH,
                        chat(
                                random,
                                tokens,
                                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"maxLength\":8}}}}}]"),
                        id);
            case SCHEMA ->
                answered(
                        chats,
                        RunnerProtocol.CHAT_PATH,
                        chat(
                                random,
                                tokens,
                                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"],\"additionalProperties\":false}}}"),
                        id);
            case LOGPROBS ->
                answered(
                        chats,
                        RunnerProtocol.CHAT_PATH,
                        chat(random, tokens, ",\"logprobs\":true,\"top_logprobs\":5"),
                        id);
            case CHOICES -> answered(chats, RunnerProtocol.CHAT_PATH, chat(random, tokens, ",\"n\":3"), id);
            case EMBEDDINGS ->
                answered(texts, RunnerProtocol.EMBEDDINGS_PATH, "{\"input\":[\"a key\",\"" + id + "\"]}", id);
            case RERANK ->
                answered(
                        texts,
                        RunnerProtocol.RERANK_PATH,
                        "{\"query\":\"key\",\"documents\":[\"a key\",\"" + id + "\"],\"top_n\":1}",
                        id);
            case TOKENS -> answered(chats, RunnerProtocol.TOKENIZE_PATH, "{\"prompt\":\"" + id + "\"}", id);
            case WRONG -> refused(random, id);
            case CANCEL -> cancelled(random, id);
        }
    }

    private static void answered(TestCaller caller, String path, String body, String id)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = caller.post(path, body, id, Map.of());

        JsonNode json = WireJson.mapper().readTree(answer.body());
        assertThat(answer.statusCode())
                .as("%s answered %s", path, json.path("error"))
                .isEqualTo(200);
    }

    private void refused(SplittableRandom random, String id) throws IOException, InterruptedException {
        String body = random.nextBoolean() ? chat(random, 100_000, "") : "{\"messages\": 7}";

        assertThat(chats.post(RunnerProtocol.CHAT_PATH, body, id, Map.of()).statusCode())
                .isEqualTo(400);
    }

    /** Leaves in the middle of an answer; without an end of its own the model would go on until the bound. */
    private void cancelled(SplittableRandom random, String id) throws IOException, InterruptedException {
        String body = chat(random, 300, ",\"ignore_eos\":true");
        try (TestCaller.Stream stream = chats.stream(body, id, Map.of(RunnerProtocol.FRAMES, "1"))) {
            stream.take(1 + random.nextInt(5));
        }
    }

    private static String chat(SplittableRandom random, int tokensMax, String more) {
        String system = random.nextBoolean() ? "{\"role\":\"system\",\"content\":\"You answer in short.\"}," : "";
        return "{\"model\":\"guide-chat\",\"max_tokens\":%d,\"temperature\":%s,\"messages\":[%s{\"role\":\"user\",\"content\":\"%d: what is a quota?\"}]%s}"
                .formatted(tokensMax, random.nextBoolean() ? "0" : "0.7", system, random.nextInt(50), more);
    }

    private static Engine open(String model, int slots, int context) {
        Path file =
                Path.of("../assets/models/" + model + ".gguf").toAbsolutePath().normalize();
        URI uri = URI.create("llama://" + file.toUri().getRawPath());
        return new LlamaEngineProvider().open(new EngineSpec(uri, model, slots, context, 1, Path.of("target/natives")));
    }
}
