-- What identity providers say of people and groups: the document as it was sent, and the same with its letter case folded
-- for searches. What is searched most has an index of its own.
CREATE TABLE scim_users (
    id {uuid} NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    username_key {key} NOT NULL,
    external_id {key},
    document TEXT NOT NULL,
    search {json} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
) {keyed};
CREATE UNIQUE INDEX scim_users_username ON scim_users (username_key);
CREATE INDEX scim_users_external ON scim_users (external_id);
CREATE INDEX scim_users_created ON scim_users (created_at, id);

CREATE TABLE scim_user_emails (
    address_key {key} NOT NULL,
    user_id {uuid} NOT NULL REFERENCES scim_users (id) ON DELETE CASCADE,
    PRIMARY KEY (address_key, user_id)
) {keyed};
CREATE INDEX scim_user_emails_user ON scim_user_emails (user_id);

CREATE TABLE scim_groups (
    id {uuid} NOT NULL PRIMARY KEY REFERENCES groups (id) ON DELETE CASCADE,
    name_key {key} NOT NULL,
    external_id {key},
    display_name TEXT NOT NULL,
    document TEXT NOT NULL,
    search {json} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
) {keyed};
CREATE UNIQUE INDEX scim_groups_name ON scim_groups (name_key);
CREATE INDEX scim_groups_external ON scim_groups (external_id);
CREATE INDEX scim_groups_created ON scim_groups (created_at, id);

-- Members by what the provider calls them: users, groups, and whatever is unknown here.
CREATE TABLE scim_group_members (
    member_key {key} NOT NULL,
    group_id {uuid} NOT NULL REFERENCES scim_groups (id) ON DELETE CASCADE,
    PRIMARY KEY (member_key, group_id)
) {keyed};
CREATE INDEX scim_group_members_group ON scim_group_members (group_id);
