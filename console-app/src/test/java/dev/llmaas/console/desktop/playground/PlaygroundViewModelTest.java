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
import dev.llmaas.console.session.Profile;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
        playground.temperatureProperty().set(0.25);
        playground.topPProperty().set(0.9);
        playground.maxTokensProperty().set(77);
        playground.seedProperty().set("42");
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

        assertThat(playground.requestAsCode()).containsOnlyKeys("curl", "Python", "JSON");
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
                Profile.of("Test", platform.url()));
        playground.reload();
        await().until(() -> playground.modelsProperty().get() instanceof Load.Ready
                && playground.modelProperty().get() != null);
        return playground;
    }
}
