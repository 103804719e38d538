//! Who may look at the settings of an organization, and change them.

use burgrave_core::authorization::{Action, ActionType, Authorized, Read};
use burgrave_store::{Reader, SyncSettings};

use crate::application::{Caller, find};
use crate::fault::Fault;

/// The settings of an organization, to which the caller may do `A`.
///
/// # Errors
/// `Hidden` for an organization that the caller may not read, `Forbidden` for any other.
pub(super) async fn settings<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    written: &str,
) -> Result<Authorized<A, SyncSettings>, Fault> {
    let organization = find::organization::<Read>(reader, caller, written, "read it").await?;
    let settings = SyncSettings { organization_id: organization.id };
    Authorized::permit(&caller.subject, settings).map_err(|_| {
        let what = if A::ACTION == Action::Read { "read" } else { "change" };
        let detail = format!("You do not have permission to {what} how this organization uses claims.");
        Fault::Forbidden { detail }
    })
}
