package dev.llmaas.console.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.StructuredChatCompletion;
import com.openai.models.chat.completions.StructuredChatCompletionCreateParams;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.NewApiKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forms and forced calls from OpenAI's own client to the model, with everything in between. */
class StructuredLineTest {
    @TempDir
    static Path data;

    private static StartedDemo demo;
    private static OpenAIClient client;

    /** How bad a ticket is. */
    public enum Severity {
        LOW,
        HIGH
    }

    /** A form as an application declares it. */
    public static final class Ticket {
        public Severity severity;
        public boolean open;
        public List<Severity> history;
    }

    @BeforeAll
    static void open() throws Exception {
        demo = StartedDemo.on(data);
        demo.awaitRunner(OptionalLong.empty());
        IssuedApiKey key = demo.session()
                .admin()
                .createKey(new NewApiKey(null, "forms", null, null, new KeyLimits(100_000L, null, null)));
        client = OfficialLine.to(demo.platform().profile(), key.secret());
    }

    @AfterAll
    static void close() {
        client.close();
        demo.close();
    }

    @Test
    void aClassIsAnswered() {
        StructuredChatCompletionCreateParams<Ticket> params =
                request("How do I open a ticket?").responseFormat(Ticket.class).build();

        StructuredChatCompletion<Ticket> answer = client.chat().completions().create(params);

        Ticket ticket = answer.choices().getFirst().message().content().orElseThrow();
        assertThat(ticket.severity).isNotNull();
        assertThat(ticket.history).doesNotContainNull();
    }

    @Test
    void aStreamAddsUpToTheForm() {
        ChatCompletionCreateParams params = request("hello")
                .responseFormat(schema(Map.of("type", "integer", "minimum", 7, "maximum", 9)))
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(whole::accumulate);
        }

        assertThat(whole.chatCompletion()
                        .choices()
                        .getFirst()
                        .message()
                        .content()
                        .orElseThrow())
                .matches("[789]");
    }

    @Test
    void aRequiredCallIsMade() {
        ChatCompletionCreateParams params = request("hello")
                .addTool(ChatCompletionFunctionTool.builder()
                        .function(FunctionDefinition.builder()
                                .name("set_volume")
                                .parameters(FunctionParameters.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .putAdditionalProperty(
                                                "properties",
                                                JsonValue.from(Map.of(
                                                        "level",
                                                        Map.of("type", "integer", "minimum", 0, "maximum", 9))))
                                        .putAdditionalProperty("required", JsonValue.from(List.of("level")))
                                        .build())
                                .build())
                        .build())
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                .parallelToolCalls(false)
                .build();

        ChatCompletion answer = client.chat().completions().create(params);

        ChatCompletion.Choice choice = answer.choices().getFirst();
        List<ChatCompletionMessageFunctionToolCall> calls = choice.message().toolCalls().orElseThrow().stream()
                .map(call -> call.asFunction())
                .toList();
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.function().name()).isEqualTo("set_volume");
            assertThat(call.function().arguments()).matches("\\{\"level\": ?[0-9]\\}");
        });
    }

    @Test
    void whatCannotBeEnforcedIsRefusedWithItsPath() {
        ChatCompletionCreateParams params = request("hello")
                .responseFormat(schema(Map.of(
                        "type", "object", "properties", Map.of("a", Map.of("not", Map.of("type", "string"))))))
                .build();

        assertThatThrownBy(() -> client.chat().completions().create(params))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        refused -> assertThat(refused.param())
                                .contains("response_format.json_schema.schema#/properties/a/not"));
    }

    private static ChatCompletionCreateParams.Builder request(String question) {
        return ChatCompletionCreateParams.builder()
                .model("guide-chat")
                .temperature(0)
                .maxCompletionTokens(300)
                .addUserMessage(question);
    }

    private static ResponseFormatJsonSchema schema(Map<String, Object> schema) {
        ResponseFormatJsonSchema.JsonSchema.Schema.Builder builder =
                ResponseFormatJsonSchema.JsonSchema.Schema.builder();
        schema.forEach((name, value) -> builder.putAdditionalProperty(name, JsonValue.from(value)));
        return ResponseFormatJsonSchema.builder()
                .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                        .name("form")
                        .strict(true)
                        .schema(builder.build())
                        .build())
                .build();
    }
}
