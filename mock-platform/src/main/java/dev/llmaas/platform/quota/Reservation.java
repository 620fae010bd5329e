package dev.llmaas.platform.quota;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.LimitKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one call has set aside. It is pending until it is posted or voided, exactly once. Thread-safe: guarded by the lock
 * of its {@link Quota}. Closing voids it unless it was settled or is being settled.
 */
public final class Reservation implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reservation.class);

    private enum State {
        PENDING,
        SETTLING,
        POSTED,
        VOIDED
    }

    /** What is held of one window. */
    private static final class Part {
        final Allotment allotment;
        final long limit;
        long held;

        Part(Allotment allotment, long limit) {
            this.allotment = allotment;
            this.limit = limit;
        }
    }

    private final Quota quota;
    private final Budget budget;
    /** In the order in which they were taken: earlier windows are used first. */
    private final List<Part> parts = new ArrayList<>(LimitKind.values().length);

    private State state = State.PENDING;
    private Hold held = Hold.NONE;
    private @Nullable LimitKind refusedBy;

    Reservation(Quota quota, Budget budget) {
        this.quota = quota;
        this.budget = budget;
    }

    /** All that is held. */
    public Hold held() {
        return quota.locked(() -> held);
    }

    /**
     * Holds more. Never blocks, so that an event loop may ask; mostly completed already.
     *
     * @return whether it is held now; false if a limit is in the way: {@link #refusedBy} names it, or if the reservation is
     *     not pending any more. Completes on this thread or on the database's: what depends on it must not block
     */
    public CompletableFuture<Boolean> extend(Hold more) {
        return quota.hold(this, more).thenApply(refusal -> {
            quota.locked(() -> refusedBy = refusal.map(Refusal::kind).orElse(refusedBy));
            return refusal.isEmpty() && isPending();
        });
    }

    /**
     * Holds as many more output tokens at this unit price as the limits allow, so that a stream can end on the exact token.
     *
     * @return how many, 0 to {@code outputTokens}; fewer than asked for means that a limit is met: {@link #refusedBy} names
     *     it. Completes like {@link #extend}
     */
    public CompletableFuture<Long> extendUpTo(long outputTokens, Money spendPerToken) {
        if (outputTokens <= 0) {
            return CompletableFuture.completedFuture(0L);
        }
        return quota.hold(this, new Hold(outputTokens, spendPerToken.times(outputTokens)))
                .thenCompose(refusal -> {
                    if (refusal.isEmpty()) {
                        return CompletableFuture.completedFuture(isPending() ? outputTokens : 0L);
                    }
                    quota.locked(() -> refusedBy = refusal.get().kind());
                    long unit = refusal.get().kind() == LimitKind.SPEND_PER_MONTH ? spendPerToken.nanoEuros() : 1;
                    long fitting = unit == 0 ? 0 : refusal.get().left() / unit;
                    return extendUpTo(Math.min(fitting, outputTokens - 1), spendPerToken);
                });
    }

    /** How the limits stand of which it holds something. */
    public List<Standing> standings() {
        return quota.locked(() -> {
            List<Standing> all = new ArrayList<>(parts.size());
            for (Part part : parts) {
                long left = part.allotment.unused();
                if (part.held > 0 && left != Allotment.UNKNOWN) {
                    QuotaWindow window = part.allotment.window;
                    all.add(new Standing(window.kind(), part.limit, left, window.endsAtMs()));
                }
            }
            return all;
        });
    }

    /** The limit that refused the last extension, empty if none did. */
    public Optional<LimitKind> refusedBy() {
        return Optional.ofNullable(quota.locked(() -> refusedBy));
    }

    /**
     * For the ledger: begins to settle. What was used is posted to the windows in the order in which they were held. If it
     * is more than what is held, the held amount is posted and an error is logged: a limit is never passed.
     *
     * @throws IllegalStateException if it is not pending
     */
    public Posting post(long outputTokens, Money spend) {
        return quota.locked(() -> {
            require(State.PENDING);
            state = State.SETTLING;
            Hold used = new Hold(outputTokens, spend);
            Map<LimitKind, Long> left = new EnumMap<>(LimitKind.class);
            List<Posting.Part> posted = new ArrayList<>(parts.size());
            for (Part part : parts) {
                LimitKind kind = part.allotment.window.kind();
                long before = left.getOrDefault(kind, used.of(kind));
                long here = Math.min(before, part.held);
                left.put(kind, before - here);
                posted.add(new Posting.Part(part.allotment, part.limit, here, part.held));
            }
            left.forEach((kind, excess) -> complain(kind, used.of(kind), excess));
            Money billed = spend.minus(new Money(left.getOrDefault(LimitKind.SPEND_PER_MONTH, 0L)));
            return new Posting(this, posted, billed);
        });
    }

    /** Voids it unless it was settled. */
    @Override
    public void close() {
        quota.locked(() -> {
            if (state == State.PENDING) {
                release();
                state = State.VOIDED;
            }
        });
    }

    Budget budget() {
        return budget;
    }

    boolean isPending() {
        return quota.locked(() -> state == State.PENDING);
    }

    /** Under the lock: notes what was taken for it. */
    void take(Allotment allotment, long limit, long amount) {
        for (Part part : parts) {
            if (part.allotment == allotment) {
                part.held += amount;
                return;
            }
        }
        Part part = new Part(allotment, limit);
        part.held = amount;
        parts.add(part);
    }

    /** Under the lock: notes that all of it was taken. */
    void holds(Hold more) {
        require(State.PENDING);
        held = held.plus(more);
    }

    /** What was used stays held until the database has it; the rest is free. */
    void kept(List<Posting.Part> posted) {
        quota.locked(() -> {
            require(State.SETTLING);
            for (Posting.Part part : posted) {
                part.allotment().release(part.held() - part.used());
            }
            parts.clear();
            state = State.POSTED;
        });
    }

    void posted(List<Posting.Part> posted) {
        quota.locked(() -> {
            require(State.POSTED);
            for (Posting.Part part : posted) {
                part.allotment().spent(part.used());
            }
        });
    }

    void voided(List<Posting.Part> posted) {
        quota.locked(() -> {
            require(State.POSTED);
            for (Posting.Part part : posted) {
                part.allotment().release(part.used());
            }
            state = State.VOIDED;
        });
    }

    void pendingAgain() {
        quota.locked(() -> {
            require(State.SETTLING);
            state = State.PENDING;
        });
    }

    private void complain(LimitKind kind, long used, long excess) {
        if (excess > 0) {
            log.error(
                    "a call used more than it had reserved; only what was reserved is posted: key={} kind={} reserved={} used={}",
                    budget.keyId(),
                    kind,
                    used - excess,
                    used);
        }
    }

    private void release() {
        for (Part part : parts) {
            part.allotment.release(part.held);
        }
        parts.clear();
    }

    private void require(State expected) {
        if (state != expected) {
            throw new IllegalStateException(
                    "A reservation of key %s is %s, not %s.".formatted(budget.keyId(), state, expected));
        }
    }
}
