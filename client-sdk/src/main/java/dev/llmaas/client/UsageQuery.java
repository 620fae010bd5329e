package dev.llmaas.client;

import java.time.Instant;
import java.util.Locale;

/**
 * Which consumption to sum up.
 *
 * @param from start, inclusive
 * @param to end, exclusive, after the start
 * @param groupBy what makes a row
 */
public record UsageQuery(Instant from, Instant to, Grouping groupBy) {
    /** What makes a row. */
    public enum Grouping {
        /** A row for each model. */
        MODEL,
        /** A row for each key. */
        KEY,
        /** A row for each project. */
        PROJECT,
        /** A row for each way in which calls ended. */
        OUTCOME,
        /** A row for each hour, in order. */
        HOUR,
        /** A row for each day of the organisation's zone, in order. */
        DAY;

        /** The name on the wire. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it ends before it begins
     */
    public UsageQuery {
        if (!to.isAfter(from)) {
            throw new IllegalArgumentException("The range %s to %s ends before it begins.".formatted(from, to));
        }
    }

    String toQueryString() {
        return "from_ms=%d&to_ms=%d&group_by=%s".formatted(from.toEpochMilli(), to.toEpochMilli(), groupBy.wire());
    }
}
