package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own SDK as the client, which forgives nothing. */
class OfficialClientTest {
    @TempDir
    static Path directory;

    private static Corridor corridor;

    @BeforeAll
    static void open() {
        corridor = new Corridor(directory, Patience.STANDARD, Map.of("m", URI.create("scripted:///?tokens=4"))).ready();
        corridor.warm("m");
    }

    @AfterAll
    static void close() {
        corridor.close();
    }

    @Test
    void anAnswerInOnePieceIsUnderstood() {
        ChatCompletion answer = client(corridor.key(KeyLimits.NONE))
                .chat()
                .completions()
                .create(request().build());

        assertThat(answer.choices().getFirst().message().content()).contains("One token after another");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(4);
        answer.validate();
    }

    @Test
    void aStreamIsUnderstoodInBothForms() {
        for (boolean usageApart : new boolean[] {false, true}) {
            ChatCompletionCreateParams.Builder request = request();
            if (usageApart) {
                request.streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build());
            }
            List<ChatCompletionChunk> chunks;
            try (StreamResponse<ChatCompletionChunk> stream =
                    client(corridor.key(KeyLimits.NONE)).chat().completions().createStreaming(request.build())) {
                chunks = stream.stream().toList();
            }

            assertThat(chunks.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .map(choice -> choice.delta().content().orElse(""))
                            .collect(Collectors.joining()))
                    .isEqualTo("One token after another");
            assertThat(chunks.getLast().usage().orElseThrow().totalTokens()).isEqualTo(6);
            chunks.forEach(ChatCompletionChunk::validate);
        }
    }

    @Test
    void everyAnswerHasTheShapeOfOpenAisSchemas() throws Exception {
        CorridorCalls calls = new CorridorCalls(corridor, corridor.key(KeyLimits.NONE));

        OpenAiSchema.assertValid(
                "CreateChatCompletionResponse",
                calls.send(CorridorCalls.body("m", "", "\"n\":2")).body());
        OpenAiSchema.assertValid(
                "ErrorResponse",
                calls.send(CorridorCalls.body("m", "", "\"n\":99")).body());
        for (String options : List.of("", ",\"stream_options\":{\"include_usage\":true}")) {
            List<String> events =
                    CorridorCalls.events(calls.send(CorridorCalls.body("m", "", "\"stream\":true" + options)));
            assertThat(events.removeLast()).isEqualTo("[DONE]");
            events.forEach(event -> OpenAiSchema.assertValid("CreateChatCompletionStreamResponse", event));
        }
    }

    @Test
    void aLimitThatIsMetIsARateLimit() {
        OpenAIClient client = client(corridor.key(new KeyLimits(0L, null, null)));

        assertThatThrownBy(() -> client.chat().completions().create(request().build()))
                .isInstanceOf(RateLimitException.class);
    }

    @Test
    void modelsAreListed() {
        OpenAIClient client = client(corridor.key(KeyLimits.NONE));

        assertThat(client.models().list().data())
                .singleElement()
                .satisfies(model -> assertThat(model.id()).isEqualTo("m"));
        assertThat(client.models().retrieve("m").id()).isEqualTo("m");
    }

    private static ChatCompletionCreateParams.Builder request() {
        return ChatCompletionCreateParams.builder().model("m").addUserMessage("Hello there");
    }

    private static OpenAIClient client(IssuedApiKey key) {
        return corridor.official(key);
    }
}
