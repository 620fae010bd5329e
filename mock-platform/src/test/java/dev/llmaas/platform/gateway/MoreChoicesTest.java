package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Engines that begin more answers than were admitted. */
class MoreChoicesTest {
    private static final Patience PATIENCE = new Patience(
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(200));

    @TempDir
    static Path directory;

    private static Corridor corridor;

    @BeforeAll
    static void open() {
        corridor = new Corridor(
                        directory,
                        PATIENCE,
                        Map.of("m", URI.create("scripted:///?tokens=50")),
                        Map.of(
                                "/v1/careless/responses",
                                (body, _) -> careless(body, () -> responses(body)),
                                "/v1/careless/messages",
                                (body, _) -> careless(body, () -> new MessagesForm(List.of(), streamed(body)))))
                .ready();
    }

    @AfterAll
    static void close() {
        corridor.close();
    }

    /** What asks the engine for more answers than the corridor knows of. */
    private static TranslatedCall careless(byte[] body, Supplier<AnswerForm> forms) {
        return new TranslatedCall("/v1/responses", ChatCompletionsReader.read(body), streamed(body), null, forms);
    }

    private static AnswerForm responses(byte[] body) {
        return new ResponsesForm(WireJson.mapper().createObjectNode(), streamed(body), false, InstantSource.system());
    }

    private static boolean streamed(byte[] body) {
        return WireJson.mapper().readTree(body).path("streamed").booleanValue(false);
    }

    @ParameterizedTest
    @CsvSource({"responses,false", "responses,true", "messages,false", "messages,true"})
    void theCallEndsWithTheFirstAnswerAndNobodyWaitsForSilence(String form, boolean streamed) throws Exception {
        IssuedApiKey key = corridor.key(KeyLimits.NONE);

        String answer = send(key, form, streamed).body();

        assertThat(streamed ? deltas(answer) : answer)
                .contains(
                        "One token after another until the script ends. One token after another until the script ends. One token after another")
                .doesNotContain(
                        "another until the script ends. One token after another until the script ends. One token after another until");
        assertThat(answer).containsAnyOf("\"stop_reason\":\"max_tokens\"", "\"reason\":\"max_output_tokens\"");
        corridor.quiet();
        assertThat(corridor.row(key).completion()).isEqualTo(20);
        new CorridorCalls(corridor, key).assertEngineIdle();
    }

    private static String deltas(String events) {
        return events.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line ->
                        CorridorCalls.json(line.substring("data: ".length())).path("delta"))
                .map(delta -> (delta.isObject() ? delta.path("text") : delta).asString(""))
                .collect(Collectors.joining());
    }

    private static HttpResponse<String> send(IssuedApiKey key, String form, boolean streamed) throws Exception {
        return corridor.running
                .client(Version.HTTP_1_1)
                .send(
                        HttpRequest.newBuilder(corridor.running.uri("/v1/careless/" + form))
                                .timeout(Duration.ofSeconds(20))
                                .header("authorization", "Bearer " + key.secret())
                                .header("content-type", "application/json")
                                .POST(BodyPublishers.ofString(
                                        "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"max_tokens\":20,\"n\":8,\"streamed\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                                                .formatted(streamed)))
                                .build(),
                        BodyHandlers.ofString());
    }
}
