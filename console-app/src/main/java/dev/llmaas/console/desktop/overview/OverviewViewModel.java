package dev.llmaas.console.desktop.overview;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.Money;
import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.KeyStatus;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.api.admin.LimitStatus;
import dev.llmaas.api.admin.Organization;
import dev.llmaas.api.admin.Overview;
import dev.llmaas.api.admin.Permission;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.client.AdminClient;
import dev.llmaas.console.Limits;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Load;
import dev.llmaas.console.desktop.async.Tick;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/**
 * The live overview. Reads where the organisation stands, then lets events move every figure; reads again when events were
 * missed, when a day begins, and every few minutes, so that no drift lasts.
 */
public final class OverviewViewModel {
    private static final Duration READ_AGAIN = Duration.ofMinutes(5);
    private static final int NEAREST_KEYS = 5;

    private final AdminClient admin;
    private final Background background;
    private final ZoneId zone;
    private final Predicate<Permission> may;
    private final ObjectProperty<Load<Snapshot>> snapshot = new SimpleObjectProperty<>(new Load.Loading<>());
    private final ReadOnlyObjectWrapper<@Nullable Frame> frame = new ReadOnlyObjectWrapper<>();
    private final ObjectProperty<Duration> range = new SimpleObjectProperty<>(Duration.ofMinutes(5));
    private final Traffic traffic = new Traffic();
    private final Map<String, UsageTotals> modelsToday = new LinkedHashMap<>();
    private final Map<ApiKeyId, ApiKey> keys = new LinkedHashMap<>();
    private final Map<ApiKeyId, UsageTotals> sinceRead = new LinkedHashMap<>();
    private final Map<String, Replica> replicas = new LinkedHashMap<>();
    private final List<RequestSettled> recent = new ArrayList<>();
    private UsageTotals today = UsageTotals.NONE;
    private UsageTotals month = UsageTotals.NONE;
    private @Nullable Money monthCap;
    private long monthEndsAtMs;
    private long readAtMs;

    /**
     * What is read at once.
     *
     * @param overview where the organisation stands
     * @param keys its keys, empty if the person may not see them
     * @param replicas its loaded models, empty if the person may not see them
     */
    public record Snapshot(Overview overview, List<ApiKey> keys, List<Replica> replicas) {}

    /**
     * A key and the limit that it is nearest to.
     *
     * @param key the key
     * @param limit its fullest limit
     * @param used what is gone, 0 to 1
     * @param held what running calls hold, 0 to 1
     */
    public record NearLimit(ApiKey key, LimitStatus limit, double used, double held) {}

    /**
     * A model with its consumption and load.
     *
     * @param model its name
     * @param today sums since midnight
     * @param running calls being computed
     * @param waiting calls in its queue
     * @param outputTokensPerSecond tokens leaving now
     */
    public record ModelRow(String model, UsageTotals today, int running, int waiting, double outputTokensPerSecond) {}

    /**
     * Everything that a picture of this moment needs.
     *
     * @param atMs the moment, milliseconds since 1970
     * @param figures for the tiles
     * @param nearest keys nearest to their limits, nearest first
     * @param models by load, then by spend of today
     * @param replicas the loaded models
     * @param recent the last settlements, newest first
     */
    public record Frame(
            long atMs,
            Figures figures,
            List<NearLimit> nearest,
            List<ModelRow> models,
            List<Replica> replicas,
            List<RequestSettled> recent) {}

    /**
     * The overview of this organisation, not read yet.
     *
     * @param ticks calls its argument on the FX thread five times a second
     * @param may what the person may do
     */
    public OverviewViewModel(
            AdminClient admin,
            Consumer<Consumer<Tick>> ticks,
            Background background,
            Organization organization,
            Predicate<Permission> may) {
        this.admin = admin;
        this.background = background;
        this.zone = ZoneId.of(organization.timeZone());
        this.may = may;
        ticks.accept(this::tick);
    }

    /** How far the reading is. */
    public ReadOnlyObjectProperty<Load<Snapshot>> snapshotProperty() {
        return snapshot;
    }

    /** The picture of this moment, five times a second; null until the first. */
    public ReadOnlyObjectProperty<@Nullable Frame> frameProperty() {
        return frame.getReadOnlyProperty();
    }

    /** How much time the charts show. */
    public ObjectProperty<Duration> rangeProperty() {
        return range;
    }

    /** The lines of the charts. */
    public Traffic traffic() {
        return traffic;
    }

    /** Reads where the organisation stands. */
    public void reload() {
        if (!(snapshot.get() instanceof Load.Ready)) {
            snapshot.set(new Load.Loading<>());
        }
        background.run(this::read, this::take, failure -> snapshot.set(new Load.Failed<>(failure)));
    }

    private Snapshot read() {
        return new Snapshot(
                admin.overview(),
                may.test(Permission.KEYS_READ) ? admin.allKeys() : List.of(),
                may.test(Permission.POOL_READ) ? admin.replicas().data() : List.of());
    }

    private void take(Snapshot read) {
        Overview overview = read.overview();
        today = overview.today();
        month = overview.month();
        monthCap = overview.monthCap();
        monthEndsAtMs = overview.monthEndsAtMs();
        modelsToday.clear();
        overview.models().forEach(row -> modelsToday.put(row.group(), row.totals()));
        keys.clear();
        read.keys().forEach(key -> keys.put(key.id(), key));
        sinceRead.clear();
        replicas.clear();
        read.replicas().forEach(replica -> replicas.put(replica.id(), replica));
        recent.clear();
        recent.addAll(overview.recent());
        readAtMs = 0;
        snapshot.set(new Load.Ready<>(read));
    }

    private void tick(Tick tick) {
        boolean stale = readAtMs != 0
                && (tick.atMs() - readAtMs > READ_AGAIN.toMillis() || dayOf(tick.atMs()) != dayOf(readAtMs));
        readAtMs = readAtMs == 0 || stale ? tick.atMs() : readAtMs;
        if ((tick.reset() || tick.keysChanged() || stale) && snapshot.get() instanceof Load.Ready) {
            reload();
        }
        today = today.plus(tick.totals());
        month = month.plus(tick.totals());
        tick.byModel().forEach((model, sums) -> modelsToday.merge(model, sums, UsageTotals::plus));
        tick.byKey().forEach((key, sums) -> sinceRead.merge(key, sums, UsageTotals::plus));
        tick.replicas().forEach(replica -> replicas.put(replica.id(), replica));
        tick.samples()
                .forEach(sample ->
                        replicas.computeIfPresent(sample.id(), (_, replica) -> replica.withLoad(sample.load())));
        recent.addAll(0, tick.latest());
        if (recent.size() > Limits.RECENT_CALLS_MAX) {
            recent.subList(Limits.RECENT_CALLS_MAX, recent.size()).clear();
        }
        traffic.add(tick);
        frame.set(new Frame(
                tick.atMs(),
                figures(tick.atMs()),
                nearest(),
                models(),
                List.copyOf(replicas.values()),
                List.copyOf(recent)));
    }

    private long dayOf(long timeMs) {
        return Instant.ofEpochMilli(timeMs).atZone(zone).toLocalDate().toEpochDay();
    }

    private Figures figures(long nowMs) {
        return new Figures(
                traffic.requests().last(),
                traffic.tokens().last(),
                (int) traffic.active().last(),
                (int) traffic.queue().last(),
                traffic.firstTokenP50().last(),
                traffic.firstTokenP95().last(),
                today,
                month,
                monthCap,
                forecast(nowMs));
    }

    /** The spend of the month at the pace so far; no forecast on the first hours, when the pace says nothing. */
    private Money forecast(long nowMs) {
        Instant end = Instant.ofEpochMilli(monthEndsAtMs);
        long startMs = end.atZone(zone).minusMonths(1).toInstant().toEpochMilli();
        long elapsed = nowMs - startMs;
        if (elapsed < Duration.ofHours(6).toMillis() || nowMs >= monthEndsAtMs) {
            return month.spend();
        }
        double share = (double) elapsed / (monthEndsAtMs - startMs);
        return new Money(Math.round(month.spend().nanoEuros() / share));
    }

    private List<NearLimit> nearest() {
        return keys.values().stream()
                .filter(key -> key.status() == KeyStatus.ACTIVE && !key.usage().isEmpty())
                .map(this::fullest)
                .sorted(Comparator.comparingDouble((NearLimit near) -> near.used() + near.held())
                        .reversed())
                .limit(NEAREST_KEYS)
                .toList();
    }

    private NearLimit fullest(ApiKey key) {
        UsageTotals added = sinceRead.getOrDefault(key.id(), UsageTotals.NONE);
        return key.usage().stream()
                .map(limit -> new NearLimit(
                        key,
                        limit,
                        share(limit.posted() + amount(limit.kind(), added), limit.limit()),
                        share(limit.pending(), limit.limit())))
                .max(Comparator.comparingDouble(near -> near.used() + near.held()))
                .orElseThrow();
    }

    private static long amount(LimitKind kind, UsageTotals totals) {
        return kind == LimitKind.SPEND_PER_MONTH ? totals.spend().nanoEuros() : totals.completionTokens();
    }

    private static double share(long part, long whole) {
        return whole <= 0 ? 1 : Math.min(1, (double) part / whole);
    }

    private List<ModelRow> models() {
        Map<String, UsageTotals> all = new LinkedHashMap<>(modelsToday);
        traffic.loads().keySet().forEach(model -> all.putIfAbsent(model, UsageTotals.NONE));
        return all.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingDouble(ModelRow::outputTokensPerSecond)
                        .thenComparing(row -> row.today().spend())
                        .reversed())
                .toList();
    }

    private ModelRow row(String model, UsageTotals sums) {
        var load = traffic.loads().get(model);
        return load == null
                ? new ModelRow(model, sums, 0, 0, 0)
                : new ModelRow(model, sums, load.running(), load.waiting(), load.outputTokensPerSecond());
    }
}
