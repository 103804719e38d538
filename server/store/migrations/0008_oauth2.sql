-- The OAuth2 provider. Of each credential there is its prefix, which finds it, and the hash of the rest.

CREATE TABLE oauth2_apps (
    id {uuid} NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_key {key} NOT NULL,
    icon TEXT NOT NULL,
    redirect_uris TEXT NOT NULL,
    scope TEXT NOT NULL,
    client_type TEXT NOT NULL,
    auth_method TEXT NOT NULL,
    grant_types TEXT NOT NULL,
    -- Only clients that registered themselves have these (RFC 7591): what else they said, and the hash of what they prove
    -- themselves with. Both are empty for the others.
    metadata TEXT NOT NULL,
    registration_prefix {key} NOT NULL,
    registration_hash {bytes} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
) {keyed};
CREATE INDEX oauth2_apps_name ON oauth2_apps (name_key, id);

CREATE TABLE oauth2_app_secrets (
    id {uuid} NOT NULL PRIMARY KEY,
    app_id {uuid} NOT NULL REFERENCES oauth2_apps (id) ON DELETE CASCADE,
    prefix {key} NOT NULL UNIQUE,
    hashed_secret {bytes} NOT NULL,
    shown TEXT NOT NULL,
    created_at {int} NOT NULL,
    last_used_at {int}
) {keyed};
CREATE INDEX oauth2_app_secrets_app ON oauth2_app_secrets (app_id, created_at, id);

-- What a user granted to an app, and the one access token and refresh token that it has for it. The access token is an
-- API key: when that is deleted, by whoever, the grant is gone with it.
CREATE TABLE oauth2_grants (
    id {uuid} NOT NULL PRIMARY KEY,
    app_id {uuid} NOT NULL REFERENCES oauth2_apps (id) ON DELETE CASCADE,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    secret_id {uuid} REFERENCES oauth2_app_secrets (id) ON DELETE CASCADE,
    key_id {key} NOT NULL UNIQUE REFERENCES api_keys (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    resource TEXT NOT NULL,
    refresh_prefix {key} NOT NULL UNIQUE,
    refresh_hash {bytes} NOT NULL,
    refresh_expires_at {int} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    UNIQUE (user_id, app_id)
) {keyed};
CREATE INDEX oauth2_grants_app ON oauth2_grants (app_id);
CREATE INDEX oauth2_grants_secret ON oauth2_grants (secret_id);

-- Refresh tokens that were used: whoever shows one again has stolen it, or was stolen from.
CREATE TABLE oauth2_spent_refresh_tokens (
    prefix {key} NOT NULL PRIMARY KEY,
    hashed_secret {bytes} NOT NULL,
    grant_id {uuid} NOT NULL REFERENCES oauth2_grants (id) ON DELETE CASCADE,
    spent_at {int} NOT NULL,
    expires_at {int} NOT NULL
) {keyed};
CREATE INDEX oauth2_spent_refresh_tokens_grant ON oauth2_spent_refresh_tokens (grant_id, expires_at);

-- Authorization codes. A code that was redeemed stays until it would have expired, with the grant that came of it.
CREATE TABLE oauth2_codes (
    prefix {key} NOT NULL PRIMARY KEY,
    hashed_secret {bytes} NOT NULL,
    app_id {uuid} NOT NULL REFERENCES oauth2_apps (id) ON DELETE CASCADE,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    redirect_uri TEXT NOT NULL,
    scope TEXT NOT NULL,
    resource TEXT NOT NULL,
    code_challenge TEXT NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    spent_at {int},
    grant_id {uuid}
) {keyed};
CREATE INDEX oauth2_codes_holder ON oauth2_codes (user_id, app_id);
CREATE INDEX oauth2_codes_app ON oauth2_codes (app_id);
CREATE INDEX oauth2_codes_end ON oauth2_codes (expires_at);

-- Devices that wait for somebody to let them in (RFC 8628).
CREATE TABLE oauth2_device_codes (
    prefix {key} NOT NULL PRIMARY KEY,
    hashed_secret {bytes} NOT NULL,
    hashed_user_code {bytes} NOT NULL UNIQUE,
    app_id {uuid} NOT NULL REFERENCES oauth2_apps (id) ON DELETE CASCADE,
    user_id {uuid} REFERENCES users (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    scope TEXT NOT NULL,
    resource TEXT NOT NULL,
    interval_seconds {int} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    polled_at {int},
    spent_at {int},
    grant_id {uuid}
) {keyed};
CREATE INDEX oauth2_device_codes_app ON oauth2_device_codes (app_id);
CREATE INDEX oauth2_device_codes_user ON oauth2_device_codes (user_id);
CREATE INDEX oauth2_device_codes_end ON oauth2_device_codes (expires_at);
