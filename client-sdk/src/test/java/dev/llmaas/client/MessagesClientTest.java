package dev.llmaas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.anthropic.ContentBlock;
import dev.llmaas.api.anthropic.Message;
import dev.llmaas.api.anthropic.MessageEvent;
import dev.llmaas.api.anthropic.MessageRequest;
import dev.llmaas.api.anthropic.Turn;
import dev.llmaas.client.UnreachableException.Problem;
import dev.llmaas.client.schema.UnfitAnswerException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MessagesClientTest {
    private static final MessageRequest QUESTION =
            MessageRequest.builder("m", 64).user("Weather?").build();
    private static final String BLOCKS = """
            [{"type":"thinking","thinking":"Hm.","signature":"s"},{"type":"text","text":"I look."},
             {"type":"citation","from":{"page":7}},{"type":"tool_use","id":"t1","name":"weather","input":{"city":"Paris"}}]""";
    private static final String EVENTS = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"m",\
            "stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":1}}}

            event: ping
            data: {"type":"ping"}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s"}}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"I "}}

            event: weather_of_the_day
            data: {"type":"weather_of_the_day","sky":"clear"}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"mood_delta","mood":"good"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"look."}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: content_block_start
            data: {"type":"content_block_start","index":2,"content_block":{"type":"citation","from":{"page":7}}}

            event: content_block_start
            data: {"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"t1","name":"weather","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\":"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"\\"Paris\\"}"}}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},\
            "usage":{"cache_read_input_tokens":2,"output_tokens":3},"backend":{"engine_type":"e","machine_name":"n"}}

            """;
    private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    private static final String PART =
            "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n";

    record City(String city) {}

    @AutoClose
    private final PretendPlatform platform = new PretendPlatform();

    private final MessagesClient messages = platform.client().messages();

    @Test
    void everyFieldOfARequestIsSent() throws InterruptedException {
        platform.answer(200, message(BLOCKS, "tool_use"));
        MessageRequest full = MessageRequest.builder("m", 64)
                .system("Be brief.")
                .turn(Turn.user(List.of(
                        ContentBlock.Image.of("image/png", new byte[] {0, 1}),
                        ContentBlock.Image.at(URI.create("https://x.example/a.png")),
                        ContentBlock.Document.of("Notes."),
                        new ContentBlock.Text("What is it?"))))
                .turn(Turn.assistant("A dot."))
                .turn(Turn.user(List.of(
                        new ContentBlock.ToolResult("t0", List.of(new ContentBlock.Text("rain")), true),
                        ContentBlock.ToolResult.of("t1", "sun"))))
                .stopSequences(List.of("END"))
                .temperature(0.5)
                .topP(0.9)
                .topK(40)
                .tools(List.of(new MessageRequest.ToolDefinition("weather", null, tree("{\"type\":\"object\"}"), null)))
                .toolChoice(MessageRequest.ToolChoice.tool("weather"))
                .thinking(MessageRequest.Thinking.budget(1024))
                .effort("low")
                .schema(tree("{}"))
                .userId("u")
                .extra("min_p", tree("0.1"))
                .build();

        messages.create(full);

        assertThat(full).hasNoNullFieldsOrProperties();
        assertThat(full.toBuilder().build()).isEqualTo(full);
        String sent = platform.request().getBody().utf8();
        assertThat(tree(sent)).isEqualTo(tree("""
                {"model":"m","max_tokens":64,"messages":[
                 {"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAE="}},
                  {"type":"image","source":{"type":"url","url":"https://x.example/a.png"}},
                  {"type":"document","source":{"type":"text","media_type":"text/plain","data":"Notes."}},
                  {"type":"text","text":"What is it?"}]},
                 {"role":"assistant","content":[{"type":"text","text":"A dot."}]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"t0","content":[{"type":"text","text":"rain"}],
                  "is_error":true},{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"sun"}]}]}],
                 "system":"Be brief.","stop_sequences":["END"],"temperature":0.5,"top_p":0.9,"top_k":40,
                 "tools":[{"name":"weather","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"weather"},
                 "thinking":{"type":"enabled","budget_tokens":1024},
                 "output_config":{"effort":"low","format":{"type":"json_schema","schema":{}}},"metadata":{"user_id":"u"},
                 "min_p":0.1}"""));
        assertThat(WireJson.mapper().readValue(sent, MessageRequest.class)).isEqualTo(full);
    }

    @Test
    void anAnswerGoesBackAsItCameBlocksOfOtherTypesToo() throws InterruptedException {
        platform.answer(200, message(BLOCKS, "tool_use"));
        platform.answer(200, message("[]", "end_turn"));

        Message answer = messages.create(QUESTION);
        messages.create(QUESTION.toBuilder().turn(answer.turn()).build());

        assertThat(answer.text()).isEqualTo("I look.");
        assertThat(answer.calls())
                .containsExactly(new ContentBlock.ToolUse("t1", "weather", tree("{\"city\":\"Paris\"}")));
        assertThat(answer.content().get(2))
                .isInstanceOfSatisfying(
                        ContentBlock.Other.class,
                        other -> assertThat(other.type()).isEqualTo("citation"));
        assertThat(answer.usage()).isEqualTo(new Message.Tokens(5, 0, 2, 3));
        assertThat(answer.usage().allInputTokens()).isEqualTo(7);
        platform.request();
        String sent = platform.request().getBody().utf8();
        assertThat(tree(sent).at("/messages/1/content")).isEqualTo(tree(BLOCKS));
        assertThat(sent).as("once each").doesNotContain("\"type\":\"citation\",\"type\"");
    }

    @Test
    void aStreamAddsUpToTheWholeAnswer() throws InterruptedException {
        platform.answerEvents(EVENTS + STOP);
        platform.answer(200, message(BLOCKS, "tool_use"));
        StringBuilder text = new StringBuilder();
        List<String> types = new ArrayList<>();

        try (MessageStream answer = messages.stream(QUESTION)) {
            for (MessageEvent event : answer) {
                event.text().ifPresent(text::append);
                types.add(event.getClass().getSimpleName());
                assertThat(event.toString()).doesNotContain("look.", "Hm.", "city", "clear");
            }

            assertThat(answer.message()).contains(messages.create(QUESTION));
            assertThat(answer.next()).isNull();
            assertThat(answer.requestId()).isEqualTo("req_1");
        }
        assertThat(text).hasToString("I look.");
        assertThat(types).contains("Ping", "Other").startsWith("MessageStart").endsWith("MessageDelta", "MessageStop");
        assertThat(tree(platform.request().getBody().utf8()).path("stream").asBoolean())
                .isTrue();
        assertThat(platform.request().getBody().utf8()).doesNotContain("stream");
    }

    @Test
    void aMessageThatBreaksOffIsBroken() {
        platform.answerEvents(EVENTS);

        try (MessageStream answer = messages.stream(QUESTION)) {
            UnreachableException broken =
                    catchThrowableOfType(UnreachableException.class, () -> answer.forEach(event -> {}));

            assertThat(broken.problem()).isEqualTo(Problem.BROKEN);
            assertThat(answer.message()).isEmpty();
        }
        assertThat(platform.server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"type\":\"message_start\"}\n\n",
                "data: {\"type\":\"content_block_delta\",\"index\":0}\n\n",
                PART,
                STOP,
                "data: [1]\n\n"
            })
    void whatIsNoMessageIsNoPlatform(String events) {
        platform.answerEvents(events);

        try (MessageStream answer = messages.stream(QUESTION)) {
            assertThat(catchThrowableOfType(UnreachableException.class, () -> answer.forEach(event -> {}))
                            .problem())
                    .isEqualTo(Problem.NOT_A_PLATFORM);
        }
    }

    @Test
    void aRefusalInTheStreamIsThrownWithItsCode() {
        platform.answerEvents("""
                event: error
                data: {"type":"error","error":{"type":"api_error","message":"The engine stopped.","param":null,"code":"engine_failed"}}

                """);

        try (MessageStream answer = messages.stream(QUESTION)) {
            ApiException failed = catchThrowableOfType(ApiException.class, answer::next);

            assertThat(failed.code()).isEqualTo(ErrorCode.ENGINE_FAILED);
            assertThat(failed).hasMessage("The engine stopped.");
        }
    }

    @Test
    void aPlatformWithoutRoomIsAskedAgain() {
        platform.server.enqueue(new MockResponse.Builder()
                .code(503)
                .addHeader("retry-after", "0")
                .body(
                        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\",\"code\":\"no_capacity\"}}")
                .build());
        platform.answerEvents(EVENTS + STOP);

        try (MessageStream answer = messages.stream(QUESTION)) {
            answer.forEach(event -> {});
            assertThat(answer.message()).isPresent();
        }
        assertThat(platform.server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void closingFromAnotherThreadEndsTheReading() throws Exception {
        String start = EVENTS.substring(0, EVENTS.indexOf("event: content_block_delta"));
        platform.server.enqueue(new MockResponse.Builder()
                .addHeader("content-type", "text/event-stream")
                .body(start + PART.repeat(1_000))
                .throttleBody(start.length() + PART.length(), 20, TimeUnit.SECONDS)
                .build());
        MessageStream answer = messages.stream(QUESTION);
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            int events = 0;
            while (answer.next() != null) {
                events++;
            }
            read.complete(events);
        });

        answer.close();

        assertThat(read.get(5, TimeUnit.SECONDS)).isLessThan(1_000);
        assertThat(answer.message()).isEmpty();
    }

    @Test
    void tokensAreCountedWithoutABoundForTheAnswer() throws InterruptedException {
        platform.answer(200, "{\"input_tokens\":17}");

        assertThat(messages.countTokens(QUESTION)).isEqualTo(17);

        assertThat(platform.request().getBody().utf8())
                .isEqualTo(
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Weather?\"}]}]}");
    }

    @Test
    void aModelIsAskedForARecordAndAnswersIt() throws InterruptedException {
        String block = "[{\"type\":\"text\",\"text\":\"{\\\"city\\\":\\\"Rome\\\"}\"}]";
        platform.answer(200, message(block, "end_turn"));
        for (String end : List.of("max_tokens", "refusal", "tool_use")) {
            platform.answer(200, message(end.equals("tool_use") ? "[]" : block, end));
        }

        assertThat(messages.create(QUESTION, City.class)).isEqualTo(new City("Rome"));
        for (UnfitAnswerException.Reason reason : List.of(
                UnfitAnswerException.Reason.CUT_OFF,
                UnfitAnswerException.Reason.FILTERED,
                UnfitAnswerException.Reason.NO_TEXT)) {
            assertThatThrownBy(() -> messages.create(QUESTION, City.class))
                    .isInstanceOfSatisfying(
                            UnfitAnswerException.class,
                            unfit -> assertThat(unfit.reason()).isEqualTo(reason));
        }

        assertThat(tree(platform.request().getBody().utf8()).path("output_config"))
                .isEqualTo(tree("""
                {"format":{"type":"json_schema","schema":{"type":"object","properties":{"city":{"type":"string"}},
                 "required":["city"],"additionalProperties":false}}}"""));
    }

    @Test
    void toolsAreDescribedAndTheirCallsAnswered() throws InterruptedException {
        Toolbox tools = Toolbox.of(
                Tool.of("weather", "The weather.", City.class, city -> "It is sunny in %s.".formatted(city.city())));
        platform.answer(200, message(BLOCKS, "tool_use"));
        platform.answer(
                200, message("[{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"other\",\"input\":{}}]", "tool_use"));
        platform.answer(200, message(BLOCKS, "max_tokens"));
        MessageRequest request =
                QUESTION.toBuilder().tools(tools.messageTools()).build();

        assertThat(tools.answer(messages.create(request)))
                .isEqualTo(Turn.user(List.of(ContentBlock.ToolResult.of("t1", "It is sunny in Paris."))));
        assertThat(tools.answer(messages.create(request)).content().getFirst())
                .isEqualTo(new ContentBlock.ToolResult(
                        "t2",
                        List.of(new ContentBlock.Text(
                                "{\"error\":\"There is no tool of this name. There are: weather.\"}")),
                        true));
        Message cut = messages.create(request);
        assertThat(cut.calls()).as("the last may be a half").isEmpty();
        assertThatThrownBy(() -> tools.answer(cut)).isInstanceOf(IllegalArgumentException.class);

        assertThat(tree(platform.request().getBody().utf8()).path("tools")).isEqualTo(tree("""
                [{"name":"weather","description":"The weather.","input_schema":{"type":"object","properties":{"city":
                  {"type":"string"}},"required":["city"],"additionalProperties":false},"strict":true}]"""));
    }

    @Test
    void nothingShowsContent() {
        Message answer = WireJson.mapper().readValue(message(BLOCKS, "tool_use"), Message.class);

        assertThat(List.of(
                        answer,
                        answer.turn(),
                        QUESTION,
                        answer.content(),
                        ContentBlock.ToolResult.of("t", "look."),
                        ContentBlock.Document.of("look.")))
                .allSatisfy(shown ->
                        assertThat(shown.toString()).doesNotContain("look.", "Hm.", "Paris", "Weather", "page"));
    }

    private static JsonNode tree(String json) {
        return WireJson.mapper().readTree(json);
    }

    private static String message(String blocks, String end) {
        return """
                {"id":"msg_1","type":"message","role":"assistant","content":%s,"model":"m","stop_reason":"%s","stop_sequence":null,
                 "usage":{"input_tokens":5,"cache_creation_input_tokens":0,"cache_read_input_tokens":2,"output_tokens":3},
                 "backend":{"engine_type":"e","machine_name":"n"}}""".formatted(blocks, end);
    }
}
