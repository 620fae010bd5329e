package dev.llmaas.platform.quota;

import dev.llmaas.api.Money;
import dev.llmaas.platform.store.Statements;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reservation on its way to be posted. Only the ledger meets it: it writes what was used and this in one transaction,
 * then says how that ended: {@link #committed} or {@link #duplicate}, after {@link #kept} if it was promised before; or
 * {@link #failed} if it was not.
 */
public final class Posting {
    private static final Logger log = LoggerFactory.getLogger(Posting.class);

    /**
     * What to post to one window.
     *
     * @param used at most {@code held}
     * @param held what the reservation held there
     */
    record Part(Allotment allotment, long limit, long used, long held) {}

    private final Reservation reservation;
    private final List<Part> parts;
    private final Money spend;
    private boolean kept;

    Posting(Reservation reservation, List<Part> parts, Money spend) {
        this.reservation = reservation;
        this.parts = List.copyOf(parts);
        this.spend = spend;
    }

    /** What is billed: the price, but never more than a limit of money allowed. */
    public Money spend() {
        return spend;
    }

    /** Whose limits it counts for. */
    public Budget budget() {
        return reservation.budget();
    }

    /** What it takes of windows, by window. */
    public List<WindowUse> uses() {
        List<WindowUse> uses = new ArrayList<>(parts.size());
        for (Part part : parts) {
            if (part.used() > 0) {
                Allotment allotment = part.allotment();
                uses.add(new WindowUse(allotment.holder.id(), allotment.place, part.limit(), part.used()));
            }
        }
        return uses;
    }

    /** Posts all of these, on the writer's thread; each window is changed once, in the order in which all platforms do. */
    static void write(Statements statements, Collection<WindowUse> uses) throws SQLException {
        Map<WindowPlace, Map<String, List<WindowUse>>> byPlace = new TreeMap<>();
        for (WindowUse use : uses) {
            byPlace.computeIfAbsent(use.place(), _ -> new TreeMap<>())
                    .computeIfAbsent(use.holderId(), _ -> new ArrayList<>())
                    .add(use);
        }
        for (Map.Entry<WindowPlace, Map<String, List<WindowUse>>> place : byPlace.entrySet()) {
            for (Map.Entry<String, List<WindowUse>> ofHolder : place.getValue().entrySet()) {
                List<WindowUse> sharing = ofHolder.getValue();
                long amount = amount(sharing);
                if (!WindowStatements.reduce(statements, ofHolder.getKey(), place.getKey(), amount, 0)) {
                    writeLate(statements, sharing);
                }
            }
        }
    }

    /** It is promised: what was held and not used is free at once. */
    public void kept() {
        reservation.kept(parts);
        kept = true;
    }

    /** It is in the database. */
    public void committed() {
        if (!kept) {
            kept();
        }
        reservation.posted(parts);
    }

    /** The call was in the database before: nothing was posted. */
    public void duplicate() {
        if (!kept) {
            kept();
        }
        reservation.voided(parts);
    }

    /** The transaction failed: the reservation is pending again. */
    public void failed() {
        reservation.pendingAgain();
    }

    private static long amount(List<WindowUse> uses) {
        long sum = 0;
        for (WindowUse use : uses) {
            sum += use.amount();
        }
        return sum;
    }

    /** The allotment is gone: it expired while the call ran, or its process died. Others may have used the room since. */
    private static void writeLate(Statements statements, List<WindowUse> uses) throws SQLException {
        for (WindowUse use : uses) {
            if (!WindowStatements.postLate(statements, use)) {
                log.error(
                        "a call settled after its reservation had expired and does not fit any more: key={} kind={} amount={}",
                        use.place().keyId(),
                        use.place().kind(),
                        use.amount());
            }
        }
    }
}
