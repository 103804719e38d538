//! A new account with its memberships: the one way in which the API, the first user and an operator make one.

use burgrave_store::{Inserted, NewUser, StoreError, Tx};
use uuid::Uuid;

use crate::application::command::Diff;

/// Adds the account and makes it a member of the organizations, without roles there. Taken when somebody has
/// its username or email address.
///
/// # Errors
/// The storage's.
pub(crate) async fn add(tx: &Tx, new: &NewUser, organizations: &[Uuid]) -> Result<Inserted, StoreError> {
    if tx.insert_user(new).await? == Inserted::Taken {
        return Ok(Inserted::Taken);
    }
    for organization in organizations {
        // Each organization is there once, and the account is new.
        let _ = tx.insert_member(*organization, new.id, &[], new.now).await?;
    }
    Ok(Inserted::Done)
}

/// A new account for the audit log, without its password.
pub(crate) fn diff(new: &NewUser) -> Diff {
    let diff = Diff::default()
        .field("username", "", new.username.as_str())
        .field("email", "", new.email.as_str())
        .field("name", "", new.name.as_str())
        .field("status", "", new.status.as_str())
        .field("login_type", "", new.login_type.as_str())
        .field("rbac_roles", Vec::<String>::new(), new.rbac_roles.clone())
        .field("service_account", false, new.service_account);
    if new.hashed_password.is_some() { diff.secret("hashed_password") } else { diff }
}
