-- Lanes in which jobs wait are found from the jobs, so that those in which none waits any more cost nothing.
CREATE INDEX provisioner_jobs_lanes ON provisioner_jobs (organization_id, lane_id)
    WHERE started_at IS NULL AND completed_at IS NULL;
