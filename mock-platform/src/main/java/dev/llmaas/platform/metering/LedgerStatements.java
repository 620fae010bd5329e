package dev.llmaas.platform.metering;

import dev.llmaas.api.event.Outcome;
import dev.llmaas.platform.store.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The statements that write calls and their sums. They run on the writer's thread. Stateless. */
final class LedgerStatements {
    private static final String ADD_SERIES = """
            INSERT INTO usage_series (id, organization_id, project_id, key_id, model, endpoint, outcome)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING""";

    private static final String SAME_SERIES = """
            SELECT 1 FROM usage_series WHERE id = ? AND organization_id = ? AND project_id = ? AND key_id = ?
            AND model = ? AND endpoint = ? AND outcome = ?""";

    private static final String ADD_EVENT = """
            INSERT INTO usage_event (request_id, organization_id, series_id, settled_at_ms, started_at_ms,
                time_to_first_token_ms, prompt_tokens, cached_tokens, completion_tokens, reasoning_tokens,
                documents, audio_seconds, spend_nano_euros)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (request_id) DO NOTHING""";

    /** What is added to one row of sums. */
    static final class Sum {
        private long requests;
        private long promptTokens;
        private long cachedTokens;
        private long completionTokens;
        private long reasoningTokens;
        private long documents;
        private long audioSeconds;
        private long spendNanoEuros;

        void add(Settlement settlement) {
            requests++;
            promptTokens += settlement.entry().usage().promptTokens();
            cachedTokens += settlement.entry().usage().cachedTokens();
            completionTokens += settlement.entry().usage().completionTokens();
            reasoningTokens += settlement.entry().usage().reasoningTokenCount();
            documents += settlement.entry().documents();
            audioSeconds += settlement.entry().audioSeconds();
            spendNanoEuros += settlement.spend().nanoEuros();
        }

        void bind(PreparedStatement statement, int position) throws SQLException {
            statement.setLong(position, requests);
            statement.setLong(position + 1, promptTokens);
            statement.setLong(position + 2, cachedTokens);
            statement.setLong(position + 3, completionTokens);
            statement.setLong(position + 4, reasoningTokens);
            statement.setLong(position + 5, documents);
            statement.setLong(position + 6, audioSeconds);
            statement.setLong(position + 7, spendNanoEuros);
        }
    }

    /** A row of sums; the order is that in which every platform locks them. */
    record Bucket(long startsAtMs, long seriesId) implements Comparable<Bucket> {
        @Override
        public int compareTo(Bucket other) {
            int byTime = Long.compare(startsAtMs, other.startsAtMs);
            return byTime != 0 ? byTime : Long.compare(seriesId, other.seriesId);
        }
    }

    /** A row of sums of an organisation; the order is that in which every platform locks them. */
    private record Total(String organizationId, long startsAtMs, Outcome outcome) {
        static final Comparator<Total> ORDER = Comparator.comparing(Total::organizationId)
                .thenComparingLong(Total::startsAtMs)
                .thenComparing(Total::outcome);
    }

    private LedgerStatements() {}

    /** Makes sure that a series has its row. */
    static void addSeries(Statements statements, Settlement settlement) throws SQLException {
        PreparedStatement add = statements.get(ADD_SERIES);
        series(add, settlement);
        if (add.executeUpdate() == 1) {
            return;
        }
        PreparedStatement same = statements.get(SAME_SERIES);
        series(same, settlement);
        try (ResultSet row = same.executeQuery()) {
            if (!row.next()) {
                throw new IllegalStateException("Two series share the id %d.".formatted(settlement.seriesId()));
            }
        }
    }

    /** Writes the calls that are not written yet; whether each was new. */
    static List<Boolean> addEvents(Statements statements, List<Settlement> settlements) throws SQLException {
        PreparedStatement add = statements.get(ADD_EVENT);
        for (Settlement settlement : settlements) {
            Entry entry = settlement.entry();
            add.setString(1, entry.requestId());
            add.setString(2, entry.organizationId().value());
            add.setLong(3, settlement.seriesId());
            add.setLong(4, settlement.atMs());
            add.setLong(5, entry.startedAtMs());
            if (entry.timeToFirstTokenMs() == null) {
                add.setNull(6, Types.BIGINT);
            } else {
                add.setLong(6, entry.timeToFirstTokenMs());
            }
            add.setLong(7, entry.usage().promptTokens());
            add.setLong(8, entry.usage().cachedTokens());
            add.setLong(9, entry.usage().completionTokens());
            add.setLong(10, entry.usage().reasoningTokenCount());
            add.setLong(11, entry.documents());
            add.setLong(12, entry.audioSeconds());
            add.setLong(13, settlement.spend().nanoEuros());
            add.addBatch();
        }
        List<Boolean> isNew = new ArrayList<>(settlements.size());
        for (int count : batch(add)) {
            isNew.add(count == 1);
        }
        return isNew;
    }

    /** Adds calls to the sums of their minute, hour and day. */
    static void addSums(Statements statements, List<Settlement> settlements) throws SQLException {
        Map<Bucket, Sum> minutes = new TreeMap<>();
        Map<Bucket, Sum> hours = new TreeMap<>();
        Map<Bucket, Sum> days = new TreeMap<>();
        for (Settlement settlement : settlements) {
            long series = settlement.seriesId();
            add(minutes, new Bucket(settlement.minuteStartsAtMs(), series), settlement);
            add(hours, new Bucket(settlement.hourStartsAtMs(), series), settlement);
            add(days, new Bucket(settlement.dayStartsAtMs(), series), settlement);
        }
        addSums(statements, Sums.MINUTE, minutes);
        addSums(statements, Sums.HOUR, hours);
        addSums(statements, Sums.DAY, days);
        addTotals(statements, settlements);
    }

    private static void add(Map<Bucket, Sum> sums, Bucket bucket, Settlement settlement) {
        sums.computeIfAbsent(bucket, _ -> new Sum()).add(settlement);
    }

    private static void addSums(Statements statements, Sums table, Map<Bucket, Sum> sums) throws SQLException {
        PreparedStatement add = statements.get(table.add());
        for (Map.Entry<Bucket, Sum> row : sums.entrySet()) {
            Sum sum = row.getValue();
            add.setLong(1, row.getKey().startsAtMs());
            add.setLong(2, row.getKey().seriesId());
            sum.bind(add, 3);
            add.addBatch();
        }
        batch(add);
    }

    private static void addTotals(Statements statements, List<Settlement> settlements) throws SQLException {
        Map<Total, Sum> hours = new TreeMap<>(Total.ORDER);
        Map<Total, Sum> days = new TreeMap<>(Total.ORDER);
        for (Settlement settlement : settlements) {
            Series series = settlement.series();
            String organization = series.organizationId();
            hours.computeIfAbsent(
                            new Total(organization, settlement.hourStartsAtMs(), series.outcome()), _ -> new Sum())
                    .add(settlement);
            days.computeIfAbsent(new Total(organization, settlement.dayStartsAtMs(), series.outcome()), _ -> new Sum())
                    .add(settlement);
        }
        addTotals(statements, Sums.HOUR, hours);
        addTotals(statements, Sums.DAY, days);
    }

    private static void addTotals(Statements statements, Sums table, Map<Total, Sum> sums) throws SQLException {
        PreparedStatement add = statements.get(table.addTotal());
        for (Map.Entry<Total, Sum> row : sums.entrySet()) {
            add.setLong(1, row.getKey().startsAtMs());
            add.setString(2, row.getKey().organizationId());
            add.setString(3, row.getKey().outcome().name());
            row.getValue().bind(add, 4);
            add.addBatch();
        }
        batch(add);
    }

    /** Leaves nothing behind for the next use of the statement, also when it fails. */
    private static int[] batch(PreparedStatement statement) throws SQLException {
        try {
            return statement.executeBatch();
        } finally {
            statement.clearBatch();
        }
    }

    private static void series(PreparedStatement statement, Settlement settlement) throws SQLException {
        Series series = settlement.series();
        statement.setLong(1, settlement.seriesId());
        statement.setString(2, series.organizationId());
        statement.setString(3, series.projectId());
        statement.setString(4, series.keyId());
        statement.setString(5, series.model());
        statement.setString(6, series.endpoint());
        statement.setString(7, series.outcome().name());
    }
}
