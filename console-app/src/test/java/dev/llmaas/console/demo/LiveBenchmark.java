package dev.llmaas.console.demo;

import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.client.ApiKeyCredentials;
import dev.llmaas.client.ChatStream;
import dev.llmaas.client.EventStream;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.LiveState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * How fresh the live view is. Method: the real platform in a process of its own, its own model, one client that asks for a
 * one-token answer again and again; the first {@value #WARM_UP} answers are not counted. For each answer: from its settlement
 * (the time that the platform writes into the ledger) to its event at a subscriber, over TLS; and from its last byte at the
 * client to the model behind the chart, which moves five times a second. All clocks are this machine's.
 */
final class LiveBenchmark {
    private static final int WARM_UP = 100;
    private static final int COUNT = 500;

    private LiveBenchmark() {}

    /** Runs it and prints. */
    public static void main(String[] arguments) throws Exception {
        Path data = Files.createTempDirectory("llmaas-live-");
        Map<String, Long> eventMs = new ConcurrentHashMap<>();
        Map<String, Long> answeredNanos = new ConcurrentHashMap<>();
        Map<String, Long> chartNanos = new ConcurrentHashMap<>();
        BlockingQueue<String> charted = new LinkedBlockingQueue<>();
        try (StartedDemo demo = StartedDemo.on(data)) {
            demo.awaitRunner(OptionalLong.empty());
            String secret = demo.session()
                    .admin()
                    .createKey(new NewApiKey(null, "live", null, null, null))
                    .secret();
            try (EventStream events = demo.session().admin().events(null);
                    LiveState live = new LiveState(
                            listener -> demo.session().admin().events(null, listener),
                            new Background(Runnable::run),
                            InstantSource.system());
                    OpenAiClient openAi = new OpenAiClient(demo.session().options(), new ApiKeyCredentials(secret))) {
                Thread.ofVirtual().start(() -> listen(events, eventMs));
                live.onTick(tick -> tick.latest().forEach(call -> {
                    chartNanos.putIfAbsent(call.requestId(), System.nanoTime());
                    charted.add(call.requestId());
                }));
                live.start();
                for (int i = 0; i < WARM_UP + COUNT; i++) {
                    String id = ask(openAi);
                    if (i >= WARM_UP) {
                        answeredNanos.put(id, System.nanoTime());
                    }
                    String shown;
                    do {
                        shown = charted.take();
                    } while (!shown.equals(id));
                }
            }
        }
        System.out.printf(Locale.ROOT, "%d answers, one at a time, one subscriber and one console%n", COUNT);
        print(
                "settlement to event at a subscriber",
                answeredNanos.keySet().stream().mapToLong(eventMs::get).toArray());
        print(
                "answer at the client to the chart's model",
                answeredNanos.entrySet().stream()
                        .mapToLong(answer -> (chartNanos.get(answer.getKey()) - answer.getValue()) / 1_000_000)
                        .toArray());
    }

    private static void listen(EventStream events, Map<String, Long> eventMs) {
        try {
            for (EventStream.Entry entry = events.next(); entry != null; entry = events.next()) {
                if (entry.event() instanceof RequestSettled call) {
                    eventMs.put(call.requestId(), InstantSource.system().millis() - call.atMs());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static String ask(OpenAiClient openAi) {
        try (ChatStream stream = openAi.chatStream(ChatCompletionRequest.builder("guide-chat")
                .message(ChatMessage.user("Hello"))
                .maxTokens(1)
                .build())) {
            stream.forEach(chunk -> {});
            return stream.requestId();
        }
    }

    private static void print(String what, long[] ms) {
        Arrays.sort(ms);
        System.out.printf(
                Locale.ROOT,
                "%-45s p50 %d ms   p99 %d ms   max %d ms%n",
                what,
                ms[ms.length / 2],
                ms[ms.length * 99 / 100],
                ms[ms.length - 1]);
    }
}
