//! What people are told of: an action notes in its transaction that something happened, and a task works out
//! afterwards whom to tell, and by which way. So no action waits for receivers, and none is told of what was
//! not committed.
//!
//! - [`announce`], [`Audience`]: the note, and [`HAPPENED`], by which the task hears of it. `accounts`: those
//!   about accounts.
//! - `passcode`: what others must not read.

mod accounts;
mod audience;
mod passcode;

use burgrave_core::notifications::{Content, Occasion};
use burgrave_store::{NewNotificationEvent, StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

pub(crate) use accounts::{account_created, account_deleted, account_status, called};
pub(crate) use audience::Audience;
pub(crate) use passcode::{open_passcode, sealed_passcode};

use super::derived;

/// What is told once something was noted.
pub(crate) const HAPPENED: &str = "notification events";

/// Notes that something happened to `subject`. The same occasion at the same time is noted once.
///
/// # Errors
/// The storage's.
pub(crate) async fn announce(
    tx: &Tx,
    (occasion, audience): (Occasion, Audience),
    subject: impl Into<Uuid>,
    content: &Content,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (template, now_in_words) = (occasion.template().to_string(), now.timestamp_micros().to_string());
    let id = derived::id(subject.into(), &[&template, audience.word(), &now_in_words]);
    announce_once(tx, (occasion, audience), id, content, now).await
}

/// The same under an identity of its own: with the same one it is told once, whenever it is noted again.
///
/// # Errors
/// The storage's.
pub(crate) async fn announce_once(
    tx: &Tx,
    (occasion, audience): (Occasion, Audience),
    id: Uuid,
    content: &Content,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.insert_notification_event(&NewNotificationEvent {
        id,
        template_id: occasion.template(),
        audience: audience.word().to_owned(),
        user_id: audience.user(),
        content: serde_json::to_string(content).unwrap_or_default(),
        now,
    })
    .await?;
    tx.tell_here(HAPPENED);
    Ok(())
}
