package dev.llmaas.platform.gateway;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.llmaas.api.Money;
import dev.llmaas.api.Ulid;
import dev.llmaas.api.UserId;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.LimitStatus;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.Organization;
import dev.llmaas.api.admin.ProjectChange;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.admin.Role;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.pool.Pool;
import dev.llmaas.inference.pool.PoolOptions;
import dev.llmaas.inference.pool.ReplicaSpec;
import dev.llmaas.platform.access.Access;
import dev.llmaas.platform.access.AccessTokens;
import dev.llmaas.platform.access.ApiKeys;
import dev.llmaas.platform.access.Member;
import dev.llmaas.platform.access.Members;
import dev.llmaas.platform.access.Organizations;
import dev.llmaas.platform.access.Projects;
import dev.llmaas.platform.catalog.Catalog;
import dev.llmaas.platform.guardrail.Guardrails;
import dev.llmaas.platform.guardrail.GuardrailsConfig;
import dev.llmaas.platform.http.RunningServer;
import dev.llmaas.platform.images.Deadline;
import dev.llmaas.platform.images.ImageFetcher;
import dev.llmaas.platform.live.LiveFeed;
import dev.llmaas.platform.live.Watcher;
import dev.llmaas.platform.metering.Ledger;
import dev.llmaas.platform.quota.Budget;
import dev.llmaas.platform.quota.Quota;
import dev.llmaas.platform.store.Database;
import dev.llmaas.platform.store.StoreConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import okhttp3.OkHttpClient;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real corridor over a real server, database and pool; only what the engines say is scripted. */
final class Corridor implements AutoCloseable {
    static final Money INPUT_PRICE = new Money(1_800);
    static final Money OUTPUT_PRICE = new Money(8_000);
    static final Money DOCUMENT_PRICE = new Money(4_000);
    static final Money MINUTE_PRICE = new Money(10_000_000);
    static final int CONTEXT_TOKENS = 4_096;

    private static final InstantSource CLOCK = InstantSource.system();
    private static final SecureRandom RANDOM = new SecureRandom();

    final RunningServer running;
    final Gateway gateway;
    final Pool pool;
    final Watcher watcher;
    private final Database database;
    private final Quota quota;
    final Projects projects;
    private final ApiKeys keys;
    private final LiveFeed feed;
    private final Organization organization;
    private final Member owner;

    /** A row of the ledger. */
    record Row(
            String requestId,
            String outcome,
            long prompt,
            long completion,
            long spend,
            @Nullable Long firstTokenMs) {}

    /** Replicas by id; the model of a replica is its id up to a {@code #}. */
    Corridor(Path directory, Patience patience, Map<String, URI> replicas) {
        this(directory, patience, replicas, Map.of());
    }

    /** The same with more addresses than the platform has. */
    Corridor(Path directory, Patience patience, Map<String, URI> replicas, Map<String, CallReader> more) {
        this(directory, patience, replicas, more, new ImageFetcher(Corridor::noWeb, OkHttpClient::new));
    }

    /** The same with a web of its own. */
    Corridor(
            Path directory,
            Patience patience,
            Map<String, URI> replicas,
            Map<String, CallReader> more,
            ImageFetcher fetcher) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        database = Database.open(StoreConfig.sqlite(directory), CLOCK);
        quota = Quota.open(database, CLOCK, RANDOM);
        feed = new LiveFeed(CLOCK);
        List<ReplicaSpec> specs = new ArrayList<>();
        Set<String> models = new LinkedHashSet<>();
        replicas.forEach((id, uri) -> {
            String model = id.replaceAll("#.*", "");
            models.add(model);
            specs.add(new ReplicaSpec(id, new EngineSpec(uri, model, 80, CONTEXT_TOKENS, 1, null)));
        });
        pool = new Pool(specs, options(), CLOCK);
        pool.start();
        Catalog catalog = new Catalog(models.stream().map(Corridor::model).toList(), () -> models, CLOCK);
        Ulid ids = new Ulid(CLOCK, RANDOM);
        organization = new Organizations(database, ids, CLOCK).ensure("Test", "Europe/Paris", "Default");
        keys = ApiKeys.open(
                database,
                directory.resolve("api-keys.key"),
                RANDOM,
                CLOCK,
                new ApiKeys.Surroundings(catalog::has, _ -> List.of(), (_, _) -> {}));
        projects = Projects.open(database, GuardrailsConfig.STANDARD.modes());
        owner = owner();
        Access access = new Access(
                keys, new Members(database, new AccessTokens(List.of(), CLOCK), organization.id(), ids, CLOCK));
        gateway = new Gateway(
                new Gateway.Rooms(
                        catalog,
                        quota,
                        new Guardrails(projects::modes),
                        pool,
                        Ledger.open(database, quota, CLOCK),
                        feed,
                        keys,
                        new RemoteImages(projects::fetchesImages, fetcher)),
                new Relay(vertx, CLOCK, patience),
                CLOCK);
        running = new RunningServer(
                vertx,
                directory,
                router -> new ModelListRoutes(access, catalog, Instant.EPOCH).mount(router),
                server -> {
                    InferenceRoute route = new InferenceRoute(vertx, access, gateway, projects, CLOCK);
                    route.mount(server);
                    more.forEach((path, reader) -> route.mount(server, path, reader));
                });
        watcher = new Watcher(feed, organization.id());
    }

    private static List<InetAddress> noWeb(String host, Deadline deadline) throws UnknownHostException {
        throw new UnknownHostException("tests ask no servers of the web");
    }

    private static PoolOptions options() {
        Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
        return new PoolOptions(java, System.getProperty("java.class.path"), null, "test-machine");
    }

    private static CatalogModel model(String id) {
        return CatalogModel.of(id)
                .withFacts("test", "", "Apache-2.0")
                .withSize(0, CONTEXT_TOKENS)
                .withCapabilities(capabilities(id))
                .withPrices(INPUT_PRICE, OUTPUT_PRICE, DOCUMENT_PRICE, MINUTE_PRICE)
                .withAvailable(true);
    }

    /** What a model can do is in its name. */
    private static String[] capabilities(String id) {
        if (id.startsWith("eyes")) {
            return new String[] {"chat", "vision"};
        }
        if (id.startsWith("vectors")) {
            return new String[] {"embeddings", "rerank"};
        }
        return id.startsWith("voice") ? new String[] {"transcription", "speech"} : new String[] {"chat"};
    }

    private Member owner() {
        UserId id = new UserId("usr_test");
        database.write(handle -> handle.execute(
                "INSERT INTO member (id, organization_id, issuer, subject, email, name, roles, created_at_ms, last_seen_at_ms)"
                        + " VALUES (?, ?, 'test', 'test', '', '', 'owner', 0, 0)",
                id.value(),
                organization.id().value()));
        return new Member(id, organization.id(), "", "", List.of(Role.OWNER), Instant.MAX);
    }

    /** Waits until all runners are ready. */
    Corridor ready() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> pool.replicas().stream().allMatch(replica -> replica.state() == ReplicaState.READY));
        return this;
    }

    /** Sends one request to each model, so that a slow machine has loaded what it needs. */
    void warm(String... models) {
        IssuedApiKey key = key(KeyLimits.NONE);
        for (String model : models) {
            try (RawClient client = new RawClient(
                    running.server.plainPort(),
                    key.secret(),
                    "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                            .formatted(model))) {
                client.events(2);
            }
        }
        quiet();
    }

    /** From now on the project lets images be fetched, or not. */
    void fetchImages(boolean on) {
        projects.change(owner, projects.list(owner).getFirst().id(), ProjectChange.NOTHING.withImageFetching(on));
    }

    IssuedApiKey key(KeyLimits limits) {
        return keys.create(owner, new NewApiKey(null, "test", null, null, limits));
    }

    List<LimitStatus> status(IssuedApiKey key, KeyLimits limits) {
        return quota.status(new Budget(key.key().id(), ZoneId.of("Europe/Paris"), limits));
    }

    /** The rows of a key, the oldest first. */
    List<Row> rows(IssuedApiKey key) {
        return database.read(handle -> handle.createQuery(
                        "SELECT e.request_id, s.outcome, e.prompt_tokens, e.completion_tokens, e.spend_nano_euros,"
                                + " e.time_to_first_token_ms FROM usage_event e JOIN usage_series s ON s.id = e.series_id"
                                + " WHERE s.key_id = :key ORDER BY e.settled_at_ms")
                .bind("key", key.key().id().value())
                .map((row, _) -> {
                    long first = row.getLong(6);
                    return new Row(
                            row.getString(1),
                            row.getString(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.wasNull() ? null : first);
                })
                .list());
    }

    /** The only row of a key; waits for it. */
    Row row(IssuedApiKey key) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> rows(key).size() == 1);
        return rows(key).getFirst();
    }

    /** What was published of a key. */
    List<RequestSettled> published(IssuedApiKey key) {
        return watcher.settled().stream()
                .filter(event -> event.keyId().equals(key.key().id()))
                .toList();
    }

    /** Outcomes of the rows of a key. */
    List<String> outcomes(IssuedApiKey key) {
        return rows(key).stream()
                .map(row -> row.outcome().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Sends over HTTP/2. The answer must be as it is promised. */
    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return send(HttpClient.Version.HTTP_2, request);
    }

    /** The same over this version. */
    HttpResponse<String> send(HttpClient.Version version, HttpRequest request)
            throws IOException, InterruptedException {
        try (HttpClient client = running.client(version)) {
            return KeptAnswers.kept(client.send(request, BodyHandlers.ofString()));
        }
    }

    /** OpenAI's own client with this key. */
    OpenAIClient official(IssuedApiKey key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(running.uri("/v1").toString())
                .apiKey(key.secret())
                .maxRetries(0)
                .sslSocketFactory(running.sslContext().getSocketFactory())
                .trustManager(running.trust())
                .build();
    }

    /** Waits until nothing runs any more. */
    void quiet() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> gateway.active() == 0);
    }

    /** Processes of runners. */
    List<Long> pids() {
        return pool.replicas().stream()
                .map(replica -> replica.pid())
                .filter(pid -> pid != null)
                .collect(Collectors.toList());
    }

    @Override
    public void close() {
        watcher.close();
        feed.close();
        running.close();
        pool.close();
        quota.close();
        database.close();
    }
}
