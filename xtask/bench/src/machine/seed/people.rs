//! People, in the words of [`super::dialect`].

/// Once.
pub(super) const GROUP: [&str; 1] = [
    "INSERT INTO groups (id, organization_id, name, display_name, avatar_url, quota_allowance, source, \
    created_at, updated_at) SELECT {group}, o.id, 'large', '', '', 0, 'user', 0, 0 FROM organizations o WHERE o.is_default",
];

/// People.
pub(super) const USERS: &str = "INSERT INTO users (id, username, username_key, email, email_key, name, name_key, avatar_url, theme_preference, status, \
        login_type, rbac_roles, created_at, updated_at) \
     SELECT {id}, {name}, {name}, {name} || '@example.com', {name} || '@example.com', '', '', '', '', \
        CASE WHEN i % 3 = 0 THEN 'suspended' ELSE 'active' END, 'password', \
        CASE WHEN i % 20 = 0 THEN '[\"auditor\"]' ELSE '[]' END, 0, 0 FROM {numbers}";

/// Their organization, their group, and how many there are.
pub(super) const MEMBERS: [&str; 4] = [
    "INSERT INTO user_roles (role, username_key, user_id) SELECT 'auditor', {name}, {id} FROM {numbers} WHERE i % 20 = 0",
    "INSERT INTO user_counts (status, shard, users) \
     SELECT CASE WHEN i % 3 = 0 THEN 'suspended' ELSE 'active' END, i % 16, count(*) FROM {numbers} GROUP BY 1, 2 \
     ON CONFLICT (status, shard) DO UPDATE SET users = user_counts.users + excluded.users",
    "INSERT INTO organization_members (organization_id, user_id, username_key, roles, created_at, updated_at) \
     SELECT o.id, {id}, {name}, '[]', 0, 0 FROM organizations o, {numbers} WHERE o.is_default",
    "INSERT INTO group_members (group_id, user_id, organization_id, username_key, created_at) \
     SELECT {group}, {id}, o.id, {name}, 0 FROM organizations o, {numbers} WHERE o.is_default",
];

/// What an identity provider said of them.
pub(super) const SCIM: [&str; 2] = [
    "INSERT INTO scim_users (id, username_key, external_id, document, search, created_at, updated_at) \
     SELECT {id}, {name}, 'e' || {name}, '{\"userName\":\"' || {name} || '\"}', \
        CAST('{\"userName\":\"' || {name} || '\"}' AS {json}), 0, 0 FROM {numbers}",
    "INSERT INTO scim_user_emails (address_key, user_id) SELECT {name} || '@example.com', {id} FROM {numbers}",
];
