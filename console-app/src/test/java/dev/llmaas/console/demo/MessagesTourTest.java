package dev.llmaas.console.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.anthropic.ContentBlock;
import dev.llmaas.api.anthropic.Message;
import dev.llmaas.api.anthropic.MessageEvent;
import dev.llmaas.api.anthropic.MessageRequest;
import dev.llmaas.api.anthropic.Turn;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.MessageStream;
import dev.llmaas.client.MessagesClient;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.client.Tool;
import dev.llmaas.client.Toolbox;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our own client against the demonstration, in Anthropic's shapes. */
class MessagesTourTest {
    private static final String QUESTION = "How do I create an API key?";

    private static RunningDemo demo;
    private static OpenAiClient openAi;
    private static MessagesClient messages;

    enum Place {
        PARIS,
        BERLIN
    }

    record Weather(Place place) {}

    @BeforeAll
    static void start() throws IOException {
        demo = RunningDemo.start();
        openAi = demo.client();
        messages = openAi.messages();
    }

    @AfterAll
    static void stop() {
        openAi.close();
        demo.close();
    }

    @Test
    void aMessageIsTheSameWholeAndInEvents() {
        MessageRequest request = message().temperature(0).build();
        StringBuilder text = new StringBuilder();

        Message whole = messages.create(request);
        try (MessageStream events = messages.stream(request)) {
            events.forEach(event -> event.text().ifPresent(text::append));

            Message streamed = events.message().orElseThrow();
            assertThat(streamed.text()).isEqualTo(text.toString());
            assertThat(streamed.content()).isEqualTo(whole.content());
            assertThat(streamed.stopReason()).isEqualTo("end_turn");
            assertThat(streamed.backend()).isNotNull();
        }

        assertThat(whole.text()).contains("API keys");
        assertThat(whole.usage().outputTokens()).isPositive();
        assertThat(messages.countTokens(request)).isEqualTo(whole.usage().allInputTokens());
    }

    @Test
    void aMessageIsCutOffAtItsBoundAndStoppedByClosing() {
        assertThat(messages.create(MessageRequest.builder(demo.variable("LLMAAS_CHAT_MODEL"), 1)
                                .user(QUESTION)
                                .build())
                        .stopReason())
                .isEqualTo("max_tokens");
        MessageStream left = messages.stream(message().build());

        assertThat(left.next()).isInstanceOf(MessageEvent.MessageStart.class);
        left.close();

        assertThat(left.next()).isNull();
        assertThat(left.message()).isEmpty();
    }

    @Test
    void aMessageIsARecord() {
        assertThat(messages.create(message().build(), Weather.class).place()).isNotNull();
    }

    @Test
    void aModelCallsAToolInMessages() {
        Toolbox tools = Toolbox.of(Tool.of(
                "get_weather", "The weather in a city.", Weather.class, weather -> "Sunny in " + weather.place()));
        MessageRequest forced = message()
                .tools(tools.messageTools())
                .toolChoice(MessageRequest.ToolChoice.ANY)
                .build();

        Message asking = messages.create(forced);
        Turn results = tools.answer(asking);
        Message answer = messages.create(forced.toBuilder()
                .toolChoice(null)
                .turn(asking.turn())
                .turn(results)
                .build());

        assertThat(results.content())
                .isNotEmpty()
                .allSatisfy(block -> assertThat(block)
                        .isInstanceOfSatisfying(
                                ContentBlock.ToolResult.class,
                                result -> assertThat(result.isError()).isNull()));
        assertThat(answer.content()).isNotEmpty();
    }

    @Test
    void aRefusalInAnthropicsWordsHasItsCode() {
        assertThatThrownBy(() -> messages.create(MessageRequest.builder("no-such-model", 8)
                        .user(QUESTION)
                        .build()))
                .isInstanceOfSatisfying(
                        ApiException.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND));
    }

    private static MessageRequest.Builder message() {
        return MessageRequest.builder(demo.variable("LLMAAS_CHAT_MODEL"), 400).user(QUESTION);
    }
}
