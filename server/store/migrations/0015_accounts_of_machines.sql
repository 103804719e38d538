-- Accounts of machines, which have no email address and log in with nothing; and what sessions and codes came from.
ALTER TABLE users ADD COLUMN service_account {bool} NOT NULL DEFAULT {false};
DROP INDEX users_email;
CREATE UNIQUE INDEX users_email ON users (email_key) WHERE deleted_at IS NULL AND email_key <> '';

-- What people choose for the dashboard beside one theme: whether it follows the system, and the two themes for that.
ALTER TABLE users ADD COLUMN theme_mode TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN theme_light TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN theme_dark TEXT NOT NULL DEFAULT '';

-- The session or token that a session was made from: it ends with it.
ALTER TABLE api_keys ADD COLUMN parent_id {key} REFERENCES api_keys (id) ON DELETE CASCADE;
-- Whether it ends when it was said, however much it is used: a session that was made from a token.
ALTER TABLE api_keys ADD COLUMN fixed_end {bool} NOT NULL DEFAULT {false};
CREATE INDEX api_keys_parent ON api_keys (parent_id) WHERE parent_id IS NOT NULL;

-- The session in which somebody let an app in: the code ends with it.
ALTER TABLE oauth2_codes ADD COLUMN session_id {key} REFERENCES api_keys (id) ON DELETE CASCADE;
CREATE INDEX oauth2_codes_session ON oauth2_codes (session_id) WHERE session_id IS NOT NULL;
ALTER TABLE oauth2_device_codes ADD COLUMN session_id {key} REFERENCES api_keys (id) ON DELETE CASCADE;
CREATE INDEX oauth2_device_codes_session ON oauth2_device_codes (session_id) WHERE session_id IS NOT NULL;
