package dev.llmaas.platform.quota;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.Ulid;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.api.admin.LimitStatus;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.store.Database;
import dev.llmaas.platform.store.Lane;
import dev.llmaas.platform.store.Statements;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits of all keys. Thread-safe: one lock guards what this process holds; it is never kept while the database works.
 */
public final class Quota implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Quota.class);
    private static final LimitKind[] KINDS = LimitKind.values();

    private record Place(ApiKeyId keyId, QuotaWindow window) {}

    private final Database database;
    private final InstantSource clock;
    private final Ulid ids;
    private final Lane<Change, Change.Result> lane;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("quota-sweep").daemon().factory());
    private final Calendar calendar = new Calendar();
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock. An entry lives as long as its window runs or somebody holds something of it. */
    private final Map<Place, Allotment> allotments = new HashMap<>();

    private volatile Holder holder;

    private Quota(Database database, InstantSource clock, RandomGenerator random) {
        this.database = database;
        this.clock = clock;
        this.ids = new Ulid(clock, random);
        this.lane = database.lane(WindowStatements::change);
        this.holder = new Holder(ids.next("hld_"));
    }

    /** Takes up the limits where the database has them; on SQLite, voids what a platform that died here before left. */
    public static Quota open(Database database, InstantSource clock, RandomGenerator random) {
        Quota quota = new Quota(database, clock, random);
        if (!database.isShared()) {
            database.<HolderDao, Boolean>write(HolderDao.class, dao -> {
                dao.all().forEach(id -> dao.expire(id, Long.MAX_VALUE));
                return true;
            });
        }
        ScheduledFuture<?> _ = quota.sweeper.scheduleWithFixedDelay(
                quota::sweepQuietly,
                Limits.QUOTA_SWEEP_INTERVAL.toMillis(),
                Limits.QUOTA_SWEEP_INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
        return quota;
    }

    /**
     * Sets aside what a call may use. Blocks for at most some commits, mostly not at all: call it on a virtual thread.
     *
     * @throws PlatformException {@code RATE_LIMIT_EXCEEDED} or {@code INSUFFICIENT_QUOTA}; the sentence names the limit, its
     *     bound, its key and the earliest moment at which the same call may pass
     */
    public Reservation reserve(Budget budget, Hold hold) {
        Reservation reservation = new Reservation(this, budget);
        Optional<Refusal> refusal;
        try {
            refusal = hold(reservation, hold).join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
        if (refusal.isPresent()) {
            throw refusal.get().exception(clock.instant());
        }
        return reservation;
    }

    /**
     * Sets aside what a call may use, if that needs no database. Never blocks, so that an event loop may ask.
     *
     * @return empty if it cannot be held at once, for whatever reason: {@link #reserve} finds out
     */
    public Optional<Reservation> reserveNow(Budget budget, Hold hold) {
        Reservation reservation = new Reservation(this, budget);
        Plan plan = locked(() -> plan(reservation, hold));
        if (plan.refusal() != null || !plan.needs().isEmpty()) {
            return Optional.empty();
        }
        refill(plan.used());
        return Optional.of(reservation);
    }

    /**
     * How far each limit is used now; none for a kind without limit. Reads the database. What other platforms have taken
     * and not yet handed out counts as pending.
     */
    public List<LimitStatus> status(Budget budget) {
        Instant now = clock.instant();
        List<LimitStatus> all = new ArrayList<>(KINDS.length);
        for (LimitKind kind : KINDS) {
            Long limit = budget.limits().of(kind);
            if (limit != null) {
                QuotaWindow window = calendar.window(kind, now, budget.zone());
                HolderDao.Count count = database.read(
                                HolderDao.class, dao -> dao.count(budget.keyId(), kind.name(), window.startsAtMs()))
                        .orElse(new HolderDao.Count(0, 0));
                long free = locked(() -> {
                    Allotment ours = allotments.get(new Place(budget.keyId(), window));
                    return ours == null ? 0 : ours.free();
                });
                long pending = Math.clamp(count.pending() - free, 0, Math.max(0, limit - count.posted()));
                all.add(new LimitStatus(kind, limit, count.posted(), pending, window.startsAtMs(), window.endsAtMs()));
            }
        }
        return all;
    }

    /** For the ledger, on the writer's thread: posts what calls used to their windows. */
    public void write(Statements statements, Collection<WindowUse> uses) throws SQLException {
        Posting.write(statements, uses);
    }

    /** Shows that this process lives, voids what dead ones left, gives back what is not in use. Runs every few seconds. */
    public void sweep() {
        long nowMs = clock.millis();
        if (database.isShared()) {
            show(nowMs);
            for (String id : database.read(HolderDao.class, dao -> dao.overdue(nowMs))) {
                if (database.write(HolderDao.class, dao -> dao.expire(id, nowMs))) {
                    log.warn("voided what the platform {} held: it did not show in time", id);
                }
            }
        }
        giveBack(allotment -> allotment.isIdle(nowMs)).forEach(CompletableFuture::join);
    }

    /** Voids all that this process holds. Reservations that are pending now cannot be extended, and settle late. */
    @Override
    public void close() {
        sweeper.shutdownNow();
        Holder last = holder;
        database.write(HolderDao.class, dao -> dao.expire(last.id(), Long.MAX_VALUE));
    }

    /** Empty if it is held now, or the reservation is not pending any more. */
    CompletableFuture<Optional<Refusal>> hold(Reservation reservation, Hold hold) {
        try {
            return attempt(reservation, hold, 1);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    <T extends @Nullable Object> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    void locked(Runnable work) {
        locked(() -> {
            work.run();
            return true;
        });
    }

    private CompletableFuture<Optional<Refusal>> attempt(Reservation reservation, Hold hold, int count) {
        Plan plan = locked(() -> plan(reservation, hold));
        if (plan.refusal() != null) {
            return CompletableFuture.completedFuture(Optional.of(plan.refusal()));
        }
        if (plan.needs().isEmpty()) {
            refill(plan.used());
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (count > Limits.QUOTA_ATTEMPTS_MAX) {
            throw new PlatformException(
                    ErrorCode.UNAVAILABLE,
                    "The limits of key %s are in great demand. Try again in a moment."
                            .formatted(reservation.budget().keyId()),
                    null,
                    Duration.ofSeconds(1));
        }
        return take(plan.needs()).thenCompose(result -> switch (result) {
            case Change.Result.Granted _ -> attempt(reservation, hold, count + 1);
            case Change.Result.Refused refused -> afterRefusal(reservation, hold, plan, refused, count);
            case Change.Result.Returned _ -> throw new IllegalStateException("Taking gave back.");
        });
    }

    /** Under the lock: holds all if all is there, otherwise says what is missing. */
    private Plan plan(Reservation reservation, Hold hold) {
        List<Allotment> used = new ArrayList<>(KINDS.length);
        List<Change.Need> needs = new ArrayList<>(0);
        if (!reservation.isPending()) {
            return new Plan(used, needs, null);
        }
        Budget budget = reservation.budget();
        Instant now = clock.instant();
        if (database.isShared() && holder.isOverdue(now.toEpochMilli())) {
            replace(holder); // we slept: others may have given away what we would hand out now
        }
        for (LimitKind kind : KINDS) {
            Long limit = budget.limits().of(kind);
            if (limit == null) {
                continue;
            }
            QuotaWindow window = calendar.window(kind, now, budget.zone());
            if (limit == 0) {
                return new Plan(used, List.of(), new Refusal(budget, window, 0, 0, 0, hold.of(kind)));
            }
            Allotment allotment = allotment(budget.keyId(), window);
            allotment.use(limit, now.toEpochMilli());
            used.add(allotment);
            long missing = hold.of(kind) - allotment.free();
            if (missing > 0) {
                needs.add(new Change.Need(allotment, missing, allotment.block(), limit));
            }
        }
        needs.sort(Comparator.comparing(Change.Need::allotment, Allotment.ORDER));
        if (needs.isEmpty()) {
            for (Allotment allotment : used) {
                long amount = hold.of(allotment.window.kind());
                allotment.hold(amount);
                reservation.take(allotment, allotment.limit(), amount);
            }
            reservation.holds(hold);
        }
        return new Plan(used, needs, null);
    }

    /** What somebody else freed in the meantime may be enough: then it is tried again. */
    private CompletableFuture<Optional<Refusal>> afterRefusal(
            Reservation reservation, Hold hold, Plan plan, Change.Result.Refused refused, int count) {
        boolean freed = locked(() -> {
            for (Change.Need need : plan.needs()) {
                if (hold.of(need.allotment().window.kind()) - need.allotment().free() < need.amount()) {
                    return true;
                }
            }
            return false;
        });
        if (freed) {
            return attempt(reservation, hold, count + 1);
        }
        for (Change.Need need : plan.needs()) {
            if (need.allotment().window.kind() == refused.kind()) {
                return CompletableFuture.completedFuture(
                        Optional.of(Refusal.of(reservation.budget(), hold, need, refused)));
            }
        }
        throw new IllegalStateException("A limit refused that was not asked.");
    }

    private CompletableFuture<Change.Result> take(List<Change.Need> needs) {
        Holder taking = needs.getFirst().allotment().holder;
        Change.Take take = new Change.Take(taking, expiry(clock.millis()), needs);
        return lane.addUrgent(take).whenComplete((result, failure) -> {
            if (failure != null) {
                failed(taking, failure);
                return;
            }
            taking.registered(take.holderExpiresAtMs());
            if (result instanceof Change.Result.Granted granted) {
                locked(() -> {
                    for (int i = 0; i < needs.size(); i++) {
                        Change.Need need = needs.get(i);
                        need.allotment()
                                .granted(
                                        granted.amounts().get(i),
                                        granted.roomy().get(i),
                                        granted.left().get(i));
                    }
                });
            }
        });
    }

    /** Takes blocks before they are needed, so that callers rarely wait. */
    private void refill(List<Allotment> used) {
        for (Allotment allotment : used) {
            Change.Need need = locked(() -> allotment.isRoomy() && allotment.beginRefill()
                    ? new Change.Need(allotment, 0, allotment.block(), allotment.limit())
                    : null);
            if (need != null) {
                CompletableFuture<?> _ = take(List.of(need)).whenComplete((_, _) -> locked(allotment::endRefill));
            }
        }
    }

    /** Under the lock. */
    private Allotment allotment(ApiKeyId keyId, QuotaWindow window) {
        return allotments.computeIfAbsent(new Place(keyId, window), _ -> new Allotment(holder, keyId, window));
    }

    private List<CompletableFuture<Change.Result>> giveBack(Predicate<Allotment> which) {
        List<Change.Return> returns = locked(() -> {
            List<Change.Return> found = new ArrayList<>();
            allotments.values().removeIf(allotment -> which.test(allotment) && allotment.isEmpty());
            for (Allotment allotment : allotments.values()) {
                if (which.test(allotment) && allotment.free() > 0) {
                    found.add(new Change.Return(allotment, allotment.free()));
                    allotment.hold(allotment.free()); // on its way: nobody else may have it
                }
            }
            return found;
        });
        List<CompletableFuture<Change.Result>> all = new ArrayList<>(returns.size());
        for (Change.Return giving : returns) {
            all.add(lane.add(giving).whenComplete((_, failure) -> {
                if (failure == null) {
                    locked(() -> giving.allotment().returned(giving.amount()));
                } else {
                    locked(() -> giving.allotment().release(giving.amount()));
                    failed(giving.allotment().holder, failure);
                }
            }));
        }
        return all;
    }

    private void show(long nowMs) {
        Holder shown = holder;
        if (shown.isOverdue(nowMs)) {
            replace(shown);
        } else if (shown.isRegistered()) {
            if (database.write(HolderDao.class, dao -> dao.show(shown.id(), expiry(nowMs))) == 1) {
                shown.shown(expiry(nowMs));
            } else {
                replace(shown);
            }
        }
    }

    private long expiry(long nowMs) {
        return nowMs + Limits.QUOTA_HOLDER_TTL.toMillis();
    }

    /** With several platforms, a failure may mean that ours was voided, or leave open what was committed. */
    private void failed(Holder concerned, Throwable failure) {
        if (database.isShared()) {
            log.warn("the database failed; going on with new allotments: {}", failure.getMessage());
            replace(concerned);
        }
    }

    private void replace(Holder lost) {
        locked(() -> {
            if (holder == lost) {
                log.error(
                        "what this platform held is void, because it did not show in time or the database failed; running calls settle late");
                holder = new Holder(ids.next("hld_"));
                allotments.clear();
            }
        });
    }

    private void sweepQuietly() {
        try {
            if (database.isOpen()) {
                sweep();
            } else {
                sweeper.shutdown();
            }
        } catch (RuntimeException failure) { // the edge of the sweep loop: the next one tries again
            log.warn("sweeping the limits failed: {}", failure.getMessage());
        }
    }
}
