//! A group by id, or by name in an organization.

use burgrave_core::authorization::{ActionType, Authorized, Refused};
use burgrave_core::ids::GroupId;
use burgrave_store::{GroupRecord, OrganizationRecord, Reader};

use crate::application::Caller;
use crate::fault::Fault;

/// The group with this id, on which the caller may do `A`.
///
/// # Errors
/// `Hidden` when it isn't there or can't be read, `Forbidden` when it can only be read; `what` says what was
/// to be done.
pub(crate) async fn group<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    id: GroupId,
    what: &str,
) -> Result<Authorized<A, GroupRecord>, Fault> {
    let found = reader.group_by_id(id).await?;
    checked(caller, found, what)
}

/// The group with this name in an organization, on which the caller may do `A`.
///
/// # Errors
/// As above.
pub(crate) async fn group_in<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    organization: &OrganizationRecord,
    name: &str,
    what: &str,
) -> Result<Authorized<A, GroupRecord>, Fault> {
    let found = reader.group_by_name(organization.id, name).await?;
    checked(caller, found, what)
}

fn checked<A: ActionType>(
    caller: &Caller,
    found: Option<GroupRecord>,
    what: &str,
) -> Result<Authorized<A, GroupRecord>, Fault> {
    let refused = |refused| Fault::refused(refused, what);
    let Some(found) = found else { return Err(refused(Refused::Hidden)) };
    Authorized::check(&caller.subject, found).map_err(refused)
}
