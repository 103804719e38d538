//! PostgreSQL's SQLSTATEs in the store's words.

use crate::StoreError;
use tokio_postgres::Error;
use tokio_postgres::error::{DbError, SqlState};

/// What a proxy that gives each transaction another connection is answered with.
const UNFIT_PROXY: &str = "the database URL leads through a proxy that hands every transaction to another \
                           connection and forgets prepared statements; connect to PostgreSQL directly, pool \
                           by session, or let the proxy keep prepared statements (PgBouncer 1.21 and later: \
                           max_prepared_statements above 0)";

/// An error and what follows from it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: StoreError,
    /// The transaction was undone and may succeed when it is run again.
    pub(crate) again: bool,
    /// The server itself said so; otherwise the connection broke and the outcome is unknown.
    pub(crate) answered: bool,
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        failure.error
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self { error, again: false, answered: true }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error.as_db_error() {
            Some(said) => Self { error: translate(said), again: passes(said.code()), answered: true },
            None if error.is_closed() || is_io(&error) => {
                Self { error: StoreError::away(reason(&error)), again: false, answered: false }
            }
            None => Self { error: StoreError::Internal(reason(&error)), again: false, answered: false },
        }
    }
}

/// Whether another try of the whole transaction may succeed. A broken uniqueness rule counts: every insert
/// gives way to what is there, so it is only seen when two transactions race.
fn passes(code: &SqlState) -> bool {
    [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED, SqlState::UNIQUE_VIOLATION]
        .contains(code)
}

fn translate(said: &DbError) -> StoreError {
    let code = said.code();
    // The message names tables and rules; the detail, which is left out, would hold values.
    let text = format!("{} ({})", said.message(), code.code());
    match code {
        c if *c == SqlState::T_R_SERIALIZATION_FAILURE || *c == SqlState::T_R_DEADLOCK_DETECTED => {
            StoreError::Busy
        }
        c if *c == SqlState::LOCK_NOT_AVAILABLE => StoreError::Busy,
        c if *c == SqlState::DISK_FULL => StoreError::Full,
        c if *c == SqlState::READ_ONLY_SQL_TRANSACTION => StoreError::ReadOnly,
        c if *c == SqlState::INVALID_SQL_STATEMENT_NAME || *c == SqlState::DUPLICATE_PSTATEMENT => {
            StoreError::Refused(UNFIT_PROXY.into())
        }
        c if *c == SqlState::DUPLICATE_TABLE => StoreError::Refused(format!(
            "the database holds tables of another program ({}); give Burgrave a database of its own",
            said.message()
        )),
        c if *c == SqlState::DATA_CORRUPTED || *c == SqlState::INDEX_CORRUPTED => StoreError::Corrupt(text),
        _ => match &code.code()[..2] {
            "23" => {
                StoreError::Conflict { constraint: said.constraint().unwrap_or(said.message()).to_owned() }
            }
            // Connection exceptions, authentication, missing database, resources, operator intervention,
            // system errors.
            "08" | "28" | "3D" | "53" | "57" | "58" => StoreError::away(text),
            _ => StoreError::Internal(text),
        },
    }
}

fn is_io(error: &Error) -> bool {
    use std::error::Error as _;
    error.source().is_some_and(|source| source.is::<std::io::Error>())
}

/// The error and what caused it; tokio-postgres names neither passwords nor values there.
fn reason(error: &Error) -> String {
    use std::error::Error as _;
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}
