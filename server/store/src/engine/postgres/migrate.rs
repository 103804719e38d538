//! Brings the schema up to date; replicas that start together take turns.

use super::connection::Connection;
use crate::StoreError;
use crate::migrations::{self, APPLIED, Applied, Dialect, Migration, RECORD, Steps};
use crate::value::Value;

/// The lock that everyone takes who changes the schema ("burgrave" as a number). It ends with its
/// transaction.
const LOCK: i64 = i64::from_be_bytes(*b"burgrave");

/// What a server does when it starts: all steps in a new database, and in one that others may be serving those
/// that they bear. Gives the steps that wait for [`Steps::Contract`].
pub(super) async fn at_start(connection: &Connection) -> Result<Vec<&'static Migration>, StoreError> {
    let new = recorded(connection).await?.is_empty();
    migrate(connection, if new { Steps::All } else { Steps::Expand }).await?;
    migrations::pending(&recorded(connection).await?)
}

/// Makes sure that no step is missing, and takes none.
pub(super) async fn migrated(connection: &Connection) -> Result<(), StoreError> {
    migrations::expanded(&recorded(connection).await?)
}

/// Takes pending steps, a transaction each; gives those that it took.
pub(crate) async fn migrate(
    connection: &Connection,
    steps: Steps,
) -> Result<Vec<&'static Migration>, StoreError> {
    let mut taken = Vec::new();
    loop {
        connection.batch("BEGIN").await?;
        match step(connection, steps).await {
            Ok(Some(step)) => {
                connection.batch("COMMIT").await?;
                taken.push(step);
            }
            Ok(None) => {
                connection.batch("COMMIT").await?;
                return Ok(taken);
            }
            Err(error) => {
                // What failed first is told.
                let _ = connection.batch("ROLLBACK").await;
                return Err(error);
            }
        }
    }
}

/// Takes one step, if there is any.
async fn step(connection: &Connection, steps: Steps) -> Result<Option<&'static Migration>, StoreError> {
    connection.batch(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
    connection.batch(&Dialect::Postgres.render(RECORD)).await?;
    let applied = connection.fetch::<Applied>(APPLIED, &[]).await?;
    let Some(step) = migrations::next(&applied, steps)? else { return Ok(None) };
    connection.batch(&step.sql(Dialect::Postgres)).await?;
    let sql = "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)";
    let values: [Value<'_>; 4] =
        [step.version.into(), step.name.into(), step.checksum().into(), chrono::Utc::now().into()];
    connection.execute(sql, &values).await?;
    Ok(Some(step))
}

/// The steps that the database went through; none in one that is new.
pub(crate) async fn recorded(connection: &Connection) -> Result<Vec<Applied>, StoreError> {
    let there = "SELECT to_regclass('schema_migrations') IS NOT NULL";
    match connection.fetch::<(bool,)>(there, &[]).await?.first() {
        Some((true,)) => Ok(connection.fetch::<Applied>(APPLIED, &[]).await?),
        _ => Ok(Vec::new()),
    }
}

/// After a dump was restored into another cluster, transactions may have lower numbers than those that the
/// entries of the audit log were written by: then these are made lower still, in their order, and the end of
/// the chain with them.
pub(super) async fn renumber(connection: &Connection) -> Result<(), StoreError> {
    connection.batch("BEGIN").await?;
    match lower(connection).await {
        Ok(()) => Ok(connection.batch("COMMIT").await?),
        Err(error) => {
            // What failed first is told.
            let _ = connection.batch("ROLLBACK").await;
            Err(error)
        }
    }
}

async fn lower(connection: &Connection) -> Result<(), StoreError> {
    connection.batch(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
    let sql = "SELECT m.highest FROM (SELECT greatest((SELECT max(a.written_by) FROM audit_log a), \
               (SELECT b.arrival FROM audit_blocks b ORDER BY b.first DESC LIMIT 1)) AS highest) m \
               WHERE m.highest >= txid_current()";
    let Some((highest,)) = connection.fetch::<(i64,)>(sql, &[]).await?.into_iter().next() else {
        return Ok(());
    };
    for sql in [
        "UPDATE audit_log SET written_by = written_by - 1 - ?1",
        "UPDATE audit_blocks SET arrival = arrival - 1 - ?1 WHERE first = (SELECT max(first) FROM audit_blocks)",
    ] {
        connection.execute(sql, &[highest.into()]).await?;
    }
    Ok(())
}
