//! Who may look at the settings of an organization, and change them.

use burgrave_core::authorization::{Action, Authorized, Object, Read, Resource};
use burgrave_store::{OrganizationRecord, Reader};

use crate::application::{Caller, find};
use crate::fault::Fault;

/// The organization in whose settings the caller may do `action`.
///
/// # Errors
/// `Hidden` for an organization that the caller may not read, `Forbidden` for any other.
pub(super) async fn organization(
    reader: &Reader,
    caller: &Caller,
    written: &str,
    action: Action,
) -> Result<Authorized<Read, OrganizationRecord>, Fault> {
    let organization = find::organization::<Read>(reader, caller, written, "read it").await?;
    if caller.may(action, &Object::within(Resource::IdpsyncSettings, organization.id)) {
        return Ok(organization);
    }
    let what = if action == Action::Read { "read" } else { "change" };
    Err(Fault::Forbidden {
        detail: format!("You do not have permission to {what} how this organization uses claims."),
    })
}
