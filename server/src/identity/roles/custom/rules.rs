//! The rules for custom roles.

use burgrave_core::authorization::{Action, Object, OrganizationRole, Permission, Resource, SiteRole};
use burgrave_core::ids::OrganizationId;
use burgrave_core::names::{self, NameOf};

use crate::application::Caller;
use crate::fault::{Fault, FieldFault};

/// A custom role of a request.
#[derive(Debug, Clone)]
pub(crate) struct CustomRoleInput {
    /// Name, in any letter case.
    pub(crate) name: String,
    /// Name for people.
    pub(crate) display_name: String,
    /// Its permissions in the organization.
    pub(crate) permissions: Vec<PermissionInput>,
    /// Whether something was asked for that counts everywhere.
    pub(crate) of_site: bool,
    /// Whether something was asked for that is about one's own, everywhere.
    pub(crate) of_user: bool,
    /// Whether something was asked for that is about one's own, in the organization.
    pub(crate) of_member: bool,
}

/// A permission of a request.
#[derive(Debug, Clone)]
pub(crate) struct PermissionInput {
    /// The kind of object.
    pub(crate) resource: String,
    /// The action.
    pub(crate) action: String,
    /// Whether the permission is denied.
    pub(crate) negate: bool,
}

/// The name in the form in which it is kept.
pub(super) fn name(written: &str) -> Result<String, Fault> {
    let name = written.to_lowercase();
    if is_built_in(&name) {
        return Err(Fault::BrokenRule {
            message: format!("Reserved role name: {name:?} is built in."),
            detail: None,
            fields: vec![field("name", "must not be the name of a built-in role")],
        });
    }
    match names::reserved(NameOf::Role, &name) {
        Some(detail) => Err(Fault::field("name", detail)),
        None => Ok(name),
    }
}

/// Whether the name is that of a role of every deployment.
pub(super) fn is_built_in(name: &str) -> bool {
    name.parse::<SiteRole>().is_ok() || name.parse::<OrganizationRole>().is_ok()
}

/// The permissions, if the caller may give them away: only what they hold in this organization themselves.
pub(super) fn permissions(
    caller: &Caller,
    organization: OrganizationId,
    wanted: &CustomRoleInput,
) -> Result<Vec<Permission>, Fault> {
    beyond(wanted)?;
    let (mut given, mut faults) = (Vec::new(), Vec::new());
    for (at, asked) in wanted.permissions.iter().enumerate() {
        match permission(caller, organization, asked) {
            Ok(permission) if !given.contains(&permission) => given.push(permission),
            Ok(_) => {}
            Err((part, detail)) => {
                faults.push(field(&format!("organization_permissions[{at}]{part}"), &detail))
            }
        }
    }
    if faults.is_empty() {
        return Ok(given);
    }
    let message = "Failed to update role permissions.".into();
    Err(Fault::BrokenRule { message, detail: None, fields: faults })
}

fn beyond(wanted: &CustomRoleInput) -> Result<(), Fault> {
    let lists = [
        (wanted.of_site, "site_permissions", "A role of an organization can't hold site wide permissions."),
        (wanted.of_user, "user_permissions", "You are not allowed to assign user permissions to a role."),
        (
            wanted.of_member,
            "organization_member_permissions",
            "You are not allowed to assign organization member permissions to a role.",
        ),
    ];
    let given: Vec<_> = lists.iter().filter(|(given, ..)| *given).collect();
    let Some((_, _, message)) = given.first() else { return Ok(()) };
    let fields = given.iter().map(|(_, name, _)| field(name, "must be left out or empty")).collect();
    Err(Fault::BrokenRule { message: (*message).into(), detail: None, fields })
}

fn permission(
    caller: &Caller,
    organization: OrganizationId,
    asked: &PermissionInput,
) -> Result<Permission, (&'static str, String)> {
    if asked.negate {
        return Err((".negate", "must not be true: a custom role takes nothing away".into()));
    }
    let resource = asked
        .resource
        .parse::<Resource>()
        .ok()
        .ok_or_else(|| (".resource_type", format!("is no kind of object: {:?}", asked.resource)))?;
    let known = asked.action.parse::<Action>().ok().filter(|action| resource.actions().contains(action));
    let action = known.ok_or_else(|| {
        let words: Vec<_> = resource.actions().iter().map(|action| action.as_str()).collect();
        (".action", format!("must be one of {}", words.join(", ")))
    })?;
    if !caller.may(action, &Object::within(resource, organization)) {
        return Err(("", "is a permission that you do not hold yourself".into()));
    }
    Ok(Permission { resource: Some(resource), action: Some(action), negate: false })
}

fn field(name: &str, detail: &str) -> FieldFault {
    FieldFault { field: name.into(), detail: detail.into() }
}
