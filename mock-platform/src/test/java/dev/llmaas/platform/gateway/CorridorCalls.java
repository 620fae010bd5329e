package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.platform.gateway.Corridor.Row;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** Calls of one key through a corridor, and what must have come of them. */
record CorridorCalls(Corridor corridor, IssuedApiKey key) {
    void assertBilled(String outcome, long prompt, long completion) {
        Row row = corridor.row(key);
        assertThat(row.outcome()).isEqualToIgnoringCase(outcome);
        assertThat(row.prompt()).isEqualTo(prompt);
        assertThat(row.completion()).isEqualTo(completion);
        assertThat(row.spend())
                .isEqualTo(prompt * Corridor.INPUT_PRICE.nanoEuros() + completion * Corridor.OUTPUT_PRICE.nanoEuros());
        Awaitility.await().until(() -> corridor.published(key).size() == 1);
        assertThat(corridor.published(key)).singleElement().satisfies(event -> {
            assertThat(event.outcome()).isEqualTo(Outcome.valueOf(outcome.toUpperCase(Locale.ROOT)));
            assertThat(event.usage().completionTokens()).isEqualTo(completion);
            assertThat(event.requestId()).isEqualTo(row.requestId());
        });
    }

    void assertEngineIdle() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> corridor.pool.sample().stream()
                        .allMatch(replica ->
                                replica.load().running() == 0 && replica.load().waiting() == 0));
    }

    static String body(String model, String script, String fields) {
        return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}],%s%s}"
                .formatted(model, fields, script.isEmpty() ? "" : ",\"script\":\"%s\"".formatted(script));
    }

    RawClient raw(String body) {
        return new RawClient(
                corridor.running.server.plainPort(),
                key.secret(),
                body,
                data -> KeptAnswers.event("/v1/chat/completions", data));
    }

    HttpClient client() {
        return corridor.running.client(Version.HTTP_1_1);
    }

    HttpRequest.Builder request(String body) {
        return HttpRequest.newBuilder(corridor.running.uri("/v1/chat/completions"))
                .timeout(Duration.ofSeconds(60))
                .header("authorization", "Bearer " + key.secret())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    HttpResponse<String> send(String body) throws Exception {
        return corridor.send(Version.HTTP_1_1, request(body).build());
    }

    static List<String> events(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ArrayList<>(answer.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList());
    }

    static JsonNode json(String text) {
        return WireJson.mapper().readTree(text);
    }
}
