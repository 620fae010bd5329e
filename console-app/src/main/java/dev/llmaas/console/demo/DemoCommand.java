package dev.llmaas.console.demo;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.Totp;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.Role;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.ApiKeyCredentials;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.console.session.DemoUser;
import dev.llmaas.console.session.LocalPlatform;
import dev.llmaas.console.session.LocalPlatformException;
import dev.llmaas.console.session.MemoryTokenStore;
import dev.llmaas.console.session.ServerTrust;
import dev.llmaas.console.session.Session;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code llmaas demo}: the bundled platform with its model and users, for a person, for a script, or to be checked. */
@Command(
        name = "demo",
        description = "Start a platform on this machine with its own model and demonstration users.",
        exitCodeOnInvalidInput = 64, // EX_USAGE of sysexits.h
        footerHeading = "%nExamples:%n",
        footer = {
            "  llmaas demo                        the platform and the console",
            "  llmaas demo --check                walks the whole line without a display, and prints each step",
            "  llmaas demo --users                who can sign in, with the one-time codes of the moment",
            "  llmaas demo --no-console --data /tmp/d --port 9443 --env-file /tmp/d.env",
            "                                     for scripts: runs until SIGTERM; the file appears when all is ready"
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int STANDARD_PORT = 8443;
    private static final int PORT_MAX = 65_535;
    private static final int USAGE = 64; // EX_USAGE of sysexits.h
    private static final int FAILED = 70; // EX_SOFTWARE of sysexits.h
    /** Scripts hold one access token and cannot renew it. */
    private static final String SCRIPT_TOKEN_LIFE = "12h";

    private static final String USER_LINE = "%-30s  %-13s  %-21s  %s%n";
    private static final String KEY_VARIABLE = "LLMAAS_API_KEY";
    private static final long GENEROUS_TOKENS = 1_000_000_000L;

    private final BundledPlatform bundled;
    private final Path standardData;
    private final InstantSource clock;
    private final PrintStream out;
    private final PrintStream err;
    private final ToIntFunction<LocalPlatform> desktop;

    @Option(
            names = "--check",
            description = "Check the whole line without a display, and end; exit code 0 if all worked.")
    private boolean check;

    @Option(names = "--no-console", description = "Open no window; run until SIGTERM.")
    private boolean noConsole;

    @Option(names = "--users", description = "List the demonstration users with their codes of the moment, and end.")
    private boolean users;

    @Option(names = "--data", paramLabel = "DIR", description = "Where the platform keeps its data.")
    private @Nullable Path data;

    @Option(names = "--port", paramLabel = "N", description = "Where it listens; 0 for any free port. Default: 8443.")
    private @Nullable Integer port;

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "Write shell lines with address, key and token, once all is ready.")
    private @Nullable Path environmentFile;

    /**
     * The command.
     *
     * @param bundled how to start the platform
     * @param standardData where its data is unless told otherwise
     * @param desktop opens the console on this platform, and returns its exit code when it is closed
     */
    public DemoCommand(
            BundledPlatform bundled,
            Path standardData,
            InstantSource clock,
            PrintStream out,
            PrintStream err,
            ToIntFunction<LocalPlatform> desktop) {
        this.bundled = bundled;
        this.standardData = standardData;
        this.clock = clock;
        this.out = out;
        this.err = err;
        this.desktop = desktop;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (port != null && (port < 0 || port > PORT_MAX)) {
            err.println("--port: %d is not between 0 and %d.".formatted(port, PORT_MAX));
            return USAGE;
        }
        try {
            return users ? listUsers() : check ? check() : run();
        } catch (DemoException | LocalPlatformException failed) {
            err.println(failed.getMessage());
            return FAILED;
        }
    }

    private int run() throws InterruptedException {
        LocalPlatform.Launch launch = bundled.launch(
                data == null ? standardData : data,
                port == null ? STANDARD_PORT : port,
                environmentFile == null ? Map.of() : Map.of("LLMAAS_DEMO_ACCESS_TOKEN_LIFE", SCRIPT_TOKEN_LIFE));
        Optional<String> knownKey =
                environmentFile == null ? Optional.empty() : EnvironmentFile.take(environmentFile, KEY_VARIABLE);
        try (LocalPlatform platform = LocalPlatform.start(launch, clock)) {
            out.printf("The platform is ready: %s%n", platform.url());
            out.printf("  certificate authority  %s%n", platform.caFile());
            platform.profile()
                    .pinned()
                    .ifPresent(authority ->
                            out.printf("  its fingerprint        %s%n", ServerTrust.fingerprint(authority)));
            out.printf("  demonstration users    %s%n", platform.usersFile());
            if (environmentFile != null) {
                EnvironmentFile.write(environmentFile, variables(platform, knownKey));
                out.printf("  for scripts            %s%n", environmentFile);
            }
            out.flush();
            return noConsole ? untilItEnds(platform) : desktop.applyAsInt(platform);
        }
    }

    /** For those who sign in without the desktop, whose sign-in screen shows the same. */
    private int listUsers() {
        Path file = LocalPlatform.usersFile(data == null ? standardData : data);
        if (Files.notExists(file)) {
            throw new DemoException("There is no demonstration in %s yet. Start it: llmaas demo"
                    .formatted(file.toAbsolutePath().getParent()));
        }
        Instant now = clock.instant();
        out.printf(USER_LINE, "USER", "ROLE", "PASSWORD", "CODE");
        for (DemoUser user : DemoUser.read(file)) {
            out.printf(
                    USER_LINE,
                    user.user(),
                    user.role().name().toLowerCase(Locale.ROOT),
                    user.password(),
                    user.code(now));
        }
        long step = Totp.STEP.toSeconds();
        out.printf("The codes are valid for %d s.%n", step - now.getEpochSecond() % step);
        out.flush();
        return 0;
    }

    private int untilItEnds(LocalPlatform platform) throws InterruptedException {
        try {
            CompletableFuture<ProcessHandle> end = platform.process()
                    .map(ProcessHandle::onExit)
                    .orElseThrow(() -> new DemoException(
                            "A platform runs at %s already, and ends with whoever started it. Choose another --port and --data."
                                    .formatted(platform.url())));
            end.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("waiting for a process does not fail", impossible);
        }
        if (platform.isClosed()) {
            return 0;
        }
        err.println("The platform ended. Its log is %s.".formatted(platform.logFile()));
        return FAILED;
    }

    private Map<String, String> variables(LocalPlatform platform, Optional<String> knownKey)
            throws InterruptedException {
        try (Session session = Session.open(platform.profile(), new MemoryTokenStore(), clock)) {
            new DemoSignIn(platform, clock, err).signIn(session, Role.OWNER);
            String key = knownKey.filter(known -> opens(session, known)).orElseGet(() -> newKey(session));
            List<CatalogModel> models = session.admin().models().data();
            Map<String, String> variables = new LinkedHashMap<>();
            variables.put("LLMAAS_BASE_URL", platform.url() + "/v1");
            variables.put("LLMAAS_CA", platform.caFile().toAbsolutePath().toString());
            variables.put(KEY_VARIABLE, key);
            variables.put("LLMAAS_ADMIN_TOKEN", session.accessToken());
            variables.put("LLMAAS_CHAT_MODEL", first(models, "chat"));
            variables.put("LLMAAS_EMBED_MODEL", first(models, "embeddings"));
            variables.put("LLMAAS_RERANK_MODEL", first(models, "rerank"));
            variables.put("LLMAAS_AUDIO_MODEL", first(models, "transcription"));
            variables.put("LLMAAS_PID", Long.toString(ProcessHandle.current().pid()));
            return variables;
        }
    }

    /** Whether a key of an earlier run is still one: with the same data it is, and programs may hold it. */
    private static boolean opens(Session session, String key) {
        try (OpenAiClient openAi = new OpenAiClient(session.options(), new ApiKeyCredentials(key))) {
            return !openAi.models().data().isEmpty();
        } catch (ApiException refused) {
            if (refused.code() == ErrorCode.INVALID_API_KEY) {
                return false;
            }
            throw refused;
        }
    }

    private static String newKey(Session session) {
        KeyLimits generous = new KeyLimits(GENEROUS_TOKENS, GENEROUS_TOKENS, null);
        return session.admin()
                .createKey(new NewApiKey(null, "Key of the demonstration", null, null, generous))
                .secret();
    }

    /** The first model that can do this; empty where there is none, which a script can test. */
    private static String first(List<CatalogModel> models, String capability) {
        return models.stream()
                .filter(model -> model.capabilities().contains(capability))
                .map(CatalogModel::id)
                .findFirst()
                .orElse("");
    }

    private int check() throws InterruptedException {
        // The start that ProcessHandle tells is up to a second off: it adds ticks to a time of whole seconds.
        Instant began =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        Path place = data == null ? temporaryDirectory() : data;
        LocalPlatform.Launch launch = bundled.launch(place, port == null ? 0 : port, Map.of());
        try (LocalPlatform platform = LocalPlatform.start(launch, clock);
                Session session = Session.open(platform.profile(), new MemoryTokenStore(), clock)) {
            DemoCheck walk = new DemoCheck(session, clock, out, began);
            walk.step("start", "%s answers over TLS 1.3".formatted(platform.url()));
            walk.walk(new DemoSignIn(platform, clock, err).signIn(session, Role.OWNER));
            out.printf(
                    "The whole line works: %d ms from the command to the end.%n",
                    began.until(clock.instant()).toMillis());
            return 0;
        } finally {
            if (data == null) {
                delete(place);
            }
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("llmaas-check-");
        } catch (IOException unwritable) {
            throw new DemoException(
                    "There is no place for temporary files: %s.".formatted(unwritable.getMessage()), unwritable);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException stuck) {
            throw new UncheckedIOException("%s cannot be deleted.".formatted(directory), stuck);
        }
    }
}
