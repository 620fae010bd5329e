package dev.llmaas.inference.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.inference.EngineException.Unreachable;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.inference.http.SseFrame;
import dev.llmaas.inference.pool.Lease;
import dev.llmaas.inference.pool.Pool;
import dev.llmaas.inference.pool.PoolOptions;
import dev.llmaas.inference.pool.ReplicaSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LlamaRunnerTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path CHAT =
            Path.of("../assets/models/guide-chat.gguf").toAbsolutePath().normalize();
    private static final String BODY = "{\"model\":\"guide-chat\",\"temperature\":0,\"max_tokens\":40,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"What is an API key?\"}]}";

    @Test
    void aModelAnswersThroughItsOwnProcess() throws IOException, InterruptedException {
        long started = System.nanoTime();
        try (Pool pool = pool(CHAT)) {
            pool.start();
            try (Lease lease = pool.lease("guide-chat", "")) {
                Duration took = Duration.ofNanos(System.nanoTime() - started);

                List<SseFrame> frames = ask(lease);

                ChatCompletionChunk last = WireJson.mapper()
                        .readValue(frames.get(frames.size() - 2).data(), ChatCompletionChunk.class);
                assertThat(frames.getLast().isDone()).isTrue();
                assertThat(last.usage().completionTokens()).isBetween(1L, 40L);
                assertThat(frames.get(frames.size() - 2).id())
                        .isEqualTo(Long.toString(last.usage().completionTokens()));
                assertThat(last.backend()).isEqualTo(new Backend("llama", "here"));
                Replica replica = pool.sample().getFirst();
                assertThat(replica.load().generatedTokens())
                        .isEqualTo(last.usage().completionTokens());
                System.out.println("the guide model was ready after %s and takes %d MB"
                        .formatted(took, replica.load().memoryBytes() >> 20));
            }
        }
    }

    @Test
    void aModelFileThatIsMissingIsNamedAndTheRefusalIsQuick() {
        try (Pool pool = pool(Path.of("/nowhere/ghost.gguf"))) {
            pool.start();
            await().atMost(SOON).until(() -> pool.replicas().getFirst().state() == ReplicaState.FAILED);

            long asked = System.nanoTime();
            assertThatThrownBy(() -> pool.lease("guide-chat", ""))
                    .isInstanceOf(Unreachable.class)
                    .hasMessageContaining("ghost.gguf");
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
            System.out.println(pool.replicas().getFirst().reason());
        }
    }

    private static List<SseFrame> ask(Lease lease) throws IOException, InterruptedException {
        try (TestCaller caller =
                new TestCaller(lease.endpoint().baseUrl(), lease.endpoint().authorization())) {
            return caller.frames(BODY, "req_1", Map.of(RunnerProtocol.FRAMES, RunnerProtocol.FRAMES_ON));
        }
    }

    private static Pool pool(Path model) {
        URI uri = URI.create("llama://" + model.toUri().getRawPath());
        EngineSpec spec = new EngineSpec(uri, "guide-chat", 2, 0, 1, null);
        PoolOptions options = new PoolOptions(
                TestLaunch.JAVA,
                TestLaunch.CLASS_PATH,
                Path.of("target/natives").toAbsolutePath(),
                "here");
        return new Pool(List.of(new ReplicaSpec("guide", spec)), options, InstantSource.system());
    }
}
