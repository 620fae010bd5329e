package dev.llmaas.platform.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.anthropic.ContentBlock;
import dev.llmaas.api.anthropic.MessageRequest;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.ApiKeyCredentials;
import dev.llmaas.client.ClientOptions;
import dev.llmaas.client.MessageStream;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.platform.PlatformException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Anthropic's dialect, judged by its own SDK. */
class MessagesTest {
    @TempDir
    static Path directory;

    private static ActingUpstream upstream;
    private static Corridor corridor;

    private IssuedApiKey key;

    @BeforeAll
    static void open() throws Exception {
        upstream = new ActingUpstream();
        corridor = new Corridor(directory, Patience.STANDARD, Map.of("m", upstream.uri())).ready();
    }

    @AfterAll
    static void close() throws Exception {
        corridor.close();
        upstream.close();
    }

    @BeforeEach
    void start() {
        upstream.seen.clear();
        key = corridor.key(KeyLimits.NONE);
    }

    @Test
    void anAnswerIsUnderstoodAndBilled() {
        Message answer = client(key.secret()).messages().create(request("hello").build());

        answer.validate();
        assertThat(answer.content().getFirst().asText().text()).isEqualTo("Hello you.");
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().inputTokens()).isEqualTo(5);
        assertThat(answer.usage().cacheReadInputTokens()).contains(2L);
        assertThat(answer.usage().outputTokens()).isEqualTo(3);
        new CorridorCalls(corridor, key).assertBilled("completed", 7, 3);
    }

    @Test
    void callsOfToolsAreUnderstood() {
        Message answer = client(key.secret()).messages().create(request("call").build());

        answer.validate();
        assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(answer.content()).hasSize(3);
        assertThat(answer.content().get(1).asToolUse().id()).isEqualTo("call_a");
        assertThat(answer.content().get(1).asToolUse()._input().toString()).contains("Paris");
        assertThat(upstream.seen
                        .getFirst()
                        .at("/tools/0/function/parameters/type")
                        .asString())
                .isEqualTo("object");
    }

    @ParameterizedTest
    @CsvSource({"hello,end_turn,1", "think,end_turn,2", "call,tool_use,3", "long,max_tokens,1", "empty,end_turn,0"})
    void aStreamIsUnderstoodAndAddsUpToTheWholeAnswer(String wish, String reason, int blocks) {
        MessageAccumulator whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream =
                client(key.secret()).messages().createStreaming(request(wish).build())) {
            stream.stream().forEach(event -> {
                event.validate();
                whole.accumulate(event);
            });
        }
        Message same = client(key.secret()).messages().create(request(wish).build());

        assertThat(whole.message().stopReason().orElseThrow().toString()).isEqualTo(reason);
        assertThat(whole.message().content()).hasSize(blocks).isEqualTo(same.content());
        assertThat(whole.message().usage().outputTokens()).isEqualTo(3);
        assertThat(whole.message().usage().inputTokens()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"hello,1", "think,2", "call,3", "long,1", "empty,0"})
    void ourOwnClientMakesTheSameOfAStreamAndOfAWholeAnswer(String wish, int blocks) {
        MessageRequest asked = MessageRequest.builder("m", 64).user(wish).build();
        try (OpenAiClient own = own();
                MessageStream stream = own.messages().stream(asked)) {
            stream.forEach(event -> {});

            assertThat(stream.message()).contains(own.messages().create(asked));
            assertThat(stream.message().orElseThrow().content())
                    .hasSize(blocks)
                    .noneMatch(ContentBlock.Other.class::isInstance);
        }
    }

    @Test
    void ourOwnClientHearsThatAnEngineBroke() {
        MessageRequest asked = MessageRequest.builder("m", 64).user("break").build();
        try (OpenAiClient own = own();
                MessageStream stream = own.messages().stream(asked)) {
            assertThatThrownBy(() -> stream.forEach(event -> {}))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            broke -> assertThat(broke.code()).isEqualTo(ErrorCode.ENGINE_FAILED));
        }
    }

    @ParameterizedTest
    @CsvSource({"halt,stop_sequence,END", "token,end_turn,", "hello,end_turn,"})
    void theStopSequenceThatEndedAnAnswerIsNamed(String wish, String reason, String stop) {
        MessageCreateParams asked =
                request(wish).stopSequences(List.of("FIN", "END")).build();
        MessageAccumulator whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream =
                client(key.secret()).messages().createStreaming(asked)) {
            stream.stream().forEach(whole::accumulate);
        }
        Message same = client(key.secret()).messages().create(asked);

        assertThat(List.of(whole.message(), same)).allSatisfy(message -> {
            assertThat(message.stopReason().orElseThrow().toString()).isEqualTo(reason);
            assertThat(message.stopSequence()).isEqualTo(Optional.ofNullable(stop));
        });
    }

    @Test
    void aStopTextThatIsNamedFitsOpenAisShapeToo() throws Exception {
        for (String told : List.of("\"END\"", "128009")) {
            String last =
                    "{\"id\":\"chatcmpl-a\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":"
                            + "[{\"index\":0,\"delta\":{\"content\":\"a\"},\"logprobs\":null,\"finish_reason\":\"stop\",\"stop_reason\":"
                            + told + "}]}";
            byte[] usage = "{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}".getBytes(UTF_8);
            LastWords words = new LastWords(last.getBytes(UTF_8), usage, null, "{}".getBytes(UTF_8), null);
            String whole = AnswerForm.chat(false, false, false).end(words).toString();

            OpenAiSchema.assertValid("CreateChatCompletionResponse", whole);
            assertThat(WireJson.mapper()
                            .readTree(whole)
                            .at("/choices/0/stop_reason")
                            .asString())
                    .isEqualTo(told.replace("\"", ""));
        }
        String streamed = post("/v1/chat/completions", body("\"stop\":[\"END\"],\"stream\":true", "halt"))
                .body();

        assertThat(streamed).contains("\"stop_reason\":\"END\"");
        assertThat(streamed.lines()
                        .filter(line -> line.startsWith("data: {"))
                        .map(line -> line.substring("data: ".length())))
                .hasSizeGreaterThan(1)
                .allSatisfy(event -> OpenAiSchema.assertValid("CreateChatCompletionStreamResponse", event));
    }

    @Test
    void theEventsOfAStreamComeInAnthropicsOrder() throws Exception {
        String stream = post("/v1/messages", body("\"stream\":true", "think")).body();

        assertThat(stream.lines().filter(line -> line.startsWith("event: ")).map(line -> line.substring(7)))
                .containsExactly(
                        "message_start",
                        "ping",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(stream).doesNotContain("[DONE]");
    }

    @Test
    void tokensAreCountedAndCostNothing() throws Exception {
        long tokens = client(key.secret())
                .messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model("m")
                        .system("Be brief.")
                        .addUserMessage("How long am I?")
                        .build())
                .inputTokens();

        assertThat(tokens).isEqualTo(17);
        assertThat(upstream.seen.getFirst().at("/messages/0/role").asString()).isEqualTo("system");
        corridor.quiet();
        assertThat(corridor.rows(key)).isEmpty();
    }

    @Test
    void aConversationBecomesTheTurnsOfOne() throws Exception {
        post(
                "/v1/messages",
                "{\"model\":\"m\",\"max_tokens\":9,\"system\":[{\"type\":\"text\",\"text\":\"Be brief.\",\"cache_control\":{\"type\":\"ephemeral\"}}],"
                        + "\"stop_sequences\":[\"END\"],\"top_k\":4,\"metadata\":{\"user_id\":\"u\"},\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048},"
                        + "\"tools\":[{\"name\":\"weather\",\"input_schema\":{\"type\":\"object\"}}],\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true},"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"\"},{\"type\":\"text\",\"text\":\"I look.\"},"
                        + "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"weather\",\"input\":{\"city\":\"Paris\"}}]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":[{\"type\":\"text\",\"text\":\"sun\"}]},"
                        + "{\"type\":\"text\",\"text\":\"And?\"}]}]}");

        JsonNode sent = upstream.seen.getFirst();
        assertThat(sent.path("messages").toString())
                .isEqualTo(
                        "[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Weather?\"},"
                                + "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"t1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Paris\\\"}\"}}],"
                                + "\"content\":\"I look.\",\"reasoning_content\":\"Hm.\"},{\"role\":\"tool\",\"tool_call_id\":\"t1\",\"content\":\"sun\"},"
                                + "{\"role\":\"user\",\"content\":\"And?\"}]");
        assertThat(sent.path("stop").toString()).isEqualTo("[\"END\"]");
        assertThat(sent.path("tool_choice").asString()).isEqualTo("required");
        assertThat(sent.path("parallel_tool_calls").asBoolean(true)).isFalse();
        assertThat(sent.path("reasoning_effort").asString()).isEqualTo("low");
        assertThat(sent.path("top_k").asInt()).isEqualTo(4);
        assertThat(sent.path("user").asString()).isEqualTo("u");
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(9);
    }

    @Test
    void errorsHaveAnthropicsShapeBeforeAndInsideOfAStream() throws Exception {
        HttpResponse<String> refused = post("/v1/messages", "{\"model\":\"m\",\"messages\":[]}");
        JsonNode error = CorridorCalls.json(refused.body());

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(error.path("type").asString()).isEqualTo("error");
        assertThat(error.at("/error/type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.at("/error/message").asString()).startsWith("max_tokens ");
        assertThat(refused.headers().firstValue("request-id")).isPresent();

        String broken = post("/v1/messages", body("\"stream\":true", "break")).body();
        String last = broken.substring(broken.lastIndexOf("event: "));
        assertThat(last).startsWith("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"");
    }

    @Test
    void aStrangerIsToldInAnthropicsWords() {
        AnthropicClient stranger = client("nonsense");

        assertThatThrownBy(() -> stranger.messages().create(request("hello").build()))
                .isInstanceOf(UnauthorizedException.class)
                .hasMessageContaining("authentication_error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messages|\"messages\":[]",
                "messages|\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}]",
                "messages[0].role|\"messages\":[{\"role\":\"system\",\"content\":\"a\"}]",
                "messages[0].content|\"messages\":[{\"role\":\"user\",\"content\":[]}]",
                "messages[0].content|\"messages\":[{\"role\":\"user\"}]",
                "messages[0].content[0].type|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"video\"}]}]",
                "messages[0].content[0].source.type|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"x\"}}]}]",
                "messages[0].content[0].source.url|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"data:image/png;base64,AAAA\"}}]}]",
                "messages[0].content[0].source.data|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"*\"}}]}]",
                "messages[0].content[0].tool_use_id|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\"}]}]",
                "system[0].type|\"system\":[{\"type\":\"image\"}]",
                "temperature|\"temperature\":1.5",
                "stop_sequences|\"stop_sequences\":[\"a\",\"b\",\"c\",\"d\",\"e\"]",
                "tools[0].type|\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]",
                "tools[0].input_schema|\"tools\":[{\"name\":\"a\"}]",
                "tool_choice|\"tool_choice\":{\"type\":\"any\"}",
                "tool_choice.name|\"tools\":[{\"name\":\"a\",\"input_schema\":{}}],\"tool_choice\":{\"type\":\"tool\",\"name\":\"b\"}",
                "thinking.budget_tokens|\"thinking\":{\"type\":\"enabled\"}",
                "mcp_servers|\"mcp_servers\":[{}]",
                "service_tier|\"service_tier\":5",
                "metadata|\"metadata\":\"q\"",
                "metadata.user_id|\"metadata\":{\"user_id\":7}",
                "speed|\"speed\":[]",
                "speed|\"speed\":\"fast\"",
                "context_management|\"context_management\":\"x\"",
                "context_management.edits[0].type|\"context_management\":{\"edits\":[{\"type\":\"compact_20260112\"}]}",
                "betas|\"betas\":\"x\"",
                "messages[0].content[0].is_error|\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"is_error\":1}]}]",
                "max_tokens|\"max_tokens\":0"
            })
    void aFieldThatWillNotDoIsNamed(String param, String field) {
        String messages = field.contains("\"messages\"") ? "" : "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],";
        String tokens = field.startsWith("\"max_tokens") ? "" : "\"max_tokens\":5,";
        byte[] body =
                "{\"model\":\"m\",%s%s%s}".formatted(messages, tokens, field).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> MessagesReader.read(body))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        refused -> assertThat(refused.param()).isEqualTo(param));
    }

    private static MessageCreateParams.Builder request(String wish) {
        return MessageCreateParams.builder()
                .model("m")
                .maxTokens(64)
                .addUserMessage(wish)
                .addTool(Tool.builder()
                        .name("weather")
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(Tool.InputSchema.Properties.builder()
                                        .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                        .build())
                                .build())
                        .build());
    }

    private static AnthropicClient client(String secret) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(corridor.running.uri("").toString())
                .apiKey(secret)
                .maxRetries(0)
                .sslSocketFactory(corridor.running.sslContext().getSocketFactory())
                .trustManager(corridor.running.trust())
                .build();
    }

    private OpenAiClient own() {
        ClientOptions options = ClientOptions.of(corridor.running.uri("/"))
                .withAuthority(corridor.running.trust().getAcceptedIssuers()[0]);
        return new OpenAiClient(options, new ApiKeyCredentials(key.secret()));
    }

    private static String body(String fields, String wish) {
        return "{\"model\":\"m\",\"max_tokens\":9,%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted(fields, wish);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(corridor.running.uri(path))
                .header("x-api-key", key.secret())
                .header("authorization", "Bearer " + key.secret())
                .header("anthropic-version", "2023-06-01")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return corridor.send(request);
    }
}
