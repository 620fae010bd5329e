package dev.llmaas.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.admin.Role;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.EventStream;
import dev.llmaas.platform.catalog.ModelConfig;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Key, call, ledger, live event, report: through the real server, with a model that needs no file. */
@Timeout(120)
class WholeLineTest {
    private static final String CHAT = "/v1/chat/completions";

    @TempDir
    private Path directory;

    @Test
    void aCallIsAnsweredBilledToldAndReported() throws Exception {
        try (RunningPlatform running = RunningPlatform.start(directory);
                AdminClient admin = running.admin(running.token("owner-1", Role.OWNER));
                EventStream events = admin.events(null)) {
            events.next(); // connects
            IssuedApiKey key = admin.createKey(new NewApiKey(null, "line", null, null, null));
            awaitModel(running);

            HttpResponse<String> answer = running.send("POST", CHAT, key.secret(), body("echo", false));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            RequestSettled settled = settlement(events);

            JsonNode usage = RunningPlatform.json(answer).get("usage");
            assertThat(settled.keyId()).isEqualTo(key.key().id());
            assertThat(settled.usage().completionTokens())
                    .isEqualTo(usage.get("completion_tokens").asLong());
            assertThat(settled.requestId())
                    .isEqualTo(answer.headers().firstValue("x-request-id").orElseThrow());
            assertThat(admin.overview().today().requests()).isEqualTo(1);
            assertThat(admin.overview().recent().getFirst().requestId()).isEqualTo(settled.requestId());
            assertThat(admin.allKeys().getFirst().lastUsedAtMs()).isNotNull();
            JsonNode report = RunningPlatform.json(
                    running.send("GET", "/admin/v1/usage?group_by=key", running.token("b", Role.BILLING)));
            assertThat(report.at("/rows/0/group").asString())
                    .isEqualTo(key.key().id().value());
            assertThat(report.at("/totals/spend").asLong())
                    .isEqualTo(settled.spend().nanoEuros());
        }
    }

    @Test
    void eachDoorRefusesWhomItMust() {
        try (RunningPlatform running = RunningPlatform.start(directory);
                AdminClient admin = running.admin(running.token("owner-1", Role.OWNER))) {
            IssuedApiKey narrow = admin.createKey(new NewApiKey(null, "narrow", null, List.of("echo"), null));
            admin.revokeKey(narrow.key().id());

            assertRefused(running, "", "echo", 401, "invalid_api_key");
            assertRefused(running, "sk-llmaas-nonsense", "echo", 401, "invalid_api_key");
            assertRefused(running, narrow.secret(), "echo", 401, "invalid_api_key");
            assertRefused(running, running.token("o", Role.OWNER), "nope", 404, "model_not_found");
            assertRefused(running, running.token("b", Role.BILLING), "echo", 403, "permission_denied");
            assertRefused(running, running.token("o", -60, Role.OWNER), "echo", 401, "invalid_access_token");
        }
    }

    @Test
    void aStreamThatRunsWhenThePlatformStopsIsFinished() throws Exception {
        RunningPlatform running = RunningPlatform.start(
                directory,
                config -> config.withModels(
                        List.of(ModelConfig.ofUpstream("slow", URI.create("scripted:///?tokens=20&gap-ms=100")))));
        String owner = running.token("owner-1", Role.OWNER);
        awaitModel(running);

        CompletableFuture<HttpResponse<String>> stream =
                CompletableFuture.supplyAsync(() -> running.send("POST", CHAT, owner, body("slow", true)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> RunningPlatform.json(running.send("GET", "/admin/v1/overview", owner))
                                .get("active_requests")
                                .asInt()
                        == 1);
        running.close();

        assertThat(stream.get(1, TimeUnit.SECONDS).body())
                .contains("\"finish_reason\"")
                .endsWith("data: [DONE]\n\n");
        try (RunningPlatform again = RunningPlatform.start(directory)) {
            assertThat(RunningPlatform.json(again.send("GET", "/admin/v1/overview", again.token("o", Role.OWNER)))
                            .at("/today/completion_tokens")
                            .asLong())
                    .isEqualTo(20);
        }
    }

    @Test
    void aSettlementReachesAWatcherInTime() throws Exception {
        int warmUp = 30;
        int count = 300;
        try (RunningPlatform running = RunningPlatform.start(directory);
                AdminClient admin = running.admin(running.token("owner-1", Role.OWNER));
                EventStream events = admin.events(null)) {
            events.next(); // connects
            String secret = admin.createKey(new NewApiKey(null, "timed", null, null, null))
                    .secret();
            awaitModel(running);
            List<Long> ms = new ArrayList<>();
            for (int i = -warmUp; i < count; i++) {
                assertThat(running.send("POST", CHAT, secret, body("echo", false))
                                .statusCode())
                        .isEqualTo(200);
                RequestSettled settled = settlement(events);
                if (i >= 0) {
                    ms.add(System.currentTimeMillis() - settled.atMs());
                }
            }
            ms.sort(null);
            System.out.printf(
                    "settlement to subscriber over TLS, ms: p50=%d p99=%d max=%d n=%d%n",
                    ms.get(count / 2), ms.get(count * 99 / 100), ms.getLast(), count);
        }
    }

    private static void awaitModel(RunningPlatform running) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> running.platform.replicas().getFirst().state() == ReplicaState.READY);
    }

    private static RequestSettled settlement(EventStream events) throws InterruptedException {
        while (true) {
            EventStream.Entry entry = events.next();
            assertThat(entry).isNotNull();
            if (entry.event() instanceof RequestSettled settled) {
                return settled;
            }
        }
    }

    private static String body(String model, boolean stream) {
        return "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
                .formatted(model, stream);
    }

    private static void assertRefused(
            RunningPlatform running, String credential, String model, int status, String code) {
        HttpResponse<String> answer = running.send("POST", CHAT, credential, body(model, false));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(RunningPlatform.code(answer)).isEqualTo(code);
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    }
}
