package dev.llmaas.console.demo;

import static org.awaitility.Awaitility.await;

import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.ApiKeyCredentials;
import dev.llmaas.client.ChatStream;
import dev.llmaas.client.ClientOptions;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.client.RetryPolicy;
import dev.llmaas.console.session.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;

/** Clients that ask without pause and note each answer that they received to its last byte. */
final class AnswerLoad implements AutoCloseable {
    private static final List<String> QUESTIONS = List.of(
            "How do I create an API key?",
            "Wie widerrufe ich einen Schlüssel?",
            "What does a tier cost?",
            "Qui voit mes données ?");

    private final OpenAiClient client;
    private final Map<String, Long> delivered = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private AnswerLoad(OpenAiClient client) {
        this.client = client;
    }

    /** Starts so many clients of one key. */
    static AnswerLoad start(Profile profile, String key, int clients, long seed) {
        ClientOptions options = ClientOptions.of(profile.url())
                .withAuthority(profile.pinned().orElse(null))
                .withRetry(RetryPolicy.NEVER);
        AnswerLoad load = new AnswerLoad(new OpenAiClient(options, new ApiKeyCredentials(key)));
        Random seeds = new Random(seed);
        for (int i = 0; i < clients; i++) {
            Random random = new Random(seeds.nextLong());
            load.threads.add(Thread.ofVirtual().start(() -> load.run(random)));
        }
        return load;
    }

    private void run(Random random) {
        while (!stopped) {
            ChatCompletionRequest request = ChatCompletionRequest.builder("guide-chat")
                    .message(ChatMessage.user(QUESTIONS.get(random.nextInt(QUESTIONS.size()))))
                    .maxTokens(1 + random.nextInt(80))
                    .seed(random.nextLong(1_000))
                    .build();
            try (ChatStream stream = client.chatStream(request)) {
                while (stream.next() != null) {
                    Thread.onSpinWait();
                }
                stream.usage().ifPresent(usage -> delivered.put(stream.requestId(), usage.completionTokens()));
            } catch (ApiException | CancellationException cutOff) {
                Thread.yield(); // what the kill does to a running answer
            }
        }
    }

    /** What was received whole: the request id, and the tokens that the answer said it has. */
    Map<String, Long> delivered() {
        return Map.copyOf(delivered);
    }

    void awaitDelivered(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> delivered.size() >= count);
    }

    /** Asks nothing more and waits for what runs. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(Duration.ofSeconds(30));
        }
    }

    @Override
    public void close() {
        stopped = true;
        client.close();
    }
}
