-- When the quiet hours of a user begin; empty for the deployment's.
ALTER TABLE users ADD COLUMN quiet_hours TEXT NOT NULL DEFAULT '';

-- What a scanner last found in what an agent runs.
CREATE TABLE xray_scans (
    workspace_id {uuid} NOT NULL REFERENCES workspaces (id),
    agent_id {uuid} NOT NULL,
    critical {int} NOT NULL,
    high {int} NOT NULL,
    medium {int} NOT NULL,
    results_url TEXT NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (workspace_id, agent_id)
) {keyed};
