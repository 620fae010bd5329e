package dev.llmaas.platform.gateway;

import static dev.llmaas.platform.gateway.CorridorCalls.body;
import static dev.llmaas.platform.gateway.CorridorCalls.events;
import static dev.llmaas.platform.gateway.CorridorCalls.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.platform.gateway.Corridor.Row;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What clients see, what is billed and what is published, for engines that fail and clients that leave. */
class CorridorFaultsTest extends CorridorScene {
    @Test
    void anEngineThatFailsBeforeItsFirstTokenCostsNothing() throws Exception {
        HttpResponse<String> streamed = calls.send(body("m", "fault=fail-after:0", "\"stream\":true"));
        HttpResponse<String> whole = calls.send(body("m", "fault=fail-after:3", "\"stream\":false"));

        assertThat(streamed.statusCode()).isEqualTo(502);
        assertThat(json(streamed.body()).at("/error/code").asString()).isEqualTo("engine_failed");
        assertThat(whole.statusCode()).isEqualTo(502);
        corridor.quiet();
        assertThat(corridor.rows(key)).isEmpty();
        assertThat(corridor.published(key)).isEmpty();
    }

    @Test
    void anEngineThatFailsInAStreamIsToldInTheStreamAndWhatItMadeIsBilled() throws Exception {
        List<String> events = events(calls.send(body("m", "tokens=9&fault=fail-after:3", "\"stream\":true")));

        assertThat(events).hasSize(4);
        assertThat(json(events.getLast()).at("/error/code").asString()).isEqualTo("engine_failed");
        calls.assertBilled("engine_failed", 0, 3);
    }

    @Test
    void aRunnerThatDiesInAStreamIsToldInTheStreamAndComesBack() throws Exception {
        List<String> events =
                events(calls.send(body("m", "tokens=9&gap-ms=20&fault=crash-after:3", "\"stream\":true")));

        assertThat(json(events.getLast()).at("/error/code").asString()).isEqualTo("engine_failed");
        calls.assertBilled("engine_failed", 0, events.size() - 1);
        corridor.ready();
        assertThat(calls.send(body("m", "tokens=1", "\"stream\":true")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aRunnerThatIsKilledInAStreamIsToldInTheStream() {
        try (RawClient client = calls.raw(body("m", "tokens=500&gap-ms=20", "\"stream\":true"))) {
            client.events(3);
            corridor.pids().forEach(pid -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());

            String last = client.events(1).getFirst();
            while (!last.contains("\"error\"")) {
                last = client.events(1).getFirst();
            }
            assertThat(json(last).at("/error/code").asString()).isEqualTo("engine_failed");
        }
        assertThat(corridor.row(key).outcome()).isEqualToIgnoringCase("engine_failed");
        assertThat(corridor.row(key).completion()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void anEngineThatRefusesTheConnectionIsReplacedByAnotherBeforeTheFirstByte() throws Exception {
        for (int i = 0; i < 6; i++) {
            HttpResponse<String> answer = calls.send(body("pair", "tokens=2", "\"stream\":true,\"seed\":" + i));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(events(answer)).hasSize(4);
        }
        HttpResponse<String> nobody = calls.send(body("pair", "fault=refuse-connection", "\"stream\":true"));
        assertThat(nobody.statusCode()).isEqualTo(503);
        corridor.quiet();
        assertThat(corridor.rows(key)).hasSize(6);
    }

    @Test
    void aSilentStreamIsKeptOpenByComments() throws Exception {
        HttpResponse<String> answer = calls.send(body("m", "tokens=2&gap-ms=1500", "\"stream\":true"));

        assertThat(answer.body()).startsWith("data: {").contains("\n\n: ").endsWith("data: [DONE]\n\n");
    }

    @Test
    void aClientThatLeavesInAStreamPaysForWhatWasMadeUntilItLeft() {
        try (RawClient client = calls.raw(body("m", "tokens=500&gap-ms=20", "\"stream\":true"))) {
            client.events(5);
        }

        Row row = corridor.row(key);
        assertThat(row.outcome()).isEqualToIgnoringCase("client_gone");
        assertThat(row.prompt()).isEqualTo(2);
        assertThat(row.completion()).isBetween(5L, 30L);
        calls.assertEngineIdle();
    }

    @Test
    void aClientThatLeavesDuringSilencePaysForWhatWasMadeBefore() {
        try (RawClient client = calls.raw(body("m", "tokens=9&fault=stall-after:3", "\"stream\":true"))) {
            client.events(3);
        }

        calls.assertBilled("client_gone", 2, 3);
        calls.assertEngineIdle();
    }

    @Test
    void aClientThatLeavesBeforeTheFirstTokenPaysNothing() {
        try (RawClient _ = calls.raw(body("m", "tokens=9&first-ms=20000", "\"stream\":true"))) {
            Awaitility.await()
                    .until(() -> corridor.pool.sample().getFirst().load().running() == 1);
        }

        calls.assertEngineIdle();
        corridor.quiet();
        assertThat(corridor.rows(key)).isEmpty();
    }

    @Test
    void aClientThatLeavesAnAnswerInOnePieceIsNoticedInSilence() {
        try (RawClient _ = calls.raw(body("m", "tokens=500&gap-ms=20", "\"stream\":false"))) {
            Awaitility.await()
                    .until(() -> corridor.pool.sample().getFirst().load().running() == 1);
        }

        calls.assertEngineIdle();
        corridor.quiet();
    }

    @Test
    void aClientThatReadsNothingHoldsTheEngineBackAndIsGivenUp() {
        String words = "x".repeat(4_000);
        try (RawClient client =
                calls.raw(body("m", "tokens=4000&words=" + words, "\"stream\":true,\"max_tokens\":4000"))) {
            client.events(1);

            Row row = corridor.row(key);

            assertThat(row.outcome()).isEqualToIgnoringCase("client_gone");
            assertThat(row.completion()).isLessThan(4_000);
        }
        calls.assertEngineIdle();
    }

    @Test
    void aSlowReaderGetsEverything() throws Exception {
        String words = "y".repeat(4_000);
        try (RawClient client =
                calls.raw(body("m", "tokens=1000&words=" + words, "\"stream\":true,\"max_tokens\":2000"))) {
            client.events(1);
            Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true); // the buffers fill meanwhile

            assertThat(client.events(1001).getLast()).isEqualTo("[DONE]");
        }
        calls.assertBilled("completed", 2, 1000);
    }

    @Test
    void aStrangersBodyIsNotWaitedFor() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", corridor.running.server.plainPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(
                            ("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                                            + "authorization: Bearer sk-llmaas-nobody\r\ncontent-length: 9999999\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 401").contains("invalid_api_key", "connection: close");
        }
    }
}
