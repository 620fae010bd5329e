package dev.llmaas.platform.about;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.Money;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.ModelStatus;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.RunningPlatform;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class StatusPageTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final CatalogModel READY = CatalogModel.of("ready").withAvailable(true);
    private static final CatalogModel AWAY = CatalogModel.of("away").withAvailable(false);

    @Test
    void modelsThatCannotAnswerAreNamed() {
        assertThat(page(List.of(READY, AWAY)).platform()).satisfies(status -> {
            assertThat(status.status()).isEqualTo("degraded");
            assertThat(status.failedModels()).containsExactly("away");
            assertThat(status.stats().operationalModels()).isEqualTo(1);
            assertThat(status.stats().totalModels()).isEqualTo(2);
            assertThat(status.updatedAt()).isEqualTo(NOW);
        });
        assertThat(page(List.of(READY)).platform().status()).isEqualTo("operational");
        assertThat(page(List.of(AWAY)).platform().status()).isEqualTo("outage");
        assertThat(page(List.of(AWAY)).model("away").httpStatus()).isEqualTo(503);
    }

    @Test
    void theFiguresOfAModelAreThoseOfItsLatestCalls() {
        ModelStatus status = page(
                        List.of(READY),
                        call("ready", Limits.STATUS_WINDOW.plusSeconds(1), 9_999L, 10_000, 1),
                        call("other", Duration.ZERO, 9_999L, 10_000, 1),
                        call("ready", Duration.ofSeconds(5), 100L, 1_100, 51),
                        call("ready", Duration.ofSeconds(3), 200L, 1_200, 51),
                        call("ready", Duration.ofSeconds(1), 300L, 1_300, 51))
                .model("ready");

        assertThat(status.ok()).isTrue();
        assertThat(status.httpStatus()).isEqualTo(200);
        assertThat(status.ttfbMs()).isEqualTo(200);
        assertThat(status.tokensPerSec()).isEqualTo(50.0);
        assertThat(status.usage()).isEqualTo(new ModelStatus.Tokens(30, 153, 183));
    }

    @Test
    void aModelThatNobodyCalledHasNoFigures() {
        assertThat(page(List.of(READY)).model("ready"))
                .isEqualTo(new ModelStatus("ready", true, null, null, null, 200));
    }

    @Test
    void aModelThatIsNotOnOfferIsNotFound() {
        assertThatThrownBy(() -> page(List.of(READY)).model("ghost")).isInstanceOf(PlatformException.class);
    }

    @Test
    void everybodyMayAskWithoutAKey(@TempDir Path directory) {
        try (RunningPlatform running = RunningPlatform.start(directory)) {
            String secret = running.secret(KeyLimits.NONE);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> json(running, "/api/platform-status")
                            .path("status")
                            .asString()
                            .equals("operational"));
            HttpResponse<String> answer = running.send(
                    "POST",
                    "/v1/chat/completions",
                    secret,
                    "{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);

            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                JsonNode status = json(running, "/api/platform-status?model=echo");
                assertThat(status.path("ok").asBoolean()).isTrue();
                assertThat(status.at("/usage/total_tokens").asInt()).isEqualTo(10);
            });
            assertThat(running.send("GET", "/api/platform-status?model=ghost", "")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(json(running, "/api/platform-status")
                            .at("/stats/total_models")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    private static JsonNode json(RunningPlatform running, String path) {
        return RunningPlatform.json(running.send("GET", path, ""));
    }

    private static StatusPage page(List<CatalogModel> models, RequestSettled... calls) {
        return new StatusPage(() -> models, () -> List.of(calls), () -> NOW);
    }

    private static RequestSettled call(
            String model, Duration ago, @Nullable Long firstTokenMs, long durationMs, long tokens) {
        return new RequestSettled(
                NOW.minus(ago).toEpochMilli(),
                "req_1",
                new ProjectId("prj_1"),
                new ApiKeyId("key_1"),
                "key",
                model,
                "/v1/chat/completions",
                Outcome.COMPLETED,
                Usage.of(10, 0, tokens, 0),
                0,
                0,
                Money.ZERO,
                firstTokenMs,
                durationMs);
    }
}
