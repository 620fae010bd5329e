package dev.llmaas.platform.metering;

import org.jspecify.annotations.Nullable;

/** The lengths of time over which sums are kept, each with its tables. */
enum Sums {
    MINUTE("usage_minute", null),
    HOUR("usage_hour", "usage_total_hour"),
    DAY("usage_day", "usage_total_day");

    private static final String ADD = """
            INSERT INTO %1$s (starts_at_ms, %2$s, requests, prompt_tokens, cached_tokens, completion_tokens,
                reasoning_tokens, documents, audio_seconds, spend_nano_euros)
            VALUES (?, %3$s, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (starts_at_ms, %2$s) DO UPDATE SET
                requests = %1$s.requests + excluded.requests,
                prompt_tokens = %1$s.prompt_tokens + excluded.prompt_tokens,
                cached_tokens = %1$s.cached_tokens + excluded.cached_tokens,
                completion_tokens = %1$s.completion_tokens + excluded.completion_tokens,
                reasoning_tokens = %1$s.reasoning_tokens + excluded.reasoning_tokens,
                documents = %1$s.documents + excluded.documents,
                audio_seconds = %1$s.audio_seconds + excluded.audio_seconds,
                spend_nano_euros = %1$s.spend_nano_euros + excluded.spend_nano_euros""";

    private final String table;
    private final @Nullable String totals;
    private final String add;
    private final String addTotal;

    Sums(String table, @Nullable String totals) {
        this.table = table;
        this.totals = totals;
        this.add = ADD.formatted(table, "series_id", "?");
        this.addTotal = totals == null ? "" : ADD.formatted(totals, "organization_id, outcome", "?, ?");
    }

    /** The table of the sums of whole organisations, or null if there is none of this length. */
    @Nullable
    String totals() {
        return totals;
    }

    /** The statement that adds to a row of an organisation. */
    String addTotal() {
        return addTotal;
    }

    /** The table of the sums of each series. */
    String table() {
        return table;
    }

    /** The statement that adds to a row of a series. */
    String add() {
        return add;
    }
}
