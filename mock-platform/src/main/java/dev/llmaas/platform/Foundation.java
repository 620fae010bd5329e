package dev.llmaas.platform;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.inference.pool.Pool;
import dev.llmaas.inference.pool.PoolOptions;
import dev.llmaas.inference.pool.ReplicaSpec;
import dev.llmaas.platform.StartException.Reason;
import dev.llmaas.platform.catalog.ModelConfig;
import dev.llmaas.platform.catalog.ModelFacts;
import dev.llmaas.platform.fleet.UnloadedReplicas;
import dev.llmaas.platform.oidc.DemoProvider;
import dev.llmaas.platform.oidc.DemoProviderConfig;
import dev.llmaas.platform.quota.Quota;
import dev.llmaas.platform.store.Database;
import dev.llmaas.platform.tls.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What takes time to open, opened side by side: the start of the platform lasts as long as its slowest part.
 *
 * @param port where to listen; a free one was found if the configuration names none and the issuer of the bundled
 *     provider must have one
 */
record Foundation(
        ServerCertificate certificate,
        Database database,
        Quota quota,
        Pool pool,
        UnloadedReplicas unloaded,
        List<CatalogModel> models,
        Optional<DemoProvider> demo,
        int port) {
    private static final Logger log = LoggerFactory.getLogger(Foundation.class);
    static final String ISSUER_PATH = "/oidc";

    /**
     * Opens everything. What was opened when something else failed is in {@code opened}.
     *
     * @throws StartException for the first thing that failed
     */
    static Foundation open(PlatformConfig config, Machine machine, InstantSource clock, Opened opened) {
        Path directory = config.dataDirectory();
        prepare(directory);
        SecureRandom random = new SecureRandom();
        int port = config.server().port() == 0 && config.demo().enabled()
                ? freePort()
                : config.server().port();
        UnloadedReplicas unloaded = UnloadedReplicas.in(directory);
        CompletableFuture<Pool> pool = step("pool", () -> {
            Pool made = opened.add(pool(config, machine, clock));
            made.start(unloaded.ids());
            return made;
        });
        CompletableFuture<Database> database =
                step("database", () -> opened.add(Database.open(config.storeConfig(), clock)));
        CompletableFuture<Quota> quota = database.thenApplyAsync(
                open -> timed("quota", () -> opened.add(Quota.open(open, clock, random))), Thread::startVirtualThread);
        CompletableFuture<ServerCertificate> certificate = step(
                "certificate", () -> ServerCertificate.load(config.tls(), directory.resolve("tls"), clock, random));
        CompletableFuture<List<CatalogModel>> models = step(
                "models", () -> config.models().stream().map(ModelFacts::of).toList());
        CompletableFuture<Optional<DemoProvider>> demo = step(
                "demo",
                () -> config.demo().enabled() ? Optional.of(demo(config, port, clock, random)) : Optional.empty());
        join(List.of(database, quota, certificate, models, demo, pool));
        return new Foundation(
                certificate.join(),
                database.join(),
                quota.join(),
                pool.join(),
                unloaded,
                models.join(),
                demo.join(),
                port);
    }

    /** Makes the data directory, for its owner alone, and makes sure that it can be written. */
    private static void prepare(Path directory) {
        try {
            boolean isNew = Files.notExists(directory);
            Files.createDirectories(directory);
            if (isNew && Files.getFileStore(directory).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
            Files.deleteIfExists(Files.createTempFile(directory, ".write-", ".test"));
        } catch (IOException unwritable) {
            throw new StartException(
                    Reason.CANNOT_CREATE,
                    "The data directory %s cannot be written (%s). Give it to the user of this process, or choose another with --data."
                            .formatted(directory.toAbsolutePath(), Failures.reason(unwritable)),
                    unwritable);
        }
    }

    private static Pool pool(PlatformConfig config, Machine machine, InstantSource clock) {
        List<ReplicaSpec> replicas = new ArrayList<>();
        Path natives = config.dataDirectory().resolve("natives");
        for (ModelConfig model : config.models()) {
            // Whoever tries it out waits for the first model, which shall have the machine for itself meanwhile.
            String after = config.demo().enabled() && !replicas.isEmpty()
                    ? replicas.getLast().id()
                    : null;
            replicas.addAll(ReplicaPlan.of(model, natives, after));
        }
        return new Pool(
                replicas,
                new PoolOptions(
                        machine.java(),
                        machine.classPath(),
                        machine.runnerCache(),
                        natives,
                        machine.name(),
                        PoolOptions.Timings.DEFAULT),
                clock);
    }

    private static DemoProvider demo(PlatformConfig config, int port, InstantSource clock, SecureRandom random) {
        URI issuer = config.publicUrl(port).resolve(ISSUER_PATH);
        DemoProviderConfig provider =
                DemoProviderConfig.of(issuer).withAccessTokenLife(config.demo().accessTokenLife());
        return DemoProvider.open(provider, config.dataDirectory(), clock, random);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new StartException(Reason.UNAVAILABLE, "This machine has no free port.", none);
        }
    }

    private static <T> CompletableFuture<T> step(String name, Supplier<T> work) {
        return CompletableFuture.supplyAsync(() -> timed(name, work), Thread::startVirtualThread);
    }

    private static <T> T timed(String name, Supplier<T> work) {
        long startedNs = System.nanoTime();
        T result = work.get();
        log.debug(
                "opened {} tookMs={}",
                name,
                Duration.ofNanos(System.nanoTime() - startedNs).toMillis());
        return result;
    }

    /** Waits for all, so that nothing is opened any more when the first failure is thrown. */
    private static void join(List<CompletableFuture<?>> steps) {
        Throwable first = null;
        for (CompletableFuture<?> step : steps) {
            try {
                step.join();
            } catch (CompletionException failed) {
                first = first == null ? failed.getCause() : first;
            }
        }
        if (first != null) {
            throw Failures.explain(first);
        }
    }
}
