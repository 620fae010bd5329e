package dev.llmaas.console.desktop.pool;

import dev.llmaas.api.admin.Permission;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaLoad;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.client.AdminClient;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Failure;
import dev.llmaas.console.desktop.async.Load;
import dev.llmaas.console.desktop.async.Tick;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/** The runners of the pool, live: read once, then moved by events. Reads again when events were missed. */
public final class PoolViewModel {
    /** Without a sample for so long, nobody knows the load. */
    private static final long LOAD_HOLDS_MS = 2_000;

    private final AdminClient admin;
    private final Background background;
    private final InstantSource clock;
    private final Predicate<Permission> may;
    private final ObjectProperty<Load<List<Replica>>> replicas = new SimpleObjectProperty<>(new Load.Loading<>());
    private final ReadOnlyObjectWrapper<@Nullable Frame> frame = new ReadOnlyObjectWrapper<>();
    private final ObjectProperty<@Nullable String> selected = new SimpleObjectProperty<>();
    private final StringProperty filter = new SimpleStringProperty("");
    private final Map<String, Replica> known = new LinkedHashMap<>();
    private final Map<String, RunnerLines> lines = new LinkedHashMap<>();
    private final RunnerLines together = new RunnerLines();
    private long sampledAtMs;

    /** What can be done to a runner. */
    public enum Act {
        /** Start what is unloaded. */
        LOAD,
        /** End it until somebody loads it. */
        UNLOAD,
        /** Start its process anew. */
        RESTART
    }

    /**
     * The runners of one machine.
     *
     * @param name the machine
     * @param runners those that pass the filter, by id
     */
    public record Node(String name, List<Replica> runners) {}

    /**
     * The pool in figures, whatever the filter.
     *
     * @param ready runners that answer
     * @param all runners that there are, the unloaded ones left out
     * @param running requests being computed
     * @param slots requests that can be computed together
     * @param waiting requests in queues
     * @param expectedWaitMs the longest that a request which comes now may wait for a slot, in milliseconds
     * @param writtenPerSecond tokens generated per second
     * @param readPerSecond tokens of prompts computed per second
     */
    public record Sums(
            int ready,
            int all,
            int running,
            int slots,
            int waiting,
            long expectedWaitMs,
            double writtenPerSecond,
            double readPerSecond) {}

    /**
     * A picture of this moment.
     *
     * @param atMs the moment, milliseconds since 1970
     * @param sums the pool in figures
     * @param nodes the machines with runners that pass the filter, by name
     */
    public record Frame(long atMs, Sums sums, List<Node> nodes) {}

    /**
     * The pool of a platform, not read yet.
     *
     * @param ticks calls its argument on the FX thread five times a second
     * @param may what the person may do
     */
    public PoolViewModel(
            AdminClient admin,
            Consumer<Consumer<Tick>> ticks,
            Background background,
            InstantSource clock,
            Predicate<Permission> may) {
        this.admin = admin;
        this.background = background;
        this.clock = clock;
        this.may = may;
        filter.subscribe(_ -> draw(clock.millis()));
        ticks.accept(this::tick);
    }

    /** How far the reading is. */
    public ReadOnlyObjectProperty<Load<List<Replica>>> replicasProperty() {
        return replicas;
    }

    /** The picture of this moment; null until the runners are read. */
    public ReadOnlyObjectProperty<@Nullable Frame> frameProperty() {
        return frame.getReadOnlyProperty();
    }

    /** The id of the runner whose panel is open, or null. */
    public ObjectProperty<@Nullable String> selectedProperty() {
        return selected;
    }

    /** What a runner must have in its model, machine, device or state to be shown; empty for all. */
    public StringProperty filterProperty() {
        return filter;
    }

    /** A runner by its id, as it stands now; null if there is none. */
    public @Nullable Replica runner(@Nullable String id) {
        return id == null ? null : known.get(id);
    }

    /** What a runner did over time. */
    public RunnerLines lines(String id) {
        return lines.computeIfAbsent(id, _ -> new RunnerLines());
    }

    /** What all of them did over time. */
    public RunnerLines together() {
        return together;
    }

    /** What the person may do to a runner as it stands now. */
    public Set<Act> acts(Replica runner) {
        if (!may.test(Permission.POOL_MANAGE)) {
            return Set.of();
        }
        return runner.state() == ReplicaState.STOPPED ? Set.of(Act.LOAD) : Set.of(Act.UNLOAD, Act.RESTART);
    }

    /** Whether another runner answers for the same model. */
    public boolean hasOthers(Replica runner) {
        return known.values().stream()
                .anyMatch(other -> !other.id().equals(runner.id())
                        && other.model().equals(runner.model())
                        && other.state() == ReplicaState.READY);
    }

    /** Reads the runners, if the person may see them. What is shown stays until they are here. */
    public void reload() {
        if (!may.test(Permission.POOL_READ)) {
            return;
        }
        if (!(replicas.get() instanceof Load.Ready)) {
            replicas.set(new Load.Loading<>());
        }
        background.run(() -> admin.replicas().data(), this::take, failure -> replicas.set(new Load.Failed<>(failure)));
    }

    /**
     * Does something to a runner.
     *
     * @param now whether answers that it is giving are cut off instead of finished
     * @param done called when the platform has taken it on
     * @param failed called if it refuses
     */
    public void act(Replica runner, Act act, boolean now, Runnable done, Consumer<Failure> failed) {
        background.run(
                () -> switch (act) {
                    case LOAD -> admin.loadReplica(runner.id());
                    case UNLOAD -> admin.unloadReplica(runner.id(), now);
                    case RESTART -> admin.restartReplica(runner.id(), now);
                },
                after -> {
                    known.put(after.id(), after);
                    draw(clock.millis());
                    done.run();
                },
                failed);
    }

    private void take(List<Replica> read) {
        known.clear();
        read.forEach(replica -> known.put(replica.id(), replica));
        lines.keySet().retainAll(known.keySet());
        replicas.set(new Load.Ready<>(read));
        draw(clock.millis());
    }

    private void tick(Tick tick) {
        if (tick.reset() && replicas.get() instanceof Load.Ready) {
            reload();
        }
        tick.replicas().forEach(replica -> known.put(replica.id(), replica));
        tick.samples()
                .forEach(
                        sample -> known.computeIfPresent(sample.id(), (_, replica) -> replica.withLoad(sample.load())));
        sampledAtMs = tick.samples().isEmpty() ? sampledAtMs : tick.atMs();
        boolean holds = tick.atMs() - sampledAtMs <= LOAD_HOLDS_MS;
        for (Replica replica : known.values()) {
            // A server elsewhere has no process here.
            boolean runs = replica.pid() != null || replica.state() == ReplicaState.READY;
            if (holds && runs) {
                lines(replica.id()).add(tick.atMs(), replica.load());
            } else {
                lines(replica.id()).addNothing(tick.atMs());
            }
        }
        if (holds) {
            together.add(tick.atMs(), sum());
        } else {
            together.addNothing(tick.atMs());
        }
        draw(tick.atMs());
    }

    private ReplicaLoad sum() {
        Sums sums = sums();
        return new ReplicaLoad(
                sums.slots(),
                sums.running(),
                sums.waiting(),
                sums.expectedWaitMs(),
                0,
                0,
                0,
                0,
                sums.readPerSecond(),
                sums.writtenPerSecond(),
                0,
                0,
                0);
    }

    private void draw(long atMs) {
        if (replicas.get() instanceof Load.Ready) {
            frame.set(new Frame(atMs, sums(), nodes()));
        }
    }

    private Sums sums() {
        int ready = 0;
        int all = 0;
        int running = 0;
        int slots = 0;
        int waiting = 0;
        long expectedWaitMs = 0;
        double written = 0;
        double read = 0;
        for (Replica replica : known.values()) {
            boolean isReady = replica.state() == ReplicaState.READY;
            ready += isReady ? 1 : 0;
            all += replica.state() == ReplicaState.STOPPED ? 0 : 1;
            running += replica.load().running();
            slots += isReady ? replica.load().slots() : 0;
            waiting += replica.load().waiting();
            expectedWaitMs = Math.max(expectedWaitMs, replica.load().expectedWaitMs());
            written += replica.load().generatedTokensPerSecond();
            read += replica.load().promptTokensPerSecond();
        }
        return new Sums(ready, all, running, slots, waiting, expectedWaitMs, written, read);
    }

    private List<Node> nodes() {
        String wanted = filter.get().strip().toLowerCase(Locale.ROOT);
        Map<String, List<Replica>> byNode = new TreeMap<>();
        for (Replica replica : known.values()) {
            if (passes(replica, wanted)) {
                byNode.computeIfAbsent(replica.node(), _ -> new ArrayList<>()).add(replica);
            }
        }
        return byNode.entrySet().stream()
                .map(entry -> new Node(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }

    private static boolean passes(Replica replica, String wanted) {
        String device = replica.device() == null ? "" : replica.device();
        String text = String.join(
                " ",
                replica.model(),
                replica.id(),
                replica.node(),
                replica.engine(),
                device,
                replica.state().name());
        return text.toLowerCase(Locale.ROOT).contains(wanted);
    }
}
