//! The rules for a change of a group, in the order in which they are checked.

use burgrave_core::authorization::{Action, Object};
use burgrave_core::ids::{OrganizationId, UserId};
use burgrave_core::names::{self, NameOf};
use burgrave_store::{GroupRecord, Reader};

use super::UpdateGroup;
use crate::application::Caller;
use crate::fault::{Fault, FieldFault};

/// The rules about names and about Everyone.
pub(super) fn names_and_everyone(group: &GroupRecord, update: &UpdateGroup) -> Result<(), Fault> {
    let new_name = update.name.as_deref().filter(|name| *name != group.name);
    let new_display_name = update.display_name.as_deref().filter(|name| *name != group.display_name);
    if group.is_everyone() {
        if new_name.is_some() {
            return Err(Fault::field("name", "can't be changed for the group Everyone"));
        }
        if new_display_name.is_some_and(|name| !name.is_empty()) {
            return Err(Fault::field("display_name", "can't be changed for the group Everyone"));
        }
    }
    if let Some(detail) = new_name.and_then(|name| names::reserved(NameOf::Group, name)) {
        return Err(Fault::field("name", detail));
    }
    if group.is_everyone() && !(update.add.is_empty() && update.remove.is_empty()) {
        let message = "The members of the group Everyone are those of the organization.".into();
        return Err(Fault::Refused { message });
    }
    Ok(())
}

/// Every user who is added or removed must be a member of the organization whom the caller may read.
pub(super) async fn are_members(
    reader: &Reader,
    caller: &Caller,
    organization: OrganizationId,
    update: &UpdateGroup,
) -> Result<(), Fault> {
    let listed: Vec<UserId> = update.add.iter().chain(&update.remove).copied().collect();
    if listed.is_empty() {
        return Ok(());
    }
    let members = reader.members_among(organization, &listed).await?;
    let seen = |user: UserId| {
        members.contains(&user) && caller.may(Action::Read, &Object::member(organization, user))
    };
    let strangers = |field: &'static str, users: &[UserId]| {
        let unseen = users.iter().enumerate().filter(|(_, user)| !seen(**user));
        let fault = |(at, _): (usize, &UserId)| FieldFault {
            field: format!("{field}[{at}]"),
            detail: "must be a member of the group's organization".into(),
        };
        unseen.map(fault).collect::<Vec<_>>()
    };
    let mut faults = strangers("add_users", &update.add);
    faults.extend(strangers("remove_users", &update.remove));
    if faults.is_empty() { Ok(()) } else { Err(Fault::Invalid(faults)) }
}
