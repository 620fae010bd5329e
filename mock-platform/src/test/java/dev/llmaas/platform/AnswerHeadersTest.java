package dev.llmaas.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.platform.catalog.ModelConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the head of an answer says about limits and about the end of a model, and under which name a model is called. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswerHeadersTest {
    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
    private static final String BODY =
            "{\"model\":\"%s\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String ANSWER =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"%s\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}";

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private HttpServer upstream;
    private RunningPlatform running;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.createContext("/", this::answer);
        upstream.start();
        URI uri = URI.create("openai+http://127.0.0.1:" + upstream.getAddress().getPort() + "/v1");
        running = RunningPlatform.start(
                directory,
                config -> config.withModels(List.of(
                        ModelConfig.ofUpstream("new", uri).withAliases("vendor/new:latest"),
                        ModelConfig.ofUpstream("leaving", uri)
                                .withLife(TODAY.minusMonths(1), TODAY.plusMonths(3), "new"),
                        ModelConfig.ofUpstream("left", uri)
                                .withLife(TODAY.minusMonths(4), TODAY.minusDays(1), "new"))));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (exchange.getRequestURI().getPath().endsWith("/chat/completions")) {
            String model = WireJson.mapper().readTree(body).path("model").asString();
            asked.add(model);
            respond(exchange, ANSWER.formatted(model));
        } else {
            respond(
                    exchange,
                    "{\"object\":\"list\",\"data\":[{\"id\":\"new\"},{\"id\":\"leaving\"},{\"id\":\"left\"}]}");
        }
    }

    private static void respond(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @AfterAll
    void stop() {
        running.close();
        upstream.stop(0);
    }

    @BeforeEach
    void forget() {
        asked.clear();
    }

    @Test
    void aModelThatIsLeavingSaysSinceWhenUntilWhenAndWhereTo() throws Exception {
        HttpResponse<String> answer = ask("leaving", KeyLimits.NONE);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "deprecation"))
                .isEqualTo(
                        "@" + TODAY.minusMonths(1).atStartOfDay(ZoneOffset.UTC).toEpochSecond());
        assertThat(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header(answer, "sunset"))))
                .isEqualTo(TODAY.plusMonths(3).atStartOfDay(ZoneOffset.UTC).toInstant());
        assertThat(header(answer, "link")).isEqualTo("</v1/models/new>; rel=\"successor-version\"");
        assertThat(asked.poll(20, TimeUnit.SECONDS)).isEqualTo("leaving");
    }

    @Test
    void oldNamesAnswerAndTheAnswerNamesTheModelThatRan() throws Exception {
        for (String name : List.of("left", "vendor/new:latest")) {
            HttpResponse<String> answer = ask(name, KeyLimits.NONE);

            assertThat(RunningPlatform.json(answer).path("model").asString()).isEqualTo("new");
            assertThat(asked.poll(20, TimeUnit.SECONDS)).isEqualTo("new");
            assertThat(header(answer, "deprecation")).startsWith("@");
            assertThat(header(answer, "link")).contains("/v1/models/new");
        }
    }

    @Test
    void theListOfModelsShowsTheirLife() {
        String secret = running.secret(KeyLimits.NONE);

        HttpResponse<String> list = running.send("GET", "/v1/models", secret);
        HttpResponse<String> old = running.send("GET", "/v1/models/vendor/new:latest", secret);

        assertThat(RunningPlatform.json(list).at("/data").findValuesAsString("id"))
                .containsExactly("new", "leaving");
        assertThat(RunningPlatform.json(list).at("/data").findValuesAsString("stage"))
                .containsExactly("production", "deprecated");
        assertThat(RunningPlatform.json(list).at("/data/1/successor").asString())
                .isEqualTo("new");
        assertThat(RunningPlatform.json(list).at("/data/1/retires_on").asString())
                .isEqualTo(TODAY.plusMonths(3).toString());
        assertThat(RunningPlatform.json(old).path("id").asString()).isEqualTo("new");
    }

    @Test
    void aKeyWithoutLimitsHearsNothingOfThem() {
        HttpResponse<String> answer = ask("new", KeyLimits.NONE);

        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("x-ratelimit"));
        assertThat(header(answer, "deprecation")).isEmpty();
    }

    @Test
    void theTightestLimitIsToldBeforeAndAfterItIsMet() {
        String secret = running.secret(new KeyLimits(25L, 1_000L, null));

        HttpResponse<String> first = ask("new", secret);
        HttpResponse<String> second = ask("new", secret);

        assertThat(header(first, "x-ratelimit-limit-tokens")).isEqualTo("25");
        assertThat(header(first, "x-ratelimit-remaining-tokens")).isEqualTo("15");
        assertThat(header(first, "x-ratelimit-reset-tokens")).matches("([0-9]+m)?[0-9]+s|1h0m0s");
        assertThat(header(first, "x-ratelimit-limit-requests")).isEqualTo("2");
        assertThat(header(first, "x-ratelimit-remaining-requests")).isEqualTo("1");
        assertThat(header(second, "x-ratelimit-remaining-tokens")).isEqualTo("12");
    }

    @Test
    void aRefusalByALimitNamesItItsOwnerAndTheMoment() {
        String secret = running.secret(new KeyLimits(0L, null, null));

        HttpResponse<String> refused = ask("new", secret);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(RunningPlatform.message(refused)).contains("Key key_", "0 output tokens per hour", "begins at");
        assertThat(Long.parseLong(header(refused, "retry-after"))).isBetween(1L, 3_600L);
        assertThat(header(refused, "x-ratelimit-limit-tokens")).isEqualTo("0");
        assertThat(header(refused, "x-ratelimit-remaining-requests")).isEqualTo("0");
    }

    private HttpResponse<String> ask(String model, KeyLimits limits) {
        return ask(model, running.secret(limits));
    }

    private HttpResponse<String> ask(String model, String secret) {
        return running.send("POST", "/v1/chat/completions", secret, BODY.formatted(model));
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
