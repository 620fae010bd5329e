package dev.llmaas.inference.llama;

import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.inference.models.Gguf;
import dev.llmaas.inference.runner.RunnerArguments;
import dev.llmaas.inference.runner.RunnerProcess;
import dev.llmaas.inference.runner.TestLaunch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a runner takes beyond the weights and the cache of its model: run {@link #main}; it prints its method. With
 * {@code -Dllmaas.runner.cache=FILE} the runners have that class cache.
 */
final class RunnerMemoryBenchmark {
    private static final int REQUESTS = 400;
    private static final int AT_ONCE = 8;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(12);
    private static final double MB = 1e6;

    /** Where resident pages lie, in bytes. */
    private record Pages(long all, long shared, Map<String, Long> byPlace) {}

    private RunnerMemoryBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        System.out.printf(
                "memory: resident memory of a runner process, as the system counts it in smaps, when it is ready, after %d requests, %d at%n"
                        + "  once, and some seconds later. Taken off are the pages of the model's file that are mapped (each counts once; weights that%n"
                        + "  were copied elsewhere are not taken off) and the keys and values of all slots, as the header has them. What is%n"
                        + "  left are Java, its heap and code, the libraries and what a step computes with. MB are millions of bytes.%n",
                REQUESTS, AT_ONCE);
        tell(Guide.FILE, RunnerProtocol.CHAT_PATH, """
                {"model":"m","max_tokens":60,"messages":[{"role":"user","content":"What is an API key? %d"}]}""");
        tell(Guide.EMBED_FILE, "/v1/embeddings", """
                {"model":"m","input":["What is an API key? %d", "Was ist ein Kontingent?"]}""");
    }

    private static void tell(Path file, String path, String body) throws Exception {
        URI uri = URI.create("llama://" + file.toUri().getRawPath());
        EngineSpec spec = new EngineSpec(uri, "m", 0, 0, 0, Guide.NATIVES.toAbsolutePath());
        Gguf header = Gguf.read(file);
        LlamaOptions options =
                LlamaOptions.of(spec, header, Runtime.getRuntime().availableProcessors());
        MemoryNeed need = MemoryNeed.of(header, options, Pooling.of(header).isPresent());
        try (RunnerProcess runner = RunnerProcess.start(launch(), new RunnerArguments(spec, "here"), "token")) {
            URI base = RunnerProcess.baseUrl(runner.awaitReady(SOON));
            print(header, options, need, "ready", pages(runner.pid(), file));
            ask(base.resolve(path), runner.authorization(), body);
            print(header, options, need, "after the requests", pages(runner.pid(), file));
            LockSupport.parkNanos(PAUSE.toNanos());
            print(header, options, need, "%s later".formatted(PAUSE), pages(runner.pid(), file));
        }
    }

    private static RunnerProcess.Launch launch() {
        @Nullable String cache = System.getProperty("llmaas.runner.cache");
        return new RunnerProcess.Launch(TestLaunch.JAVA, TestLaunch.CLASS_PATH, cache == null ? null : Path.of(cache));
    }

    private static void print(Gguf header, LlamaOptions options, MemoryNeed need, String when, Pages pages) {
        long weights = pages.byPlace().getOrDefault("model", 0L);
        System.out.printf(
                "  %s, %d slots of %,d tokens, %s: %.0f MB beyond weights and cache (resident %.1f, weights %.1f of %.1f, cache %.1f; %.1f shared with others)%n",
                header.fileName(),
                options.slots(),
                options.contextTokens(),
                when,
                (pages.all() - weights - need.cache()) / MB,
                pages.all() / MB,
                weights / MB,
                need.weights() / MB,
                need.cache() / MB,
                pages.shared() / MB);
        StringBuilder places = new StringBuilder();
        pages.byPlace().forEach((place, bytes) -> places.append(" %s %.1f".formatted(place, bytes / MB)));
        System.out.println("    " + places.toString().strip());
    }

    private static void ask(URI uri, String authorization, String body) throws Exception {
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .build();
                ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                HttpRequest request = HttpRequest.newBuilder(uri)
                        .header(RunnerProtocol.AUTHORIZATION, authorization)
                        .POST(HttpRequest.BodyPublishers.ofString(body.formatted(i)))
                        .build();
                all.add(threads.submit(() ->
                        http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()));
            }
            for (Future<Integer> each : all) {
                if (each.get() != 200) {
                    throw new IllegalStateException("status " + each.get());
                }
            }
        }
    }

    /** Reads where the resident pages of a process lie. */
    private static Pages pages(long pid, Path model) throws IOException {
        Map<String, Long> byPlace = new TreeMap<>();
        long all = 0;
        long shared = 0;
        String place = "";
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps"))) {
            String[] words = line.split("\\s+");
            if (words[0].matches("[0-9a-f]+-[0-9a-f]+")) {
                place = place(words.length > 5 ? words[5] : "", model);
            } else if (words[0].equals("Rss:")) {
                long bytes = Long.parseLong(words[1]) * 1024;
                all += bytes;
                byPlace.merge(place, bytes, Long::sum);
            } else if (words[0].startsWith("Shared_")) {
                shared += Long.parseLong(words[1]) * 1024;
            }
        }
        byPlace.values().removeIf(bytes -> bytes < MB / 2);
        return new Pages(all, shared, byPlace);
    }

    private static String place(String name, Path model) {
        if (name.endsWith("/" + model.getFileName())) {
            return "model";
        }
        String file = name.substring(name.lastIndexOf('/') + 1);
        return file.isEmpty() ? "unnamed" : file.endsWith(".jar") ? "jars" : file;
    }
}
