package dev.llmaas.inference.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.inference.http.SseFrame;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerProcessTest {
    private static final Duration START_MAX = Duration.ofSeconds(30);

    @Test
    void aRunnerServesItsEngineSoonAndInLittleMemory() throws IOException, InterruptedException {
        long started = System.nanoTime();
        try (RunnerProcess runner = start(TestLaunch.scripted("tokens=3", 1))) {
            int port = runner.awaitReady(START_MAX);
            Duration took = Duration.ofNanos(System.nanoTime() - started);

            try (TestCaller caller = new TestCaller(RunnerProcess.baseUrl(port), runner.authorization())) {
                List<SseFrame> frames = caller.frames(
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}",
                        "r",
                        Map.of(RunnerProtocol.FRAMES, "1"));

                assertThat(frames).hasSize(5);
                System.out.println("a runner was ready after %s and takes %d MB; it said %s"
                        .formatted(took, runner.memoryBytes() >> 20, runner.log()));
                assertThat(runner.memoryBytes()).isBetween(10L << 20, 150L << 20);
                assertThat(runner.log()).isEmpty();
            }
        }
    }

    @Test
    void anUnknownEngineIsAFailureThatDoesNotPass() {
        EngineSpec spec = new EngineSpec(URI.create("abacus:///beads"), "m", 0, 0, 0, null);
        try (RunnerProcess runner = start(spec)) {
            assertThatThrownBy(() -> runner.awaitReady(START_MAX))
                    .isInstanceOfSatisfying(
                            EngineStartException.class,
                            cannot -> assertThat(cannot.reason()).isEqualTo(Reason.INVALID_OPTION))
                    .hasMessageContaining("\"abacus\"");
        }
    }

    @Test
    void aLauncherThatIsNotThereIsNamed() {
        RunnerProcess.Launch launch = new RunnerProcess.Launch(Path.of("/no/java"), "");
        RunnerArguments arguments = new RunnerArguments(TestLaunch.scripted("tokens=1", 1), "here");

        assertThatThrownBy(() -> RunnerProcess.start(launch, arguments, "token"))
                .isInstanceOf(EngineStartException.class)
                .hasMessageContaining("/no/java");
    }

    @Test
    void aRunnerWithoutItsClassesSaysSo() {
        RunnerProcess.Launch launch = new RunnerProcess.Launch(TestLaunch.JAVA, "/nothing");
        RunnerArguments arguments = new RunnerArguments(TestLaunch.scripted("tokens=1", 1), "here");

        try (RunnerProcess runner = RunnerProcess.start(launch, arguments, "token")) {
            assertThatThrownBy(() -> runner.awaitReady(START_MAX))
                    .isInstanceOfSatisfying(
                            EngineStartException.class,
                            cannot -> assertThat(cannot.reason().passing()).isTrue())
                    .hasMessageContaining("RunnerMain");
        }
    }

    @Test
    void closingKillsAndLeavesNoZombie() throws InterruptedException {
        RunnerProcess runner = start(TestLaunch.scripted("tokens=1", 1));
        runner.awaitReady(START_MAX);

        runner.close();

        assertThat(runner.exitClause()).isEqualTo("was ended by signal 9");
        await().atMost(Duration.ofSeconds(5)).until(() -> !TestLaunch.exists(runner.pid()));
    }

    @Test
    void aRunnerEndsWhenItsParentIsKilled() throws IOException, InterruptedException {
        Process parent = new ProcessBuilder(
                        TestLaunch.JAVA.toString(), "-cp", TestLaunch.CLASS_PATH, OrphanMaker.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = parent.inputReader().readLine();
        assertThat(line).startsWith("pid ");
        long pid = Long.parseLong(line.substring("pid ".length()));
        assertThat(TestLaunch.exists(pid)).isTrue();

        parent.destroyForcibly().waitFor();
        long killed = System.nanoTime();

        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(10))
                .until(() -> !isRunning(pid));
        System.out.println("an orphan ended after " + Duration.ofNanos(System.nanoTime() - killed));
    }

    /** A zombie of a process that is not our child is for somebody else to reap. */
    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()
                && ProcessHandle.of(pid)
                        .flatMap(handle -> handle.info().command())
                        .isPresent();
    }

    @Test
    void aLibraryForAGraphicsProcessorThatCannotBeUsedIsNamed(@TempDir Path natives) throws Exception {
        Files.createDirectories(natives.resolve("graphics"));
        Files.writeString(natives.resolve("graphics").resolve("libggml-vulkan.so"), "no library");
        Path model =
                Path.of("../assets/models/guide-embed.gguf").toAbsolutePath().normalize();
        URI uri = URI.create("llama://" + model.toUri().getRawPath());

        try (RunnerProcess runner = start(new EngineSpec(uri, "m", 1, 0, 1, natives))) {
            assertThatThrownBy(() -> runner.awaitReady(Duration.ofSeconds(30)))
                    .isInstanceOfSatisfying(
                            EngineStartException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.NATIVES_UNUSABLE))
                    .hasMessageContaining("libggml-vulkan.so")
                    .hasMessageContaining("driver");
        }
    }

    @Test
    void argumentsSurviveTheCommandLine() {
        EngineSpec spec = new EngineSpec(URI.create("llama:///a%20b.gguf"), "a model", 3, 4096, 2, Path.of("/n p"))
                .on(new EngineSpec.Place(12, "CUDA0"));
        RunnerArguments arguments = new RunnerArguments(spec, "node 1");

        assertThat(RunnerArguments.of(arguments.toWords())).isEqualTo(arguments);
        assertThatThrownBy(() -> RunnerArguments.of(List.of("--uri", "scripted:///", "--name", "m", "--node")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--node");
    }

    private static RunnerProcess start(EngineSpec spec) {
        return RunnerProcess.start(TestLaunch.launch(), new RunnerArguments(spec, "here"), "token");
    }
}
