-- Whether the platform fetches images that the calls of a project name by their address. Nothing is fetched unless somebody who
-- administrates the project has said so.

ALTER TABLE project ADD COLUMN image_fetching BOOLEAN NOT NULL DEFAULT FALSE;
