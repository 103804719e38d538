-- Who may come in, and the groups they stand in. Times are microseconds since 1970-01-01T00:00:00Z.
-- Columns that end in _key hold what was folded to lower case outside the database, so that both engines compare bytes.

CREATE TABLE organizations (
    id {uuid} NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_key {key} NOT NULL,
    display_name TEXT NOT NULL,
    description TEXT NOT NULL,
    icon TEXT NOT NULL,
    is_default {bool} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    deleted_at {int}
) {keyed};
CREATE UNIQUE INDEX organizations_name ON organizations (name_key) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX organizations_default ON organizations (is_default) WHERE is_default;

CREATE TABLE users (
    id {uuid} NOT NULL PRIMARY KEY,
    username TEXT NOT NULL,
    username_key {key} NOT NULL,
    email TEXT NOT NULL,
    email_key {key} NOT NULL,
    name TEXT NOT NULL,
    name_key {key} NOT NULL,
    avatar_url TEXT NOT NULL,
    theme_preference TEXT NOT NULL,
    status TEXT NOT NULL,
    login_type TEXT NOT NULL,
    rbac_roles TEXT NOT NULL,
    hashed_password TEXT,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    last_seen_at {int},
    deleted_at {int},
    -- Memberships repeat the key and follow it, so that their pages come from an index in username order.
    UNIQUE (username_key, id)
) {keyed};
CREATE UNIQUE INDEX users_username ON users (username_key) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX users_email ON users (email_key) WHERE deleted_at IS NULL;

CREATE TABLE api_keys (
    id {key} NOT NULL PRIMARY KEY,
    hashed_secret {bytes} NOT NULL,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    login_type TEXT NOT NULL,
    scope TEXT NOT NULL,
    token_name {key} NOT NULL,
    lifetime_seconds {int} NOT NULL,
    ip_address TEXT NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    last_used_at {int},
    expires_at {int} NOT NULL
) {keyed};
CREATE INDEX api_keys_user ON api_keys (user_id);
CREATE UNIQUE INDEX api_keys_token_name ON api_keys (user_id, token_name) WHERE login_type = 'token';

CREATE TABLE organization_members (
    organization_id {uuid} NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    user_id {uuid} NOT NULL,
    username_key {key} NOT NULL,
    roles TEXT NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    PRIMARY KEY (organization_id, user_id),
    UNIQUE (organization_id, username_key, user_id),
    FOREIGN KEY (user_id, username_key) REFERENCES users (id, username_key) ON UPDATE CASCADE ON DELETE CASCADE
) {keyed};
CREATE INDEX organization_members_user ON organization_members (user_id, username_key);

CREATE TABLE groups (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name {key} NOT NULL,
    display_name TEXT NOT NULL,
    avatar_url TEXT NOT NULL,
    quota_allowance {int} NOT NULL,
    source TEXT NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    UNIQUE (organization_id, name),
    UNIQUE (organization_id, id)
) {keyed};

-- Explicit memberships only: whoever is in an organization is in its Everyone group (group id = organization id).
CREATE TABLE group_members (
    group_id {uuid} NOT NULL,
    user_id {uuid} NOT NULL,
    organization_id {uuid} NOT NULL,
    username_key {key} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (group_id, user_id),
    FOREIGN KEY (organization_id, group_id) REFERENCES groups (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, user_id, username_key)
        REFERENCES organization_members (organization_id, user_id, username_key) ON UPDATE CASCADE ON DELETE CASCADE
) {keyed};
CREATE INDEX group_members_page ON group_members (group_id, username_key, user_id);
CREATE INDEX group_members_membership ON group_members (organization_id, user_id, username_key);
CREATE INDEX group_members_user ON group_members (user_id, group_id);
CREATE INDEX group_members_group ON group_members (organization_id, group_id);

CREATE TABLE settings (
    name {key} NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at {int} NOT NULL
) {keyed};

-- No foreign keys: an entry outlives what it speaks of.
CREATE TABLE audit_log (
    id {uuid} NOT NULL PRIMARY KEY,
    time {int} NOT NULL,
    user_id {uuid},
    organization_id {uuid},
    resource_type TEXT NOT NULL,
    resource_id {uuid} NOT NULL,
    resource_target TEXT NOT NULL,
    action TEXT NOT NULL,
    diff TEXT NOT NULL,
    status_code {int} NOT NULL,
    ip_address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    request_id {uuid} NOT NULL,
    additional_fields TEXT NOT NULL
) {rows};
CREATE INDEX audit_log_time ON audit_log (time, id);
CREATE INDEX audit_log_organization ON audit_log (organization_id, time, id);
