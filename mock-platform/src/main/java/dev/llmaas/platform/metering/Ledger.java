package dev.llmaas.platform.metering;

import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.quota.Calendar;
import dev.llmaas.platform.quota.Posting;
import dev.llmaas.platform.quota.Quota;
import dev.llmaas.platform.quota.Reservation;
import dev.llmaas.platform.store.Database;
import dev.llmaas.platform.store.Lane;
import dev.llmaas.platform.store.Statements;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Writes down what calls used. Thread-safe. */
public final class Ledger {
    private final Quota quota;
    private final InstantSource clock;
    private final Lane<Settlement, Boolean> lane;
    private final Calendar calendar = new Calendar();
    /** Ids of series by series, bounded; a series is here before its row is committed, so this does not stand for the row. */
    private final Map<Series, Long> ids = new ConcurrentHashMap<>();
    /** Series whose rows are committed, bounded. */
    private final Set<Long> written = ConcurrentHashMap.newKeySet();
    /** When the last use of a key was written, bounded. */
    private final Map<String, Long> uses = new ConcurrentHashMap<>();

    /** A ledger in this database that posts to these limits. */
    public Ledger(Database database, Quota quota, InstantSource clock) {
        this.quota = quota;
        this.clock = clock;
        this.lane = database.lane(this::write);
    }

    /**
     * Writes a finished call and posts it to its limits. Never blocks; whoever cannot live without the row waits for the
     * future, uninterrupted. An empty entry, and one whose request is in the ledger already, only voids the reservation.
     *
     * @return completes on the database's thread after the commit, with what to publish, or empty if nothing was written;
     *     fails if the database does, and then the reservation is pending again, so that the caller may settle again
     * @throws IllegalStateException if the reservation was settled or voided before
     */
    public CompletableFuture<Optional<RequestSettled>> settle(Reservation reservation, Entry entry) {
        if (entry.isEmpty()) {
            reservation.close();
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Posting posting = reservation.post(entry.usage().completionTokens(), entry.spend());
        Settlement settlement = settlement(entry, posting);
        return lane.add(settlement).handle((fresh, failure) -> {
            if (failure != null) {
                posting.failed();
                throw failure instanceof RuntimeException cause ? cause : new IllegalStateException(failure);
            }
            if (!fresh) {
                posting.duplicate();
                return Optional.empty();
            }
            posting.committed();
            remember(settlement);
            return Optional.of(settlement.event());
        });
    }

    private Settlement settlement(Entry entry, Posting posting) {
        Instant now = clock.instant();
        ZoneId zone = posting.budget().zone();
        Series series = Series.of(entry);
        Long known = ids.get(series);
        long id = known == null ? series.id() : known;
        if (known == null) {
            bound(ids);
            ids.put(series, id);
        }
        return new Settlement(
                entry,
                posting,
                series,
                id,
                now.toEpochMilli(),
                calendar.window(LimitKind.OUTPUT_TOKENS_PER_HOUR, now, zone).startsAtMs(),
                calendar.window(LimitKind.OUTPUT_TOKENS_PER_DAY, now, zone).startsAtMs());
    }

    /** On the writer's thread: writes all of these in one transaction; whether each was new. */
    private List<Boolean> write(Statements statements, List<Settlement> settlements) throws SQLException {
        Map<Long, Settlement> unwritten = new TreeMap<>();
        for (Settlement settlement : settlements) {
            if (!written.contains(settlement.seriesId())) {
                unwritten.put(settlement.seriesId(), settlement);
            }
        }
        for (Settlement settlement : unwritten.values()) {
            LedgerStatements.addSeries(statements, settlement);
        }
        List<Settlement> fresh = LedgerStatements.addEvents(statements, settlements);
        List<Posting> postings = new ArrayList<>(fresh.size());
        Map<String, Long> keys = new TreeMap<>();
        for (Settlement settlement : fresh) {
            postings.add(settlement.posting());
            if (isUseDue(settlement)) {
                keys.put(settlement.entry().keyId().value(), settlement.atMs());
            }
        }
        quota.write(statements, postings);
        LedgerStatements.addSums(statements, fresh);
        for (Map.Entry<String, Long> key : keys.entrySet()) {
            LedgerStatements.useKey(statements, key.getKey(), key.getValue());
        }
        Set<Settlement> added = Collections.newSetFromMap(new IdentityHashMap<>());
        added.addAll(fresh);
        List<Boolean> results = new ArrayList<>(settlements.size());
        for (Settlement settlement : settlements) {
            results.add(added.contains(settlement));
        }
        return results;
    }

    private boolean isUseDue(Settlement settlement) {
        Long last = uses.get(settlement.entry().keyId().value());
        return last == null || Math.abs(settlement.atMs() - last) >= Limits.KEY_USE_INTERVAL.toMillis();
    }

    private void remember(Settlement settlement) {
        if (written.size() >= Limits.USAGE_SERIES_KNOWN_MAX) {
            written.clear();
        }
        written.add(settlement.seriesId());
        if (isUseDue(settlement)) {
            bound(uses);
            uses.put(settlement.entry().keyId().value(), settlement.atMs());
        }
    }

    /** Forgetting all is rare and only costs a look at the database. */
    private static void bound(Map<?, ?> map) {
        if (map.size() >= Limits.USAGE_SERIES_KNOWN_MAX) {
            map.clear();
        }
    }
}
