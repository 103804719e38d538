//! Transactions and snapshots on a connection of the pool.

use super::error::Failure;
use super::pool::{Lease, Pool};
use crate::counters::{self, Counters};
use crate::engine::Link;
use crate::ruled::Ruled;
use crate::watch::Watch;
use crate::{Reader, StoreError, Tx};
use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// What a transaction sees of others.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Isolation {
    /// Nothing: it is as if they ran one after the other.
    Serializable,
    /// What they have committed before each of its statements.
    ReadCommitted,
}

impl Isolation {
    fn begin(self) -> &'static str {
        match self {
            Self::Serializable => "BEGIN ISOLATION LEVEL SERIALIZABLE",
            Self::ReadCommitted => "BEGIN ISOLATION LEVEL READ COMMITTED",
        }
    }
}

const BEGIN_SCAN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// The longest pause before the first retry; each later one may be twice as long, up to the cap.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
/// The longest pause of all.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// How one try ended.
enum Try<T, E> {
    Ended(Result<T, E>),
    /// The server undid it; another try may succeed. What to say if there is none.
    Again(StoreError),
    /// The connection had broken while it was idle: nothing was done yet.
    Stale,
}

/// Runs a transaction until it is committed, fails for good, or has been tried often enough.
pub(super) async fn write<T, E, F, Fut>(
    pool: &Pool,
    isolation: Isolation,
    retries: u32,
    counters: &Counters,
    closure: F,
) -> Result<T, E>
where
    E: From<StoreError>,
    F: Fn(Tx) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let mut tried = 0;
    loop {
        match once(pool, isolation, &closure).await {
            Try::Ended(outcome) => return outcome,
            Try::Stale => {}
            Try::Again(error) if tried >= retries => return Err(error.into()),
            Try::Again(_) => {
                counters::add(&counters.retries);
                tokio::time::sleep(pause(tried)).await;
                tried += 1;
            }
        }
    }
}

async fn once<T, E, F, Fut>(pool: &Pool, isolation: Isolation, closure: &F) -> Try<T, E>
where
    E: From<StoreError>,
    F: Fn(Tx) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let lease = match pool.begin(isolation.begin()).await {
        Ok(lease) => lease,
        Err(error) => return Try::Ended(Err(error.into())),
    };
    let watch = Arc::new(Watch::default());
    let tx = Tx::new(Link::Postgres(lease.connection.clone()), watch.clone());
    let outcome = Ruled::new(closure(tx), watch.clone()).await;
    let poison = watch.close();
    if lease.is_stale() {
        return Try::Stale;
    }
    if watch.asked_again() {
        undo(pool, lease).await;
        return Try::Again(poison.unwrap_or(StoreError::Busy));
    }
    let value = match (outcome, poison) {
        (Ok(value), None) => value,
        (Ok(_), Some(error)) => return ended(pool, lease, Err(error.into())).await,
        (Err(error), _) => return ended(pool, lease, Err(error)).await,
    };
    match lease.connection.end("COMMIT").await {
        Ok(begun) => {
            pool.give_back(lease, begun);
            for hook in watch.take_hooks() {
                // It is committed, even if the steps after it fail.
                let _ = catch_unwind(AssertUnwindSafe(hook));
            }
            Try::Ended(Ok(value))
        }
        Err(Failure { error, again: true, .. }) => {
            undo(pool, lease).await;
            Try::Again(error)
        }
        Err(Failure { error, answered: true, .. }) => ended(pool, lease, Err(error.into())).await,
        // It may or may not have been done: never a success, and never tried again.
        Err(Failure { error, .. }) => {
            let cause = format!("whether a transaction was committed is not known: {error}");
            Try::Ended(Err(StoreError::away(cause).into()))
        }
    }
}

async fn ended<T, E>(pool: &Pool, lease: Lease, outcome: Result<T, E>) -> Try<T, E> {
    undo(pool, lease).await;
    Try::Ended(outcome)
}

/// Ends a transaction without its changes; a connection that can't do that is closed.
async fn undo(pool: &Pool, lease: Lease) {
    if let Ok(begun) = lease.connection.end("ROLLBACK").await {
        pool.give_back(lease, begun);
    }
}

/// Runs a closure on one snapshot.
pub(super) async fn scan<T, E, F, Fut>(pool: &Pool, closure: F) -> Result<T, E>
where
    E: From<StoreError>,
    F: FnOnce(Reader) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let lease = pool.begun(BEGIN_SCAN).await?;
    let watch = Arc::new(Watch::default());
    let reader = Reader::new(Link::Postgres(lease.connection.clone()), watch.clone());
    let outcome = Ruled::new(closure(reader), watch.clone()).await;
    watch.close();
    undo(pool, lease).await;
    outcome
}

/// A random pause, so that transactions that met don't meet again.
fn pause(tried: u32) -> Duration {
    let longest = FIRST_PAUSE.saturating_mul(1 << tried.min(16)).min(LONGEST_PAUSE);
    let random = RandomState::new().hash_one(tried);
    longest.mul_f64(random as f64 / u64::MAX as f64)
}
