package dev.llmaas.api.admin;

import java.util.List;

/**
 * Consumption over a range.
 *
 * @param fromMs start, milliseconds since 1970, inclusive
 * @param toMs end, exclusive
 * @param groupBy {@code model}, {@code key}, {@code project}, {@code outcome}, {@code hour} or {@code day}
 * @param rows one a group, largest spend first, time groups in order
 * @param totals the sum of all rows
 */
public record UsageReport(long fromMs, long toMs, String groupBy, List<Row> rows, UsageTotals totals) {
    /** Copies its list. */
    public UsageReport {
        rows = List.copyOf(rows);
    }

    /**
     * One group.
     *
     * @param group the model's name, the id of the key or project, the outcome, or the start of the bucket in milliseconds
     * @param label what people call the group
     * @param totals its sums
     */
    public record Row(String group, String label, UsageTotals totals) {}
}
