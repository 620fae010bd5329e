package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Tokens of prompts and texts of tokens: of an engine of ours, of vLLM elsewhere, and of a service that has neither. */
class TokensTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"one two\"}]";
    private static final List<JsonNode> asked = new CopyOnWriteArrayList<>();

    @TempDir
    static Path directory;

    private static Vertx vertx;
    private static Corridor corridor;

    private IssuedApiKey key;

    @BeforeAll
    static void open() throws Exception {
        vertx = Vertx.vertx();
        URI knowing = server(true);
        URI lacking = server(false);
        URI ours = URI.create("scripted:///");
        corridor = new Corridor(
                        directory,
                        Patience.STANDARD,
                        Map.of("m", ours, "vectors", ours, "elsewhere", knowing, "lacking", lacking))
                .ready();
    }

    private static URI server(boolean knowing) throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body, knowing)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        return URI.create("openai+http://127.0.0.1:" + server.actualPort() + "/v1");
    }

    private static void answer(HttpServerRequest request, Buffer body, boolean knowing) {
        boolean tokens = request.path().equals("/tokenize") || request.path().equals("/detokenize");
        if (tokens) {
            asked.add(WireJson.mapper().readTree(body.getBytes()));
        }
        if (!tokens || !knowing) {
            request.response().setStatusCode(tokens ? 404 : 200).end("{\"detail\":\"Not Found\"}");
            return;
        }
        request.response()
                .putHeader("content-type", "application/json")
                .end(
                        request.path().equals("/tokenize")
                                ? "{\"count\":2,\"max_model_len\":4096,\"tokens\":[7,8],\"token_strs\":null}"
                                : "{\"prompt\":\"one two\"}");
    }

    @AfterAll
    static void close() throws Exception {
        corridor.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void start() {
        key = corridor.key(KeyLimits.NONE);
        asked.clear();
    }

    @Test
    void anEngineOfOursTellsTokensAndTheirTextAndBillsNothing() throws Exception {
        JsonNode text = json(post("/v1/tokenize", "{\"model\":\"m\",\"prompt\":\"to be\"}"));
        JsonNode turn = json(post("/v1/tokenize", "{\"model\":\"m\",%s,\"max_tokens\":5}".formatted(MESSAGES)));
        JsonNode joined = json(post("/v1/detokenize", "{\"model\":\"m\",\"tokens\":[2]}"));

        assertThat(text.path("count").intValue()).isEqualTo(2);
        assertThat(text.path("tokens")).hasSize(2);
        assertThat(text.path("max_model_len").intValue()).isPositive();
        assertThat(text.at("/backend/machine_name").asString()).isNotEmpty();
        assertThat(turn.path("count").intValue()).isEqualTo(turn.path("tokens").size());
        assertThat(joined.path("prompt").asString()).isEqualTo("xx");
        corridor.quiet();
        assertThat(corridor.rows(key)).isEmpty();
    }

    @Test
    void aConversationHasAsManyTokensAsItsAnswerCounts() throws Exception {
        JsonNode counted = json(post("/v1/tokenize", "{\"model\":\"m\",%s}".formatted(MESSAGES)));
        JsonNode answer = json(post("/v1/chat/completions", "{\"model\":\"m\",%s}".formatted(MESSAGES)));

        assertThat(answer.at("/usage/prompt_tokens").intValue())
                .isEqualTo(counted.path("count").intValue());
    }

    @Test
    void aModelThatMakesVectorsTellsTheTokensOfTexts() throws Exception {
        assertThat(json(post("/v1/tokenize", "{\"model\":\"vectors\",\"prompt\":\"to be\"}"))
                        .path("count")
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void anEngineElsewhereIsAskedAtItsOwnAddressWithWhatTheClientSent() throws Exception {
        JsonNode cut = json(
                post("/v1/tokenize", "{\"model\":\"elsewhere\",\"prompt\":\"one two\",\"add_special_tokens\":false}"));
        JsonNode joined = json(post("/v1/detokenize", "{\"model\":\"elsewhere\",\"tokens\":[7,8]}"));

        assertThat(cut.path("tokens").toString()).isEqualTo("[7,8]");
        assertThat(joined.path("prompt").asString()).isEqualTo("one two");
        assertThat(asked.getFirst().path("add_special_tokens").booleanValue()).isFalse();
        assertThat(asked.getLast().path("tokens").toString()).isEqualTo("[7,8]");
    }

    @Test
    void anEngineWithoutTheAddressIsNotBrokenButLacksIt() throws Exception {
        for (String path : List.of("/v1/tokenize", "/v1/detokenize", "/v1/messages/count_tokens")) {
            HttpResponse<String> answer = post(
                    path,
                    path.endsWith("detokenize")
                            ? "{\"model\":\"lacking\",\"tokens\":[1]}"
                            : "{\"model\":\"lacking\",%s}".formatted(MESSAGES));

            assertThat(answer.statusCode()).as(path).isEqualTo(501);
            assertThat(answer.body()).contains("does not tell its tokens");
        }
        assertThat(asked).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/tokenize   | model    | {\"prompt\":\"a\"}",
                "/v1/tokenize   | prompt   | {\"model\":\"m\"}",
                "/v1/tokenize   | prompt   | {\"model\":\"m\",\"prompt\":[1]}",
                "/v1/tokenize   | prompt   | {\"model\":\"m\",\"prompt\":\"\\ud800\"}",
                "/v1/tokenize   | prompt   | {\"model\":\"m\",\"prompt\":\"a\\u0000\"}",
                "/v1/tokenize   | messages | {\"model\":\"m\",\"prompt\":\"a\",\"messages\":[]}",
                "/v1/tokenize   | messages | {\"model\":\"m\",\"messages\":[]}",
                "/v1/tokenize   | messages[0].role | {\"model\":\"m\",\"messages\":[{\"role\":\"robot\",\"content\":\"a\"}]}",
                "/v1/tokenize   | add_special_tokens | {\"model\":\"m\",\"prompt\":\"a\",\"add_special_tokens\":1}",
                "/v1/tokenize   | return_token_strs | {\"model\":\"m\",\"prompt\":\"a\",\"return_token_strs\":true}",
                "/v1/detokenize | tokens   | {\"model\":\"m\"}",
                "/v1/detokenize | tokens   | {\"model\":\"m\",\"tokens\":7}",
                "/v1/detokenize | tokens   | {\"model\":\"m\",\"tokens\":[-1]}",
                "/v1/detokenize | tokens   | {\"model\":\"m\",\"tokens\":[1.5]}",
            })
    void whatIsWrongIsNamed(String path, String param, String body) throws Exception {
        HttpResponse<String> answer = post(path, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(WireJson.mapper().readTree(answer.body()).at("/error/param").asString())
                .isEqualTo(param);
    }

    @Test
    void aKeyWhoseTokensAreSpentMayStillCount() throws Exception {
        key = corridor.key(new KeyLimits(1L, null, null));
        json(post("/v1/chat/completions", "{\"model\":\"m\",%s,\"max_tokens\":1}".formatted(MESSAGES)));
        corridor.quiet();

        HttpResponse<String> answer = post("/v1/tokenize", "{\"model\":\"m\",\"prompt\":\"a\"}");

        assertThat(json(answer).path("count").intValue()).isEqualTo(1);
        assertThat(post("/v1/chat/completions", "{\"model\":\"m\",%s}".formatted(MESSAGES))
                        .statusCode())
                .isEqualTo(429);
    }

    @Test
    void strangersAndUnknownModelsAreTurnedAway() throws Exception {
        HttpRequest stranger = HttpRequest.newBuilder(corridor.running.uri("/v1/tokenize"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{\"model\":\"m\",\"prompt\":\"a\"}"))
                .build();

        assertThat(corridor.running
                        .client(Version.HTTP_2)
                        .send(stranger, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        assertThat(post("/v1/tokenize", "{\"model\":\"nobody\",\"prompt\":\"a\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(corridor.running.uri(path))
                .header("authorization", "Bearer " + key.secret())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return corridor.running.client(Version.HTTP_2).send(request, BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return WireJson.mapper().readTree(answer.body());
    }
}
