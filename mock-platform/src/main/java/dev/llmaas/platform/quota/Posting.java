package dev.llmaas.platform.quota;

import dev.llmaas.api.Money;
import dev.llmaas.platform.store.Statements;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reservation on its way to be posted. Only the ledger meets it: it writes what was used and this in one transaction,
 * then says how that ended. Exactly one of {@link #committed}, {@link #duplicate} and {@link #failed} is called.
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

    /** Posts all of these, on the writer's thread; each window is changed once, in the order in which all platforms do. */
    static void write(Statements statements, Collection<Posting> postings) throws SQLException {
        IdentityHashMap<Allotment, List<Part>> byAllotment = new IdentityHashMap<>();
        for (Posting posting : postings) {
            for (Part part : posting.parts) {
                if (part.used() > 0) {
                    byAllotment
                            .computeIfAbsent(part.allotment(), _ -> new ArrayList<>())
                            .add(part);
                }
            }
        }
        List<Allotment> ordered = new ArrayList<>(byAllotment.keySet());
        ordered.sort(Allotment.ORDER);
        for (Allotment allotment : ordered) {
            List<Part> sharing = byAllotment.get(allotment);
            if (sharing != null && !WindowStatements.reduce(statements, allotment, used(sharing), 0)) {
                writeLate(statements, sharing);
            }
        }
    }

    /** It is in the database. */
    public void committed() {
        reservation.posted(parts);
    }

    /** The call was in the database before: nothing was posted. */
    public void duplicate() {
        reservation.voided();
    }

    /** The transaction failed: the reservation is pending again. */
    public void failed() {
        reservation.pendingAgain();
    }

    private static long used(List<Part> parts) {
        long sum = 0;
        for (Part part : parts) {
            sum += part.used();
        }
        return sum;
    }

    /** The allotment expired while the call ran, and others may have used the room since. */
    private static void writeLate(Statements statements, List<Part> parts) throws SQLException {
        for (Part part : parts) {
            if (!WindowStatements.postLate(statements, part.allotment(), part.used(), part.limit())) {
                log.error(
                        "a call settled after its reservation had expired and does not fit any more: key={} kind={} amount={}",
                        part.allotment().keyId,
                        part.allotment().window.kind(),
                        part.used());
            }
        }
    }
}
