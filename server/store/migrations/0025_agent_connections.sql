-- When the agents of workspaces connected, and when one that hasn't counts as lost.
ALTER TABLE workspace_agents ADD COLUMN times_out_at {int};
ALTER TABLE workspace_agents ADD COLUMN first_connected_at {int};
ALTER TABLE workspace_agents ADD COLUMN last_connected_at {int};
ALTER TABLE workspace_agents ADD COLUMN disconnected_at {int};
