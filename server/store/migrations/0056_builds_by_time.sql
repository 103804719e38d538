-- Who built what within a time, in all organizations.
CREATE INDEX workspace_builds_time ON workspace_builds (created_at, workspace_id);
