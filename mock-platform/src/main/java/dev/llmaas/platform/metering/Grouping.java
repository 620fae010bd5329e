package dev.llmaas.platform.metering;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.PlatformException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the rows of a report are. */
enum Grouping {
    MODEL("s.model", "s.model"),
    KEY("s.key_id", "k.name"),
    PROJECT("s.project_id", "p.name"),
    OUTCOME("s.outcome", "s.outcome"),
    HOUR("", ""),
    DAY("", "");

    private final String column;
    private final String label;

    Grouping(String column, String label) {
        this.column = column;
        this.label = label;
    }

    static Grouping ofWire(String wire) {
        return Arrays.stream(values())
                .filter(grouping -> grouping.wire().equals(wire))
                .findFirst()
                .orElseThrow(() -> new PlatformException(
                        ErrorCode.INVALID_REQUEST,
                        "group_by must be one of %s."
                                .formatted(Arrays.stream(values())
                                        .map(Grouping::wire)
                                        .collect(Collectors.joining(", "))),
                        "group_by"));
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isTime() {
        return this == HOUR || this == DAY;
    }

    /**
     * The query over sums of one length: first by series, so that names are looked up once a series, not once a row; over
     * time, and by outcome, from the sums of the whole organisation where there are any.
     */
    String query(Sums sums) {
        if (sums.totals() != null && (isTime() || this == OUTCOME)) {
            return byTotals(sums.totals());
        }
        return isTime() ? byTime(sums.table()) : bySeries(sums.table());
    }

    private String bySeries(String table) {
        return """
            SELECT %1$s AS grouped, MAX(%2$s) AS label, s.outcome AS outcome, SUM(u.requests) AS requests,
                SUM(u.prompt_tokens) AS prompt_tokens, SUM(u.cached_tokens) AS cached_tokens,
                SUM(u.completion_tokens) AS completion_tokens, SUM(u.reasoning_tokens) AS reasoning_tokens,
                SUM(u.documents) AS documents, SUM(u.audio_seconds) AS audio_seconds,
                SUM(u.spend_nano_euros) AS spend_nano_euros
            FROM (
                SELECT series_id, SUM(requests) AS requests, SUM(prompt_tokens) AS prompt_tokens,
                    SUM(cached_tokens) AS cached_tokens, SUM(completion_tokens) AS completion_tokens,
                    SUM(reasoning_tokens) AS reasoning_tokens, SUM(documents) AS documents,
                    SUM(audio_seconds) AS audio_seconds, SUM(spend_nano_euros) AS spend_nano_euros
                FROM %3$s WHERE starts_at_ms >= :fromMs AND starts_at_ms < :toMs GROUP BY series_id
            ) u JOIN usage_series s ON s.id = u.series_id
                LEFT JOIN api_key k ON k.id = s.key_id LEFT JOIN project p ON p.id = s.project_id
            WHERE s.organization_id = :organizationId
            GROUP BY %1$s, s.outcome""".formatted(column, label, table);
    }

    private static String byTime(String table) {
        return """
            SELECT u.starts_at_ms AS grouped, '' AS label, s.outcome AS outcome, SUM(u.requests) AS requests,
                SUM(u.prompt_tokens) AS prompt_tokens, SUM(u.cached_tokens) AS cached_tokens,
                SUM(u.completion_tokens) AS completion_tokens, SUM(u.reasoning_tokens) AS reasoning_tokens,
                SUM(u.documents) AS documents, SUM(u.audio_seconds) AS audio_seconds,
                SUM(u.spend_nano_euros) AS spend_nano_euros
            FROM %1$s u JOIN usage_series s ON s.id = u.series_id
            WHERE u.starts_at_ms >= :fromMs AND u.starts_at_ms < :toMs AND s.organization_id = :organizationId
            GROUP BY u.starts_at_ms, s.outcome""".formatted(table);
    }

    private String byTotals(String table) {
        return """
            SELECT %1$s AS grouped, '' AS label, outcome, requests, prompt_tokens, cached_tokens,
                completion_tokens, reasoning_tokens, documents, audio_seconds, spend_nano_euros
            FROM %2$s
            WHERE starts_at_ms >= :fromMs AND starts_at_ms < :toMs AND organization_id = :organizationId""".formatted(isTime() ? "starts_at_ms" : "outcome", table);
    }
}
