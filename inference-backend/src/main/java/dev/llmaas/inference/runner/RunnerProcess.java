package dev.llmaas.inference.runner;

import dev.llmaas.api.WireJson;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import dev.llmaas.inference.command.CommandMain;
import dev.llmaas.inference.command.CommandOrder;
import dev.llmaas.inference.command.CommandSpec;
import dev.llmaas.inference.http.RunnerProtocol;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A runner process as whoever started it sees it. Starting, waiting and killing are safe from any thread. Closing kills
 * it and waits until it is gone. If this process dies instead, the runner ends by itself, because its standard input
 * closes.
 */
public final class RunnerProcess implements AutoCloseable {
    /**
     * How a runner is started.
     *
     * @param java the {@code java} launcher
     * @param classPath the class path that has this module and its dependencies
     * @param cache the ahead-of-time cache of a runner's classes (JEP 514), which halves the time of its start; null for
     *     none. One that is missing or out of date is as good as none.
     */
    public record Launch(
            Path java, String classPath, @Nullable Path cache) {
        /** A start without a cache. */
        public Launch(Path java, String classPath) {
            this(java, classPath, null);
        }
    }

    /**
     * The heap holds requests and answers on their way only. The serial collector has no threads of its own. A fatal error
     * leaves no report, no core and no heap dump, because these would hold what callers wrote. A small young generation, a heap
     * that shrinks to what it holds and native memory that goes back to the system keep a runner of a small model below 150 MB
     * beside its weights and its cache.
     */
    private static final List<String> JVM_FLAGS = List.of(
            "-Xmx256m",
            "-Xms12m",
            "-Xmn6m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=30",
            "-XX:TrimNativeHeapInterval=5000",
            "-XX:MaxDirectMemorySize=128m",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+SuppressFatalErrorMessage",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "--enable-native-access=ALL-UNNAMED",
            "-Dslf4j.provider=" + RunnerLogging.class.getName(),
            "-Dslf4j.internal.verbosity=WARN",
            "-Dvertx.disableDnsResolver=true");

    /** A runner that hears keeps a whole recording as numbers: the scheme of its URI. */
    private static final String SPEECH = "whisper:";

    private static final String SPEECH_HEAP = "-Xmx2g";

    /** Of the environment a runner gets what finds libraries and devices, not what may be secret. */
    private static final Set<String> ENVIRONMENT =
            Set.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SystemRoot", "LD_LIBRARY_PATH");

    private static final List<String> ENVIRONMENT_PREFIXES =
            List.of("CUDA_", "NVIDIA_", "HIP_", "ROCR_", "GGML_", "VK_", "OMP_");

    /** The memory allocator of Linux keeps what threads freed in as many pools; a runner has few threads that allocate. */
    private static final Map<String, String> OWN_ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

    private static final Duration KILL_MAX = Duration.ofSeconds(10);
    private static final Duration OUTPUT_GRACE = Duration.ofSeconds(1);
    private static final int SIGNALS_FROM = 128;

    private final Process process;
    private final String token;
    /** How long it may take to end by itself; zero for a runner of ours, which has nothing to save. */
    private final Duration grace;

    private final LineRing log = new LineRing();
    private final CompletableFuture<Integer> ready = new CompletableFuture<>();

    private final AtomicReference<@Nullable String> endClause = new AtomicReference<>();
    /** What the process has started, as it was seen last. */
    private final AtomicReference<List<ProcessHandle>> family = new AtomicReference<>(List.of());

    private RunnerProcess(Process process, String token, Duration grace) {
        this.process = process;
        this.token = token;
        this.grace = grace;
    }

    /**
     * Starts a runner. Returns at once; it is ready later.
     *
     * @param token what its callers must know; no spaces and no line ends
     * @throws EngineStartException if there is no process to be had
     */
    public static RunnerProcess start(Launch launch, RunnerArguments arguments, String token) {
        return start(launch, RunnerMain.class, arguments.toWords(), token, Duration.ZERO);
    }

    /**
     * Starts a program of others. Returns at once; it is ready later.
     *
     * @param token what its callers must know, if it wants one; no spaces and no line ends
     * @throws EngineStartException if there is no process to be had
     */
    public static RunnerProcess start(Launch launch, CommandSpec command, String token) {
        RunnerProcess between = start(launch, CommandMain.class, List.of(), token, command.stopGrace());
        between.tell(WireJson.mapper().writeValueAsString(CommandOrder.of(command)));
        return between;
    }

    private static RunnerProcess start(Launch launch, Class<?> main, List<String> words, String token, Duration grace) {
        List<String> command = new ArrayList<>();
        command.add(launch.java().toString());
        command.addAll(JVM_FLAGS);
        if (words.stream().anyMatch(word -> word.startsWith(SPEECH))) {
            command.add(SPEECH_HEAP); // the last one counts
        }
        if (launch.cache() != null) {
            command.addAll(List.of("-XX:AOTCache=" + launch.cache(), "-Xlog:aot=off,cds=off"));
        }
        command.addAll(List.of("-cp", launch.classPath(), main.getName()));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> !passesOn(name));
        if (grace.isZero()) {
            builder.environment().putAll(OWN_ENVIRONMENT);
        }
        try {
            RunnerProcess runner = new RunnerProcess(builder.start(), token, grace);
            runner.attend();
            return runner;
        } catch (IOException noProcess) {
            throw new EngineStartException(
                    Reason.START_FAILED,
                    "A runner could not be started with %s: %s.".formatted(launch.java(), noProcess.getMessage()),
                    noProcess);
        }
    }

    private static boolean passesOn(String name) {
        return ENVIRONMENT.contains(name) || ENVIRONMENT_PREFIXES.stream().anyMatch(name::startsWith);
    }

    private void attend() {
        Thread.ofPlatform()
                .name("runner-err-" + pid())
                .daemon()
                .start(() -> LineRing.read(process.getErrorStream(), log::add));
        Thread.ofPlatform().name("runner-out-" + pid()).daemon().start(() -> {
            LineRing.read(process.getInputStream(), this::hear);
            ended();
        });
        var _ = process.onExit()
                .thenRunAsync(
                        this::ended, CompletableFuture.delayedExecutor(OUTPUT_GRACE.toMillis(), TimeUnit.MILLISECONDS));
        tell(token);
    }

    private void tell(String line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush(); // stays open: the runner lives as long as it does
        } catch (IOException gone) {
            log.add("The runner ended before it read its orders.");
        }
    }

    private void hear(String line) {
        String[] words = line.split(" ", 3);
        if (words.length == 2 && words[0].equals(RunnerProtocol.READY)) {
            ready.complete(Integer.parseInt(words[1]));
        } else if (words.length == 3 && words[0].equals(RunnerProtocol.FAILED)) {
            ready.completeExceptionally(new EngineStartException(Reason.ofWire(words[1]), words[2]));
        } else if (words[0].equals(RunnerProtocol.ENDED)) {
            endClause.set(line.substring(RunnerProtocol.ENDED.length()).strip());
        } else {
            log.add(line);
        }
    }

    private void ended() {
        if (!ready.isDone()) {
            ready.completeExceptionally(
                    new EngineStartException(Reason.START_FAILED, "The runner ended while it started: " + lastWords()));
        }
    }

    private String lastWords() {
        List<String> lines = log.lines();
        return lines.isEmpty() ? "it said nothing." : lines.getLast();
    }

    /**
     * Waits until it serves.
     *
     * @return the port on loopback
     * @throws EngineStartException if it cannot, or not within {@code max}
     */
    public int awaitReady(Duration max) throws InterruptedException {
        try {
            return ready.get(max.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException tooSlow) {
            throw new EngineStartException(
                    Reason.START_FAILED, "The runner did not load its model within %s.".formatted(max), tooSlow);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof EngineStartException cannot) {
                throw new EngineStartException(cannot.reason(), cannot.sentence(), cannot);
            }
            throw new IllegalStateException(failed);
        }
    }

    /** Waits until it is gone, at most {@code max}; returns whether it is. */
    public boolean awaitExit(Duration max) throws InterruptedException {
        return process.waitFor(max.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How it ended, a clause such as {@code was killed by signal 9}. Only after its end. */
    public String exitClause() {
        String told = endClause.get();
        if (told != null) {
            return told;
        }
        int status = process.exitValue();
        if (status == RunnerMain.BROKEN_STATUS && grace.isZero()) {
            return "ended because its engine broke";
        }
        return status > SIGNALS_FROM
                ? "was ended by signal %d".formatted(status - SIGNALS_FROM)
                : "ended with status %d".formatted(status);
    }

    /** Its address on this port of loopback. */
    public static URI baseUrl(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The value of the authorization header that it asks for. */
    public String authorization() {
        return "Bearer " + token;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** What it wrote last, oldest first; at most 100 lines. */
    public List<String> log() {
        return log.lines();
    }

    /** Its resident memory in bytes; of a program of others, that of all it started; 0 where the system does not tell. */
    public long memoryBytes() {
        if (grace.isZero()) {
            return ProcessMemory.residentBytes(pid());
        }
        List<ProcessHandle> started = process.descendants().toList();
        family.set(started);
        // What processes share would count more than once, so only what each has for itself is summed up.
        return started.stream()
                .mapToLong(each -> ProcessMemory.ownBytes(each.pid()))
                .sum();
    }

    /** Ends it: a runner of ours at once, a program of others within its grace. Returns at once. */
    public void kill() {
        if (grace.isZero()) {
            process.destroyForcibly();
            return;
        }
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            log.add("The program was gone before it was told to end.");
        }
    }

    /** Ends it and waits until it is gone. */
    @Override
    public void close() {
        kill();
        if (!grace.isZero()) {
            awaitGrace();
        }
        boolean interrupted = false;
        try {
            if (!awaitExit(KILL_MAX)) {
                log.add("The runner did not end within %s of being killed.".formatted(KILL_MAX));
            }
        } catch (InterruptedException later) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets a program of others end; what is left then is ended too, also where the process between was killed. */
    private void awaitGrace() {
        try {
            boolean gone = awaitExit(grace.plus(OUTPUT_GRACE));
            if (!gone) {
                family.set(process.descendants().toList());
            }
        } catch (InterruptedException later) {
            Thread.currentThread().interrupt();
        }
        family.get().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
