//! Many users, put into a database past the server: members of the default organization and of one group,
//! every third suspended, every twentieth an auditor; or users of SCIM.

use std::ops::RangeInclusive;

use rusqlite::Connection;

use super::Cluster;
use crate::machine::Burgrave;

/// The group that all of them are in.
pub(crate) const GROUP: &str = "00000000-0000-4000-8000-000000000001";

/// What is put there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seed {
    /// People with their organization and their group.
    Members,
    /// What an identity provider said of people, and the people.
    Scim,
}

/// `{numbers}` is a table `n` with the column `i`, `{id}` the UUID of the user with that number, `{name}`
/// their name.
const GROUP_SQL: &str = "INSERT INTO groups (id, organization_id, name, display_name, avatar_url, quota_allowance, source, \
    created_at, updated_at) SELECT {group}, o.id, 'large', '', '', 0, 'user', 0, 0 FROM organizations o WHERE o.is_default";
const USERS_SQL: &str = "INSERT INTO users (id, username, username_key, email, email_key, name, name_key, avatar_url, theme_preference, status, \
        login_type, rbac_roles, created_at, updated_at) \
     SELECT {id}, {name}, {name}, {name} || '@example.com', {name} || '@example.com', '', '', '', '', \
        CASE WHEN i % 3 = 0 THEN 'suspended' ELSE 'active' END, 'password', \
        CASE WHEN i % 20 = 0 THEN '[\"auditor\"]' ELSE '[]' END, 0, 0 FROM {numbers}";
const MEMBERS_SQL: [&str; 4] = [
    "INSERT INTO user_roles (role, username_key, user_id) SELECT 'auditor', {name}, {id} FROM {numbers} WHERE i % 20 = 0",
    "INSERT INTO user_counts (status, shard, users) \
     SELECT CASE WHEN i % 3 = 0 THEN 'suspended' ELSE 'active' END, i % 16, count(*) FROM {numbers} GROUP BY 1, 2 \
     ON CONFLICT (status, shard) DO UPDATE SET users = user_counts.users + excluded.users",
    "INSERT INTO organization_members (organization_id, user_id, username_key, roles, created_at, updated_at) \
     SELECT o.id, {id}, {name}, '[]', 0, 0 FROM organizations o, {numbers} WHERE o.is_default",
    "INSERT INTO group_members (group_id, user_id, organization_id, username_key, created_at) \
     SELECT {group}, {id}, o.id, {name}, 0 FROM organizations o, {numbers} WHERE o.is_default",
];
const SCIM_SQL: [&str; 2] = [
    "INSERT INTO scim_users (id, username_key, external_id, document, search, created_at, updated_at) \
     SELECT {id}, {name}, 'e' || {name}, '{\"userName\":\"' || {name} || '\"}', \
        CAST('{\"userName\":\"' || {name} || '\"}' AS {json}), 0, 0 FROM {numbers}",
    "INSERT INTO scim_user_emails (address_key, user_id) SELECT {name} || '@example.com', {id} FROM {numbers}",
];

/// Puts the users with these numbers into the database of a SQLite server that is stopped.
pub(crate) fn sqlite(
    stopped: &std::path::Path,
    users: RangeInclusive<u32>,
    seed: Seed,
) -> Result<(), String> {
    let file = Burgrave::database(stopped);
    let failed = |error: rusqlite::Error| format!("{}: {error}", file.display());
    let database = Connection::open(&file).map_err(failed)?;
    // A bench that dies here has nothing to lose; the foreign keys hold by the way the rows are made.
    database
        .execute_batch(
            "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -262144; BEGIN",
        )
        .map_err(failed)?;
    let numbers = format!(
        "(WITH RECURSIVE m(i) AS (SELECT {} UNION ALL SELECT i + 1 FROM m WHERE i < {}) SELECT i FROM m) n",
        users.start(),
        users.end()
    );
    let group = format!("X'{}'", GROUP.replace('-', ""));
    for statement in statements(seed, *users.start() == 1) {
        let sql = statement
            .replace("{numbers}", &numbers)
            .replace("{json}", "TEXT")
            .replace("{id}", "unhex(printf('%032x', i))")
            .replace("{name}", "printf('u%07d', i)")
            .replace("{group}", &group);
        database.execute_batch(&sql).map_err(failed)?;
    }
    database.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").map_err(failed)
}

/// Puts the users with these numbers into a PostgreSQL database.
pub(crate) fn postgres(
    cluster: &Cluster,
    database: &str,
    users: RangeInclusive<u32>,
    seed: Seed,
) -> Result<(), String> {
    let numbers = format!("generate_series({}, {}) n(i)", users.start(), users.end());
    let mut all = String::from("SET session_replication_role = replica; SET synchronous_commit = off;");
    for statement in statements(seed, *users.start() == 1) {
        let sql = statement
            .replace("{numbers}", &numbers)
            .replace("{json}", "JSONB")
            .replace("{id}", "lpad(to_hex(i), 32, '0')::uuid")
            .replace("{name}", "('u' || lpad(i::text, 7, '0'))")
            .replace("{group}", &format!("'{GROUP}'::uuid"));
        all.push_str(&sql);
        all.push(';');
    }
    cluster.sql(database, &all)?;
    cluster.sql(database, "VACUUM ANALYZE").map(drop)
}

fn statements(seed: Seed, first: bool) -> impl Iterator<Item = &'static str> {
    let rest = match seed {
        Seed::Members => MEMBERS_SQL.as_slice(),
        Seed::Scim => SCIM_SQL.as_slice(),
    };
    let group = (first && seed == Seed::Members).then_some(GROUP_SQL);
    group.into_iter().chain([USERS_SQL]).chain(rest.iter().copied())
}
