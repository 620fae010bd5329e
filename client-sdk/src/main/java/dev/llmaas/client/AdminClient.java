package dev.llmaas.client;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.api.admin.Overview;
import dev.llmaas.api.admin.Page;
import dev.llmaas.api.admin.PlatformDescription;
import dev.llmaas.api.admin.ProjectChange;
import dev.llmaas.api.admin.ProjectSettings;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.UsageReport;
import dev.llmaas.client.internal.Answer;
import dev.llmaas.client.internal.Call;
import dev.llmaas.client.internal.HttpTransport;
import dev.llmaas.client.internal.Limits;
import dev.llmaas.client.internal.RetryingTransport;
import dev.llmaas.client.internal.Sleeper;
import dev.llmaas.client.internal.Targets;
import dev.llmaas.client.internal.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The administration API. Thread-safe; every method blocks until the platform has answered.
 *
 * <pre>{@code
 * try (AdminClient admin = new AdminClient(options, credentials)) {
 *     IssuedApiKey issued = admin.createKey(new NewApiKey(null, "chatbot", null, null, null));
 *     System.out.println(issued.secret()); // shown this once
 * }
 * }</pre>
 *
 * <p>Every method throws {@link ApiException} if the platform refuses, {@link UnreachableException} if none answers, and
 * {@link java.util.concurrent.CancellationException} if the thread is interrupted, whose flag stays set.
 */
public final class AdminClient implements AutoCloseable {
    private static final String PROJECTS = "/admin/v1/projects";
    private static final String REPLICAS = "/admin/v1/replicas";

    private final HttpTransport http;
    private final Transport transport;

    /** A client of the platform of {@code options} for this caller; connects when first used. */
    public AdminClient(ClientOptions options, Credentials credentials) {
        this.http = new HttpTransport(options, credentials);
        this.transport = new RetryingTransport(
                http,
                options.retry(),
                Sleeper.REAL,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /** What everyone may know of the platform, above all where its members sign in. Needs no credentials. */
    public PlatformDescription describe() {
        return get("/.well-known/llmaas").read(PlatformDescription.class);
    }

    /** Who is signed in. */
    public Me me() {
        return get("/admin/v1/me").read(Me.class);
    }

    /**
     * A part of the keys, newest first.
     *
     * @param cursor {@link Page#nextCursor} of the part before, or null for the first
     */
    public Page<ApiKey> keys(@Nullable String cursor) {
        String target = cursor == null ? "/admin/v1/keys" : "/admin/v1/keys?cursor=" + Targets.encoded(cursor);
        return get(target).readPage(ApiKey.class);
    }

    /** All keys, read part by part; at most 100 parts. */
    public List<ApiKey> allKeys() {
        List<ApiKey> all = new ArrayList<>();
        String cursor = null;
        for (int parts = 0; parts < Limits.PAGES_MAX; parts++) {
            Page<ApiKey> page = keys(cursor);
            all.addAll(page.data());
            cursor = page.nextCursor();
            if (cursor == null) {
                break;
            }
        }
        return List.copyOf(all);
    }

    /** Creates a key. The answer is the only place where its secret ever stands. */
    public IssuedApiKey createKey(NewApiKey wanted) {
        return transport.send(Call.post("/admin/v1/keys", wanted).once()).read(IssuedApiKey.class);
    }

    /** Ends a key, for good; one that is revoked already stays so. */
    public ApiKey revokeKey(ApiKeyId id) {
        return transport
                .send(Call.delete(Targets.of("/admin/v1/keys", id.value())))
                .read(ApiKey.class);
    }

    /** The projects of the organisation with their settings, the oldest first. */
    public Page<ProjectSettings> projects() {
        return get(PROJECTS).readPage(ProjectSettings.class);
    }

    /** A project with its settings. */
    public ProjectSettings project(ProjectId id) {
        return get(Targets.of(PROJECTS, id.value())).read(ProjectSettings.class);
    }

    /** Changes settings of a project, and leaves those that {@code change} does not name. Holds within a second. */
    public ProjectSettings changeProject(ProjectId id, ProjectChange change) {
        return transport
                .send(Call.patch(Targets.of(PROJECTS, id.value()), change))
                .read(ProjectSettings.class);
    }

    /** The models of the catalogue. */
    public Page<CatalogModel> models() {
        return get("/admin/v1/models").readPage(CatalogModel.class);
    }

    /** Consumption of a range, summed up. */
    public UsageReport usage(UsageQuery query) {
        return get("/admin/v1/usage?" + query.toQueryString()).read(UsageReport.class);
    }

    /** Where the organisation stands now. */
    public Overview overview() {
        return get("/admin/v1/overview").read(Overview.class);
    }

    /** The replicas of the pool, those that are unloaded too. */
    public Page<Replica> replicas() {
        return get(REPLICAS).readPage(Replica.class);
    }

    /** Loads a replica that was unloaded or failed; one that runs already is left alone. Returns at once. */
    public Replica loadReplica(String id) {
        return actOnReplica(id, "load", false);
    }

    /**
     * Unloads a replica, which stays so when the platform starts again. Returns at once.
     *
     * @param now whether answers that it is giving are cut off instead of finished
     */
    public Replica unloadReplica(String id, boolean now) {
        return actOnReplica(id, "unload", now);
    }

    /**
     * Starts the process of a replica anew. Returns at once; {@link ApiException} with {@code conflict} if it is unloaded.
     *
     * @param now whether answers that it is giving are cut off instead of finished
     */
    public Replica restartReplica(String id, boolean now) {
        return actOnReplica(id, "restart", now);
    }

    private Replica actOnReplica(String id, String act, boolean now) {
        String target = "%s/%s/%s%s".formatted(REPLICAS, Targets.encoded(id), act, now ? "?now=true" : "");
        return transport.send(Call.post(target, Map.of())).read(Replica.class);
    }

    /**
     * Follows what happens, from now on or from where another stream ended.
     *
     * @param lastEventId {@link EventStream.Entry#id} after which to resume, or null for now
     */
    public EventStream events(@Nullable String lastEventId) {
        return events(lastEventId, state -> {});
    }

    /**
     * Follows what happens, and tells {@code listener} whether it is connected. The first connection is made by the first
     * {@link EventStream#next}.
     *
     * @param listener called on the thread that reads; must return soon
     */
    public EventStream events(@Nullable String lastEventId, Consumer<EventStream.State> listener) {
        return new EventStream(
                http,
                lastEventId,
                listener,
                null,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Ends all calls and streams of this client. */
    @Override
    public void close() {
        http.close();
    }

    private Answer get(String target) {
        return transport.send(Call.get(target));
    }
}
