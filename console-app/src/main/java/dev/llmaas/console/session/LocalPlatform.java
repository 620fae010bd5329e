package dev.llmaas.console.session;

import dev.llmaas.client.PemCertificate;
import dev.llmaas.console.Limits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundled platform as a child process: the same program and the same HTTP as in production, on this machine, with
 * demonstration users. Its output is added to {@code platform.log} in its data directory. It ends with the console; one that
 * already runs on the same data is used and left alone. Thread-safe.
 */
public final class LocalPlatform implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalPlatform.class);

    private static final String MAIN_CLASS = "dev.llmaas.platform.PlatformMain";
    private static final String PROFILE_NAME = "Local";
    private static final String LOG_FILE = "platform.log";
    private static final String OLD_LOG_FILE = "platform.old.log";
    private static final String READY = "/health/ready";

    private final Launch launch;
    private final int port;
    private final @Nullable Process process;
    /** Where in the log this process begins; before it stands what earlier ones said. */
    private final long logFrom;

    private final @Nullable Thread lastWill;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalPlatform(Launch launch, int port, @Nullable Process process, long logFrom) {
        this.launch = launch;
        this.port = port;
        this.process = process;
        this.logFrom = logFrom;
        this.lastWill = process == null ? null : Thread.ofPlatform().unstarted(this::stopOnce);
    }

    /**
     * How to start it.
     *
     * @param java the program {@code java} of a JDK 25
     * @param jvmArguments what comes before the class path
     * @param classPath where the platform's classes are
     * @param dataDirectory where it keeps everything; made at the first start
     * @param port where it listens, or 0 for any free port
     * @param settings environment variables that override its configuration
     */
    public record Launch(
            Path java,
            List<String> jvmArguments,
            String classPath,
            Path dataDirectory,
            int port,
            Map<String, String> settings) {
        /** Copies its collections. */
        public Launch {
            jvmArguments = List.copyOf(jvmArguments);
            settings = Map.copyOf(settings);
        }

        /** A start with the settings of the demonstration as they are. */
        public Launch(Path java, List<String> jvmArguments, String classPath, Path dataDirectory, int port) {
            this(java, jvmArguments, classPath, dataDirectory, port, Map.of());
        }

        private List<String> command(int chosenPort) {
            List<String> command = new ArrayList<>();
            command.add(java.toString());
            command.addAll(jvmArguments);
            command.addAll(List.of("-cp", classPath, MAIN_CLASS, "--demo"));
            command.addAll(List.of("--data", dataDirectory.toString(), "--port", Integer.toString(chosenPort)));
            return command;
        }
    }

    /**
     * Starts the platform and waits until it is ready. If one already runs there on the same data, that one is used, and
     * closing leaves it running. Blocks.
     *
     * @throws LocalPlatformException with the platform's own sentence, if it cannot start; nothing is left running
     * @throws InterruptedException if the caller gave up; nothing is left running
     */
    public static LocalPlatform start(Launch launch, InstantSource clock) throws InterruptedException {
        if (launch.port() != 0 && isReady(launch.dataDirectory(), launch.port())) {
            log.info("using the platform that already runs port={}", launch.port());
            return new LocalPlatform(launch, launch.port(), null, 0);
        }
        int port = launch.port() == 0 ? freePort() : launch.port();
        long logFrom = makeRoom(launch.dataDirectory());
        LocalPlatform platform = new LocalPlatform(launch, port, spawn(launch, port), logFrom);
        platform.stopWithTheConsole();
        boolean ready = false;
        try {
            platform.awaitReady(clock);
            ready = true;
            return platform;
        } finally {
            if (!ready) {
                platform.close();
            }
        }
    }

    /** Its address. */
    public URI url() {
        return address(port);
    }

    /** The certificate of the authority that it made for this machine. */
    public Path caFile() {
        return caFile(launch.dataDirectory());
    }

    /** What the session needs to speak to it. */
    public Profile profile() {
        try {
            return Profile.of(PROFILE_NAME, url()).withAuthority(Files.readString(caFile()));
        } catch (IOException e) {
            throw new LocalPlatformException(
                    "The certificate of the local platform, %s, cannot be read.".formatted(caFile()),
                    e,
                    "error.local.certificate_unreadable",
                    caFile());
        }
    }

    /** The file with its demonstration users; only its owner may read it. */
    public Path usersFile() {
        return usersFile(launch.dataDirectory());
    }

    /** The file with the demonstration users of a platform that keeps its data there. */
    public static Path usersFile(Path dataDirectory) {
        return dataDirectory.resolve("demo-users.json");
    }

    /** Its demonstration users, one a role. */
    public List<DemoUser> users() {
        return DemoUser.read(usersFile());
    }

    /** Its process; empty if it was running before. */
    public Optional<ProcessHandle> process() {
        return Optional.ofNullable(process).map(Process::toHandle);
    }

    /** Asks it to finish its streams and end, and ends it by force if it does not. Does nothing the second time. */
    @Override
    public void close() {
        if (stopOnce() && lastWill != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(lastWill);
            } catch (IllegalStateException shuttingDown) {
                log.debug("the console is ending already, and the platform with it");
            }
        }
    }

    /** Whether it was told to end. */
    public boolean isClosed() {
        return closed.get();
    }

    private boolean stopOnce() {
        boolean mine = process != null && closed.compareAndSet(false, true);
        if (mine && process != null) {
            stop(process);
        }
        return mine;
    }

    private void stopWithTheConsole() {
        if (lastWill != null) {
            Runtime.getRuntime().addShutdownHook(lastWill);
        }
    }

    /**
     * Makes the directory, and puts a long log aside. Nothing of a log is thrown away here: it may be that of a platform
     * that runs on this data already.
     *
     * @return where in the log the next line will stand, in bytes
     */
    private static long makeRoom(Path directory) {
        Path file = directory.resolve(LOG_FILE);
        try {
            PrivateFiles.createDirectories(directory);
            long length = Files.exists(file) ? Files.size(file) : 0;
            if (length <= Limits.PLATFORM_LOG_BYTES_MAX) {
                return length;
            }
            Files.move(file, directory.resolve(OLD_LOG_FILE), StandardCopyOption.REPLACE_EXISTING);
            return 0;
        } catch (IOException e) {
            throw new LocalPlatformException(
                    "The directory %s cannot be made or written to: %s. Choose another with --data."
                            .formatted(directory, reason(e)),
                    e,
                    "error.local.directory",
                    directory,
                    reason(e));
        }
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case AccessDeniedException _ -> "access is denied";
            case NoSuchFileException _ -> "there is nothing of that name, nor can it be made";
            case FileSystemException named when named.getReason() != null -> named.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }

    private static Process spawn(Launch launch, int port) {
        Path directory = launch.dataDirectory();
        try {
            ProcessBuilder builder = new ProcessBuilder(launch.command(port))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            Redirect.appendTo(directory.resolve(LOG_FILE).toFile()));
            builder.environment().putAll(launch.settings());
            Process process = builder.start();
            process.getOutputStream().close();
            log.info("started the local platform pid={} port={}", process.pid(), port);
            return process;
        } catch (IOException e) {
            throw new LocalPlatformException(
                    "The local platform cannot be started in %s: %s.".formatted(directory, e.getMessage()),
                    e,
                    "error.local.not_started",
                    directory,
                    String.valueOf(e.getMessage()));
        }
    }

    private void awaitReady(InstantSource clock) throws InterruptedException {
        Process child = process;
        long startedMs = clock.millis();
        while (child != null && !isReady(launch.dataDirectory(), port)) {
            if (child.waitFor(Limits.PLATFORM_START_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ended(child.exitValue());
            }
            if (clock.millis() - startedMs > Limits.PLATFORM_START_MAX.toMillis()) {
                throw new LocalPlatformException(
                        "The local platform was not ready within %d s. Its log is %s."
                                .formatted(Limits.PLATFORM_START_MAX.toSeconds(), logFile()),
                        null,
                        "error.local.not_ready",
                        Limits.PLATFORM_START_MAX.toSeconds(),
                        logFile());
            }
        }
    }

    /** What it says while it runs. */
    public Path logFile() {
        return launch.dataDirectory().resolve(LOG_FILE);
    }

    private static boolean isReady(Path directory, int port) {
        Path authority = caFile(directory);
        if (Files.notExists(authority) || !listens(port)) {
            return false;
        }
        try {
            X509Certificate certificate = PemCertificate.ofFile(authority);
            HttpsURLConnection connection =
                    (HttpsURLConnection) address(port).resolve(READY).toURL().openConnection();
            connection.setSSLSocketFactory(ServerTrust.only(certificate).getSocketFactory());
            connection.setConnectTimeout(Math.toIntExact(Limits.PROBE_MAX.toMillis()));
            connection.setReadTimeout(Math.toIntExact(Limits.PROBE_MAX.toMillis()));
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException | IllegalArgumentException notYet) {
            log.trace("the local platform does not answer yet", notYet);
            return false;
        }
    }

    // Asked many times while the platform starts, on the same processors: far cheaper than a handshake.
    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", port), Math.toIntExact(Limits.PROBE_MAX.toMillis()));
            return true;
        } catch (IOException notYet) {
            log.trace("the local platform does not listen yet", notYet);
            return false;
        }
    }

    // The platform ends with one sentence for people; what stands before it, or a stack trace after it, is for the log.
    private LocalPlatformException ended(int exitCode) {
        String sentence = "";
        for (String line : tail(logFile(), logFrom).lines().toList()) {
            boolean trace = line.startsWith("\t") || line.startsWith(" ") || line.startsWith("Caused by:");
            sentence = line.isBlank() || trace ? sentence : line.strip();
        }
        return sentence.isEmpty()
                ? new LocalPlatformException(
                        "The local platform ended with code %d and said nothing. Its log is %s."
                                .formatted(exitCode, logFile()),
                        null,
                        "error.local.ended",
                        exitCode,
                        logFile())
                : new LocalPlatformException(sentence, null, "error.local.said", sentence);
    }

    private static String tail(Path file, long begin) {
        try (RandomAccessFile reading = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(Math.min(begin, reading.length()), reading.length() - Limits.PLATFORM_LOG_TAIL_BYTES);
            byte[] end = new byte[Math.toIntExact(reading.length() - from)];
            reading.seek(from);
            reading.readFully(end);
            return new String(end, StandardCharsets.UTF_8);
        } catch (IOException e) {
            log.warn("the log of the local platform cannot be read file={}", file, e);
            return "";
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new LocalPlatformException(
                    "This machine has no free port: %s.".formatted(e.getMessage()),
                    e,
                    "error.local.no_port",
                    String.valueOf(e.getMessage()));
        }
    }

    private static void stop(Process process) {
        Duration patience = Limits.PLATFORM_STOP_MAX;
        process.destroy();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("the local platform did not end within {} and is ended by force", patience);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Path caFile(Path directory) {
        return directory.resolve("tls").resolve("ca.pem");
    }

    private static URI address(int port) {
        return URI.create("https://localhost:" + port);
    }
}
