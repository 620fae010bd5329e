package dev.llmaas.platform;

import dev.llmaas.api.Ulid;
import dev.llmaas.api.admin.Organization;
import dev.llmaas.api.admin.PlatformDescription;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.event.PlatformEvent.ReplicaChanged;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.platform.StartException.Reason;
import dev.llmaas.platform.about.AboutRoutes;
import dev.llmaas.platform.about.StatusPage;
import dev.llmaas.platform.access.Access;
import dev.llmaas.platform.access.AccessTokens;
import dev.llmaas.platform.access.ApiKeys;
import dev.llmaas.platform.access.KeysRoutes;
import dev.llmaas.platform.access.MeRoutes;
import dev.llmaas.platform.access.Members;
import dev.llmaas.platform.access.Organizations;
import dev.llmaas.platform.access.Projects;
import dev.llmaas.platform.access.ProjectsRoutes;
import dev.llmaas.platform.batch.BatchLimits;
import dev.llmaas.platform.batch.BatchRoutes;
import dev.llmaas.platform.batch.Batches;
import dev.llmaas.platform.catalog.Catalog;
import dev.llmaas.platform.catalog.ModelsRoutes;
import dev.llmaas.platform.fleet.Fleet;
import dev.llmaas.platform.fleet.ReplicasRoutes;
import dev.llmaas.platform.gateway.BackgroundCalls;
import dev.llmaas.platform.gateway.Gateway;
import dev.llmaas.platform.gateway.InferenceRoute;
import dev.llmaas.platform.gateway.ModelListRoutes;
import dev.llmaas.platform.gateway.Relay;
import dev.llmaas.platform.gateway.RemoteImages;
import dev.llmaas.platform.guardrail.Guardrails;
import dev.llmaas.platform.guardrail.ModerationsRoutes;
import dev.llmaas.platform.http.HttpConfig;
import dev.llmaas.platform.http.Idempotency;
import dev.llmaas.platform.http.Server;
import dev.llmaas.platform.images.ImageFetcher;
import dev.llmaas.platform.images.SystemNames;
import dev.llmaas.platform.live.EventsRoutes;
import dev.llmaas.platform.live.LiveFeed;
import dev.llmaas.platform.live.LoadSampler;
import dev.llmaas.platform.metering.Ledger;
import dev.llmaas.platform.metering.UsageReports;
import dev.llmaas.platform.metering.UsageRoutes;
import dev.llmaas.platform.oidc.DemoProviderRoutes;
import dev.llmaas.platform.quota.Budget;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: the one place that knows all rooms and puts them together. Nothing here decides anything about a
 * request. Thread-safe; starting and closing block.
 */
public final class Platform implements AutoCloseable {
    /** The version of the suite. */
    public static final String VERSION = "0.1.0";

    private static final String KEY_FILE = "api-keys.key";
    private static final Logger log = LoggerFactory.getLogger(Platform.class);

    private final PlatformConfig config;
    private final Foundation base;
    private final Rooms rooms;
    private final Router router;
    private final Server server;
    private final Opened opened;

    /** The nouns of the rooms. */
    private record Rooms(
            Vertx vertx,
            Ulid requestIds,
            LiveFeed feed,
            Catalog catalog,
            Organizations organizations,
            Organization organization,
            ApiKeys keys,
            Projects projects,
            AccessTokens tokens,
            Access access,
            Guardrails guardrails,
            Gateway gateway,
            Batches batches) {}

    private Platform(PlatformConfig config, Foundation base, Rooms rooms, InstantSource clock, Opened opened) {
        this.config = config;
        this.base = base;
        this.rooms = rooms;
        this.opened = opened;
        this.router = Router.router(rooms.vertx);
        HttpConfig http = new HttpConfig(
                config.server().host(),
                base.port(),
                config.server().plainPort(),
                config.server().allowedOrigins());
        this.server = new Server(rooms.vertx, http, base.certificate(), rooms.requestIds, router);
        mount(clock);
    }

    /**
     * Starts a platform. When this returns it answers; its models may still be loading.
     *
     * @param machine where its runners run
     * @throws StartException if it cannot start; then nothing is left open
     */
    public static Platform start(PlatformConfig config, Machine machine, InstantSource clock) {
        Opened opened = new Opened();
        CompletableFuture<Vertx> vertx = CompletableFuture.supplyAsync(() -> vertx(opened), Thread::startVirtualThread);
        boolean started = false;
        try {
            Foundation base = Foundation.open(config, machine, clock, opened);
            Rooms rooms = rooms(config, base, vertx.join(), clock, opened);
            Platform platform = new Platform(config, base, rooms, clock, opened);
            platform.listen();
            platform.goRounds(clock);
            started = true;
            return platform;
        } catch (RuntimeException failure) {
            throw Failures.explain(failure);
        } finally {
            if (!started) {
                vertx.join();
                opened.close();
            }
        }
    }

    private static Vertx vertx(Opened opened) {
        Vertx made = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true)); // epoll where there is one
        opened.add(() -> made.close().await());
        return made;
    }

    private static Rooms rooms(
            PlatformConfig config, Foundation base, Vertx vertx, InstantSource clock, Opened opened) {
        SecureRandom random = new SecureRandom();
        Ulid ids = new Ulid(clock, random);
        LiveFeed feed = new LiveFeed(clock);
        Catalog catalog = new Catalog(base.models(), () -> available(base.pool().replicas()), clock);
        Organizations organizations = new Organizations(base.database(), ids, clock);
        Organization organization = organizations.ensure(
                config.organization().name(),
                config.organization().timeZone(),
                config.organization().project());
        ApiKeys keys = ApiKeys.open(
                base.database(),
                config.dataDirectory().resolve(KEY_FILE),
                random,
                clock,
                new ApiKeys.Surroundings(
                        catalog::has,
                        caller -> base.quota().status(new Budget(caller.keyId(), caller.zone(), caller.limits())),
                        feed::publish));
        AccessTokens tokens = SignIn.tokens(config, base.demo(), clock);
        Access access = new Access(keys, new Members(base.database(), tokens, organization.id(), ids, clock));
        Projects projects = Projects.open(base.database(), config.guardrails().modes());
        Guardrails guardrails = new Guardrails(projects::modes);
        Gateway gateway = new Gateway(
                new Gateway.Rooms(
                        catalog,
                        base.quota(),
                        guardrails,
                        base.pool(),
                        Ledger.open(base.database(), base.quota(), clock),
                        feed,
                        keys,
                        images(projects, opened)),
                new Relay(vertx, clock),
                clock);
        // nobody gains by guessing the name of a request, and a secure generator would cost more than the name
        Ulid requestIds = new Ulid(clock, () -> ThreadLocalRandom.current().nextLong());
        Batches batches = new Batches(
                new BackgroundCalls(vertx, gateway, projects, requestIds, clock),
                base.database(),
                keys::isAlive,
                random,
                clock);
        return new Rooms(
                vertx,
                requestIds,
                feed,
                catalog,
                organizations,
                organization,
                keys,
                projects,
                tokens,
                access,
                guardrails,
                gateway,
                batches);
    }

    private static RemoteImages images(Projects projects, Opened opened) {
        SystemNames names = opened.add(new SystemNames());
        return new RemoteImages(projects::fetchesImages, new ImageFetcher(names, OkHttpClient::new));
    }

    private void mount(InstantSource clock) {
        Access access = rooms.access;
        UsageReports reports = new UsageReports(base.database(), clock);
        StatusPage status = new StatusPage(rooms.catalog::models, () -> rooms.feed.latest(RequestSettled.class), clock);
        new AboutRoutes(this::describe, this::problem, status).mount(router);
        new MeRoutes(access, rooms.organizations).mount(router);
        new KeysRoutes(access, rooms.keys, new Idempotency(clock)).mount(router);
        new ProjectsRoutes(access, rooms.projects).mount(router);
        new ModelsRoutes(access, rooms.catalog).mount(router);
        new ReplicasRoutes(access, new Fleet(base.pool(), base.unloaded())).mount(router);
        new UsageRoutes(access, rooms.organizations, reports, rooms.gateway::active, clock).mount(router);
        new EventsRoutes(access, rooms.feed, clock).mount(router);
        new ModelListRoutes(access, rooms.catalog, clock.instant()).mount(router);
        new ModerationsRoutes(access, rooms.guardrails).mount(router);
        new BatchRoutes(access, rooms.batches, new Idempotency(clock)).mount(router);
        new InferenceRoute(rooms.vertx, access, rooms.gateway, rooms.projects, clock).mount(server);
        base.demo().ifPresent(provider -> new DemoProviderRoutes(provider).mount(router));
    }

    private void goRounds(InstantSource clock) {
        LoadSampler sampler = new LoadSampler(rooms.feed, base.pool()::sample, rooms.gateway::active, clock);
        Rounds rounds = opened.add(new Rounds());
        rounds.every(Limits.LOAD_SAMPLE_INTERVAL, "load sample", sampler::run);
        rounds.every(Limits.MAINTENANCE_INTERVAL, "look at the providers", rooms.tokens::maintain);
        rounds.every(
                Limits.CERTIFICATE_LOOK,
                "look at the certificate",
                () -> base.certificate().refresh(server.servers()));
        rounds.every(Limits.LAST_USED_FLUSH, "note of last use", rooms.keys::flush);
        rounds.every(BatchLimits.LOOK, "look for room", rooms.batches::advance);
        rounds.every(BatchLimits.PURGE_INTERVAL, "end of batches", rooms.batches::purge);
        if (base.database().isShared()) {
            rounds.every(Limits.KEY_CHANGES_POLL, "look at keys", rooms.keys::refresh);
            rounds.every(Limits.KEY_CHANGES_POLL, "look at projects", rooms.projects::refresh);
        }
        base.pool().onChange(replica -> changed(replica, rooms.feed, clock));
    }

    private void listen() {
        opened.add(rooms.keys::flush);
        opened.add(rooms.batches);
        opened.add(server);
        opened.add(rooms.feed); // closed before the server, which would wait for the streams of its watchers
        try {
            int port = server.start();
            log.info("ready url={}", config.publicUrl(port));
        } catch (IllegalStateException taken) {
            throw new StartException(
                    Reason.UNAVAILABLE,
                    "%s:%d cannot be listened on: another process has the port, or the address is not of this machine. Stop the other one, or choose another with --port."
                            .formatted(config.server().host(), base.port()),
                    taken);
        }
    }

    /** How clients reach it. */
    public URI url() {
        return config.publicUrl(server.port());
    }

    /** The port of HTTPS. */
    public int port() {
        return server.port();
    }

    /** The file that clients must trust, if the certificate is of the local authority. */
    public Optional<Path> authorityFile() {
        return base.certificate().authorityFile();
    }

    /** How its replicas stand. */
    public List<Replica> replicas() {
        return base.pool().replicas();
    }

    /** Who is calling, for tests that must not pay for a call. */
    public Access access() {
        return rooms.access;
    }

    /** The port without TLS, for tests that write requests by hand. */
    int plainPort() {
        return server.plainPort();
    }

    /** What waits, for tests that wait for its end. */
    Batches batches() {
        return rooms.batches;
    }

    /** What happens, for tests that make something happen. */
    LiveFeed feed() {
        return rooms.feed;
    }

    /** Every address that it answers, {@code GET /admin/v1/me}, but for those of the bundled provider. */
    public List<String> addresses() {
        Stream<String> routed = router.getRoutes().stream()
                .filter(route -> route.getPath() != null && route.methods() != null)
                .flatMap(route -> route.methods().stream()
                        .filter(method -> !method.equals(HttpMethod.HEAD)) // what answers GET answers HEAD
                        .map(method -> method + " " + template(route)));
        return Stream.concat(routed, server.directPaths().stream().map(path -> "POST " + path))
                .filter(address -> !address.contains(" " + Foundation.ISSUER_PATH + "/"))
                .filter(address -> !address.startsWith("GET /docs/")) // what the page is made of
                .sorted()
                .toList();
    }

    /** The path as OpenAPI writes it: {@code /v1/models/{id}} for {@code /v1/models/:id}, and for one that ends with a star. */
    private static String template(Route route) {
        String path = String.valueOf(route.getPath());
        String whole = route.isExactPath() || path.contains(":") ? path : path + "{id}";
        return whole.replaceAll(":([a-z]+)", "{$1}");
    }

    /** Accepts nothing more, lets streams finish within {@link Limits#DRAIN_MAX}, then ends everything. */
    @Override
    public void close() {
        opened.close();
    }

    private static Set<String> available(List<Replica> replicas) {
        return replicas.stream()
                .filter(replica -> replica.state() == ReplicaState.READY)
                .map(Replica::model)
                .collect(Collectors.toSet());
    }

    private static void changed(Replica replica, LiveFeed feed, InstantSource clock) {
        feed.publish(new ReplicaChanged(clock.millis(), replica));
    }

    private PlatformDescription describe() {
        return new PlatformDescription(rooms.organization.name(), VERSION, rooms.tokens.providers());
    }

    /** Why the platform cannot serve. An edge: whatever is wrong with the database, the answer is that it is. */
    private Optional<String> problem() {
        try {
            rooms.organizations.organization(rooms.organization.id());
            return Optional.empty();
        } catch (RuntimeException unreadable) {
            log.warn("the database does not answer", unreadable);
            return Optional.of("The database does not answer.");
        }
    }
}
