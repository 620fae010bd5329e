package dev.llmaas.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.admin.Role;
import dev.llmaas.client.AdminClient;
import dev.llmaas.platform.catalog.ModelConfig;
import dev.llmaas.platform.catalog.UpstreamConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Servers elsewhere as members of the pool: another platform, and one that misbehaves. */
class UpstreamPoolTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    private Path directory;

    private final OddUpstream odd = new OddUpstream();

    @AfterEach
    void stop() {
        odd.close();
    }

    /** A server that answers as it is told to. */
    private static final class OddUpstream implements AutoCloseable {
        final List<JsonNode> asked = new CopyOnWriteArrayList<>();
        volatile String list = "{\"data\":[{\"id\":\"theirs\",\"max_model_len\":4096}]}";
        volatile int listStatus = 200;
        volatile String behaviour = "well";
        volatile String metrics = "";
        private final CountDownLatch closing = new CountDownLatch(1);
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final HttpServer server;

        OddUpstream() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException noPort) {
                throw new UncheckedIOException(noPort);
            }
            server.setExecutor(threads);
            server.createContext("/v1/models", exchange -> send(exchange, listStatus, list));
            server.createContext("/v1/chat/completions", this::chat);
            server.createContext("/metrics", exchange -> send(exchange, metrics.isEmpty() ? 404 : 200, metrics));
            server.start();
        }

        URI url() {
            return URI.create(
                    "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort()));
        }

        private void chat(HttpExchange exchange) throws IOException {
            asked.add(WireJson.mapper().readTree(exchange.getRequestBody().readAllBytes()));
            switch (behaviour) {
                case "429", "500" -> send(exchange, Integer.parseInt(behaviour), "{}");
                case "garbage" -> send(exchange, 200, "<html>not an answer</html>");
                case "stall" -> hang();
                case "no-usage" -> send(exchange, 200, answer(""));
                case "cut" -> {
                    exchange.sendResponseHeaders(200, 1_000);
                    exchange.getResponseBody().write("{\"id\":".getBytes(StandardCharsets.UTF_8));
                    throw new IOException("cut, as the test wants");
                }
                default ->
                    send(
                            exchange,
                            200,
                            answer(",\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":1,\"total_tokens\":3}"));
            }
        }

        private static String answer(String usage) {
            return "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"theirs\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"the \\\"model\\\":\\\"x\\\"\"},\"finish_reason\":\"stop\"}]%s}"
                    .formatted(usage);
        }

        private static void send(HttpExchange exchange, int status, String json) throws IOException {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("content-type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }

        private void hang() {
            try {
                closing.await();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            closing.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private UpstreamConfig theirs() {
        return new UpstreamConfig(
                odd.url(), null, null, "theirs", Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2));
    }

    private RunningPlatform with(UpstreamConfig... upstreams) {
        return RunningPlatform.start(
                directory.resolve("front"),
                config -> config.withModels(List.of(ModelConfig.ofUpstreams("ours", upstreams))));
    }

    private static Replica replica(RunningPlatform platform) {
        return platform.platform.replicas().getFirst();
    }

    private static void awaitState(RunningPlatform platform, ReplicaState state) {
        await().atMost(SOON).until(() -> replica(platform).state() == state);
    }

    private static String key(RunningPlatform platform) {
        try (AdminClient admin = platform.admin(platform.token("owner", Role.OWNER))) {
            return admin.createKey(new NewApiKey(null, "k", null, null, null)).secret();
        }
    }

    private static HttpResponse<String> ask(RunningPlatform platform, String key, String model) {
        return platform.send(
                "POST",
                "/v1/chat/completions",
                key,
                "{\"messages\":[{\"role\":\"user\",\"content\":\"say \\\"model\\\"\"}],\"model\":\"%s\"}"
                        .formatted(model));
    }

    @Test
    void theServersNameOfTheModelStaysBetweenThePlatformAndTheServer() {
        try (RunningPlatform platform = with(theirs())) {
            awaitState(platform, ReplicaState.READY);

            HttpResponse<String> answer = ask(platform, key(platform), "ours");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode sent = odd.asked.getFirst();
            assertThat(sent.path("model").asString()).isEqualTo("theirs");
            assertThat(sent.at("/messages/0/content").asString()).isEqualTo("say \"model\"");
            JsonNode json = RunningPlatform.json(answer);
            assertThat(replica(platform).contextTokens()).isEqualTo(4096);
            assertThat(json.path("model").asString()).isEqualTo("ours");
            assertThat(json.at("/choices/0/message/content").asString()).isEqualTo("the \"model\":\"x\"");
            assertThat(json.at("/usage/total_tokens").asInt()).isEqualTo(3);
        }
    }

    @Test
    void aServerThatMisbehavesIsAnsweredForWithOneErrorEach() {
        try (RunningPlatform platform = with(theirs())) {
            awaitState(platform, ReplicaState.READY);
            String key = key(platform);

            odd.behaviour = "429";
            assertThat(ask(platform, key, "ours").statusCode()).isEqualTo(503);
            odd.behaviour = "500";
            assertThat(ask(platform, key, "ours").statusCode()).isEqualTo(502);
            odd.behaviour = "garbage";
            assertThat(ask(platform, key, "ours").statusCode()).isEqualTo(502);
            odd.behaviour = "no-usage";
            assertThat(ask(platform, key, "ours").statusCode()).isEqualTo(502);
            odd.behaviour = "cut"; // whether its head arrives before the end is up to the network
            assertThat(ask(platform, key, "ours").statusCode()).isIn(502, 503);
            odd.behaviour = "stall";
            assertThat(ask(platform, key, "ours").statusCode()).isEqualTo(504);
            odd.behaviour = "well";
            assertThat(ask(platform, key, "ours").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aServerThatIsDownSaysWhyAndServesAgainWhenItIsBack() {
        odd.listStatus = 503;
        try (RunningPlatform platform = with(theirs())) {
            awaitState(platform, ReplicaState.FAILED);
            assertThat(replica(platform).reason()).contains("answers with status 503");
            HttpResponse<String> refused = ask(platform, key(platform), "ours");
            assertThat(refused.statusCode()).isEqualTo(503);

            odd.listStatus = 200;
            awaitState(platform, ReplicaState.READY);

            odd.list = "{\"data\":[{\"id\":\"another\"}]}";
            awaitState(platform, ReplicaState.FAILED);
            assertThat(replica(platform).reason())
                    .contains("does not serve theirs")
                    .contains("It serves: another");
        }
    }

    @Test
    void aServerWithoutAListServesAllTheSame() {
        odd.listStatus = 404;
        try (RunningPlatform platform = with(theirs())) {
            awaitState(platform, ReplicaState.READY);
            assertThat(ask(platform, key(platform), "ours").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatAServerTellsPrometheusIsItsLoad() {
        odd.metrics = "vllm:num_requests_running 3\nvllm:num_requests_waiting 2\nvllm:kv_cache_usage_perc 0.5\n";
        try (RunningPlatform platform = with(theirs())) {
            await().atMost(SOON).until(() -> replica(platform).load().running() == 3);
            assertThat(replica(platform).load().waiting()).isEqualTo(2);
            assertThat(replica(platform).load().kvCacheRatio()).isEqualTo(0.5);
            assertThat(replica(platform).contextTokens()).isEqualTo(4096);
        }
    }

    @Test
    void oneOfTwoServersIsEnough() {
        UpstreamConfig nobody = new UpstreamConfig(
                URI.create("http://127.0.0.1:1/v1"),
                null,
                null,
                "theirs",
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        try (RunningPlatform platform = with(nobody, theirs())) {
            awaitState(platform, ReplicaState.FAILED);
            await().atMost(SOON)
                    .until(() -> platform.platform.replicas().getLast().state() == ReplicaState.READY);

            assertThat(platform.platform.replicas()).extracting(Replica::id).containsExactly("ours", "ours~2");
            assertThat(platform.platform.replicas().getFirst().reason()).contains("cannot be reached");
            assertThat(ask(platform, key(platform), "ours").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anotherPlatformServesBehindItsOwnAuthorityAndKey() throws Exception {
        try (RunningPlatform back = RunningPlatform.start(directory.resolve("back"))) {
            awaitState(back, ReplicaState.READY);
            Path keyFile = Files.writeString(directory.resolve("key"), key(back) + "\n");
            Path authority = back.platform.authorityFile().orElseThrow();
            URI url = URI.create("https://localhost:%d/v1".formatted(back.platform.port()));
            UpstreamConfig trusted = new UpstreamConfig(
                    url,
                    keyFile,
                    authority,
                    RunningPlatform.MODEL,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30));
            UpstreamConfig untrusted = UpstreamConfig.of(url);
            try (RunningPlatform front = with(trusted, untrusted)) {
                awaitState(front, ReplicaState.READY);
                await().atMost(SOON)
                        .until(() -> front.platform.replicas().getLast().state() == ReplicaState.FAILED);
                assertThat(front.platform.replicas().getLast().reason())
                        .contains("not trusted")
                        .contains("ca-file");

                HttpResponse<String> answer = ask(front, key(front), "ours");

                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                JsonNode json = RunningPlatform.json(answer);
                assertThat(json.path("model").asString()).isEqualTo("ours");
                assertThat(json.at("/usage/completion_tokens").asInt()).isEqualTo(8);
            }
        }
    }
}
