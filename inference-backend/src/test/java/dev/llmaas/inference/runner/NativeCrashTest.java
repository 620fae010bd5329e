package dev.llmaas.inference.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.http.RunnerProtocol;
import dev.llmaas.inference.http.SseFrame;
import dev.llmaas.inference.pool.Lease;
import dev.llmaas.inference.pool.Pool;
import dev.llmaas.inference.pool.PoolOptions;
import dev.llmaas.inference.pool.ReplicaSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine's native code dies while it answers: whoever waits is told, and whoever comes next is answered. */
class NativeCrashTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path CHAT =
            Path.of("../assets/models/guide-chat.gguf").toAbsolutePath().normalize();
    private static final String ENDLESS = "{\"model\":\"guide\",\"ignore_eos\":true,\"max_tokens\":1900,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"What is an API key?\"}]}";
    private static final String SHORT = "{\"model\":\"guide\",\"temperature\":0,\"max_tokens\":20,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"What is an API key?\"}]}";

    @TempDir
    Path folder;

    /** Brings the native code of a process down. */
    private interface Blow {
        void strike(long pid) throws IOException, InterruptedException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"SEGV", "ABRT"})
    void aSignalThatEndsTheProcessEndsItsStreamsAndNothingElse(String signal) throws Exception {
        crash(CHAT, pid -> {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
            assertThat(kill.waitFor()).isZero();
        });
    }

    @Test
    void aFaultWithinNativeCodeEndsItsStreamsAndNothingElse() throws Exception {
        Path model = Files.copy(CHAT, folder.resolve("guide.gguf"));
        crash(model, pid -> {
            // The weights are mapped: where the file has no pages any more, the next step that reads them faults.
            try (FileChannel file = FileChannel.open(model, StandardOpenOption.WRITE)) {
                file.truncate(4_096);
            }
            await().pollInterval(Duration.ofMillis(2)).atMost(SOON).until(() -> !isRunning(pid));
            Files.copy(CHAT, model, StandardCopyOption.REPLACE_EXISTING);
        });
    }

    private static void crash(Path model, Blow blow) throws Exception {
        try (Pool pool = pool(model);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            pool.start();
            try (Lease first = pool.lease("guide", "");
                    Lease second = pool.lease("guide", "");
                    TestCaller one = caller(first);
                    TestCaller other = caller(second);
                    TestCaller.Stream stream = one.stream(ENDLESS, "req_1", framed());
                    TestCaller.Stream beside = other.stream(ENDLESS, "req_2", framed())) {
                assertThat(stream.take(20)).hasSize(20);
                assertThat(beside.take(20)).hasSize(20);
                Future<?> told = clients.submit(() -> isTold(stream));
                Future<?> alsoTold = clients.submit(() -> isTold(beside));
                long pid = replica(pool).pid();

                blow.strike(pid);

                told.get();
                alsoTold.get();
                first.failed();
                second.failed();
                await().atMost(SOON).until(() -> !TestLaunch.exists(pid));
            }
            await().atMost(SOON)
                    .until(() -> replica(pool).restarts() == 1 && replica(pool).state() == ReplicaState.READY);
            assertThat(pool.leases()).isZero();
            assertThat(answer(pool).getLast().isDone()).isTrue();
            await().atMost(SOON)
                    .until(() -> pool.sample().getFirst().load().generatedTokens() > 0
                            && pool.sample().getFirst().load().running() == 0);
            assertThat(pool.leases()).isZero();
        }
    }

    /** The stream breaks off: it must not look like one that ended. */
    private static void isTold(TestCaller.Stream stream) {
        assertThatThrownBy(stream::rest).isInstanceOf(IOException.class);
    }

    private static List<SseFrame> answer(Pool pool) throws Exception {
        try (Lease lease = pool.lease("guide", "");
                TestCaller caller = caller(lease)) {
            return caller.frames(SHORT, "req_3", framed());
        }
    }

    private static Map<String, String> framed() {
        return Map.of(RunnerProtocol.FRAMES, RunnerProtocol.FRAMES_ON);
    }

    private static TestCaller caller(Lease lease) {
        return new TestCaller(lease.endpoint().baseUrl(), lease.endpoint().authorization());
    }

    private static Replica replica(Pool pool) {
        return pool.replicas().getFirst();
    }

    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static Pool pool(Path model) {
        URI uri = URI.create("llama://" + model.toUri().getRawPath());
        EngineSpec spec = new EngineSpec(uri, "guide", 2, 0, 1, null);
        PoolOptions options = new PoolOptions(
                TestLaunch.JAVA,
                TestLaunch.CLASS_PATH,
                Path.of("target/natives").toAbsolutePath(),
                "here");
        return new Pool(List.of(new ReplicaSpec("guide", spec)), options, InstantSource.system());
    }
}
