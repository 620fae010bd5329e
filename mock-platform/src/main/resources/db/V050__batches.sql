-- That a key made a batch, and of how many calls. What the calls say is never here.

CREATE TABLE batch (
    id              TEXT   NOT NULL PRIMARY KEY,
    key_id          TEXT   NOT NULL REFERENCES api_key (id),
    address         TEXT   NOT NULL,
    input_file_id   TEXT   NOT NULL,
    model           TEXT   NOT NULL,
    model_requested TEXT   NOT NULL,
    total           BIGINT NOT NULL,
    created_at_ms   BIGINT NOT NULL
);

CREATE INDEX batch_of_key ON batch (key_id, id);

CREATE INDEX batch_by_age ON batch (created_at_ms);
