package dev.llmaas.console.desktop.keys;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.KeyStatus;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.api.admin.LimitStatus;
import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.Permission;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.client.AdminClient;
import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Failure;
import dev.llmaas.console.desktop.async.Load;
import dev.llmaas.console.desktop.async.Tick;
import dev.llmaas.console.session.Endpoint;
import java.net.URI;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** The keys of the organisation, and what may be done with them. */
public final class KeysViewModel {
    /** The kind of the keys that members have for the playground; they are not managed by hand. */
    private static final String PLAYGROUND_KIND = "playground";

    /** What the samples ask. */
    private static final List<SampleModel> SAMPLE_MODELS = List.of(
            new SampleModel(CodeSamples.CHAT_MODEL, "chat"),
            new SampleModel("LLMAAS_EMBED_MODEL", "embeddings"),
            new SampleModel("LLMAAS_RERANK_MODEL", "rerank"));

    private final AdminClient admin;
    private final Background background;
    private final Me me;
    private final Endpoint endpoint;
    private final ObjectProperty<Load<List<ApiKey>>> keys = new SimpleObjectProperty<>(new Load.Loading<>());
    private final ObjectProperty<@Nullable ApiKey> selected = new SimpleObjectProperty<>();
    private final ReadOnlyLongWrapper usageShownAtMs = new ReadOnlyLongWrapper();
    private final Map<ApiKeyId, UsageTotals> sinceRead = new HashMap<>();
    private List<CatalogModel> models = List.of();
    private boolean used;
    private long tickedAtMs;

    private record SampleModel(String variable, String capability) {}

    private record Read(List<ApiKey> keys, List<CatalogModel> models) {}

    /** The keys that {@code me} may see, not read yet. Reads again whenever one is created or revoked elsewhere. */
    public KeysViewModel(
            AdminClient admin, Consumer<Consumer<Tick>> ticks, Background background, Me me, Endpoint endpoint) {
        this.admin = admin;
        this.background = background;
        this.me = me;
        this.endpoint = endpoint;
        ticks.accept(this::tick);
    }

    /** The keys, newest first. */
    public ReadOnlyObjectProperty<Load<List<ApiKey>>> keysProperty() {
        return keys;
    }

    /** The key whose panel is open, or null. */
    public ObjectProperty<@Nullable ApiKey> selectedProperty() {
        return selected;
    }

    /** Changes, once a second at most, when calls have moved what {@link #usage} tells. */
    public ReadOnlyLongProperty usageChangedProperty() {
        return usageShownAtMs.getReadOnlyProperty();
    }

    /** The limits of a key with what calls have used since they were read. */
    public List<LimitStatus> usage(ApiKey key) {
        UsageTotals added = sinceRead.getOrDefault(key.id(), UsageTotals.NONE);
        return key.usage().stream().map(limit -> with(limit, added)).toList();
    }

    private static LimitStatus with(LimitStatus limit, UsageTotals added) {
        long amount = limit.kind() == LimitKind.SPEND_PER_MONTH ? added.spend().nanoEuros() : added.completionTokens();
        return new LimitStatus(
                limit.kind(),
                limit.limit(),
                limit.posted() + amount,
                limit.pending(),
                limit.startsAtMs(),
                limit.endsAtMs());
    }

    /** Whether the person may create keys. */
    public boolean mayCreate() {
        return me.may(Permission.KEYS_WRITE);
    }

    /** Whether the person may revoke this key, and there is something to revoke. */
    public boolean mayRevoke(ApiKey key) {
        boolean own = key.ownerId().equals(me.userId());
        return key.status() == KeyStatus.ACTIVE
                && (me.may(Permission.KEYS_WRITE_ALL) || (own && me.may(Permission.KEYS_WRITE)));
    }

    /** What people call the project of a key. */
    public String projectName(ApiKey key) {
        return me.projects().stream()
                .filter(project -> project.id().equals(key.projectId()))
                .map(dev.llmaas.api.admin.Project::name)
                .findFirst()
                .orElse(key.projectId().value());
    }

    /** Code that calls the platform with a key. */
    CodeSamples samples(ApiKey key) {
        Map<String, String> chosen = new LinkedHashMap<>();
        for (SampleModel wanted : SAMPLE_MODELS) {
            models.stream()
                    .filter(model -> model.can(wanted.capability()))
                    .filter(model -> key.models().isEmpty() || key.models().contains(model.id()))
                    .min(Comparator.comparing(model -> !model.available()))
                    .ifPresent(model -> chosen.put(wanted.variable(), model.id()));
        }
        return new CodeSamples(endpoint, chosen);
    }

    /** The page with all samples and the reference of the API. */
    URI documentation() {
        return endpoint.documentation();
    }

    /** Reads the keys, and the models that a key can be limited to. What is shown stays until they are here. */
    public void reload() {
        if (!(keys.get() instanceof Load.Ready)) {
            keys.set(new Load.Loading<>());
        }
        background.run(
                () -> new Read(admin.allKeys(), admin.models().data()),
                this::take,
                failure -> keys.set(new Load.Failed<>(failure)));
    }

    /** A form for a new key. */
    public NewKeyViewModel newKey() {
        return new NewKeyViewModel(admin, background, me.projects(), models, this::reload);
    }

    /** Ends a key for good; {@code failed} is called if the platform refuses. */
    public void revoke(ApiKey key, Runnable done, Consumer<Failure> failed) {
        background.run(
                () -> admin.revokeKey(key.id()),
                _ -> {
                    done.run();
                    reload();
                },
                failed);
    }

    private void take(Read read) {
        models = read.models();
        sinceRead.clear();
        List<ApiKey> shown = read.keys().stream()
                .filter(key -> !key.kind().equals(PLAYGROUND_KIND))
                .toList();
        keys.set(new Load.Ready<>(shown));
        ApiKey open = selected.get();
        if (open != null) {
            selected.set(shown.stream()
                    .filter(key -> key.id().equals(open.id()))
                    .findFirst()
                    .orElse(null));
        }
    }

    private void tick(Tick tick) {
        if (!(keys.get() instanceof Load.Ready<List<ApiKey>>(var shown))) {
            return;
        }
        tick.byKey().forEach((key, sums) -> sinceRead.merge(key, sums, UsageTotals::plus));
        used |= !tick.byKey().isEmpty();
        boolean windowEnded = tickedAtMs != 0
                && shown.stream()
                        .flatMap(key -> key.usage().stream())
                        .anyMatch(limit -> limit.endsAtMs() <= tick.atMs() && limit.endsAtMs() > tickedAtMs);
        tickedAtMs = tick.atMs();
        if (tick.keysChanged() || tick.reset() || windowEnded) {
            reload();
        }
        if (used && tick.atMs() - usageShownAtMs.get() >= Limits.LIMITS_REDRAW.toMillis()) {
            used = false;
            usageShownAtMs.set(tick.atMs());
        }
    }
}
