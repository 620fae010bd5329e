package dev.llmaas.inference.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.pool.Endpoint;
import dev.llmaas.inference.pool.Lease;
import dev.llmaas.inference.pool.Pool;
import dev.llmaas.inference.pool.PoolOptions;
import dev.llmaas.inference.pool.Protocol;
import dev.llmaas.inference.pool.ReplicaSpec;
import dev.llmaas.inference.runner.TestLaunch;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Programs of others as replicas, with a real process that misbehaves. */
class PoolCommandTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    /** State and reason after each change; a restart may be over before somebody looks. */
    private final List<String> reasons = new CopyOnWriteArrayList<>();

    private Pool pool = new Pool(List.of(), options(), InstantSource.system());

    @AfterEach
    void close() {
        pool.close();
        http.close();
    }

    private static PoolOptions options() {
        PoolOptions.Timings usual = PoolOptions.Timings.DEFAULT;
        return new PoolOptions(TestLaunch.JAVA, TestLaunch.CLASS_PATH, null, "here")
                .withTimings(new PoolOptions.Timings(
                        SOON,
                        SOON,
                        Duration.ofMillis(50),
                        Duration.ofSeconds(5),
                        usual.healthyAfter(),
                        Duration.ofMillis(500),
                        usual.suspectFor()));
    }

    static CommandSpec spec(String odd) {
        return new CommandSpec(
                List.of(
                        TestLaunch.JAVA.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx800m",
                        "-Xms16m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        TestLaunch.CLASS_PATH,
                        OddServer.class.getName(),
                        CommandSpec.PORT,
                        odd),
                Map.of("ODD_KEY", CommandSpec.TOKEN),
                null,
                "/health",
                Duration.ofSeconds(40),
                Duration.ofSeconds(2),
                0,
                "their-name");
    }

    private void start(CommandSpec command) {
        pool = new Pool(
                List.of(new ReplicaSpec(
                        "one", new EngineSpec(URI.create("command:program"), "m", 4, 0, 0, null), null, command, null)),
                options(),
                InstantSource.system());
        pool.onChange(replica -> reasons.add("%s %s".formatted(replica.state(), replica.reason())));
        pool.start();
    }

    private String reasonToRestart() {
        await().atMost(SOON).until(() -> reasons.stream().anyMatch(reason -> reason.startsWith("RESTARTING")));
        return reasons.stream()
                .filter(reason -> reason.startsWith("RESTARTING"))
                .findFirst()
                .orElseThrow();
    }

    private Replica replica() {
        return pool.replicas().getFirst();
    }

    private String ask(Endpoint endpoint, String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(endpoint.baseUrl() + path)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private List<ProcessHandle> processes(Endpoint endpoint) throws IOException, InterruptedException {
        return Arrays.stream(ask(endpoint, "/pids").split(" "))
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                .toList();
    }

    private static void awaitEnd(List<ProcessHandle> processes) {
        await().atMost(SOON).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void aProgramServesOnceItAnswersAndIsEndedWithEverythingThatItStarted() throws Exception {
        start(spec("well"));

        Endpoint endpoint;
        try (Lease lease = pool.lease("m", "")) {
            endpoint = lease.endpoint();
        }
        assertThat(endpoint.protocol()).isEqualTo(Protocol.OPENAI);
        assertThat(endpoint.model()).isEqualTo("their-name");
        assertThat(endpoint.authorization()).startsWith("Bearer ");
        assertThat(replica().state()).isEqualTo(ReplicaState.READY);
        assertThat(replica().engine()).isEqualTo("java");
        assertThat(replica().load().slots()).isEqualTo(4);
        await().atMost(SOON).until(() -> replica().load().memoryBytes() > 10 << 20);
        List<ProcessHandle> processes = processes(endpoint);

        pool.close();

        assertThat(processes).hasSize(2);
        awaitEnd(processes);
    }

    @Test
    void whatAProgramTellsPrometheusIsItsLoadAndWhatItDoesNotTellIsCountedHere() throws Exception {
        start(spec("tells"));
        pool.lease("m", "").close();

        await().atMost(SOON).until(() -> replica().load().running() == 3);
        assertThat(replica().load().waiting()).isEqualTo(2);
        assertThat(replica().load().slots()).isEqualTo(4);

        pool.close();
        start(spec("well"));
        try (Lease _ = pool.lease("m", "")) {
            assertThat(replica().load().running()).isOne();
        }
        assertThat(replica().load().running()).isZero();
    }

    @Test
    void aProgramThatDiesStartsAgainAndNothingOfARequestIsKept() throws Exception {
        start(spec("well"));
        Endpoint before = pool.lease("m", "").endpoint();

        List<ProcessHandle> started = processes(before);

        assertThatThrownBy(() -> ask(before, "/die")).isInstanceOf(IOException.class);
        assertThat(reasonToRestart())
                .contains("ended with status 3")
                .contains("torch.OutOfMemoryError")
                .doesNotContain("my-secret-prompt");
        awaitEnd(started);
        assertThat(pool.lease("m", "").endpoint()).isNotEqualTo(before);
        assertThat(replica().restarts()).isEqualTo(1);
    }

    @Test
    void aProgramThatCannotStartSaysWhy() {
        start(spec("dies-at-start"));

        assertThat(reasonToRestart()).contains("status 7").contains("ValueError: the model does not fit");
    }

    @Test
    void aProgramThatIsNotThereHasFailed() {
        start(CommandSpec.of(List.of("no-such-program-of-anybody", "{port}")));

        await().atMost(SOON).until(() -> replica().state() == ReplicaState.FAILED);

        assertThat(replica().reason()).contains("no-such-program-of-anybody").contains("there is no such program");
    }

    @Test
    void aProgramThatIsNeverReadyIsEnded() {
        CommandSpec usual = spec("never-ready");
        start(new CommandSpec(
                usual.words(),
                usual.environment(),
                null,
                "/health",
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                0,
                ""));

        assertThat(reasonToRestart()).contains("/health did not answer with 200 within 1 seconds");
    }

    @Test
    void aProgramThatHangsIsReplaced() throws Exception {
        start(spec("well"));
        Endpoint before = pool.lease("m", "").endpoint();
        var _ = http.sendAsync(
                HttpRequest.newBuilder(URI.create(before.baseUrl() + "/hang")).build(),
                HttpResponse.BodyHandlers.discarding());

        await().atMost(SOON).until(() -> replica().restarts() == 1 && replica().state() == ReplicaState.READY);

        assertThat(pool.lease("m", "").endpoint()).isNotEqualTo(before);
    }

    @Test
    void aProgramThatTakesTooMuchMemoryIsReplaced() throws Exception {
        CommandSpec usual = spec("well");
        start(new CommandSpec(
                usual.words(),
                usual.environment(),
                null,
                "/health",
                usual.readyMax(),
                usual.stopGrace(),
                250L << 20,
                ""));
        Endpoint before = pool.lease("m", "").endpoint();

        // it may be ended in the middle of its answer
        catchThrowable(() -> ask(before, "/grow"));
        assertThat(reasonToRestart()).contains("more than its 250 MiB");
    }

    @Test
    void aProgramThatDoesNotWantToEndIsEndedAfterItsGrace() throws Exception {
        start(spec("stays"));
        List<ProcessHandle> processes = processes(pool.lease("m", "").endpoint());

        pool.close();

        awaitEnd(processes);
    }

    @Test
    void aProgramDoesNotOutliveAPlatformThatWasKilled() throws Exception {
        Process platform = new ProcessBuilder(
                        TestLaunch.JAVA.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        TestLaunch.CLASS_PATH,
                        ProgramOrphanMaker.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = platform.inputReader()) {
            URI address = URI.create("http://127.0.0.1:" + out.readLine());
            List<ProcessHandle> processes = processes(new Endpoint(address, "", Protocol.OPENAI, "x", "here"));

            platform.destroyForcibly();

            awaitEnd(processes);
        }
    }
}
