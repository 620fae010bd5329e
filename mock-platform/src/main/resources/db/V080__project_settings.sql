-- What holds for the calls of a project: whether unknown parameters are refused, and the modes of guardrails that were chosen for
-- it, as a JSON object; a guardrail that is absent follows the platform. A change takes its number from the counter of key_change.

ALTER TABLE project ADD COLUMN strict BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE project ADD COLUMN guardrails TEXT NOT NULL DEFAULT '{}';

ALTER TABLE project ADD COLUMN change_seq BIGINT NOT NULL DEFAULT 0;

CREATE INDEX project_changes ON project (change_seq);
