//! Whether signals go from where transactions are to where replicas listen. They don't when the two are
//! different databases, or where a proxy between gives each transaction another session.

use super::connect::Address;
use super::error::Failure;
use crate::StoreError;
use crate::settings::PostgresSettings;
use futures::{StreamExt, stream};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::AsyncMessage;

/// The channel that is tried: no server listens on it.
const CHANNEL: &str = "burgrave_trial";

/// A signal takes milliseconds.
const WITHIN: Duration = Duration::from_secs(5);

/// Tries it with one signal, and changes nothing.
///
/// # Errors
/// The database isn't reached at one of its two addresses, or refuses.
pub async fn signals_are_heard(settings: &PostgresSettings, log: slog::Logger) -> Result<bool, StoreError> {
    let at = |url: &str| Address::new(url, settings, Arc::default(), log.clone());
    let (there, here) = (at(settings.direct.as_deref().unwrap_or(&settings.url))?, at(&settings.url)?);
    there.try_open().await?;
    let (client, mut driver) = there.open().await?;
    let word = RandomState::new().hash_one(std::process::id()).to_string();
    let (mut messages, awaited) =
        (stream::poll_fn(move |context| driver.poll_message(context)), word.clone());
    let heard = tokio::spawn(async move {
        while let Some(Ok(message)) = messages.next().await {
            if matches!(message, AsyncMessage::Notification(signal) if signal.payload() == awaited) {
                return true;
            }
        }
        false
    });
    let listen = client.batch_execute(&format!("LISTEN {CHANNEL}")).await;
    listen.map_err(|error| Failure::from(error).error)?;
    here.connect().await?.batch(&format!("NOTIFY {CHANNEL}, '{word}'")).await?;
    // The client is kept until then: without it, its connection ends.
    let heard = tokio::time::timeout(WITHIN, heard).await;
    drop(client);
    Ok(matches!(heard, Ok(Ok(true))))
}
