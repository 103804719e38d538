//! A group by id, or by name in an organization.

use burgrave_core::authorization::{ActionType, Authorized, Refused, Subject};
use burgrave_store::{GroupFilter, GroupRecord, Reader, StoreError};
use uuid::Uuid;

use crate::application::Caller;
use crate::application::objects::{Group, Organization};
use crate::fault::Fault;

/// The group with this id, on which the caller may do `A`.
///
/// # Errors
/// `Hidden` when it isn't there or can't be read, `Forbidden` when it can only be read; `what` says what was to be done.
pub(crate) async fn group<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    id: Uuid,
    what: &str,
) -> Result<Authorized<A, Group>, Fault> {
    let found = reader.group_by_id(id).await?;
    checked(reader, caller, found, what).await
}

/// The group with this name in an organization, on which the caller may do `A`.
///
/// # Errors
/// As above.
pub(crate) async fn group_in<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    organization: &Organization,
    name: &str,
    what: &str,
) -> Result<Authorized<A, Group>, Fault> {
    let found = reader.group_by_name(organization.id, name).await?;
    checked(reader, caller, found, what).await
}

async fn checked<A: ActionType>(
    reader: &Reader,
    caller: &Caller,
    found: Option<GroupRecord>,
    what: &str,
) -> Result<Authorized<A, Group>, Fault> {
    let refused = |refused| Fault::refused(refused, what);
    let Some(found) = found.map(Group) else { return Err(refused(Refused::Hidden)) };
    let subject = with_group(reader, &caller.subject, &found).await?;
    Authorized::check(&subject, found).map_err(refused)
}

/// The subject with the group among theirs if they are in it: groups are looked up only where one is asked for.
pub(crate) async fn with_group(
    reader: &Reader,
    subject: &Subject,
    group: &GroupRecord,
) -> Result<Subject, StoreError> {
    let mut subject = subject.clone();
    if !group.is_everyone() && subject.membership(group.organization_id).is_some() {
        let asked =
            GroupFilter { has_member: Some(subject.id), ids: Some(vec![group.id]), ..GroupFilter::default() };
        subject.groups.extend(reader.groups(&asked).await?.into_iter().map(|group| group.id));
    }
    Ok(subject)
}
