-- Whose consumption is counted, and what opens the door. Times are milliseconds since 1970, amounts nano-euros.

CREATE TABLE organization (
    id                   TEXT    NOT NULL PRIMARY KEY,
    name                 TEXT    NOT NULL,
    time_zone            TEXT    NOT NULL,
    month_cap_nano_euros BIGINT,
    created_at_ms        BIGINT  NOT NULL,
    CHECK (month_cap_nano_euros >= 0)
);

CREATE TABLE project (
    id              TEXT   NOT NULL PRIMARY KEY,
    organization_id TEXT   NOT NULL REFERENCES organization (id),
    name            TEXT   NOT NULL,
    created_at_ms   BIGINT NOT NULL
);

CREATE INDEX project_of_organization ON project (organization_id, created_at_ms);

-- A person is who an issuer says; the roles are those of the last sign-in, as their wire names with commas between.
CREATE TABLE member (
    id              TEXT   NOT NULL PRIMARY KEY,
    organization_id TEXT   NOT NULL REFERENCES organization (id),
    issuer          TEXT   NOT NULL,
    subject         TEXT   NOT NULL,
    email           TEXT   NOT NULL,
    name            TEXT   NOT NULL,
    roles           TEXT   NOT NULL,
    created_at_ms   BIGINT NOT NULL,
    last_seen_at_ms BIGINT NOT NULL,
    UNIQUE (issuer, subject)
);

-- A playground key has no secret: its owner's access token acts through it. The models are a JSON list, empty for all.
CREATE TABLE api_key (
    id                         TEXT   NOT NULL PRIMARY KEY,
    project_id                 TEXT   NOT NULL REFERENCES project (id),
    name                       TEXT   NOT NULL,
    kind                       TEXT   NOT NULL,
    secret_hash                TEXT   UNIQUE,
    hint                       TEXT   NOT NULL,
    owner_id                   TEXT   NOT NULL REFERENCES member (id),
    models                     TEXT   NOT NULL,
    output_tokens_per_hour     BIGINT,
    output_tokens_per_day      BIGINT,
    spend_per_month_nano_euros BIGINT,
    created_at_ms              BIGINT NOT NULL,
    expires_at_ms              BIGINT,
    revoked_at_ms              BIGINT,
    last_used_at_ms            BIGINT,
    CHECK (output_tokens_per_hour >= 0),
    CHECK (output_tokens_per_day >= 0),
    CHECK (spend_per_month_nano_euros >= 0)
);

CREATE INDEX api_key_of_project ON api_key (project_id, created_at_ms);

CREATE UNIQUE INDEX api_key_of_playground ON api_key (project_id, owner_id)
    WHERE kind = 'playground' AND revoked_at_ms IS NULL;
