package dev.llmaas.console.desktop.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.Money;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.Page;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.console.desktop.Chats;
import dev.llmaas.console.desktop.FakePlatform;
import dev.llmaas.console.desktop.Samples;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Failure;
import dev.llmaas.console.desktop.async.Load;
import dev.llmaas.console.session.Endpoint;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PlaygroundViewModelTest {
    private static final String CHAT = "POST /v1/chat/completions";

    private final FakePlatform platform = new FakePlatform()
            .answer("GET /admin/v1/models", new Page<>(Samples.catalog(), null)).stream(
                    CHAT, Chats.stream(Samples.MODELS.getFirst(), "Hello to you"));

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void theAnswerComesWithTokensCostAndTime() {
        PlaygroundViewModel playground = ready();

        ask(playground, "Hello?");

        Turn answer = playground.turns().getLast();
        assertThat(answer.textProperty().get()).isEqualTo("Hello to you");
        assertThat(answer.stateProperty().get()).isEqualTo(Turn.State.DONE);
        Answered figures = answer.answeredProperty().get();
        assertThat(figures.usage().promptTokens()).isEqualTo(412);
        assertThat(figures.cost()).isEqualTo(new Money(412 * 1_800 + 5 * 8_000));
        assertThat(figures.backend().machineName()).isEqualTo("gpu-01");
        assertThat(playground.draftProperty().get()).isEmpty();
    }

    @Test
    void theWholeConversationAndEveryParameterIsSent() throws InterruptedException {
        PlaygroundViewModel playground = ready();
        platform.taken(); // the models
        playground.systemProperty().set("Be brief.");
        playground.parameters().temperatureProperty().set(0.25);
        playground.parameters().topPProperty().set(0.9);
        playground.parameters().maxTokensProperty().set(77);
        playground.parameters().seedProperty().set("42");
        ask(playground, "One?");
        platform.taken();

        ask(playground, "Two?");

        ChatCompletionRequest sent =
                WireJson.mapper().readValue(platform.taken().getBody().utf8(), ChatCompletionRequest.class);
        assertThat(sent.messages())
                .extracting(message -> message.role() + " " + message.text())
                .containsExactly("system Be brief.", "user One?", "assistant Hello to you", "user Two?");
        assertThat(sent.temperature()).isEqualTo(0.25);
        assertThat(sent.topP()).isEqualTo(0.9);
        assertThat(sent.effectiveMaxTokens()).isEqualTo(77);
        assertThat(sent.seed()).isEqualTo(42);
        assertThat(sent.streamed()).isTrue();
    }

    @Test
    void whatIsAtItsDefaultIsNotSentAndTheRestIs() throws InterruptedException {
        PlaygroundViewModel playground = ready();
        platform.taken(); // the models
        ask(playground, "One?");
        String plain = platform.taken().getBody().utf8();
        assertThat(plain).doesNotContain("stop\"", "penalty", "reasoning_effort", "tools", "response_format");
        ChatParameters parameters = playground.parameters();
        parameters.stopProperty().set("END\n\n###");
        parameters.frequencyPenaltyProperty().set(0.5);
        parameters.presencePenaltyProperty().set(-1);
        parameters.effortProperty().set("low");
        parameters.toolsProperty().set("{\"name\":\"clock\"}");
        parameters.schemaProperty().set("{\"type\":\"object\"}");

        ask(playground, "Two?");

        JsonNode sent = WireJson.mapper().readTree(platform.taken().getBody().utf8());
        assertThat(sent.at("/stop").toString()).isEqualTo("[\"END\",\"###\"]");
        assertThat(sent.at("/frequency_penalty").asDouble()).isEqualTo(0.5);
        assertThat(sent.at("/presence_penalty").asDouble()).isEqualTo(-1);
        assertThat(sent.at("/reasoning_effort").asString()).isEqualTo("low");
        assertThat(sent.at("/tools/0/function/name").asString()).isEqualTo("clock");
        assertThat(sent.at("/response_format/json_schema/schema/type").asString())
                .isEqualTo("object");
    }

    @Test
    void nothingIsSentWhileWhatIsTypedCannotBeUsed() {
        PlaygroundViewModel playground = ready();
        playground.parameters().toolsProperty().set("[{\"name\":");

        ask(playground, "Hello?");

        assertThat(playground.turns()).isEmpty();
        assertThat(playground.parameters().toolsProblemProperty().get().kind()).isEqualTo(JsonProblem.Kind.NOT_JSON);
    }

    @Test
    void aModelThatCallsAToolGoesOnWithItsResult() throws InterruptedException {
        platform.stream(CHAT, Chats.calling("m", "call_1", "get_weather", "{\"city\":\"Paris\"}"));
        PlaygroundViewModel playground = ready();
        platform.taken(); // the models
        ask(playground, "How is the weather?");
        platform.taken();
        assertThat(playground.waitingForToolsProperty().get()).isTrue();
        Turn calling = playground.turns().getLast();
        assertThat(calling.callsProperty().get()).singleElement().satisfies(call -> {
            assertThat(call.id()).isEqualTo("call_1");
            assertThat(call.function().arguments()).isEqualTo("{\"city\":\"Paris\"}");
        });
        ask(playground, "This is not sent.");
        assertThat(playground.turns()).hasSize(2);
        platform.stream(CHAT, Chats.stream("m", "It is sunny."));

        playground.answerTools(Map.of("call_1", " {\"sky\":\"clear\"} "));

        await().until(() -> !playground.runningProperty().get());
        assertThat(playground.turns().getLast().textProperty().get()).isEqualTo("It is sunny.");
        assertThat(playground.waitingForToolsProperty().get()).isFalse();
        JsonNode sent = WireJson.mapper().readTree(platform.taken().getBody().utf8());
        assertThat(sent.at("/messages/1/tool_calls/0/function/name").asString()).isEqualTo("get_weather");
        assertThat(sent.at("/messages/2/role").asString()).isEqualTo("tool");
        assertThat(sent.at("/messages/2/tool_call_id").asString()).isEqualTo("call_1");
        assertThat(sent.at("/messages/2/content").asString()).isEqualTo("{\"sky\":\"clear\"}");
    }

    @Test
    void reasoningStandsBesideTheAnswerAndIsNotSentAgain() throws InterruptedException {
        platform.stream(CHAT, Chats.thinking("m", "Let me see", "Done."));
        PlaygroundViewModel playground = ready();
        platform.taken(); // the models
        ask(playground, "Think!");
        platform.taken();

        Turn answer = playground.turns().getLast();
        assertThat(answer.reasoningProperty().get()).isEqualTo("Let me see");
        assertThat(answer.textProperty().get()).isEqualTo("Done.");
        ask(playground, "Again!");
        assertThat(platform.taken().getBody().utf8()).doesNotContain("Let me see");
    }

    @Test
    void anAnswerIsComparedWithTheFormThatWasAskedFor() {
        platform.stream(CHAT, Chats.stream("m", "{\"name\": \"Ada\"}"));
        PlaygroundViewModel playground = ready();
        playground.parameters().schemaProperty().set("{\"type\":\"object\",\"required\":[\"name\",\"age\"]}");

        ask(playground, "Who?");

        FormCheck form = playground.turns().getLast().formProperty().get();
        assertThat(form.pretty()).contains("\"Ada\"");
        assertThat(form.breaches()).containsExactly(new SchemaCheck.Breach("", SchemaCheck.Kind.MISSING, "age"));
    }

    @Test
    void stoppingKeepsWhatWasSaid() {
        platform.answer(
                CHAT,
                _ -> new MockResponse.Builder()
                        .addHeader("content-type", "text/event-stream")
                        .body(Chats.stream(Samples.MODELS.getFirst(), "word ".repeat(2_000)))
                        .throttleBody(2_000, 100, TimeUnit.MILLISECONDS)
                        .build());
        PlaygroundViewModel playground = ready();
        playground.draftProperty().set("Talk.");
        playground.send();
        Turn answer = playground.turns().getLast();
        await().until(() -> answer.textProperty().get().length() > 10);

        playground.stop();

        await().until(() -> !playground.runningProperty().get());
        assertThat(answer.stateProperty().get()).isEqualTo(Turn.State.STOPPED);
        assertThat(answer.textProperty().get()).startsWith("word word");
    }

    @Test
    void whatThePlatformNeverAnswersCanBeStopped() {
        platform.stall(CHAT);
        PlaygroundViewModel playground = ready();
        playground.draftProperty().set("Hello?");
        playground.send();

        playground.stop();

        await().until(() -> !playground.runningProperty().get());
        Turn answer = playground.turns().getLast();
        assertThat(answer.failureProperty().get()).isNull();
        assertThat(answer.stateProperty().get()).isEqualTo(Turn.State.STOPPED);
    }

    @Test
    void aRefusalStandsInTheConversationAndCanBeTriedAgain() {
        platform.refuse(CHAT, ErrorCode.NO_CAPACITY);
        PlaygroundViewModel playground = ready();
        ask(playground, "Hello?");
        Turn failed = playground.turns().getLast();
        assertThat(failed.stateProperty().get()).isEqualTo(Turn.State.FAILED);
        assertThat(failed.failureProperty().get()).isInstanceOf(Failure.Refused.class);

        platform.stream(CHAT, Chats.stream(Samples.MODELS.getFirst(), "Hello to you"));
        playground.retry();

        await().until(() -> !playground.runningProperty().get());
        assertThat(playground.turns()).hasSize(2);
        assertThat(playground.turns().getLast().textProperty().get()).isEqualTo("Hello to you");
    }

    @Test
    void nothingIsSentWithoutAQuestion() {
        PlaygroundViewModel playground = ready();

        playground.draftProperty().set("   ");
        playground.send();

        assertThat(playground.turns()).isEmpty();
    }

    @Test
    void theRequestAsCodeNamesEverythingButTheKey() {
        PlaygroundViewModel playground = ready();
        playground.draftProperty().set("It's me");

        assertThat(playground.requestAsCode()).containsOnlyKeys("curl", "Python", "Node.js", "Java", "JSON");
        assertThat(playground.requestAsCode().get("curl"))
                .contains("$LLMAAS_API_KEY", "It'\\''s me", platform.url() + "/v1/chat/completions");
    }

    private static void ask(PlaygroundViewModel playground, String question) {
        playground.draftProperty().set(question);
        playground.send();
        await().until(() -> !playground.runningProperty().get());
    }

    private PlaygroundViewModel ready() {
        PlaygroundViewModel playground = new PlaygroundViewModel(
                platform.admin(),
                platform.openAi(),
                new Background(Runnable::run),
                InstantSource.system(),
                Endpoint.of(platform.url()));
        playground.reload();
        await().until(() -> playground.modelsProperty().get() instanceof Load.Ready
                && playground.modelProperty().get() != null);
        return playground;
    }
}
