-- How far limits are used. A process (holder) takes amounts of a window in blocks (allotments) and hands them out itself.
-- Always: quota_window.pending = sum of the allotments of the window; posted + pending <= the limit of the key.

CREATE TABLE quota_holder (
    id            TEXT   NOT NULL PRIMARY KEY,
    expires_at_ms BIGINT NOT NULL
);

CREATE TABLE quota_window (
    key_id       TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    starts_at_ms BIGINT NOT NULL,
    posted       BIGINT NOT NULL,
    pending      BIGINT NOT NULL,
    PRIMARY KEY (key_id, kind, starts_at_ms),
    CHECK (posted >= 0),
    CHECK (pending >= 0)
);

CREATE TABLE quota_allotment (
    holder_id    TEXT   NOT NULL REFERENCES quota_holder (id),
    key_id       TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    starts_at_ms BIGINT NOT NULL,
    amount       BIGINT NOT NULL,
    PRIMARY KEY (holder_id, key_id, kind, starts_at_ms),
    CHECK (amount >= 0)
);
