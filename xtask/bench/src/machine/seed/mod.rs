//! Many rows, put into a database past the server: members of the default organization and of one group,
//! every third suspended, every twentieth an auditor; users of SCIM; workspaces; jobs that wait.

mod dialect;
mod people;
mod workspaces;

use std::ops::RangeInclusive;
use std::path::Path;

use rusqlite::Connection;

use self::dialect::Dialect;
use super::Cluster;
use crate::machine::Burgrave;

/// The group that all members are in.
pub(crate) const GROUP: &str = "00000000-0000-4000-8000-000000000001";

/// What is put there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seed {
    /// People with their organization and their group.
    Members,
    /// What an identity provider said of people, and the people.
    Scim,
    /// Workspaces of one template, fifty an owner, each with one build whose job has ended; every second
    /// runs.
    Workspaces,
    /// Imports that wait, all in one lane.
    Waiting,
}

/// Puts rows with these numbers into the database of a SQLite server that is stopped.
pub(crate) fn sqlite(stopped: &Path, numbers: RangeInclusive<u32>, seed: Seed) -> Result<(), String> {
    let file = Burgrave::database(stopped);
    let failed = |error: rusqlite::Error| format!("{}: {error}", file.display());
    let database = Connection::open(&file).map_err(failed)?;
    // A bench that dies here has nothing to lose; the foreign keys hold by the way the rows are made.
    database
        .execute_batch(
            "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -262144; BEGIN",
        )
        .map_err(failed)?;
    for statement in statements(seed, *numbers.start() == 1) {
        database.execute_batch(&Dialect::Sqlite.write(statement, &numbers)).map_err(failed)?;
    }
    database.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").map_err(failed)
}

/// Puts rows with these numbers into a PostgreSQL database.
pub(crate) fn postgres(
    cluster: &Cluster,
    database: &str,
    numbers: RangeInclusive<u32>,
    seed: Seed,
) -> Result<(), String> {
    let mut all = String::from("SET session_replication_role = replica; SET synchronous_commit = off;");
    for statement in statements(seed, *numbers.start() == 1) {
        all.push_str(&Dialect::Postgres.write(statement, &numbers));
        all.push(';');
    }
    cluster.sql(database, &all)?;
    cluster.sql(database, "VACUUM ANALYZE").map(drop)
}

fn statements(seed: Seed, first: bool) -> Vec<&'static str> {
    let (once, always): (&[&str], &[&str]) = match seed {
        Seed::Members => (&people::GROUP, &people::MEMBERS),
        Seed::Scim => (&[], &people::SCIM),
        Seed::Workspaces => (&workspaces::TEMPLATE, &workspaces::WORKSPACES),
        Seed::Waiting => (&[], &workspaces::WAITING),
    };
    let users = matches!(seed, Seed::Members | Seed::Scim).then_some(people::USERS);
    let once = once.iter().filter(|_| first);
    once.copied().chain(users).chain(always.iter().copied()).collect()
}
