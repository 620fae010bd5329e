package dev.llmaas.platform;

import dev.llmaas.inference.store.StoreDirectory;
import dev.llmaas.platform.StartException.Reason;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program {@code llmaas platform}. The only place of the platform that reads the environment and the properties of
 * the virtual machine, and that ends the process. A start that fails ends with one sentence, the last line of the
 * standard error, and an exit code of sysexits.h: 64 command line, 69 port taken, 70 our own fault, 73 data directory or
 * database, 78 configuration.
 */
public final class PlatformMain {
    private static final Logger log = LoggerFactory.getLogger(PlatformMain.class);
    private static final Path DEMO_MODEL = Path.of("assets", "models", "guide-chat.gguf");
    private static final int PARENTS_MAX = 6;

    private PlatformMain() {}

    /** Starts the platform and serves until the process is told to end. */
    public static void main(String[] arguments) {
        int exitCode = run(List.of(arguments), System.getenv(), System.out, System.err);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /** Starts the platform; it goes on after this has returned 0. An edge: whatever happens ends with a sentence. */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        try {
            CommandLine line = parse(arguments);
            if (line.help()) {
                out.print(CommandLine.USAGE);
                return 0;
            }
            PlatformConfig config = config(line, environment);
            ConfigFile.print(config).forEach(out::println);
            Platform platform = Platform.start(config, machine(), InstantSource.system());
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(platform::close));
            announce(platform, out);
            return 0;
        } catch (RuntimeException | Error failure) {
            StartException explained = Failures.explain(failure);
            if (explained.reason() == Reason.SOFTWARE) {
                log.error("the platform cannot start", failure);
            }
            err.println(explained.sentence());
            return explained.reason().exitCode();
        }
    }

    /** This machine, with the virtual machine that runs the platform. */
    public static Machine machine() {
        String runnerCache = System.getProperty("llmaas.runner.cache");
        return new Machine(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                runnerCache == null ? null : Path.of(runnerCache),
                name());
    }

    /** The model of the demonstration: below the working directory, or beside or above the program. */
    public static Path demoModel() {
        if (Files.exists(DEMO_MODEL)) {
            return DEMO_MODEL;
        }
        Path place = program();
        for (int i = 0; i < PARENTS_MAX && place != null; i++) {
            Path model = place.resolve(DEMO_MODEL);
            if (Files.exists(model)) {
                return model;
            }
            place = place.getParent();
        }
        return DEMO_MODEL.toAbsolutePath();
    }

    private static CommandLine parse(List<String> arguments) {
        try {
            return CommandLine.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            throw new StartException(Reason.USAGE, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static PlatformConfig config(CommandLine line, Map<String, String> environment) {
        PlatformConfig otherwise = line.demo() ? PlatformConfig.demo(demoModel()) : PlatformConfig.standard();
        try {
            PlatformConfig config = ConfigFile.read(otherwise, line.configFile(), environment);
            Path data = line.data();
            Integer port = line.port();
            config = config.withModels(config.models().stream()
                    .map(model -> model.lookedUpIn(store(environment)))
                    .toList());
            config = data == null ? config : config.withDataDirectory(data);
            return port == null ? config : config.withServer(config.server().withPort(port));
        } catch (IllegalArgumentException wrong) {
            throw new StartException(Reason.CONFIGURATION, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    /** The store that {@code llmaas models pull} fills on this machine. */
    private static Path store(Map<String, String> environment) {
        return StoreDirectory.of(System.getProperty("os.name"), Path.of(System.getProperty("user.home")), environment);
    }

    private static void announce(Platform platform, PrintStream out) {
        platform.authorityFile().ifPresent(file -> out.println("authority to trust: " + file.toAbsolutePath()));
        out.println("platform: " + platform.url());
        // The start that ProcessHandle tells is up to a second off: it adds ticks to a time of whole seconds.
        log.info(
                "started tookMs={} cpuMs={}",
                ManagementFactory.getRuntimeMXBean().getUptime(),
                ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toMillis());
    }

    private static Path program() {
        CodeSource source = PlatformMain.class.getProtectionDomain().getCodeSource();
        try {
            return source == null
                    ? Path.of("").toAbsolutePath()
                    : Path.of(source.getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("The class path has an address that is none.", impossible);
        }
    }

    private static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
