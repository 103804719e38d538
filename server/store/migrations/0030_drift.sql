-- Checks of what has changed of workspaces without a build. What was found is JSON; none while the job goes on.
CREATE TABLE workspace_drifts (
    id {uuid} NOT NULL PRIMARY KEY,
    workspace_id {uuid} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    build_id {uuid} NOT NULL,
    job_id {uuid} NOT NULL UNIQUE REFERENCES provisioner_jobs (id),
    created_at {int} NOT NULL,
    resources TEXT
) {keyed};
CREATE INDEX workspace_drifts_workspace ON workspace_drifts (workspace_id, created_at, id);

-- What of a workspace may change. A list of places as JSON.
CREATE TABLE workspace_drift_baselines (
    workspace_id {uuid} NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
    ignored TEXT NOT NULL
) {rows};
