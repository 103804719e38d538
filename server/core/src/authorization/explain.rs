//! Why somebody may do something, or may not: the decision with the roles, groups and list entries that make
//! it.

use crate::ids::{GroupId, OrganizationId};

use super::evaluate::{authorize, belongs, is_in};
use super::grants::{Grant, verdict_of};
use super::object::{Allowed, Location};
use super::permission::{Verdict, verdict_of as of_rules};
use super::subject::Membership;
use super::{Action, Object, OrganizationRole, SiteRole, Subject, organization_roles};

/// A decision and everything that speaks to it, in the order in which it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What is decided.
    pub allowed: bool,
    /// What speaks to it.
    pub reasons: Vec<Reason>,
}

/// Something that speaks for or against an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// What it is.
    pub source: Source,
    /// Whether it gives the action or takes it away.
    pub gives: bool,
    /// Whether it counts: something before it may have decided already.
    pub counts: bool,
}

/// Where a right comes from, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Such an object knows no such action.
    Impossible,
    /// A role that counts everywhere.
    SiteRole(SiteRole),
    /// A role in an organization lets its holder find people.
    FindsPeople(OrganizationId),
    /// A role in the object's organization.
    OrganizationRole(OrganizationId, OrganizationRole),
    /// The custom roles in the object's organization, together.
    CustomRoles(OrganizationId),
    /// The organization lets its members read each other.
    Directory(OrganizationId),
    /// The object is the subject's own, which a role of the site counts.
    OwnBySiteRole(SiteRole),
    /// The object is the subject's own, which a role in its organization counts.
    OwnByOrganizationRole(OrganizationId, OrganizationRole),
    /// The subject's entry in the object's access list.
    UserEntry,
    /// A group's entry in it.
    GroupEntry(GroupId),
    /// The subject isn't in the object's organization: neither roles there nor groups' entries count.
    NoMember(OrganizationId),
    /// The credential doesn't reach that far.
    Scope,
}

/// Explains the decision that [`authorize`] makes.
#[must_use]
pub fn explain(subject: &Subject, action: Action, object: &Object) -> Explanation {
    let allowed = authorize(subject, action, object);
    if !object.resource.actions().contains(&action) {
        let reason = Reason { source: Source::Impossible, gives: false, counts: true };
        return Explanation { allowed, reasons: vec![reason] };
    }
    let mut chain = Chain { reasons: Vec::new(), decided: false };
    chain.level(site(subject, action, object));
    chain.level(organization(subject, action, object));
    chain.level(own(subject, action, object));
    // Entries of lists give beside the roles, whatever those say.
    let by_roles =
        chain.decided && chain.reasons.iter().filter(|reason| reason.counts).all(|reason| reason.gives);
    chain.decided = false;
    chain.level(entries(subject, action, object));
    let given = by_roles || chain.decided;
    if let Location::Organization(id) = object.place
        && subject.membership(id).is_none()
    {
        chain.reasons.push(Reason { source: Source::NoMember(id), gives: false, counts: !given });
    }
    if given && !allowed {
        chain.reasons.push(Reason { source: Source::Scope, gives: false, counts: true });
    }
    Explanation { allowed, reasons: chain.reasons }
}

struct Chain {
    reasons: Vec<Reason>,
    decided: bool,
}

impl Chain {
    /// Adds what one level says. Within a level a denial beats a grant, and a level that says something ends
    /// the question.
    fn level(&mut self, said: Vec<(Source, Verdict)>) {
        let denied = said.iter().any(|(_, verdict)| *verdict == Verdict::Denied);
        let before = self.decided;
        for (source, verdict) in said {
            let gives = match verdict {
                Verdict::Granted => true,
                Verdict::Denied => false,
                Verdict::Silent => continue,
            };
            self.reasons.push(Reason { source, gives, counts: !before && gives != denied });
            self.decided = true;
        }
    }
}

fn site(subject: &Subject, action: Action, object: &Object) -> Vec<(Source, Verdict)> {
    let roles = subject.site_roles.iter().chain(&[SiteRole::Member]);
    let said = roles.map(|role| (Source::SiteRole(*role), verdict_of(role.table(), object.resource, action)));
    let finders =
        subject.memberships.iter().filter(|place| place.roles.iter().any(|role| role.reads_users()));
    let finds = object.resource == super::Resource::User && action == Action::Read;
    let finders = finders.filter(|_| finds);
    said.chain(finders.map(|place| (Source::FindsPeople(place.organization), Verdict::Granted))).collect()
}

fn organization(subject: &Subject, action: Action, object: &Object) -> Vec<(Source, Verdict)> {
    let places = subject.memberships.iter().filter(|place| concerned(object.place, place));
    let said = |place: &Membership| {
        let (id, of) = (place.organization, |table: &[Grant]| verdict_of(table, object.resource, action));
        let roles = place.roles.iter().chain(&[OrganizationRole::Member]);
        let roles = roles.map(move |role| (Source::OrganizationRole(id, *role), of(role.table())));
        let directory = if place.directory { of(organization_roles::DIRECTORY) } else { Verdict::Silent };
        let custom = of_rules(&place.custom, object.resource, action);
        let said: Vec<_> =
            roles.chain([(Source::CustomRoles(id), custom), (Source::Directory(id), directory)]).collect();
        let grants = |(_, verdict): &(Source, Verdict)| *verdict != Verdict::Denied;
        // Where any organization will do, one that denies says nothing.
        if object.place == Location::AnyOrganization && !said.iter().all(grants) { Vec::new() } else { said }
    };
    places.flat_map(said).collect()
}

fn own(subject: &Subject, action: Action, object: &Object) -> Vec<(Source, Verdict)> {
    if object.owner != Some(subject.id) || !belongs(subject, object.place) {
        return Vec::new();
    }
    let of = |table: &[Grant]| verdict_of(table, object.resource, action);
    let everywhere = subject.site_roles.iter().chain(&[SiteRole::Member]);
    let everywhere = everywhere.map(|role| (Source::OwnBySiteRole(*role), of(role.own_table())));
    let places = subject.memberships.iter().filter(|place| concerned(object.place, place));
    let there = places.flat_map(|place| {
        let source = |role| Source::OwnByOrganizationRole(place.organization, role);
        place.roles.iter().map(move |role| (source(*role), of(role.own_table())))
    });
    everywhere.chain(there).collect()
}

fn entries(subject: &Subject, action: Action, object: &Object) -> Vec<(Source, Verdict)> {
    let said = |allowed: &Allowed| if allowed.includes(action) { Verdict::Granted } else { Verdict::Silent };
    let users = object.users.iter().filter(|(user, _)| *user == subject.id);
    let users = users.map(|(_, allowed)| (Source::UserEntry, said(allowed)));
    let groups = object.groups.iter().filter(|(group, _)| is_in(subject, object.place, *group));
    users.chain(groups.map(|(group, allowed)| (Source::GroupEntry(*group), said(allowed)))).collect()
}

/// Whether what a member has in this organization speaks of an object in that place.
fn concerned(object: Location, place: &Membership) -> bool {
    match object {
        Location::Site => false,
        Location::Organization(id) => place.organization == id,
        Location::AnyOrganization => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};
    use strum::VariantArray;
    use uuid::Uuid;

    use super::super::{AccessList, AccessRole, Permission, Resource, Scope, ScopeName};
    use super::*;
    use crate::ids::{TemplateId, UserId};

    const HERE: OrganizationId = OrganizationId::new(Uuid::from_u128(1));
    const ME: UserId = UserId::new(Uuid::from_u128(3));
    const GROUP: GroupId = GroupId::new(Uuid::from_u128(5));

    fn member(roles: &[OrganizationRole]) -> Subject {
        let place =
            Membership { organization: HERE, roles: roles.to_vec(), custom: vec![], directory: false };
        Subject {
            id: ME,
            site_roles: vec![],
            memberships: vec![place],
            groups: vec![GROUP],
            scope: Scope::all(),
        }
    }

    fn template(access: &AccessList) -> Object {
        Object::template(HERE, TemplateId::nil(), access)
    }

    #[test]
    fn the_chain_names_roles_entries_and_what_is_missing() {
        let access = AccessList {
            users: vec![(ME, AccessRole::Admin)],
            groups: vec![(HERE.everyone(), AccessRole::Use), (GROUP, AccessRole::Use)],
        };
        let told = |subject: &Subject, action, object: &Object| {
            let found = explain(subject, action, object);
            (found.allowed, found.reasons.into_iter().map(|one| (one.source, one.gives)).collect::<Vec<_>>())
        };
        let everyone = Source::GroupEntry(HERE.everyone());
        let expected = vec![(Source::UserEntry, true), (everyone, true), (Source::GroupEntry(GROUP), true)];
        assert_eq!(told(&member(&[]), Action::Use, &template(&access)), (true, expected));
        let by_role = vec![(Source::OrganizationRole(HERE, OrganizationRole::Admin), true)];
        let nobody = template(&AccessList::default());
        assert_eq!(told(&member(&[OrganizationRole::Admin]), Action::Update, &nobody), (true, by_role));
        let mut outsider = member(&[]);
        outsider.memberships.clear();
        assert_eq!(told(&outsider, Action::Use, &nobody), (false, vec![(Source::NoMember(HERE), false)]));
        assert_eq!(told(&outsider, Action::Ssh, &nobody), (false, vec![(Source::Impossible, false)]));
        let mut narrow = member(&[OrganizationRole::Admin]);
        narrow.scope = Scope::of(ScopeName::ApplicationConnect);
        let last = explain(&narrow, Action::Use, &nobody).reasons.pop().map(|reason| reason.source);
        assert_eq!(last, Some(Source::Scope));
    }

    #[test]
    fn what_was_decided_before_does_not_count() {
        let banned = member(&[OrganizationRole::WorkspaceCreationBan, OrganizationRole::WorkspaceAccess]);
        let mine = Object::within(Resource::Workspace, HERE).owned_by(ME);
        let found = explain(&banned, Action::Create, &mine);
        let counting: Vec<_> = found.reasons.iter().filter(|reason| reason.counts).collect();
        assert!(!found.allowed && counting.len() == 1 && !counting[0].gives, "{found:?}");
        assert!(found.reasons.iter().any(|reason| reason.gives), "that it would be allowed is said too");
    }

    prop_compose! {
        fn anybody()(
            site in subsequence(SiteRole::ASSIGNABLE.to_vec(), 0..=2),
            roles in subsequence(OrganizationRole::ASSIGNABLE.to_vec(), 0..=3),
            custom in vec(any::<bool>(), 0..2),
            resource in select(Resource::VARIANTS.to_vec()),
            action in select(Action::VARIANTS.to_vec()),
            (directory, in_place, grouped) in any::<(bool, bool, bool)>(),
        ) -> Subject {
            let rule = |negate| Permission { resource: Some(resource), action: Some(action), negate };
            let mut subject = member(&roles);
            subject.site_roles = site;
            subject.memberships[0].custom = custom.into_iter().map(rule).collect();
            subject.memberships[0].directory = directory;
            if !in_place {
                subject.memberships.clear();
            }
            if !grouped {
                subject.groups.clear();
            }
            subject
        }
    }

    proptest! {
        #[test]
        fn the_reasons_that_count_make_the_decision(
            subject in anybody(),
            resource in select(Resource::VARIANTS.to_vec()),
            action in select(Action::VARIANTS.to_vec()),
            place in select(vec![Location::Site, Location::Organization(HERE), Location::AnyOrganization]),
            own in any::<bool>(),
            entry in proptest::option::of(select(vec![AccessRole::Use, AccessRole::Admin])),
        ) {
            let mut object = Object { place, ..Object::site(resource) };
            object.owner = own.then_some(ME);
            object.groups = entry.map(|role| (GROUP, role.on(resource))).into_iter().collect();
            let found = explain(&subject, action, &object);
            prop_assert_eq!(found.allowed, authorize(&subject, action, &object));
            let given = found.reasons.iter().any(|reason| reason.counts && reason.gives);
            prop_assert_eq!(given, found.allowed, "{:?}", found);
        }
    }
}
