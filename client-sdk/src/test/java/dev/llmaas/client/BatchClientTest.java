package dev.llmaas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.Batch;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.api.openai.ConversationBatch;
import dev.llmaas.api.openai.EmbeddingsRequest;
import dev.llmaas.api.openai.Model;
import dev.llmaas.api.openai.StoredFile;
import dev.llmaas.client.internal.HttpTransport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class BatchClientTest {
    private static final ChatCompletionRequest QUESTION = ChatCompletionRequest.builder("guide-chat")
            .message(ChatMessage.user("Hello"))
            .build();
    private static final String FILE = """
            {"id":"file-1","object":"file","bytes":9,"created_at":1,"expires_at":2,"filename":"calls.jsonl","purpose":"batch",
             "status":"processed"}""";

    @AutoClose
    private final PretendPlatform platform = new PretendPlatform();

    private final OpenAiClient openAi = platform.client();

    @Test
    void callsAreSentAsAFileAndBecomeABatch() throws InterruptedException {
        platform.answer(200, FILE);
        platform.answer(200, batch("validating"));
        Map<String, ChatCompletionRequest> calls = new LinkedHashMap<>();
        calls.put("first", QUESTION);
        calls.put("second", QUESTION.toBuilder().seed(1).build());

        Batch begun = openAi.batches().start(BatchCalls.chat(calls));

        assertThat(begun.ended()).isFalse();
        RecordedRequest upload = platform.request();
        assertThat(upload.getBody().utf8()).contains("name=\"purpose\"").contains("""
                {"custom_id":"first","method":"POST","url":"/v1/chat/completions","body":{"model":"guide-chat","messages":[{"role":"user","content":"Hello"}]}}
                {"custom_id":"second",""");
        RecordedRequest create = platform.request();
        assertThat(create.getBody().utf8())
                .isEqualTo(
                        "{\"input_file_id\":\"file-1\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}");
        assertThat(create.getHeaders().get("idempotency-key"))
                .isNotBlank()
                .isNotEqualTo(upload.getHeaders().get("idempotency-key"));
    }

    @Test
    void resultsAreReadByTheirNames() {
        platform.answer(200, """
                {"id":"r1","custom_id":"second","response":{"status_code":200,"request_id":"req_2","body":{"id":"m","object":"model","created":1,"owned_by":"x"}},"error":null}
                """);
        platform.answer(200, """
                {"id":"r2","custom_id":"first","response":{"status_code":404,"request_id":"req_1","body":{"error":{"message":"No such model.","type":"x","param":"model","code":"model_not_found"}}},"error":null}

                """);

        List<BatchResult> results = openAi.batches().results(read(batch("completed"), Batch.class));

        assertThat(results).extracting(BatchResult::name).containsExactly("second", "first");
        assertThat(results.getFirst().read(Model.class).ownedBy()).isEqualTo("x");
        assertThatThrownBy(() -> results.getLast().read(Model.class))
                .isInstanceOfSatisfying(ApiException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
                    assertThat(refused.requestId()).isEqualTo("req_1");
                    assertThat(refused.param()).contains("model");
                })
                .hasMessage("No such model.");
        assertThat(results.getFirst()).hasToString("BatchResult[second, status=200]");
    }

    @Test
    void aFileOfSomethingElseIsNoResult() {
        platform.answer(200, "[1]\n");

        assertThatThrownBy(() -> openAi.batches().results(read(batch("completed"), Batch.class)))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("a line that is none");
    }

    @Test
    void waitingLooksWithGrowingPausesUntilTheEnd() throws IOException {
        for (int i = 0; i < 9; i++) {
            platform.answer(200, batch("in_progress"));
        }
        platform.answer(200, batch("completed"));
        List<Duration> pauses = new ArrayList<>();
        try (HttpTransport http = new HttpTransport(platform.options(), new ApiKeyCredentials("key"))) {
            Batch ended = new BatchClient(http, pauses::add).await("batch_1", Duration.ofHours(1));

            assertThat(ended.ended()).isTrue();
        }
        assertThat(pauses)
                .hasSize(9)
                .isSorted()
                .startsWith(Duration.ofMillis(250))
                .endsWith(Duration.ofSeconds(15));
    }

    @Test
    void waitingEndsWithItsTime() throws IOException {
        for (int i = 0; i < 4; i++) {
            platform.answer(200, conversations("in_progress", "null"));
        }
        List<Duration> pauses = new ArrayList<>();
        try (HttpTransport http = new HttpTransport(platform.options(), new ApiKeyCredentials("key"))) {
            ConversationBatch left =
                    new BatchClient(http, pauses::add).awaitConversations("batch_1", Duration.ofSeconds(1));

            assertThat(left.ended()).isFalse();
        }
        assertThat(pauses).containsExactly(Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofMillis(250));
    }

    @Test
    void whoeverInterruptsTheWaitingEndsIt() throws IOException {
        platform.answer(200, batch("in_progress"));
        try (HttpTransport http = new HttpTransport(platform.options(), new ApiKeyCredentials("key"))) {
            BatchClient batches = new BatchClient(http, pause -> {
                throw new InterruptedException();
            });

            assertThatThrownBy(() -> batches.await("batch_1", Duration.ofHours(1)))
                    .isInstanceOf(CancellationException.class);
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void conversationsAreSentWithoutAFile() throws InterruptedException {
        platform.answer(202, conversations("queued", "null"));
        platform.answer(200, conversations("completed", "[{\"id\":\"c\"}]"));

        ConversationBatch begun = openAi.batches()
                .converse(QUESTION, List.of(List.of(ChatMessage.user("One")), List.of(ChatMessage.user("Two"))));
        ConversationBatch ended = openAi.batches().conversations(begun.id());

        assertThat(ended.ended()).isTrue();
        assertThat(ended.results()).hasSize(1);
        assertThat(platform.request().getBody().utf8())
                .isEqualTo(
                        "{\"model\":\"guide-chat\",\"messages\":[[{\"role\":\"user\",\"content\":\"One\"}],[{\"role\":\"user\",\"content\":\"Two\"}]]}");
    }

    @Test
    void aCreationWhoseAnswerWasLostIsSentAgainAsTheSame() throws InterruptedException {
        lose();
        platform.answer(200, FILE);
        byte[] bytes = "{}\n".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
        List<Long> told = new ArrayList<>();

        StoredFile file = openAi.batches()
                .upload(new Upload("c.jsonl", bytes.length, () -> new ByteArrayInputStream(bytes)), told::add);

        assertThat(file.id()).isEqualTo("file-1");
        RecordedRequest first = platform.request();
        RecordedRequest second = platform.request();
        assertThat(second.getHeaders().get("idempotency-key"))
                .isNotBlank()
                .isEqualTo(first.getHeaders().get("idempotency-key"));
        assertThat(second.getBody()).isEqualTo(first.getBody());
        assertThat(told).filteredOn(sent -> sent == 0).hasSize(2);
    }

    @Test
    void aCreationThatStillRunsIsAskedForAgain() throws InterruptedException {
        lose();
        platform.answer(
                409,
                "{\"error\":{\"message\":\"It still runs.\",\"type\":\"x\",\"param\":\"idempotency-key\",\"code\":\"conflict\"}}");
        platform.answer(200, batch("validating"));

        openAi.batches().create(new Batch.Wanted("file-1", "/v1/embeddings", "24h", null));

        assertThat(platform.server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void whatOnlyReadsIsSentAgain() {
        lose();
        platform.answer(200, FILE);

        assertThat(openAi.batches().file("file-1").bytes()).isEqualTo(9);
    }

    @Test
    void whatGeneratesOrEndsIsNot() {
        lose();
        assertThatThrownBy(() -> openAi.chat(QUESTION)).isInstanceOf(UnreachableException.class);
        lose();
        assertThatThrownBy(() -> openAi.batches().delete("file-1")).isInstanceOf(UnreachableException.class);

        assertThat(platform.server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void namesInAddressesAreEncoded() throws InterruptedException {
        platform.answer(200, FILE);

        openAi.batches().file("../keys?x=ä");

        assertThat(platform.request().getTarget()).isEqualTo("/v1/files/..%2Fkeys%3Fx%3D%C3%A4");
    }

    @Test
    void boundsAreChecked() {
        EmbeddingsRequest request = EmbeddingsRequest.of("m", List.of("x"));
        Map<String, EmbeddingsRequest> many =
                IntStream.range(0, 10_001).boxed().collect(Collectors.toMap(String::valueOf, i -> request));

        assertThatThrownBy(() -> BatchCalls.embeddings(many)).hasMessageContaining("not 10,001");
        assertThatThrownBy(() -> BatchCalls.embeddings(Map.of())).hasMessageContaining("1 to 10,000");
        assertThatThrownBy(() -> BatchCalls.embeddings(Map.of("x".repeat(65), request)))
                .hasMessageContaining("1 to 64");
        assertThat(BatchCalls.embeddings(Map.of("x", request))).hasToString("BatchCalls[/v1/embeddings, 1 calls]");
    }

    /** Takes a request and loses the connection before its answer. */
    private void lose() {
        platform.server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());
    }

    private static <T> T read(String json, Class<T> type) {
        return WireJson.mapper().readValue(json, type);
    }

    private static String batch(String status) {
        return """
                {"id":"batch_1","object":"batch","endpoint":"/v1/chat/completions","errors":null,"input_file_id":"file-1",
                 "completion_window":"24h","status":"%s","output_file_id":"file-2","error_file_id":"file-3","created_at":1,
                 "expires_at":2,"request_counts":{"total":2,"completed":1,"failed":1}}""".formatted(status);
    }

    private static String conversations(String status, String results) {
        return """
                {"id":"batch_1","object":"batch","status":"%s","model":"m","model_requested":"m",
                 "request_counts":{"total":2,"completed":0,"failed":0},"created_at":1,"expires_at":2,"results":%s}""".formatted(status, results);
    }
}
