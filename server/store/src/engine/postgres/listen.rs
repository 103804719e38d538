//! The connection that hears the signals of other replicas: LISTEN holds for one session, so it is neither
//! shared nor pooled.

use super::connect::Address;
use super::error::Failure;
use super::speak;
use crate::StoreError;
use crate::signals::Board;
use futures::{StreamExt, stream};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::task::AbortHandle;
use tokio_postgres::AsyncMessage;

/// How long to wait before connecting again.
const PAUSE: Duration = Duration::from_secs(1);

/// Receives signals from the first listener until the store is closed.
pub(super) struct Ear {
    address: Arc<Address>,
    board: Board,
    /// By which this process knows what it said itself.
    own: String,
    task: OnceLock<AbortHandle>,
}

impl Ear {
    pub(super) fn new(address: Arc<Address>, board: Board, own: &str) -> Self {
        Self { address, board, own: own.to_owned(), task: OnceLock::new() }
    }

    /// Begins to hear; nothing when it did before.
    pub(super) fn open(&self) {
        let (address, board, own) = (&self.address, &self.board, &self.own);
        self.task.get_or_init(|| {
            tokio::spawn(hear_on(address.clone(), board.clone(), own.clone())).abort_handle()
        });
    }

    pub(super) fn close(&self) {
        // Listeners that begin later end at once.
        self.task.get_or_init(|| tokio::spawn(async {}).abort_handle()).abort();
    }
}

/// Connects again and again. Without a connection, listeners poll by time alone.
async fn hear_on(address: Arc<Address>, board: Board, own: String) {
    loop {
        if let Err(error) = hear(&address, &board, &own).await {
            slog::warn!(address.log(), "signals of other replicas are not heard for a while"; "error" => %error);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Hears until the connection ends.
async fn hear(address: &Address, board: &Board, own: &str) -> Result<(), StoreError> {
    let (client, mut driver) = address.open().await?;
    let mut messages = stream::poll_fn(move |context| driver.poll_message(context));
    let mut hearing = std::pin::pin!(async {
        while let Some(message) = messages.next().await {
            if let AsyncMessage::Notification(signal) = message? {
                speak::topics(signal.payload(), own).for_each(|topic| board.wake(topic));
            }
        }
        Ok(())
    });
    let command = format!("LISTEN {}", speak::CHANNEL);
    let ended: Result<(), tokio_postgres::Error> = tokio::select! {
        ended = &mut hearing => ended,
        asked = client.batch_execute(&command) => match asked {
            Ok(()) => {
                // Signals before the connection are lost: all listeners query now.
                board.wake_all();
                hearing.await
            }
            Err(error) => Err(error),
        },
    };
    ended.map_err(|error| Failure::from(error).error)?;
    Err(StoreError::away("the connection was closed"))
}
