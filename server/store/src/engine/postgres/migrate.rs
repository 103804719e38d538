//! Brings the schema up to date; replicas that start together take turns.

use super::connection::Connection;
use crate::StoreError;
use crate::migrations::{self, Dialect, Migration, RECORD};
use crate::value::Value;

/// The lock that everyone takes who changes the schema ("burgrave" as a number). It ends with its
/// transaction.
const LOCK: i64 = i64::from_be_bytes(*b"burgrave");

/// Applies what is pending, a transaction each.
pub(super) async fn migrate(connection: &Connection) -> Result<(), StoreError> {
    loop {
        connection.batch("BEGIN").await?;
        let step = next(connection).await;
        match step {
            Ok(Some(step)) => {
                apply(connection, step).await?;
                connection.batch("COMMIT").await?;
            }
            Ok(None) => return Ok(connection.batch("COMMIT").await?),
            Err(error) => {
                connection.batch("ROLLBACK").await?;
                return Err(error);
            }
        }
    }
}

async fn next(connection: &Connection) -> Result<Option<&'static Migration>, StoreError> {
    connection.batch(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
    connection.batch(&Dialect::Postgres.render(RECORD)).await?;
    let applied = connection
        .fetch::<(i64, String)>("SELECT version, checksum FROM schema_migrations ORDER BY version", &[])
        .await?;
    Ok(migrations::pending(&applied)?.first())
}

async fn apply(connection: &Connection, step: &Migration) -> Result<(), StoreError> {
    connection.batch(&step.sql(Dialect::Postgres)).await?;
    let sql = "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)";
    let values: [Value<'_>; 4] =
        [step.version.into(), step.name.into(), step.checksum().into(), chrono::Utc::now().into()];
    connection.execute(sql, &values).await?;
    Ok(())
}
