//! Finds out at the start whether the way to the server keeps prepared statements and can hold our text.

use super::connect::Address;
use crate::StoreError;

/// Any statement that is prepared; the answer is checked too.
const ENCODING: &str = "SELECT current_setting('server_encoding')";

/// Which of the server's sessions answers.
const SESSION: &str = "SELECT CAST(pg_backend_pid() AS BIGINT)";

/// What stands between here and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProxyMode {
    /// Nothing, or what keeps a session together.
    Direct,
    /// A proxy that gives each transaction any connection, and keeps prepared statements.
    Pooled,
}

/// Prepares on one connection, keeps another busy with a transaction, and asks again: a proxy that shares
/// connections by transaction answers from the wrong one, unless it keeps prepared statements.
pub(super) async fn probe(address: &Address) -> Result<ProxyMode, StoreError> {
    let (one, other) = (address.connect().await?, address.connect().await?);
    let before = one.fetch::<(i64,)>(SESSION, &[]).await?;
    let encoding = one.fetch::<(String,)>(ENCODING, &[]).await?;
    other.batch("BEGIN; SELECT 1").await?;
    let again = one.fetch::<(String,)>(ENCODING, &[]).await;
    let after = one.fetch::<(i64,)>(SESSION, &[]).await;
    other.batch("ROLLBACK").await?;
    again?;
    let way = if before == after? { ProxyMode::Direct } else { ProxyMode::Pooled };
    match encoding.first() {
        Some((encoding,)) if encoding == "UTF8" => Ok(way),
        _ => Err(StoreError::Refused(
            "the database must be encoded in UTF8: create it with ENCODING 'UTF8'".into(),
        )),
    }
}
