-- Accounts in long lists: by role and by state, counted without being read; and what stands in the way of a deletion.

ALTER TABLE users ADD COLUMN terminal_font TEXT NOT NULL DEFAULT '';

CREATE INDEX users_status ON users (status, username_key) WHERE deleted_at IS NULL;
CREATE INDEX users_activity ON users (last_seen_at) WHERE deleted_at IS NULL AND status = 'active';

-- The site roles of users that are not deleted, a row each, so that the holders of a role come from an index in username
-- order. users.rbac_roles stays what decides.
CREATE TABLE user_roles (
    role {key} NOT NULL,
    username_key {key} NOT NULL,
    user_id {uuid} NOT NULL,
    PRIMARY KEY (role, username_key, user_id),
    FOREIGN KEY (user_id, username_key) REFERENCES users (id, username_key) ON UPDATE CASCADE ON DELETE CASCADE
) {keyed};
CREATE INDEX user_roles_user ON user_roles (user_id, username_key);
INSERT INTO user_roles (role, username_key, user_id)
    SELECT 'owner', username_key, id FROM users WHERE deleted_at IS NULL AND rbac_roles LIKE '%"owner"%';
INSERT INTO user_roles (role, username_key, user_id)
    SELECT 'user-admin', username_key, id FROM users WHERE deleted_at IS NULL AND rbac_roles LIKE '%"user-admin"%';
INSERT INTO user_roles (role, username_key, user_id)
    SELECT 'template-admin', username_key, id FROM users WHERE deleted_at IS NULL AND rbac_roles LIKE '%"template-admin"%';
INSERT INTO user_roles (role, username_key, user_id)
    SELECT 'auditor', username_key, id FROM users WHERE deleted_at IS NULL AND rbac_roles LIKE '%"auditor"%';

-- How many users that are not deleted are in each state. A count is spread over shards (by the user's id), so that those who
-- change at the same time rarely meet in one row.
CREATE TABLE user_counts (
    status {key} NOT NULL,
    shard {int} NOT NULL,
    users {int} NOT NULL,
    PRIMARY KEY (status, shard)
) {keyed};
INSERT INTO user_counts (status, shard, users)
    SELECT status, 0, count(*) FROM users WHERE deleted_at IS NULL GROUP BY status;

CREATE INDEX api_keys_tokens ON api_keys (created_at, id) WHERE login_type = 'token';

CREATE TABLE workspaces (
    id {uuid} NOT NULL PRIMARY KEY,
    owner_id {uuid} NOT NULL REFERENCES users (id),
    organization_id {uuid} NOT NULL REFERENCES organizations (id),
    name TEXT NOT NULL,
    name_key {key} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    deleted_at {int}
) {keyed};
CREATE UNIQUE INDEX workspaces_name ON workspaces (owner_id, name_key) WHERE deleted_at IS NULL;
CREATE INDEX workspaces_organization ON workspaces (organization_id);
