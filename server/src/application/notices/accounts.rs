//! What is told of accounts: to those who look after them, and to the person.

use burgrave_core::notifications::{Content, Occasion};
use burgrave_store::{StoreError, Tx, UserRecord, UserStatus};
use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Audience, announce};

/// How a person is called: by their name, or by their username where they have none.
pub(crate) fn called(user: &UserRecord) -> &str {
    if user.name.is_empty() { &user.username } else { &user.name }
}

/// An account was made.
///
/// # Errors
/// The storage's.
pub(crate) async fn account_created(
    tx: &Tx,
    user: &UserRecord,
    initiator: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let content = content(user, "created", initiator).data(data(user));
    announce(tx, (Occasion::UserCreated, Audience::UserAdmins), user.id, &content, now).await
}

/// An account was deleted.
///
/// # Errors
/// The storage's.
pub(crate) async fn account_deleted(
    tx: &Tx,
    user: &UserRecord,
    initiator: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let content = content(user, "deleted", initiator);
    announce(tx, (Occasion::UserDeleted, Audience::UserAdmins), user.id, &content, now).await
}

/// An account was suspended, or may be used again. `user` is the account as it was before.
///
/// # Errors
/// The storage's.
pub(crate) async fn account_status(
    tx: &Tx,
    user: &UserRecord,
    status: UserStatus,
    initiator: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (word, occasions) = match (user.status, status) {
        (UserStatus::Active | UserStatus::Dormant, UserStatus::Suspended) => {
            ("suspended", [Occasion::UserSuspended, Occasion::YourAccountSuspended])
        }
        (UserStatus::Suspended, UserStatus::Active | UserStatus::Dormant) => {
            ("activated", [Occasion::UserActivated, Occasion::YourAccountActivated])
        }
        _ => return Ok(()),
    };
    let content = content(user, word, initiator).data(data(user));
    announce(tx, (occasions[0], Audience::UserAdmins), user.id, &content, now).await?;
    announce(tx, (occasions[1], Audience::One(user.id)), user.id, &content, now).await
}

fn content(user: &UserRecord, word: &str, initiator: &str) -> Content {
    Content::new()
        .label(&format!("{word}_account_name"), &user.username)
        .label(&format!("{word}_account_user_name"), &user.name)
        .label("initiator", initiator)
        .targets(vec![user.id.into()])
}

fn data(user: &UserRecord) -> serde_json::Value {
    json!({"user": {"id": user.id.to_string(), "name": user.name, "email": user.email}})
}
