package dev.llmaas.platform.gateway;

import static dev.llmaas.platform.RunningPlatform.code;
import static dev.llmaas.platform.RunningPlatform.json;
import static dev.llmaas.platform.RunningPlatform.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.ProjectChange;
import dev.llmaas.api.admin.Role;
import dev.llmaas.client.AdminClient;
import dev.llmaas.platform.RunningPlatform;
import dev.llmaas.platform.catalog.ModelConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Projects whose calls may have the parameters of their address only. */
class StrictProjectsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String CALL =
            "{\"model\":\"echo\",\"max_tokens\":8,%s\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    @TempDir
    static Path directory;

    private static RunningPlatform running;
    private static AdminClient admin;
    private static ProjectId project;

    @BeforeAll
    static void open() {
        running = RunningPlatform.start(
                directory,
                config -> config.withModels(List.of(ModelConfig.ofUpstream(
                                RunningPlatform.MODEL, URI.create("scripted:///?tokens=8"))
                        .withCapabilities("chat", "embeddings", "rerank", "transcription", "speech", "images"))));
        admin = running.admin(running.token("owner", Role.OWNER));
        project = admin.projects().data().getFirst().id();
    }

    @AfterAll
    static void close() {
        admin.close();
        running.close();
    }

    @AfterEach
    void relax() {
        strict(false);
    }

    private static void strict(boolean strict) {
        admin.changeProject(project, ProjectChange.NOTHING.withStrict(strict));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | \"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
                "/v1/completions | \"prompt\":\"Hi\"",
                "/v1/completions | \"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
                "/v1/responses | \"input\":\"Hi\"",
                "/v1/messages | \"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
                "/v1/messages/count_tokens | \"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
                "/v1/embeddings | \"input\":\"Hi\"",
                "/v1/rerank | \"query\":\"Hi\",\"documents\":[\"a\"]",
                "/v2/rerank | \"query\":\"Hi\",\"documents\":[\"a\"]",
                "/v1/audio/speech | \"input\":\"Hi\",\"voice\":\"alloy\"",
                "/v1/images/generations | \"prompt\":\"Hi\"",
                "/v1/chat/completions/batch | \"messages\":[[{\"role\":\"user\",\"content\":\"Hi\"}]]",
            })
    void eachAddressRefusesWhatItDoesNotHave(String path, String body) {
        String secret = running.secret(KeyLimits.NONE);
        strict(true);

        HttpResponse<String> refused = running.send(
                "POST", path, secret, "{\"model\":\"echo\",%s,\"temperatur\":{\"a\":[1]}}".formatted(body));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(code(refused)).isEqualTo("unknown_parameter");
        assertThat(json(refused).at("/error/param").asString()).isEqualTo("temperatur");
        assertThat(json(refused).at("/error/type").asString()).isEqualTo("invalid_request_error");
        assertThat(message(refused)).startsWith("Unrecognized request argument supplied: temperatur.");
    }

    @Test
    void whatItHasPassesAndOtherProjectsPassOnWhatTheyLike() {
        String secret = running.secret(KeyLimits.NONE);
        String odd = CALL.formatted("\"temperatur\":1,");
        String known = CALL.formatted("\"top_k\":4,\"seed\":1,\"user\":\"u\",\"stream_options\":null,");
        assertThat(running.send("POST", CHAT, secret, odd).statusCode()).isEqualTo(200);

        strict(true);
        assertThat(running.send("POST", CHAT, secret, known).statusCode()).isEqualTo(200);
        assertThat(running.send("POST", CHAT, secret, odd).statusCode()).isEqualTo(400);

        strict(false);
        assertThat(running.send("POST", CHAT, secret, odd).statusCode()).isEqualTo(200);
    }

    @Test
    void aRefusedCallHoldsNothing() {
        String secret = running.secret(new KeyLimits(16L, null, null));
        strict(true);

        for (int i = 0; i < 4; i++) {
            assertThat(running.send("POST", CHAT, secret, CALL.formatted("\"x\":1,"))
                            .statusCode())
                    .isEqualTo(400);
        }
        // A long body is read on another thread, and refused all the same.
        assertThat(code(running.send("POST", CHAT, secret, CALL.formatted("\"x\":\"" + "y".repeat(100_000) + "\","))))
                .isEqualTo("unknown_parameter");

        assertThat(running.send("POST", CHAT, secret, CALL.formatted("")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aLongNameIsNotRepeatedWhole() {
        String secret = running.secret(KeyLimits.NONE);
        strict(true);

        HttpResponse<String> refused =
                running.send("POST", CHAT, secret, CALL.formatted("\"" + "n".repeat(20_000) + "\":1,"));

        assertThat(code(refused)).isEqualTo("unknown_parameter");
        assertThat(refused.body()).hasSizeLessThan(600);
    }

    @Test
    void whatIsWrongOtherwiseIsToldAsBefore() {
        String secret = running.secret(KeyLimits.NONE);
        strict(true);

        assertThat(code(running.send("POST", CHAT, secret, "{\"x\":1"))).isEqualTo("malformed_json");
        assertThat(code(running.send("POST", CHAT, secret, CALL.formatted("\"top_p\":7,"))))
                .isEqualTo("invalid_request");
    }

    @Test
    void theOfficialClientUnderstandsAndItsOwnParametersPass() {
        OpenAIClient client = running.official(running.secret(KeyLimits.NONE));
        strict(true);
        ChatCompletionCreateParams.Builder wanted = ChatCompletionCreateParams.builder()
                .model(RunningPlatform.MODEL)
                .maxCompletionTokens(8)
                .frequencyPenalty(0.5)
                .presencePenalty(0.5)
                .logprobs(false)
                .parallelToolCalls(true)
                .safetyIdentifier("person")
                .promptCacheKey("cache")
                .store(false)
                .addUserMessage("Hi");

        assertThat(client.chat().completions().create(wanted.build()).choices()).hasSize(1);
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(wanted.putAdditionalBodyProperty("guided_json", JsonValue.from("{}"))
                                .build()))
                .isInstanceOfSatisfying(BadRequestException.class, refused -> {
                    assertThat(refused.code()).contains("unknown_parameter");
                    assertThat(refused.param()).contains("guided_json");
                });
        client.close();
    }

    @Test
    void fieldsOfAFormAreLookedAtToo() throws IOException {
        Path recording = Files.write(directory.resolve("some.wav"), new byte[] {1, 2, 3, 4});
        OpenAIClient client = running.official(running.secret(KeyLimits.NONE));
        strict(true);

        assertThatThrownBy(() -> client.audio()
                        .transcriptions()
                        .create(TranscriptionCreateParams.builder()
                                .model(RunningPlatform.MODEL)
                                .file(recording)
                                .language("en")
                                .putAdditionalBodyProperty("beam", JsonValue.from("5"))
                                .build()))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        refused -> assertThat(refused.param()).contains("beam"));
        client.close();
    }
}
