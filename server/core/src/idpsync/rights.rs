//! Who may change settings that hand out rights: those who may give by hand all that the settings can give.

use std::collections::BTreeSet;

use crate::ids::OrganizationId;

use super::{GroupSync, OrganizationSync, RoleSync};
use crate::authorization::{
    Action, Object, OrganizationRole, Resource, Subject, authorize, may_assign_organization_role,
};

/// What settings can give, or take away, that the one who changes them may not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MissingRights {
    /// Roles, by name.
    #[error("These settings can give and take roles that you may not assign: {}.", .0.join(", "))]
    Roles(Vec<String>),
    /// Places in groups.
    #[error("These settings put people into groups, which you may not do by hand.")]
    Groups,
    /// New groups.
    #[error("These settings make groups, which you may not do by hand.")]
    NewGroups,
    /// Memberships.
    #[error("These settings make and end memberships of the organization {0}, which you may not do by hand.")]
    Members(OrganizationId),
    /// Memberships whose default roles the subject may not assign.
    #[error("Members of the organization {organization} have roles by default that you may not assign: \
             {}.", .roles.join(", "))]
    DefaultRoles {
        /// The organization.
        organization: OrganizationId,
        /// Names of the roles.
        roles: Vec<String>,
    },
}

/// An organization, as far as memberships give rights in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationDefaults {
    /// The organization.
    pub id: OrganizationId,
    /// Roles that each of its members has.
    pub default_roles: Vec<String>,
}

/// The names of all roles that role sync can give in an organization whose custom roles are `custom`. The
/// provider may send any value, so each role counts whose name is not mapped to something else.
#[must_use]
pub fn givable_roles(settings: &RoleSync, custom: &[String]) -> BTreeSet<String> {
    if settings.field.is_empty() {
        return BTreeSet::new();
    }
    let builtin = OrganizationRole::ASSIGNABLE.iter().map(|role| role.as_str().to_owned());
    let by_name = builtin.chain(custom.iter().cloned()).filter(|name| !settings.mapping.contains_key(name));
    let mapped = settings.mapping.values().flatten().cloned();
    by_name.chain(mapped).filter(|name| name != OrganizationRole::Member.as_str()).collect()
}

/// Whether a subject may change the role sync of an organization: they must be able to assign, and to take
/// away, every role that it can give before or after.
///
/// # Errors
/// The roles that they may not assign.
pub fn may_set_roles(
    subject: &Subject,
    organization: OrganizationId,
    before: &RoleSync,
    after: &RoleSync,
    custom: &[String],
) -> Result<(), MissingRights> {
    let mut givable = givable_roles(before, custom);
    givable.append(&mut givable_roles(after, custom));
    let active = !before.field.is_empty() || !after.field.is_empty();
    let mut withheld = unassignable(subject, organization, givable);
    // A value may become the name of a custom role that is made later.
    if active && !may_assign_organization_role(subject, organization, None) {
        withheld.push("custom roles".into());
    }
    if withheld.is_empty() { Ok(()) } else { Err(MissingRights::Roles(withheld)) }
}

/// Whether a subject may change the group sync of an organization: they must be able to put people into its
/// groups, and to make groups where the settings do.
///
/// # Errors
/// What they may not do.
pub fn may_set_groups(
    subject: &Subject,
    organization: OrganizationId,
    before: &GroupSync,
    after: &GroupSync,
) -> Result<(), MissingRights> {
    let may = |action| authorize(subject, action, &Object::within(Resource::Group, organization));
    let active = |settings: &GroupSync| !settings.field.is_empty();
    if (active(before) || active(after)) && !may(Action::Update) {
        return Err(MissingRights::Groups);
    }
    if active(after) && after.auto_create_missing_groups && !may(Action::Create) {
        return Err(MissingRights::NewGroups);
    }
    Ok(())
}

/// Whether a subject may change the organization sync: they must be able to make members of every
/// organization that it can give, with its default roles, and to end memberships of all of them. `known` are
/// all organizations, `default` is the default one.
///
/// # Errors
/// The first organization in which they may not.
pub fn may_set_organizations(
    subject: &Subject,
    before: &OrganizationSync,
    after: &OrganizationSync,
    known: &[OrganizationDefaults],
    default: OrganizationId,
) -> Result<(), MissingRights> {
    let active = |settings: &OrganizationSync| !settings.field.is_empty();
    if !active(before) && !active(after) {
        return Ok(());
    }
    for organization in known {
        let members = Object::within(Resource::OrganizationMember, organization.id);
        if !authorize(subject, Action::Delete, &members) {
            return Err(MissingRights::Members(organization.id));
        }
    }
    for organization in givable_organizations(after, default) {
        let known = known.iter().find(|known| known.id == organization);
        may_make_member(subject, organization, known.map_or(&[][..], |known| &known.default_roles))?;
    }
    Ok(())
}

/// Whether a subject may add members to an organization in which each member has `default_roles`.
///
/// # Errors
/// What they may not give.
pub fn may_make_member(
    subject: &Subject,
    organization: OrganizationId,
    default_roles: &[String],
) -> Result<(), MissingRights> {
    let members = Object::within(Resource::OrganizationMember, organization);
    let roles = Object::within(Resource::AssignOrgRole, organization);
    if !authorize(subject, Action::Create, &members) || !authorize(subject, Action::Assign, &roles) {
        return Err(MissingRights::Members(organization));
    }
    let gives =
        |name: &&String| name.parse::<OrganizationRole>().ok().is_none_or(OrganizationRole::gives_rights);
    let withheld = unassignable(subject, organization, default_roles.iter().filter(gives).cloned().collect());
    if withheld.is_empty() {
        Ok(())
    } else {
        Err(MissingRights::DefaultRoles { organization, roles: withheld })
    }
}

fn givable_organizations(settings: &OrganizationSync, default: OrganizationId) -> BTreeSet<OrganizationId> {
    if settings.field.is_empty() {
        return BTreeSet::new();
    }
    let always = settings.assign_default.then_some(default);
    settings.mapping.values().flatten().copied().chain(always).collect()
}

fn unassignable(subject: &Subject, organization: OrganizationId, names: BTreeSet<String>) -> Vec<String> {
    if names.is_empty() {
        return Vec::new();
    }
    let roles = Object::within(Resource::AssignOrgRole, organization);
    let may = [Action::Assign, Action::Unassign].into_iter().all(|action| authorize(subject, action, &roles));
    let withheld =
        |name: &String| !may || !may_assign_organization_role(subject, organization, name.parse().ok());
    names.into_iter().filter(withheld).collect()
}

#[cfg(test)]
mod tests;
