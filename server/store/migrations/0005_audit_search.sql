-- What the audit log is searched by, newest first: page one costs the same however long the log is.
ALTER TABLE audit_log ADD COLUMN resource_target_key {key} NOT NULL DEFAULT '';
UPDATE audit_log SET resource_target_key = lower(resource_target);
CREATE INDEX audit_log_target ON audit_log (resource_target_key, time, id);
CREATE INDEX audit_log_resource ON audit_log (resource_id, time, id);
CREATE INDEX audit_log_type ON audit_log (resource_type, time, id);
CREATE INDEX audit_log_action ON audit_log (action, time, id);
CREATE INDEX audit_log_user ON audit_log (user_id, time, id);
CREATE INDEX audit_log_request ON audit_log (request_id, time, id);
-- Entries are also found by the addresses of users who are gone.
CREATE INDEX users_every_email ON users (email_key, id);
