package dev.llmaas.inference.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.ErrorBody;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Backend;
import dev.llmaas.api.openai.ChatCompletion;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.Embeddings;
import dev.llmaas.api.openai.Reranking;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.StopReason;
import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.inference.http.SseFrame;
import dev.llmaas.inference.scripted.Script;
import dev.llmaas.inference.scripted.ScriptedEngine;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RunnerServerTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Map<String, String> FRAMES = Map.of(RunnerProtocol.FRAMES, "1");

    private final ScriptedEngine engine = new ScriptedEngine(
            new EngineSpec(URI.create("scripted:///"), "m", 4, 0, 0, null), Script.DEFAULT, InstantSource.system());
    private final RunnerServer server = new RunnerServer(engine, "token", new Backend("scripted", "here"));
    private final TestCaller caller = new TestCaller(RunnerProcess.baseUrl(server.start()), "Bearer token");

    @AfterEach
    void end() {
        caller.close();
        server.close();
        engine.close();
    }

    @Test
    void aCallerWithoutTheTokenIsRefused() throws IOException, InterruptedException {
        TestCaller stranger = new TestCaller(caller.baseUrl(), "Bearer tokem");

        HttpResponse<String> answer = stranger.get(RunnerProtocol.LOAD_PATH);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(error(answer.body()).code()).isEqualTo("invalid_api_key");
        stranger.close();
    }

    @Test
    void loadAndHealthAreTold() throws IOException, InterruptedException {
        assertThat(caller.get(RunnerProtocol.HEALTH_PATH).statusCode()).isEqualTo(200);
        HttpResponse<String> load = caller.get(RunnerProtocol.LOAD_PATH);

        EngineLoad told = WireJson.mapper().readValue(load.body(), EngineLoad.class);
        assertThat(told.withDevice(EngineLoad.Device.UNKNOWN))
                .isEqualTo(EngineLoad.idle(4).withContext(8_192));
        assertThat(told.device().processBytes()).isPositive();
    }

    @Test
    void healthAndLoadEndWithTheEngine() throws IOException, InterruptedException {
        caller.frames(body("fault=break-down-after:1"), "req_1", FRAMES);

        for (String path : List.of(RunnerProtocol.HEALTH_PATH, RunnerProtocol.LOAD_PATH)) {
            HttpResponse<String> answer = caller.get(path);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(error(answer.body()).message()).isEqualTo("The engine has ended unasked.");
        }
    }

    @Test
    void framesCarryTheirTokenCountsAndUsageRidesOnTheLastChunk() throws IOException, InterruptedException {
        List<SseFrame> frames = caller.frames(body("tokens=3&words=a,b,c"), "req_01ABC", FRAMES);

        assertThat(frames).extracting(SseFrame::id).containsExactly("1", "2", "3", "3", null);
        assertThat(frames.getLast().isDone()).isTrue();
        ChatCompletionChunk last = chunk(frames.get(3));
        assertThat(last.id()).isEqualTo("chatcmpl-01ABC");
        assertThat(last.model()).isEqualTo("m");
        assertThat(last.usage()).isEqualTo(Usage.of(2, 0, 3, 0));
        assertThat(last.backend()).isEqualTo(new Backend("scripted", "here"));
        assertThat(last.choices().getFirst().finishReason()).isEqualTo("stop");
        assertThat(frames.subList(0, 3)).noneMatch(frame -> frame.text().contains("usage"));
    }

    @Test
    void includeUsageOfACallerOfItsOwnIsOpenAisForm() throws IOException, InterruptedException {
        String body = "{\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                + body("tokens=2").substring(1);

        List<SseFrame> frames = caller.frames(body, "r", Map.of());

        assertThat(frames).hasSize(5);
        assertThat(frames.subList(0, 3))
                .allMatch(frame -> tree(frame).get("usage").isNull());
        assertThat(tree(frames.get(3)).get("choices")).isEmpty();
        assertThat(chunk(frames.get(3)).usage()).isEqualTo(Usage.of(2, 0, 2, 0));
    }

    @Test
    void anAnswerThatDoesNotStreamIsWhole() throws IOException, InterruptedException {
        HttpResponse<String> answer = caller.post(RunnerProtocol.CHAT_PATH, body("tokens=2&words=a,b"), "r", Map.of());

        ChatCompletion completion = WireJson.mapper().readValue(answer.body(), ChatCompletion.class);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue(RunnerProtocol.REQUEST_ID)).hasValue("r");
        assertThat(completion.choices().getFirst().message().content()).isEqualTo("a b");
        assertThat(completion.usage()).isEqualTo(Usage.of(2, 0, 2, 0));
        assertThat(completion.backend()).isEqualTo(new Backend("scripted", "here"));
    }

    @Test
    void whatAnEngineCanBesideTalkingHasAddressesOfItsOwn() throws IOException, InterruptedException {
        HttpResponse<String> vectors = caller.post(
                RunnerProtocol.EMBEDDINGS_PATH, "{\"model\":\"m\",\"input\":[\"a b\",\"c\"]}", "r", Map.of());
        HttpResponse<String> order = caller.post(
                RunnerProtocol.RERANK_PATH,
                "{\"model\":\"m\",\"query\":\"b\",\"documents\":[\"a\",{\"text\":\"b\"}],\"return_documents\":true}",
                "req_7",
                Map.of());
        HttpResponse<String> tokens =
                caller.post(RunnerProtocol.TOKENIZE_PATH, "{\"prompt\":\"to be\"}", "r", Map.of());
        HttpResponse<String> text = caller.post(RunnerProtocol.DETOKENIZE_PATH, "{\"tokens\":[2]}", "r", Map.of());

        Embeddings embeddings = WireJson.mapper().readValue(vectors.body(), Embeddings.class);
        assertThat(embeddings.data()).hasSize(2);
        assertThat(embeddings.usage().promptTokens()).isEqualTo(3);
        assertThat(embeddings.backend()).isEqualTo(new Backend("scripted", "here"));
        Reranking reranking = WireJson.mapper().readValue(order.body(), Reranking.class);
        assertThat(reranking.id()).isEqualTo("rerank-7");
        assertThat(reranking.results().getFirst().index()).isEqualTo(1);
        assertThat(reranking.results().getFirst().document()).hasToString("{\"text\":\"b\"}");
        assertThat(tokens.body()).isEqualTo("{\"count\":2,\"max_model_len\":8192,\"tokens\":[2,2]}");
        assertThat(text.body()).isEqualTo("{\"prompt\":\"xx\"}");
    }

    @Test
    void aBudgetParksUntilItIsRaised() throws IOException, InterruptedException {
        Map<String, String> headers = Map.of(RunnerProtocol.FRAMES, "1", RunnerProtocol.BUDGET, "3");
        try (TestCaller.Stream stream = caller.stream(body("tokens=9"), "r/1", headers)) {
            assertThat(stream.take(3)).extracting(SseFrame::id).containsExactly("1", "2", "3");
            await().during(Duration.ofMillis(200)).until(() -> stream.available() == 0);

            assertThat(caller.post(RunnerProtocol.budgetPath("r/1"), "{\"tokens\":5}", "x", Map.of())
                            .statusCode())
                    .isEqualTo(204);

            assertThat(stream.take(2)).extracting(SseFrame::id).containsExactly("4", "5");
            String stop = RunnerProtocol.stopPath("r/1", StopReason.LIMIT);
            assertThat(caller.post(stop, "", "x", Map.of()).statusCode()).isEqualTo(204);
            List<SseFrame> end = stream.take(2);
            assertThat(chunk(end.getFirst()).usage()).isEqualTo(Usage.of(2, 0, 5, 0));
            assertThat(chunk(end.getFirst()).choices().getFirst().finishReason())
                    .isEqualTo("length");
            assertThat(end.getLast().isDone()).isTrue();
            await().atMost(SOON)
                    .until(() -> caller.post(stop, "", "x", Map.of()).statusCode() == 404);
        }
    }

    @Test
    void aCallerThatLeavesDuringSilenceStopsTheGenerationWithinATenthOfASecond()
            throws IOException, InterruptedException {
        List<Duration> noticed = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            TestCaller.Stream stream = caller.stream(body("tokens=9&fault=stall-after:2"), "r" + round, FRAMES);
            stream.take(2);
            assertThat(engine.load().running()).isEqualTo(1);

            long left = System.nanoTime();
            stream.close();
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(SOON)
                    .until(() -> engine.load().running() == 0);
            noticed.add(Duration.ofNanos(System.nanoTime() - left));
        }

        System.out.println("callers that left were noticed after " + noticed);
        noticed.sort(null); // the median: the machine of the test may be busy for a moment
        assertThat(noticed.get(2)).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void aCallerThatLeavesBeforeTheFirstTokenStopsTheGeneration() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), caller.baseUrl().getPort())) {
            socket.getOutputStream().write(head(body("tokens=9&fault=stall-after:0")));
            await().atMost(SOON).until(() -> engine.load().running() == 1);
        }

        await().atMost(SOON).until(() -> engine.load().running() == 0);
    }

    @Test
    void aSlowReaderHoldsTheEngineBack() throws IOException {
        String word = "x".repeat(2000);
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(16 * 1024);
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), caller.baseUrl().getPort()));
            socket.getOutputStream().write(head(body("tokens=100000&words=" + word, 100_000)));
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isEqualTo('H');

            await().atMost(SOON).during(Duration.ofMillis(300)).until(() -> {
                long before = engine.load().generatedTokens();
                Thread.onSpinWait();
                return before == engine.load().generatedTokens() && before > 0;
            });
            long held = engine.load().generatedTokens();
            System.out.println("a slow reader holds the engine back after bytes " + held * word.length());
            assertThat(held * word.length()).isLessThan(4_000_000);
            in.readNBytes(1_000_000);
            await().atMost(SOON).until(() -> engine.load().generatedTokens() > held);
        }
        await().atMost(SOON).until(() -> engine.load().running() == 0);
    }

    @Test
    void aFailureAfterTheFirstEventIsToldInTheStreamWithoutTheEndMark() throws IOException, InterruptedException {
        List<SseFrame> frames = caller.frames(body("tokens=5&fault=fail-after:2"), "r", FRAMES);

        assertThat(frames).hasSize(3);
        assertThat(error(frames.getLast().text()).code()).isEqualTo("engine_failed");
    }

    @Test
    void aFailureBeforeTheFirstEventIsAnAnswer() throws IOException, InterruptedException {
        HttpResponse<String> broken = caller.post(RunnerProtocol.CHAT_PATH, body("fault=fail-after:0"), "r", FRAMES);
        HttpResponse<String> notJson = caller.post(RunnerProtocol.CHAT_PATH, "{\"secret", "r", FRAMES);
        HttpResponse<String> wrongType = caller.post(
                RunnerProtocol.CHAT_PATH, "{\"model\":\"m\",\"messages\":[{\"content\":{\"secret\":1}}]}", "r", FRAMES);
        HttpResponse<String> noMessages = caller.post(RunnerProtocol.CHAT_PATH, "{\"model\":\"m\"}", "r", FRAMES);

        assertThat(broken.statusCode()).isEqualTo(502);
        assertThat(error(notJson.body()).code()).isEqualTo("malformed_json");
        assertThat(error(wrongType.body()).param()).isEqualTo("messages");
        assertThat(error(noMessages.body()).param()).isEqualTo("messages");
        assertThat(notJson.body() + wrongType.body()).doesNotContain("secret");
    }

    @Test
    void anEngineThatIsNotThereIsAClosedConnection() {
        assertThatThrownBy(() -> caller.post(RunnerProtocol.CHAT_PATH, body("fault=refuse-connection"), "r", FRAMES))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aBodyBeyondTheBoundIsRefused() throws IOException, InterruptedException {
        HttpResponse<String> answer = caller.post(RunnerProtocol.CHAT_PATH, " ".repeat(17 * 1024 * 1024), "r", FRAMES);

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(error(answer.body()).message()).contains("16777216");
        assertThat(caller.get(RunnerProtocol.HEALTH_PATH).statusCode()).isEqualTo(200);
    }

    @Test
    void unknownAddressesMethodsAndGenerationsAreRefused() throws IOException, InterruptedException {
        assertThat(caller.get("/v1/models").statusCode()).isEqualTo(404);
        assertThat(caller.get(RunnerProtocol.CHAT_PATH).statusCode()).isEqualTo(405);
        assertThat(caller.post(RunnerProtocol.budgetPath("nobody"), "{\"tokens\":1}", "x", Map.of())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void twoRequestsOfOneIdDoNotRunTogether() throws IOException, InterruptedException {
        try (TestCaller.Stream first = caller.stream(body("tokens=2&fault=stall-after:1"), "r", FRAMES)) {
            first.take(1);

            HttpResponse<String> second = caller.post(RunnerProtocol.CHAT_PATH, body("tokens=1"), "r", FRAMES);

            assertThat(second.statusCode()).isEqualTo(409);
        }
    }

    private byte[] head(String body) {
        return ("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer token\r\n"
                        + "x-llmaas-frames: 1\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String body(String script) {
        return body(script, 100);
    }

    private static String body(String script, int maxTokens) {
        return "{\"model\":\"alias\",\"messages\":[{\"role\":\"user\",\"content\":\"two words\"}],\"max_tokens\":%d,\"script\":\"%s\"}"
                .formatted(maxTokens, script);
    }

    private static ChatCompletionChunk chunk(SseFrame frame) {
        return WireJson.mapper().readValue(frame.data(), ChatCompletionChunk.class);
    }

    private static JsonNode tree(SseFrame frame) {
        return WireJson.mapper().readTree(frame.data());
    }

    private static ErrorBody.Detail error(String body) {
        return WireJson.mapper().readValue(body, ErrorBody.class).error();
    }
}
