package dev.llmaas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.openai.ChatCompletionRequest;
import dev.llmaas.api.openai.ChatMessage;
import dev.llmaas.client.schema.RecordSchema;
import dev.llmaas.client.schema.UnfitAnswerException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StructuredChatTest {
    private static final ChatCompletionRequest QUESTION = ChatCompletionRequest.builder("guide-chat")
            .message(ChatMessage.user("What does a million tokens cost?"))
            .seed(7)
            .build();

    record Price(String currency, BigDecimal amount) {}

    record Loose(Map<String, String> prices) {}

    @AutoClose
    private final PretendPlatform platform = new PretendPlatform();

    private final OpenAiClient openAi = platform.client();

    @Test
    void aModelIsAskedForARecordAndAnswersIt() throws InterruptedException {
        platform.answer(200, answer("\"content\":\"{\\\"currency\\\":\\\"EUR\\\",\\\"amount\\\":1.80}\"", "stop"));

        Price price = openAi.chat(QUESTION, Price.class);

        assertThat(price).isEqualTo(new Price("EUR", new BigDecimal("1.80")));
        JsonNode sent = WireJson.mapper().readTree(platform.request().getBody().utf8());
        assertThat(sent.path("response_format")).isEqualTo(WireJson.mapper().readTree("""
                {"type":"json_schema","json_schema":{"name":"Price","strict":true,"schema":{"type":"object",
                 "properties":{"currency":{"type":"string"},"amount":{"type":"number"}},
                 "required":["currency","amount"],"additionalProperties":false}}}"""));
        assertThat(sent.path("seed").asInt()).isEqualTo(7);
    }

    @Test
    void anAnswerThatWasCutOffIsNoRecord() {
        platform.answer(200, answer("\"content\":\"{\\\"currency\\\":\\\"EUR\"", "length"));

        assertThatThrownBy(() -> openAi.chat(QUESTION, Price.class))
                .isInstanceOfSatisfying(
                        UnfitAnswerException.class,
                        unfit -> assertThat(unfit.reason()).isEqualTo(UnfitAnswerException.Reason.CUT_OFF))
                .hasMessageContaining("Allow more tokens");
    }

    @Test
    void aRecordThatCannotBeEnforcedIsNotSent() {
        assertThatThrownBy(() -> openAi.chat(QUESTION, Loose.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Loose.prices");

        assertThat(platform.server.getRequestCount()).isZero();
    }

    @Test
    void everyFieldOfARequestOutlivesItsBuilder() {
        ChatCompletionRequest full = ChatCompletionRequest.builder("m").message(ChatMessage.system("Be brief.")).stream(
                        true)
                .includeUsage(true)
                .temperature(0.5)
                .topP(0.9)
                .maxTokens(5)
                .maxCompletionTokens(6)
                .n(2)
                .stop(List.of("."))
                .seed(3)
                .frequencyPenalty(0.1)
                .presencePenalty(0.2)
                .logitBias(Map.of("7", -100.0))
                .logprobs(4)
                .tools(List.of(WireJson.mapper().createObjectNode()))
                .toolChoice(WireJson.mapper().readTree("\"auto\""))
                .parallelToolCalls(false)
                .responseFormat(RecordSchema.of(Price.class).responseFormat())
                .reasoningEffort("low")
                .user("u")
                .extra("top_k", WireJson.mapper().readTree("40"))
                .build();

        assertThat(full).hasNoNullFieldsOrProperties();
        assertThat(full.toBuilder().build()).isEqualTo(full);
    }

    private static String answer(String message, String finish) {
        return """
                {"id":"c","object":"chat.completion","created":1,"model":"guide-chat","choices":[{"index":0,
                 "message":{"role":"assistant",%s,"refusal":null},"logprobs":null,"finish_reason":"%s"}]}""".formatted(message, finish);
    }
}
