package dev.llmaas.platform.metering;

import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.quota.Calendar;
import dev.llmaas.platform.quota.Posting;
import dev.llmaas.platform.quota.Quota;
import dev.llmaas.platform.quota.Reservation;
import dev.llmaas.platform.quota.WindowUse;
import dev.llmaas.platform.store.Database;
import dev.llmaas.platform.store.Journal;
import dev.llmaas.platform.store.Lane;
import dev.llmaas.platform.store.Statements;
import dev.llmaas.platform.store.StoreException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what calls used. Thread-safe.
 *
 * <p>Where the platform has the data for itself, a call settles by its record in the journal, and many calls share the
 * transaction that takes them over: a commit for each few calls was a quarter of what a call cost, and kept its last bytes
 * back for milliseconds. Where others share the data, a call settles by its commit.
 */
public final class Ledger {
    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    private final Database database;
    private final Quota quota;
    private final InstantSource clock;
    private final @Nullable Journal journal;
    private final Lane<Settlement, Boolean> lane;
    private final Calendar calendar = new Calendar();
    /** Ids of series by series, bounded; a series is here before its row is committed, so this does not stand for the row. */
    private final Map<Series, Long> ids = new ConcurrentHashMap<>();
    /** Series whose rows are committed, bounded. */
    private final Set<Long> written = ConcurrentHashMap.newKeySet();

    private Ledger(Database database, Quota quota, InstantSource clock) {
        this.database = database;
        this.quota = quota;
        this.clock = clock;
        this.journal = database.journal().orElse(null);
        this.lane = database.lane(this::write);
    }

    /**
     * A ledger in this database that posts to these limits. Writes down what a platform that died here before had promised;
     * blocks for that. Nobody may reserve before.
     *
     * @throws StoreException if that cannot be written
     */
    public static Ledger open(Database database, Quota quota, InstantSource clock) {
        Ledger ledger = new Ledger(database, quota, clock);
        if (ledger.journal != null) {
            ledger.takeOverLeftovers(ledger.journal);
        }
        return ledger;
    }

    /**
     * Writes a finished call and posts it to its limits. Never blocks; whoever cannot live without the row waits for the
     * future, uninterrupted. An empty entry only voids the reservation; and one whose request is in the ledger already adds
     * nothing to it, though that may turn out after the future completed.
     *
     * @return completes at once or on the database's thread, when the call will be in the ledger whatever happens to this
     *     process, with what to publish, or empty if nothing is written; fails if the database does, and then the
     *     reservation is pending again, so that the caller may settle again
     * @throws IllegalStateException if the reservation was settled or voided before
     */
    public CompletableFuture<Optional<RequestSettled>> settle(Reservation reservation, Entry entry) {
        if (entry.isEmpty()) {
            reservation.close();
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Posting posting = reservation.post(entry.usage().completionTokens(), entry.spend());
        Settlement settlement = settlement(entry, posting);
        Journal.Half half = journal == null ? null : journal.keep(SettlementForm.bytes(settlement));
        if (journal == null || half == null) {
            return commit(settlement, posting);
        }
        posting.kept();
        takeOver(settlement, posting, journal, half);
        return CompletableFuture.completedFuture(Optional.of(settlement.event()));
    }

    private CompletableFuture<Optional<RequestSettled>> commit(Settlement settlement, Posting posting) {
        return lane.add(settlement).handle((fresh, failure) -> {
            if (failure != null) {
                posting.failed();
                throw failure instanceof RuntimeException cause ? cause : new IllegalStateException(failure);
            }
            written(settlement, posting, fresh);
            return fresh ? Optional.of(settlement.event()) : Optional.empty();
        });
    }

    /** Writes what is promised, however often that takes; at the end of the process, the next one does. */
    private void takeOver(Settlement settlement, Posting posting, Journal promised, Journal.Half half) {
        var _ = lane.addPromised(settlement).handle((fresh, failure) -> {
            if (failure == null) {
                written(settlement, posting, fresh);
                promised.takenOver(half);
            } else if (database.isOpen()) {
                log.error(
                        "request={} settled, but its row cannot be written yet",
                        settlement.entry().requestId(),
                        failure);
                takeOver(settlement, posting, promised, half);
            }
            return fresh;
        });
    }

    private void takeOverLeftovers(Journal promised) {
        List<CompletableFuture<Boolean>> rows = promised.leftovers().stream()
                .map(SettlementForm::read)
                .map(lane::add)
                .toList();
        try {
            long fresh = rows.stream().filter(CompletableFuture::join).count();
            promised.forgetLeftovers();
            if (fresh > 0) {
                log.info("wrote {} calls down that had settled when the platform died", fresh);
            }
        } catch (CompletionException failure) {
            throw new StoreException(
                    "The calls that had settled when the platform died cannot be written down.",
                    failure.getCause() == null ? failure : failure.getCause());
        }
    }

    private Settlement settlement(Entry entry, Posting posting) {
        Instant now = clock.instant();
        ZoneId zone = posting.budget().zone();
        Series series = Series.of(entry);
        Long known = ids.get(series);
        long id = known == null ? series.id() : known;
        if (known == null) {
            if (ids.size() >= Limits.USAGE_SERIES_KNOWN_MAX) {
                ids.clear(); // rare, and only costs a look at the database
            }
            ids.put(series, id);
        }
        return new Settlement(
                entry,
                posting.spend(),
                posting.uses(),
                series,
                id,
                now.toEpochMilli(),
                calendar.window(LimitKind.OUTPUT_TOKENS_PER_HOUR, now, zone).startsAtMs(),
                calendar.window(LimitKind.OUTPUT_TOKENS_PER_DAY, now, zone).startsAtMs());
    }

    /** On the writer's thread: writes all of these in one transaction; whether each was new. */
    private List<Boolean> write(Statements statements, List<Settlement> settlements) throws SQLException {
        if (journal != null) {
            journal.turn();
        }
        Map<Long, Settlement> unwritten = new TreeMap<>();
        for (Settlement settlement : settlements) {
            if (!written.contains(settlement.seriesId())) {
                unwritten.put(settlement.seriesId(), settlement);
            }
        }
        for (Settlement settlement : unwritten.values()) {
            LedgerStatements.addSeries(statements, settlement);
        }
        List<Boolean> isNew = LedgerStatements.addEvents(statements, settlements);
        List<Settlement> fresh = new ArrayList<>(settlements.size());
        List<WindowUse> uses = new ArrayList<>(settlements.size());
        for (int i = 0; i < settlements.size(); i++) {
            if (isNew.get(i)) {
                fresh.add(settlements.get(i));
                uses.addAll(settlements.get(i).uses());
            }
        }
        quota.write(statements, uses);
        LedgerStatements.addSums(statements, fresh);
        return isNew;
    }

    /** After the commit. */
    private void written(Settlement settlement, Posting posting, boolean fresh) {
        if (!fresh) {
            log.warn("request={} was in the ledger before", settlement.entry().requestId());
            posting.duplicate();
            return;
        }
        posting.committed();
        if (written.size() >= Limits.USAGE_SERIES_KNOWN_MAX) {
            written.clear();
        }
        written.add(settlement.seriesId());
    }
}
