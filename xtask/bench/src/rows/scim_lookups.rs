//! Rows that PostgreSQL examines to find one user of SCIM among a thousand and among a million, as it counts them itself.

use std::thread;
use std::time::Duration;

use crate::bench::Bench;
use crate::load::Request;
use crate::machine::{Burgrave, Cluster, Folder, call};
use crate::table::{Bar, Line, Unit};

const KEY: &str = "bench-key";

/// Times that each is asked for.
const CALLS: u32 = 50;

/// PostgreSQL's sessions tell what they have counted when they have been idle for ten seconds.
const TOLD_AFTER: Duration = Duration::from_secs(11);

/// Entries of indexes and rows of tables that were looked at.
const EXAMINED: &str = "
    SELECT (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes WHERE relname IN ('users', 'scim_users', 'scim_user_emails'))
         + (SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_user_tables WHERE relname IN ('users', 'scim_users', 'scim_user_emails'))";

/// What is looked up, as a filter.
const LOOKUPS: [(&str, &str); 3] = [
    ("userName eq", "userName%20eq%20%22u500%22"),
    ("externalId eq", "externalId%20eq%20%22e500%22"),
    ("emails.value eq", "emails.value%20eq%20%22u500@example.com%22"),
];

/// Users as the server would write them, all at once.
const FILL: &str = "
    INSERT INTO users (id, username, username_key, email, email_key, name, name_key, avatar_url, theme_preference, status,
        login_type, rbac_roles, created_at, updated_at)
    SELECT md5('u' || n)::uuid, 'u' || n, 'u' || n, 'u' || n || '@example.com', 'u' || n || '@example.com', '', '', '', '',
        'dormant', 'oidc', '[]', n, n FROM generate_series(1, {count}) n;
    INSERT INTO scim_users (id, username_key, external_id, document, search, created_at, updated_at)
    SELECT md5('u' || n)::uuid, 'u' || n, 'e' || n,
        jsonb_build_object('userName', 'u' || n, 'emails', jsonb_build_array(jsonb_build_object('value', 'u' || n || '@example.com')))::text,
        jsonb_build_object('userName', 'u' || n, 'emails', jsonb_build_array(jsonb_build_object('value', 'u' || n || '@example.com'))),
        n, n FROM generate_series(1, {count}) n;
    INSERT INTO scim_user_emails (address_key, user_id)
    SELECT 'u' || n || '@example.com', md5('u' || n)::uuid FROM generate_series(1, {count}) n;
    ANALYZE users; ANALYZE scim_users; ANALYZE scim_user_emails;";

pub(crate) fn run(bench: &Bench) -> Result<Vec<Line>, String> {
    let cluster = bench.cluster()?;
    let few = examined(cluster, "scim_few", 1000)?;
    let many = bench.pick(1_000_000, 100_000);
    let more = examined(cluster, "scim_many", many)?;
    let lines = LOOKUPS.iter().zip(few.iter().zip(&more)).map(|((name, _), (few, more))| {
        let what = format!("SCIM, {name} among {many} ÷ among 1000 users, rows that PostgreSQL examines");
        let note = format!("{more:.1} and {few:.1} rows a call");
        Line::new(what, more / few, Unit::Ratio).bar(Bar::AtMost(1.1)).note(note)
    });
    Ok(lines.collect())
}

/// Rows a call, for each lookup.
fn examined(cluster: &Cluster, database: &str, users: u32) -> Result<Vec<f64>, String> {
    cluster.create(database)?;
    let flags = ["--database", &cluster.url(database), "--rate-limit-scim", "0", "--scim-key", KEY];
    let server = Burgrave::start(&flags, Folder::new()?)?;
    cluster.sql(database, &FILL.replace("{count}", &users.to_string()))?;
    let mut counted = Vec::new();
    for (name, filter) in LOOKUPS {
        let mut request = Request::get(&format!("/scim/v2/Users?filter={filter}"));
        request.headers.push(format!("Authorization: Bearer {KEY}"));
        call(server.child.address, &request)?;
        thread::sleep(TOLD_AFTER);
        let before = count(cluster, database)?;
        for _ in 0..CALLS {
            let found = call(server.child.address, &request)?;
            if found["totalResults"] != 1 {
                return Err(format!("{name} found {}", found["totalResults"]));
            }
        }
        thread::sleep(TOLD_AFTER);
        counted.push((count(cluster, database)? - before) / f64::from(CALLS));
    }
    Ok(counted)
}

fn count(cluster: &Cluster, database: &str) -> Result<f64, String> {
    let told = cluster.sql(database, EXAMINED)?;
    told.trim().parse().map_err(|_| format!("PostgreSQL counts no rows: {told}"))
}
