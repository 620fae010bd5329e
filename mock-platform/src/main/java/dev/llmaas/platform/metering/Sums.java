package dev.llmaas.platform.metering;

/** The three tables of sums. */
enum Sums {
    MINUTE("usage_minute"),
    HOUR("usage_hour"),
    DAY("usage_day");

    private final String table;
    private final String add;

    Sums(String table) {
        this.table = table;
        this.add = """
                INSERT INTO %1$s (starts_at_ms, series_id, requests, prompt_tokens, cached_tokens, completion_tokens,
                    reasoning_tokens, spend_nano_euros)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (starts_at_ms, series_id) DO UPDATE SET
                    requests = %1$s.requests + excluded.requests,
                    prompt_tokens = %1$s.prompt_tokens + excluded.prompt_tokens,
                    cached_tokens = %1$s.cached_tokens + excluded.cached_tokens,
                    completion_tokens = %1$s.completion_tokens + excluded.completion_tokens,
                    reasoning_tokens = %1$s.reasoning_tokens + excluded.reasoning_tokens,
                    spend_nano_euros = %1$s.spend_nano_euros + excluded.spend_nano_euros""".formatted(table);
    }

    String table() {
        return table;
    }

    /** The statement that adds to a row. */
    String add() {
        return add;
    }
}
