package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.platform.PlatformException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import tools.jackson.databind.JsonNode;

/** Text completions, with OpenAI's own SDK where it can say what is tested. */
class CompletionsTest {
    @TempDir
    static Path directory;

    private static Corridor corridor;

    private IssuedApiKey key;

    @BeforeAll
    static void open() {
        corridor = new Corridor(directory, Patience.STANDARD, Map.of("m", URI.create("scripted:///?tokens=4"))).ready();
        corridor.warm("m");
    }

    @AfterAll
    static void close() {
        corridor.close();
    }

    @BeforeEach
    void start() {
        key = corridor.key(KeyLimits.NONE);
    }

    @Test
    void severalPromptsAreAnsweredInOrder() {
        Completion answer = client().completions()
                .create(CompletionCreateParams.builder()
                        .model("m")
                        .promptOfArrayOfStrings(List.of("Go on", "And this"))
                        .echo(true)
                        .maxTokens(2)
                        .build());

        answer.validate();
        assertThat(answer.choices())
                .extracting(choice -> choice.text())
                .containsExactly("Go onOne token", "And thisOne token");
        assertThat(answer.choices().getFirst().finishReason().toString()).isEqualTo("length");
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(4);
        new CorridorCalls(corridor, key).assertBilled("length", 4, 4);
    }

    @Test
    void aStreamIsUnderstood() {
        List<Completion> chunks;
        try (StreamResponse<Completion> stream = client().completions()
                .createStreaming(CompletionCreateParams.builder()
                        .model("m")
                        .prompt("Go on")
                        .build())) {
            chunks = stream.stream().toList();
        }

        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.choices().stream())
                        .map(choice -> choice.text())
                        .collect(Collectors.joining()))
                .isEqualTo("One token after another");
        assertThat(chunks.getLast().usage().orElseThrow().totalTokens()).isEqualTo(6);
        assertThat(chunks).allMatch(chunk -> chunk.id().startsWith("cmpl-"));
    }

    @Test
    void anAnswerHasTheShapeOfOpenAisSchema() throws Exception {
        OpenAiSchema.assertValid(
                "CreateCompletionResponse",
                post("\"prompt\":[\"Go on\",\"And this\"]").body());
    }

    @Test
    void aConversationIsAnsweredAsOneAndBilledUnderItsOwnAddress() throws Exception {
        HttpResponse<String> answer =
                post("\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}],\"max_tokens\":3");

        JsonNode json = CorridorCalls.json(answer.body());
        assertThat(json.path("object").asString()).isEqualTo("chat.completion");
        assertThat(json.at("/choices/0/message/content").asString()).isEqualTo("One token after");
        corridor.row(key);
        assertThat(corridor.published(key)).singleElement();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prompt|\"n\":1",
                "prompt|\"prompt\":[]",
                "prompt|\"prompt\":{}",
                "prompt|\"prompt\":[\"a\",2]",
                "prompt|\"prompt\":[[]]",
                "prompt|\"prompt\":[1,-2]",
                "prompt|\"prompt\":\"a\\u0000\"",
                "suffix|\"prompt\":\"a\",\"suffix\":\"b\"",
                "best_of|\"prompt\":\"a\",\"best_of\":3,\"n\":2",
                "echo|\"prompt\":[1,2],\"echo\":true",
                "logprobs|\"prompt\":\"a\",\"logprobs\":6",
                "logprobs|\"prompt\":\"a\",\"logprobs\":1,\"echo\":true",
                "n|\"prompt\":[\"a\",\"b\",\"c\"],\"n\":6",
                "stream_options|\"prompt\":\"a\",\"stream_options\":{}",
                "messages|\"prompt\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]",
                "messages[0].role|\"messages\":[{\"role\":\"robot\",\"content\":\"x\"}]"
            })
    void aFieldThatWillNotDoIsNamed(String param, String fields) {
        byte[] body = "{\"model\":\"m\",%s}".formatted(fields).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> CompletionsReader.read(body))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        refused -> assertThat(refused.param()).isEqualTo(param));
    }

    private HttpResponse<String> post(String fields) throws Exception {
        return corridor.send(java.net.http.HttpRequest.newBuilder(corridor.running.uri("/v1/completions"))
                .header("authorization", "Bearer " + key.secret())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{\"model\":\"m\",%s}".formatted(fields)))
                .build());
    }

    private OpenAIClient client() {
        return corridor.official(key);
    }
}
