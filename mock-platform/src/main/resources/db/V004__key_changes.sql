-- Each change of a key takes the next number, so that a replica finds what others changed with one look.

CREATE TABLE key_change (
    id  BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);

INSERT INTO key_change (id, seq) VALUES (1, 0);

ALTER TABLE api_key ADD COLUMN change_seq BIGINT NOT NULL DEFAULT 0;

CREATE INDEX api_key_changes ON api_key (change_seq);
