-- What was used. An event is one settled call; screens read only the sums per minute, clock hour and calendar day of the
-- organisation's zone. A series is what sums are kept apart by; its id is derived from its other columns.

CREATE TABLE usage_series (
    id              BIGINT NOT NULL PRIMARY KEY,
    organization_id TEXT   NOT NULL,
    project_id      TEXT   NOT NULL,
    key_id          TEXT   NOT NULL,
    model           TEXT   NOT NULL,
    endpoint        TEXT   NOT NULL,
    outcome         TEXT   NOT NULL
);

CREATE INDEX usage_series_of_organization ON usage_series (organization_id);

CREATE TABLE usage_event (
    request_id             TEXT   NOT NULL PRIMARY KEY,
    organization_id        TEXT   NOT NULL,
    series_id              BIGINT NOT NULL,
    settled_at_ms          BIGINT NOT NULL,
    started_at_ms          BIGINT NOT NULL,
    time_to_first_token_ms BIGINT,
    prompt_tokens          BIGINT NOT NULL,
    cached_tokens          BIGINT NOT NULL,
    completion_tokens      BIGINT NOT NULL,
    reasoning_tokens       BIGINT NOT NULL,
    spend_nano_euros       BIGINT NOT NULL
);

CREATE INDEX usage_event_latest ON usage_event (organization_id, settled_at_ms);

CREATE TABLE usage_minute (
    starts_at_ms      BIGINT NOT NULL,
    series_id         BIGINT NOT NULL,
    requests          BIGINT NOT NULL,
    prompt_tokens     BIGINT NOT NULL,
    cached_tokens     BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens  BIGINT NOT NULL,
    spend_nano_euros  BIGINT NOT NULL,
    PRIMARY KEY (starts_at_ms, series_id)
);

CREATE TABLE usage_hour (
    starts_at_ms      BIGINT NOT NULL,
    series_id         BIGINT NOT NULL,
    requests          BIGINT NOT NULL,
    prompt_tokens     BIGINT NOT NULL,
    cached_tokens     BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens  BIGINT NOT NULL,
    spend_nano_euros  BIGINT NOT NULL,
    PRIMARY KEY (starts_at_ms, series_id)
);

CREATE TABLE usage_day (
    starts_at_ms      BIGINT NOT NULL,
    series_id         BIGINT NOT NULL,
    requests          BIGINT NOT NULL,
    prompt_tokens     BIGINT NOT NULL,
    cached_tokens     BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    reasoning_tokens  BIGINT NOT NULL,
    spend_nano_euros  BIGINT NOT NULL,
    PRIMARY KEY (starts_at_ms, series_id)
);
