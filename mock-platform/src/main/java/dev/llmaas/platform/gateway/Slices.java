package dev.llmaas.platform.gateway;

import dev.llmaas.api.Money;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.quota.Reservation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an answer grow slice by slice: asks for the next slice before the present one is used up, so that the engine does
 * not wait, and ends the answer on the token at which a limit refuses one more. Belongs to the event loop of its call.
 */
final class Slices {
    private static final Logger log = LoggerFactory.getLogger(Slices.class);

    private final Reservation reservation;
    private final Money tokenPrice;
    private final long ceiling;
    private long granted;
    private long used;
    /** Of these, what was seen: the rest is suspected. */
    private long seen;

    private boolean asking;
    private boolean refused;
    private boolean stopped;

    /** What a call does with the budget of its engine. */
    interface Reins {
        /** Runs on the call's event loop. */
        Executor loop();

        /** The engine may generate this many tokens in all. */
        void raise(long tokens);

        /** The engine must end. */
        void stop();
    }

    /**
     * Slices of a reservation.
     *
     * @param tokenPrice of one more output token
     * @param granted output tokens that it holds already, from 1
     * @param ceiling output tokens that the request allows
     */
    Slices(Reservation reservation, Money tokenPrice, long granted, long ceiling) {
        this.reservation = reservation;
        this.tokenPrice = tokenPrice;
        this.granted = granted;
        this.ceiling = ceiling;
    }

    /** Tokens that may be generated for now. */
    long granted() {
        return granted;
    }

    /** Whether no more than is granted can be generated anyway. */
    boolean complete() {
        return granted >= ceiling;
    }

    /** Holds all the request allows, or as much as the limits do. For engines that cannot be steered. */
    CompletableFuture<Long> whole() {
        if (complete()) {
            return CompletableFuture.completedFuture(granted);
        }
        return reservation.extendUpTo(ceiling - granted, tokenPrice).thenApply(more -> granted += more);
    }

    /** The limit that keeps the answer from its full length, or null. */
    @Nullable
    LimitKind limit() {
        return complete() ? null : reservation.refusedBy().orElse(null);
    }

    /** Whether the engine was told to end because of a limit. */
    boolean stopped() {
        return stopped;
    }

    /** The engine has generated {@code soFar} tokens. */
    void tokens(long soFar, Reins reins) {
        seen = Math.max(seen, soFar);
        use(soFar, reins);
    }

    private void use(long soFar, Reins reins) {
        used = Math.max(used, soFar);
        if (asking || stopped || complete()) {
            return;
        }
        boolean soon = !refused && granted - used <= Limits.OUTPUT_SLICE_TOKENS / 2;
        if (soon || used >= granted) {
            ask(reins);
        }
    }

    /**
     * The engine is silent: it may hold text back and have used up all it may. One that made all that was asked for and
     * does not end wants to go on with answers that nobody asked for. One that is only suspected of it may be thinking:
     * its silence ends the call.
     */
    void suspectSpent(Reins reins) {
        if (complete() && seen >= granted && !stopped) {
            stopped = true;
            reins.stop();
        } else {
            use(granted, reins);
        }
    }

    private void ask(Reins reins) {
        asking = true;
        long wanted = Math.min(Limits.OUTPUT_SLICE_TOKENS, ceiling - granted);
        var _ = reservation.extendUpTo(wanted, tokenPrice).handle((more, failure) -> {
            if (failure != null) {
                log.error("a reservation could not grow", failure);
            }
            long got = failure == null ? more : 0;
            reins.loop().execute(() -> told(wanted, got, reins));
            return got;
        });
    }

    private void told(long wanted, long more, Reins reins) {
        asking = false;
        refused = more < wanted;
        granted += more;
        if (more > 0) {
            reins.raise(granted);
            use(used, reins);
        } else if (used >= granted) {
            stopped = true;
            reins.stop();
        }
    }
}
