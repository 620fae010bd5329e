package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.platform.PlatformException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** OpenAI's Responses API, judged by its schemas and its own SDK. */
class ResponsesTest {
    /** The events of which the published schemas hold a component. */
    @TempDir
    static Path directory;

    private static ActingUpstream upstream;
    private static Corridor corridor;

    private IssuedApiKey key;

    @BeforeAll
    static void open() throws Exception {
        upstream = new ActingUpstream();
        corridor =
                new Corridor(directory, Patience.STANDARD, Map.of("m", upstream.uri(), "eyes", upstream.uri())).ready();
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

    @ParameterizedTest
    @ValueSource(strings = {"hello", "think", "call", "long", "empty"})
    void everyAnswerAndEveryEventHasOpenAisShape(String wish) throws Exception {
        String whole = post("\"input\":\"%s\",%s".formatted(wish, tool())).body();
        OpenAiSchema.assertValid("Response", whole);

        List<JsonNode> events = events(post("\"stream\":true,\"input\":\"%s\",%s".formatted(wish, tool())));

        for (int i = 0; i < events.size(); i++) {
            JsonNode event = events.get(i);
            assertThat(event.path("sequence_number").asInt()).isEqualTo(i);
        }
        JsonNode end = events.getLast().path("response");
        OpenAiSchema.assertValid("Response", end.toString());
        assertThat(end.path("output")).isEqualTo(CorridorCalls.json(whole).path("output"));
        assertThat(end.at("/usage/total_tokens").asInt()).isEqualTo(10);
        assertThat(end.at("/backend/machine_name").asString()).isEqualTo("127.0.0.1");
    }

    @Test
    void theJudgeNoticesAnAnswerThatIsNotInShape() {
        assertThatThrownBy(() -> OpenAiSchema.assertValid("Response", "{\"id\":\"resp_1\"}"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("output");
    }

    @Test
    void aToolOfWhichLittleWasSaidIsToldInShape() throws Exception {
        String whole = post("\"input\":\"hello\",\"tools\":[{\"type\":\"function\",\"name\":\"weather\"}]")
                .body();

        OpenAiSchema.assertValid("Response", whole);
    }

    @Test
    void thoughtsAndTextAreItemsOfTheirOwnInOrder() throws Exception {
        List<String> types = events(post("\"stream\":true,\"input\":\"think\"")).stream()
                .map(event -> event.path("type").asString().substring("response.".length()))
                .toList();

        assertThat(types)
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added",
                        "content_part.added",
                        "reasoning_text.delta",
                        "reasoning_text.delta",
                        "reasoning_text.done",
                        "content_part.done",
                        "output_item.done",
                        "output_item.added",
                        "content_part.added",
                        "output_text.delta",
                        "output_text.done",
                        "content_part.done",
                        "output_item.done",
                        "completed");
    }

    @Test
    void thoughtsThatAreCarriedComeBackToTheEngineFromAClientThatKeepsNothingElse() throws Exception {
        String wish = "\"include\":[\"reasoning.encrypted_content\"],\"input\":\"think\"";
        String whole = post(wish).body();
        OpenAiSchema.assertValid("Response", whole);
        JsonNode thoughts = CorridorCalls.json(whole).at("/output/0");
        JsonNode streamed = events(post("\"stream\":true," + wish)).getLast().at("/response/output/0");

        post(
                "\"input\":[{\"role\":\"user\",\"content\":\"a\"},{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":%s},"
                                .formatted(thoughts.path("encrypted_content"))
                        + "{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"gAAAA-another service's\"},"
                        + "{\"role\":\"assistant\",\"content\":\"Yes.\"},{\"role\":\"user\",\"content\":\"And?\"}]");

        assertThat(thoughts.path("encrypted_content").asString()).isNotEmpty().doesNotContain("see");
        assertThat(streamed.path("encrypted_content")).isEqualTo(thoughts.path("encrypted_content"));
        assertThat(upstream.seen.getLast().at("/messages/1/reasoning_content").asString())
                .isEqualTo("Let me see.");
        assertThat(post("\"input\":\"think\"").body()).doesNotContain("encrypted_content");
    }

    @Test
    void anAnswerIsCompletedWhenItIsNotWhenItBegan() throws Exception {
        long before = InstantSource.system().instant().getEpochSecond();

        JsonNode whole = CorridorCalls.json(post("\"input\":\"hello\"").body());

        assertThat(whole.path("created_at").asLong()).isEqualTo(1_700_000_000);
        assertThat(whole.path("completed_at").asLong()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void aClientThatSendsReferencesIsToldHowToSendItems() {
        byte[] body = "{\"model\":\"m\",\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"}]}"
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> ResponsesReader.read(body, InstantSource.system()))
                .hasMessageContaining("set store to false");
    }

    @Test
    void callsOfFunctionsReachTheSdk() {
        Response answer =
                corridor.official(key).responses().create(request("call").build());

        answer.validate();
        assertThat(answer.status()).contains(ResponseStatus.COMPLETED);
        assertThat(answer.output()).hasSize(3);
        assertThat(answer.output().get(1).asFunctionCall().name()).isEqualTo("weather");
        assertThat(answer.output().get(1).asFunctionCall().arguments()).isEqualTo("{\"city\":\"Paris\"}");
        assertThat(answer.output().get(2).asFunctionCall().callId()).isEqualTo("call_b");
        assertThat(answer.usage().orElseThrow().outputTokensDetails().reasoningTokens())
                .isEqualTo(1);
        new CorridorCalls(corridor, key).assertBilled("completed", 7, 3);
    }

    @Test
    void aStreamIsUnderstoodBySdkAndItsAccumulator() {
        ResponseAccumulator whole = ResponseAccumulator.create();
        List<ResponseStreamEvent> events = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream = corridor.official(key)
                .responses()
                .createStreaming(request("think").build())) {
            stream.stream().forEach(event -> {
                event.validate();
                events.add(event);
                whole.accumulate(event);
            });
        }

        assertThat(whole.response()
                        .output()
                        .get(1)
                        .asMessage()
                        .content()
                        .getFirst()
                        .asOutputText()
                        .text())
                .isEqualTo("Yes.");
        assertThat(events).anyMatch(ResponseStreamEvent::isReasoningTextDelta);
    }

    @Test
    void anAnswerThatWasCutSaysSo() throws Exception {
        JsonNode whole = CorridorCalls.json(post("\"input\":\"long\"").body());

        assertThat(whole.path("status").asString()).isEqualTo("incomplete");
        assertThat(whole.at("/incomplete_details/reason").asString()).isEqualTo("max_output_tokens");
        assertThat(corridor.outcomes(key)).containsExactly("length");
    }

    @Test
    void anEngineThatBreaksEndsTheStreamAsFailed() throws Exception {
        List<JsonNode> events = events(post("\"stream\":true,\"input\":\"break\""));

        assertThat(events.getLast().path("type").asString()).isEqualTo("response.failed");
        assertThat(events.getLast().at("/response/error/code").asString()).isEqualTo("server_error");
        JsonNode item = events.getLast().at("/response/output/0");
        assertThat(item.path("status").asString()).isEqualTo("incomplete");
        assertThat(item.at("/content/0/text").asString()).isNotEmpty().isEqualTo(said(events));
        OpenAiSchema.assertValid("ResponseFailedEvent", events.getLast().toString());
    }

    private static String said(List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.path("type").asString().equals("response.output_text.delta"))
                .map(event -> event.path("delta").asString())
                .collect(Collectors.joining());
    }

    @Test
    void aConversationBecomesTheTurnsOfOne() throws Exception {
        post(
                "\"instructions\":\"Be brief.\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Weather?\"}]},"
                        + "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"content\":[{\"type\":\"reasoning_text\",\"text\":\"Hm.\"}]},"
                        + "{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"weather\",\"arguments\":\"{}\"},"
                        + "{\"type\":\"function_call\",\"call_id\":\"c2\",\"name\":\"weather\",\"arguments\":\"{}\"},"
                        + "{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"sun\"},"
                        + "{\"type\":\"function_call_output\",\"call_id\":\"c2\",\"output\":[{\"type\":\"input_text\",\"text\":\"rain\"}]}],"
                        + tool()
                        + ",\"tool_choice\":{\"type\":\"function\",\"name\":\"weather\"},\"max_output_tokens\":50,\"reasoning\":{\"effort\":\"low\"},"
                        + "\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\",\"strict\":true,\"schema\":{\"type\":\"object\"}}},\"top_k\":5");

        JsonNode sent = upstream.seen.getFirst();
        assertThat(sent.path("messages").toString())
                .isEqualTo(
                        "[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Weather?\"},"
                                + "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}},"
                                + "{\"id\":\"c2\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}],\"content\":null,\"reasoning_content\":\"Hm.\"},"
                                + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"sun\"},{\"role\":\"tool\",\"tool_call_id\":\"c2\",\"content\":\"rain\"}]");
        assertThat(sent.at("/tools/0/function/name").asString()).isEqualTo("weather");
        assertThat(sent.at("/tool_choice/function/name").asString()).isEqualTo("weather");
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(50);
        assertThat(sent.path("reasoning_effort").asString()).isEqualTo("low");
        assertThat(sent.at("/response_format/json_schema/name").asString()).isEqualTo("n");
        assertThat(sent.path("top_k").asInt()).isEqualTo(5);
        assertThat(sent.path("stream").asBoolean()).isTrue();
    }

    @Test
    void imagesNeedAModelThatSees() throws Exception {
        HttpResponse<String> answer = post(
                "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AAAA\"}]}]");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"param\":\"input[0].content[0].image_url\"", "vision");
        assertThat(upstream.seen).isEmpty();
    }

    @Test
    void aModelThatSeesGetsAConversationWithImagesExactlyAsItCame() throws Exception {
        String body =
                "{\"model\":\"eyes\",\"max_tokens\":5,\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[{\"role\":\"user\",\"content\":["
                        + "{\"type\":\"text\",\"text\":\"What is it?\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\",\"detail\":\"low\"}},"
                        + "{\"type\":\"image\",\"image\":\"data:image/jpeg;base64,AAA=\"}]}]}";

        HttpResponse<String> answer = new CorridorCalls(corridor, key).send(body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(upstream.seen).containsExactly(CorridorCalls.json(body));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model|\"model\":null,\"input\":\"a\"",
                "input|\"n\":1",
                "input|\"input\":[]",
                "input|\"input\":\"a\\u0000\"",
                "input[0].type|\"input\":[{\"type\":\"item_reference\",\"id\":\"x\"}]",
                "input[0].type|\"input\":[{\"type\":\"web_search_call\"}]",
                "input[0].role|\"input\":[{\"role\":\"robot\",\"content\":\"a\"}]",
                "input[0].content[0].type|\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\"}]}]",
                "input[0].content[0].text|\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\"}]}]",
                "input[0].content[0].image_url|\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"file:///x/y.png\"}]}]",
                "input[0].call_id|\"input\":[{\"type\":\"function_call_output\",\"output\":\"a\"}]",
                "store|\"input\":\"a\",\"store\":true",
                "previous_response_id|\"input\":\"a\",\"previous_response_id\":\"resp_1\"",
                "conversation|\"input\":\"a\",\"conversation\":\"conv_1\"",
                "background|\"input\":\"a\",\"background\":true",
                "prompt|\"input\":\"a\",\"prompt\":{\"id\":\"x\"}",
                "tools[0].type|\"input\":\"a\",\"tools\":[{\"type\":\"web_search\"}]",
                "tools[0].name|\"input\":\"a\",\"tools\":[{\"type\":\"function\",\"name\":\"a b\"}]",
                "tool_choice|\"input\":\"a\",\"tool_choice\":\"required\"",
                "tool_choice.name|\"input\":\"a\",\"tool_choice\":{\"type\":\"function\",\"name\":\"b\"}",
                "text.format.type|\"input\":\"a\",\"text\":{\"format\":{\"type\":\"yaml\"}}",
                "text.format.name|\"input\":\"a\",\"text\":{\"format\":{\"type\":\"json_schema\",\"schema\":{}}}",
                "reasoning.effort|\"input\":\"a\",\"reasoning\":{\"effort\":\"huge\"}",
                "max_output_tokens|\"input\":\"a\",\"max_output_tokens\":0",
                "temperature|\"input\":\"a\",\"temperature\":3",
                "truncation|\"input\":\"a\",\"truncation\":\"auto\"",
                "include[0]|\"input\":\"a\",\"include\":[\"file_search_call.results\"]",
                "top_logprobs|\"input\":\"a\",\"top_logprobs\":2",
                "metadata.a|\"input\":\"a\",\"metadata\":{\"a\":1}",
                "stream_options|\"input\":\"a\",\"stream\":true,\"stream_options\":7",
                "stream_options|\"input\":\"a\",\"stream_options\":{}",
                "stream_options.include_obfuscation|\"input\":\"a\",\"stream\":true,\"stream_options\":{\"include_obfuscation\":true}",
                "prompt_cache_retention|\"input\":\"a\",\"prompt_cache_retention\":9",
                "service_tier|\"input\":\"a\",\"service_tier\":\"zzz\"",
                "input[0].encrypted_content|\"input\":[{\"type\":\"reasoning\",\"encrypted_content\":\"llmaas1.*\"}]",
                "stream|\"input\":\"a\",\"stream\":\"yes\""
            })
    void aFieldThatWillNotDoIsNamed(String param, String fields) {
        byte[] body = "{%s%s}"
                .formatted(fields.startsWith("\"model") ? "" : "\"model\":\"m\",", fields)
                .getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> ResponsesReader.read(body, InstantSource.system()))
                .isInstanceOfSatisfying(PlatformException.class, refused -> {
                    assertThat(refused.param()).isEqualTo(param);
                    assertThat(refused.sentence()).startsWith(param);
                });
    }

    private static String tool() {
        return "\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"strict\":false,\"parameters\":{\"type\":\"object\"}}]";
    }

    private static ResponseCreateParams.Builder request(String wish) {
        return ResponseCreateParams.builder()
                .model("m")
                .input(wish)
                .addTool(FunctionTool.builder()
                        .name("weather")
                        .strict(false)
                        .parameters(FunctionTool.Parameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .build())
                        .build());
    }

    private HttpResponse<String> post(String fields) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(corridor.running.uri("/v1/responses"))
                .header("authorization", "Bearer " + key.secret())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{\"model\":\"m\",%s}".formatted(fields)))
                .build();
        return corridor.send(request);
    }

    private static List<JsonNode> events(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> CorridorCalls.json(line.substring("data: ".length())))
                .toList();
    }
}
