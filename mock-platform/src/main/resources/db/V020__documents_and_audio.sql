-- What is billed beside tokens: the documents that were ranked and the seconds of speech that were heard. Calls before had none.

ALTER TABLE usage_event ADD COLUMN documents BIGINT NOT NULL DEFAULT 0;

ALTER TABLE usage_event ADD COLUMN audio_seconds BIGINT NOT NULL DEFAULT 0;

ALTER TABLE usage_minute ADD COLUMN documents BIGINT NOT NULL DEFAULT 0;

ALTER TABLE usage_minute ADD COLUMN audio_seconds BIGINT NOT NULL DEFAULT 0;

ALTER TABLE usage_hour ADD COLUMN documents BIGINT NOT NULL DEFAULT 0;

ALTER TABLE usage_hour ADD COLUMN audio_seconds BIGINT NOT NULL DEFAULT 0;

ALTER TABLE usage_day ADD COLUMN documents BIGINT NOT NULL DEFAULT 0;

ALTER TABLE usage_day ADD COLUMN audio_seconds BIGINT NOT NULL DEFAULT 0;

ALTER TABLE usage_total_hour ADD COLUMN documents BIGINT NOT NULL DEFAULT 0;

ALTER TABLE usage_total_hour ADD COLUMN audio_seconds BIGINT NOT NULL DEFAULT 0;

ALTER TABLE usage_total_day ADD COLUMN documents BIGINT NOT NULL DEFAULT 0;

ALTER TABLE usage_total_day ADD COLUMN audio_seconds BIGINT NOT NULL DEFAULT 0;
