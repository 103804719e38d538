-- Jobs that were found to wait for a daemon that isn't there: whoever looks after daemons is told of each once.
CREATE TABLE unplaceable_jobs (
    job_id {uuid} NOT NULL PRIMARY KEY REFERENCES provisioner_jobs (id) ON DELETE CASCADE,
    found_at {int} NOT NULL
) {keyed};
