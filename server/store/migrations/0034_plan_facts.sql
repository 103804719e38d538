-- Where in its template a resource is, and the type of its machine.
ALTER TABLE job_resources ADD COLUMN module_path TEXT NOT NULL DEFAULT '';
ALTER TABLE job_resources ADD COLUMN instance_type TEXT NOT NULL DEFAULT '';

-- What a plan has said beside its resources, as JSON: the modules, and what is replaced. A job with neither
-- has no row.
CREATE TABLE job_plans (
    job_id {uuid} NOT NULL PRIMARY KEY REFERENCES provisioner_jobs (id) ON DELETE CASCADE,
    facts TEXT NOT NULL
) {rows};
