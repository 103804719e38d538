//! A user by id, username, or as the caller.

use burgrave_core::authorization::{ActionType, Authorized, Read, Refused};
use burgrave_core::ids::UserId;
use burgrave_store::{Reader, StoreError, UserRecord};

use super::text;
use crate::application::Caller;
use crate::fault::Fault;

/// The word for the caller; it is no valid username.
pub(crate) const ME: &str = "me";

/// The user, as far as the caller may read them.
///
/// # Errors
/// `Hidden`, the same whether there is none or the caller may not know.
pub(crate) async fn user(
    reader: &Reader,
    caller: &Caller,
    written: &str,
) -> Result<Authorized<Read, UserRecord>, Fault> {
    let found = record(reader, caller, written).await?.ok_or(Fault::Hidden)?;
    Authorized::check(&caller.subject, found).map_err(|_| Fault::Hidden)
}

/// The user, on whom the caller may do `A`.
///
/// # Errors
/// As above; `Forbidden` for those who may only read the user. `what` says what was to be done.
pub(crate) async fn user_to<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    written: &str,
    what: &str,
) -> Result<Authorized<A, UserRecord>, Fault> {
    let found = user(reader, caller, written).await?.into_inner();
    Authorized::check(&caller.subject, found).map_err(|_| Fault::refused(Refused::Forbidden, what))
}

/// The user, without a permission check: for callers with another permission.
///
/// # Errors
/// `Hidden`.
pub(crate) async fn any_user(reader: &Reader, caller: &Caller, written: &str) -> Result<UserRecord, Fault> {
    record(reader, caller, written).await?.ok_or(Fault::Hidden)
}

/// The id of a user, without a permission check: for memberships, which have their own permission.
pub(crate) async fn users_id(
    reader: &Reader,
    caller: &Caller,
    written: &str,
) -> Result<Option<UserId>, StoreError> {
    Ok(record(reader, caller, written).await?.map(|user| user.id))
}

async fn record(reader: &Reader, caller: &Caller, written: &str) -> Result<Option<UserRecord>, StoreError> {
    if reader.is_point_read() && is_own(caller, written) {
        return Ok(Some(caller.user.clone()));
    }
    let found = match text::id(written) {
        Some(id) => match reader.user_by_id(id).await? {
            None if text::may_be_name(written) => reader.user_by_username(written).await?,
            found => found,
        },
        None if written.eq_ignore_ascii_case(ME) => reader.user_by_id(caller.user.id).await?,
        None => reader.user_by_username(written).await?,
    };
    Ok(found.filter(|user| user.deleted_at.is_none()))
}

/// Whether a text names the caller. An id goes first, as it does where others are looked for.
fn is_own(caller: &Caller, written: &str) -> bool {
    match text::id::<UserId>(written) {
        Some(id) => id == caller.user.id,
        None if written.eq_ignore_ascii_case(ME) => true,
        None => written.to_lowercase() == caller.user.username.to_lowercase(),
    }
}
