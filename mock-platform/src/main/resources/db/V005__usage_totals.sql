-- The sums of a whole organisation by outcome, for charts over time: they must not read a row for every series.

CREATE TABLE usage_total_hour (
    organization_id   TEXT   NOT NULL,
    starts_at_ms      BIGINT NOT NULL,
    outcome           TEXT   NOT NULL,
    requests          BIGINT NOT NULL,
    prompt_tokens     BIGINT NOT NULL,
    cached_tokens     BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens  BIGINT NOT NULL,
    spend_nano_euros  BIGINT NOT NULL,
    PRIMARY KEY (organization_id, starts_at_ms, outcome)
);

CREATE TABLE usage_total_day (
    organization_id   TEXT   NOT NULL,
    starts_at_ms      BIGINT NOT NULL,
    outcome           TEXT   NOT NULL,
    requests          BIGINT NOT NULL,
    prompt_tokens     BIGINT NOT NULL,
    cached_tokens     BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens  BIGINT NOT NULL,
    spend_nano_euros  BIGINT NOT NULL,
    PRIMARY KEY (organization_id, starts_at_ms, outcome)
);

INSERT INTO usage_total_hour
SELECT s.organization_id, u.starts_at_ms, s.outcome, SUM(u.requests), SUM(u.prompt_tokens), SUM(u.cached_tokens),
    SUM(u.completion_tokens), SUM(u.reasoning_tokens), SUM(u.spend_nano_euros)
FROM usage_hour u JOIN usage_series s ON s.id = u.series_id
GROUP BY s.organization_id, u.starts_at_ms, s.outcome;

INSERT INTO usage_total_day
SELECT s.organization_id, u.starts_at_ms, s.outcome, SUM(u.requests), SUM(u.prompt_tokens), SUM(u.cached_tokens),
    SUM(u.completion_tokens), SUM(u.reasoning_tokens), SUM(u.spend_nano_euros)
FROM usage_day u JOIN usage_series s ON s.id = u.series_id
GROUP BY s.organization_id, u.starts_at_ms, s.outcome;
