//! The one decision: may this subject do this to this object?

use crate::ids::GroupId;

use super::object::{Allowed, Location};
use super::permission::{Verdict, verdict_of as of_rules};
use super::subject::{Membership, Subject};
use super::{Action, Object, OrganizationRole, Resource, SiteRole, grants, organization_roles};

/// Whether the subject may. A denial on a wider level beats what a narrower one gives; access lists give
/// beside the roles; the scope of the credential must allow it as well. What can't be done to such an object
/// is allowed to nobody.
#[must_use]
pub fn authorize(subject: &Subject, action: Action, object: &Object) -> bool {
    let possible = object.resource.actions().contains(&action);
    if !possible || !(by_roles(subject, action, object) || by_access_list(subject, action, object)) {
        return false;
    }
    let owned = object.owner == Some(subject.id);
    let allowed = subject.scope.allows(action, object, owned);
    if !allowed && !subject.scope.allows_on_some(object.resource, action, owned) {
        subject.scope.miss(action, object.resource);
    }
    allowed
}

fn by_roles(subject: &Subject, action: Action, object: &Object) -> bool {
    match site_level(subject, object.resource, action) {
        Verdict::Granted => return true,
        Verdict::Denied => return false,
        Verdict::Silent => {}
    }
    match organization_level(subject, object, action) {
        Verdict::Granted => return true,
        Verdict::Denied => return false,
        Verdict::Silent => {}
    }
    object.owner == Some(subject.id)
        && belongs(subject, object.place)
        && on_own(subject, object.place, object.resource, action) == Verdict::Granted
}

/// What the subject may do to what is their own there.
pub(super) fn on_own(subject: &Subject, place: Location, resource: Resource, action: Action) -> Verdict {
    let site = subject.site_roles.iter().chain(&[SiteRole::Member]);
    let anywhere = site
        .map(|role| grants::verdict_of(role.own_table(), resource, action))
        .fold(Verdict::Silent, Verdict::and);
    let of = |held: &Membership| {
        let roles = held.roles.iter().map(|role| grants::verdict_of(role.own_table(), resource, action));
        roles.fold(anywhere, Verdict::and)
    };
    match place {
        Location::Site => anywhere,
        Location::Organization(id) => subject.membership(id).map_or(anywhere, of),
        Location::AnyOrganization => {
            let granted = subject.memberships.iter().any(|held| of(held) == Verdict::Granted);
            if granted { Verdict::Granted } else { anywhere }
        }
    }
}

pub(super) fn site_level(subject: &Subject, resource: Resource, action: Action) -> Verdict {
    let implicit = grants::verdict_of(SiteRole::Member.table(), resource, action);
    let roles = subject.site_roles.iter().map(|role| grants::verdict_of(role.table(), resource, action));
    let verdict = roles.fold(implicit, Verdict::and);
    let finds_people = resource == Resource::User
        && action == Action::Read
        && subject.memberships.iter().any(|place| place.roles.iter().any(|role| role.reads_users()));
    if finds_people { verdict.and(Verdict::Granted) } else { verdict }
}

fn organization_level(subject: &Subject, object: &Object, action: Action) -> Verdict {
    match object.place {
        Location::Site => Verdict::Silent,
        Location::Organization(id) => subject
            .membership(id)
            .map_or(Verdict::Silent, |place| in_organization(place, object.resource, action)),
        Location::AnyOrganization => {
            let granted = |place| in_organization(place, object.resource, action) == Verdict::Granted;
            if subject.memberships.iter().any(granted) { Verdict::Granted } else { Verdict::Silent }
        }
    }
}

pub(super) fn in_organization(place: &Membership, resource: Resource, action: Action) -> Verdict {
    let directory = if place.directory { organization_roles::DIRECTORY } else { &[] };
    let implicit = grants::verdict_of(OrganizationRole::Member.table(), resource, action)
        .and(grants::verdict_of(directory, resource, action));
    let roles = place.roles.iter().map(|role| grants::verdict_of(role.table(), resource, action));
    roles.fold(implicit.and(of_rules(&place.custom, resource, action)), Verdict::and)
}

/// What is one's own counts outside of organizations, and in those that one is a member of.
pub(super) fn belongs(subject: &Subject, place: Location) -> bool {
    match place {
        Location::Site | Location::AnyOrganization => true,
        Location::Organization(id) => subject.membership(id).is_some(),
    }
}

fn by_access_list(subject: &Subject, action: Action, object: &Object) -> bool {
    let gives = |allowed: &Allowed| allowed.includes(action);
    if object.users.iter().any(|(user, allowed)| *user == subject.id && gives(allowed)) {
        return true;
    }
    object.groups.iter().any(|(group, allowed)| is_in(subject, object.place, *group) && gives(allowed))
}

/// Whether the subject is in a group of the organization, which counts only for its members. Everyone of them
/// is in Everyone.
pub(super) fn is_in(subject: &Subject, place: Location, group: GroupId) -> bool {
    let Location::Organization(organization) = place else { return false };
    subject.membership(organization).is_some()
        && (group.is_everyone_of(organization) || subject.groups.contains(&group))
}
