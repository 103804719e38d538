//! The first connection: a server that has just been started is waited for, one that refuses isn't.

use super::connect::Address;
use crate::StoreError;
use std::time::Duration;
use tokio::time::Instant;

/// Pause after the first try; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// Longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Waits until the server takes a connection, and says so once.
///
/// # Errors
/// `Refused` at once where waiting is of no use, such as a wrong password; `Unavailable` when the time is
/// over.
pub(super) async fn wait(address: &Address, patience: Duration) -> Result<(), StoreError> {
    let (end, mut pause, mut told) = (Instant::now() + patience, FIRST_PAUSE, false);
    loop {
        let error = match address.try_open().await {
            Ok(_) => return Ok(()),
            Err(error) => error,
        };
        if error.retry_after().is_none() || Instant::now() + pause > end {
            return Err(error);
        }
        if !told {
            slog::warn!(address.log(), "PostgreSQL takes no connection yet; the start waits for it";
                "seconds_at_most" => patience.as_secs(), "cause" => %error);
            told = true;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
