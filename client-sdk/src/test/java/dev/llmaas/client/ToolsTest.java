package dev.llmaas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionChunk;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.client.ToolConversation.Invocation;
import dev.llmaas.client.schema.Description;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

class ToolsTest {
    private static final ChatCompletionRequest QUESTION = ChatCompletionRequest.builder("guide-chat")
            .message(ChatMessage.user("What is the weather?"))
            .toolChoice(StringNode.valueOf("required"))
            .build();

    record City(@Description("its English name") String name) {}

    record Weather(int degrees, String sky) {}

    record Nothing() {}

    record Checked(int value) {
        Checked {
            if (value < 1) {
                throw new IllegalArgumentException("value must be positive");
            }
        }
    }

    private static final Tool<City> WEATHER = Tool.of(
            "get_weather",
            "The weather.",
            City.class,
            city -> new Weather(city.name().length(), "clear"));

    @AutoClose
    private final PretendPlatform platform = new PretendPlatform();

    private final OpenAiClient openAi = platform.client();

    @Test
    void callsAreMadeUntilTheModelAnswers() throws InterruptedException {
        platform.answer(200, calling(call("a", "get_weather", "{\"name\":\"Paris\"}")));
        platform.answer(200, calling(call("b", "get_weather", "{\"name\":\"Berlin\"}")));
        platform.answer(200, answering("Both are clear."));

        ToolConversation done = openAi.chat(QUESTION, Toolbox.of(WEATHER));

        assertThat(done.text()).isEqualTo("Both are clear.");
        assertThat(done.invocations())
                .extracting(Invocation::result)
                .containsExactly("{\"degrees\":5,\"sky\":\"clear\"}", "{\"degrees\":6,\"sky\":\"clear\"}");
        assertThat(done.messages())
                .extracting(ChatMessage::role)
                .containsExactly("user", "assistant", "tool", "assistant", "tool", "assistant");
        assertThat(done.usage().promptTokens()).isEqualTo(9);
        assertThat(done.usage().completionTokens()).isEqualTo(6);

        JsonNode first = sent();
        assertThat(first.path("tool_choice").asString()).isEqualTo("required");
        assertThat(first.path("tools")).isEqualTo(WireJson.mapper().readTree("""
                [{"type":"function","function":{"name":"get_weather","description":"The weather.","strict":true,
                  "parameters":{"type":"object","properties":{"name":{"type":"string","description":"its English name"}},
                  "required":["name"],"additionalProperties":false}}}]"""));
        JsonNode second = sent();
        assertThat(second.has("tool_choice")).as("or it would never answer").isFalse();
        assertThat(second.path("messages")).isEqualTo(WireJson.mapper().readTree("""
                [{"role":"user","content":"What is the weather?"},
                 {"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"get_weather",
                  "arguments":"{\\"name\\":\\"Paris\\"}"}}]},
                 {"role":"tool","content":"{\\"degrees\\":5,\\"sky\\":\\"clear\\"}","tool_call_id":"a"}]"""));
        assertThat(sent().path("messages")).hasSize(5);
    }

    @Test
    void callsOfARoundRunTogetherAndKeepTheirOrder() {
        CyclicBarrier together = new CyclicBarrier(2);
        Tool<City> meeting = Tool.of("meet", "Meets.", City.class, city -> {
            try {
                together.await(10, TimeUnit.SECONDS);
                return city.name();
            } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
                throw new IllegalStateException(alone);
            }
        });
        platform.answer(
                200, calling(call("a", "meet", "{\"name\":\"A\"}") + "," + call("b", "meet", "{\"name\":\"B\"}")));
        platform.answer(200, answering("They met."));

        ToolConversation done = openAi.chat(QUESTION, Toolbox.of(meeting));

        assertThat(done.invocations()).extracting(Invocation::result).containsExactly("A", "B");
    }

    @Test
    void theModelIsToldWhatWentWrongAndNoSecrets() {
        Tool<City> telling = Tool.of("telling", "Fails.", City.class, city -> {
            throw new ToolException("There is no city of this name.");
        });
        Tool<Nothing> failing = Tool.of("failing", "Fails.", Nothing.class, nothing -> {
            throw new IllegalStateException("password=x");
        });
        Tool<Checked> checked = Tool.of("checked", "Checks.", Checked.class, Function.identity());
        platform.answer(
                200,
                calling(String.join(
                        ",",
                        call("1", "telling", "{\"name\":\"Nowhere\"}"),
                        call("2", "failing", ""),
                        call("3", "checked", "{\"value\":\"x\"}"),
                        call("4", "checked", "{\"value\":0}"),
                        call("5", "checked", "{\"val"),
                        call("6", "unknown", "{}"))));
        platform.answer(200, answering("I give up."));

        ToolConversation done = openAi.chat(QUESTION, Toolbox.of(telling, failing, checked));

        assertThat(done.text()).isEqualTo("I give up.");
        assertThat(done.invocations())
                .extracting(Invocation::result)
                .containsExactly(
                        "{\"error\":\"There is no city of this name.\"}",
                        "{\"error\":\"The tool failed (IllegalStateException).\"}",
                        "{\"error\":\"value must be a whole number of 32 bits, but is another text.\"}",
                        "{\"error\":\"The argument is refused by Checked itself. value must be positive\"}",
                        "{\"error\":\"The argument is not JSON.\"}",
                        "{\"error\":\"There is no tool of this name. There are: telling, failing, checked.\"}");
        assertThat(done.invocations().get(1).failure()).hasRootCauseMessage("password=x");
    }

    @Test
    void aModelThatNeverAnswersIsStopped() {
        for (int i = 0; i < 3; i++) {
            platform.answer(200, calling(call("a" + i, "get_weather", "{\"name\":\"Paris\"}")));
        }

        ToolRoundsException stopped = catchThrowableOfType(
                ToolRoundsException.class,
                () -> openAi.chat(QUESTION, Toolbox.of(WEATHER).withRoundsMax(2)));

        assertThat(stopped).hasMessageContaining("2 times");
        assertThat(stopped.conversation().invocations()).hasSize(2);
        assertThat(platform.server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void aToolThatHangsIsInterruptedAndTheOthersCount() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        platform.answer(200, calling(call("a", "hang", "{}") + "," + call("b", "get_weather", "{\"name\":\"Paris\"}")));
        platform.answer(200, answering("One was enough."));

        ToolConversation done = openAi.chat(
                QUESTION,
                Toolbox.of(hanging(new CountDownLatch(1), interrupted), WEATHER)
                        .withRoundTimeMax(Duration.ofMillis(300)));

        assertThat(done.invocations().getFirst().result()).contains("did not answer within 300 ms");
        assertThat(done.invocations().getLast().failure()).isNull();
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoeverInterruptsTheConversationInterruptsItsTools() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        platform.answer(200, calling(call("a", "hang", "{}")));
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread talk = Thread.ofVirtual().start(() -> {
            try {
                openAi.chat(QUESTION, Toolbox.of(hanging(hangs, interrupted)));
            } catch (CancellationException cancelled) {
                flag.complete(Thread.currentThread().isInterrupted());
            }
        });
        assertThat(hangs.await(5, TimeUnit.SECONDS)).isTrue();

        talk.interrupt();

        assertThat(flag.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void errorsOfTheJavaPlatformAreNoResults() {
        Tool<Nothing> broken = Tool.of("broken", "Fails.", Nothing.class, nothing -> {
            throw new StackOverflowError("deep");
        });
        platform.answer(200, calling(call("a", "broken", "{}")));

        assertThatThrownBy(() -> openAi.chat(QUESTION, Toolbox.of(broken))).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void aCallThatWasCutOffIsNotMade() {
        platform.answer(200, calling(call("a", "get_weather", "{\"na")).replace("\"tool_calls\"}", "\"length\"}"));

        ToolConversation done = openAi.chat(QUESTION, Toolbox.of(WEATHER));

        assertThat(done.invocations()).isEmpty();
        assertThat(done.completion().choices().getFirst().finishReason()).isEqualTo("length");
        assertThat(done.messages().getLast().toolCalls()).isNull();
    }

    @Test
    void aStreamedConversationHasThePartsOfAllAnswers() {
        platform.answerEvents(chunk("{\"content\":\"Let me \"}", null)
                + chunk("{\"content\":\"look. \"}", null)
                + chunk(
                        "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"arguments\":\"{\\\"name\\\"\"}}]}",
                        null)
                + chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":\\\"Rome\\\"}\"}}]}", null)
                + chunk("{}", "tool_calls")
                + "data: [DONE]\n\n");
        platform.answerEvents(chunk("{\"content\":\"Clear.\"}", null) + chunk("{}", "stop") + "data: [DONE]\n\n");
        StringBuilder text = new StringBuilder();

        try (ToolStream talk = openAi.chatStream(QUESTION, Toolbox.of(WEATHER))) {
            for (ChatCompletionChunk part : talk) {
                part.choices()
                        .forEach(choice -> text.append(
                                choice.delta().content() == null
                                        ? ""
                                        : choice.delta().content()));
            }

            assertThat(text).hasToString("Let me look. Clear.");
            assertThat(talk.invocations())
                    .extracting(Invocation::result)
                    .containsExactly("{\"degrees\":4,\"sky\":\"clear\"}");
            assertThat(talk.conversation().text()).isEqualTo("Clear.");
            assertThat(talk.conversation().messages())
                    .extracting(ChatMessage::text)
                    .contains("Let me look. ");
            assertThat(talk.conversation().usage().totalTokens()).isEqualTo(10);
            assertThat(talk.next()).isNull();
        }
    }

    @Test
    void closingAStreamedConversationInterruptsItsTools() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        platform.answerEvents(chunk(
                        "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"hang\",\"arguments\":\"{}\"}}]}",
                        "tool_calls")
                + "data: [DONE]\n\n");
        ToolStream talk = openAi.chatStream(QUESTION, Toolbox.of(hanging(hangs, interrupted)));
        CompletableFuture<List<ChatCompletionChunk>> read = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            List<ChatCompletionChunk> parts = new ArrayList<>();
            talk.forEach(parts::add);
            read.complete(parts);
        });
        assertThat(hangs.await(5, TimeUnit.SECONDS)).isTrue();

        talk.close();

        assertThat(read.get(5, TimeUnit.SECONDS)).hasSize(1);
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(talk::conversation).hasMessageContaining("has not ended");
        assertThat(platform.server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void boundsAreChecked() {
        assertThatThrownBy(() -> Toolbox.of()).hasMessageContaining("tools: 0");
        assertThatThrownBy(() -> Toolbox.of(WEATHER, WEATHER)).hasMessageContaining("one name");
        assertThatThrownBy(() -> Toolbox.of(WEATHER).withRoundsMax(101)).hasMessageContaining("between 1 and 100");
        assertThatThrownBy(() -> Toolbox.of(WEATHER).withParallelMax(0)).hasMessageContaining("parallelMax: 0");
        assertThatThrownBy(() -> Toolbox.of(WEATHER).withRoundTimeMax(Duration.ZERO))
                .hasMessageContaining("roundTimeMax");
        assertThatThrownBy(() -> Tool.of("get weather", "", City.class, City::name))
                .hasMessageContaining("get weather is none");
        assertThatThrownBy(() -> openAi.chat(QUESTION.toBuilder().n(2).build(), Toolbox.of(WEATHER)))
                .hasMessageContaining("n must be 1");
    }

    private static Tool<Nothing> hanging(CountDownLatch hangs, CountDownLatch interrupted) {
        return Tool.of("hang", "Hangs.", Nothing.class, nothing -> {
            hangs.countDown();
            try {
                new CountDownLatch(1).await();
                return "";
            } catch (InterruptedException ended) {
                interrupted.countDown();
                throw new IllegalStateException(ended);
            }
        });
    }

    private JsonNode sent() throws InterruptedException {
        return WireJson.mapper().readTree(platform.request().getBody().utf8());
    }

    private static String call(String id, String name, String arguments) {
        return "{\"id\":\"%s\",\"type\":\"function\",\"function\":{\"name\":\"%s\",\"arguments\":%s}}"
                .formatted(id, name, StringNode.valueOf(arguments));
    }

    private static String calling(String calls) {
        return completion("\"content\":null,\"refusal\":null,\"tool_calls\":[" + calls + "]", "tool_calls");
    }

    private static String answering(String text) {
        return completion("\"content\":\"" + text + "\",\"refusal\":null", "stop");
    }

    private static String completion(String message, String finish) {
        return """
                {"id":"c","object":"chat.completion","created":1,"model":"guide-chat","choices":[{"index":0,
                 "message":{"role":"assistant",%s},"logprobs":null,"finish_reason":"%s"}],
                 "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""".formatted(message, finish);
    }

    private static String chunk(String delta, String finish) {
        String end = finish == null
                ? "null}]"
                : "\"" + finish + "\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}";
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"guide-chat\",\"choices\":[{\"index\":0,\"delta\":%s,\"logprobs\":null,\"finish_reason\":%s}\n\n"
                .formatted(delta, end);
    }
}
