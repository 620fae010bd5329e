-- Why a batch could not begin: kinds, sentences and numbers of lines, and nothing that stood in them.

ALTER TABLE batch ADD COLUMN mistakes TEXT NOT NULL DEFAULT '';
