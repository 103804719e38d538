//! Rights over accounts: who may act on the account of another user.
//!
//! Permissions say who may change users at all. This rule says on whose account: nobody acts on an account
//! that holds a role which they may not assign, because acting on it (a new password, a new email address, a
//! key) would give them that role.

use crate::ids::{OrganizationId, UserId};

use super::{OrganizationRole, SiteRole, Subject, may_assign_organization_role, may_assign_site_role};

/// The roles that an account holds, as far as they decide who may act on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRoles {
    /// The account.
    pub user: UserId,
    /// Its roles in the whole site.
    pub site: Vec<SiteRole>,
    /// Its roles in organizations, those that every member of the organization has among them.
    pub organizations: Vec<HeldRole>,
}

/// A role in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldRole {
    /// The organization.
    pub organization: OrganizationId,
    /// The built-in role; none stands for a custom role.
    pub role: Option<OrganizationRole>,
}

impl AccountRoles {
    /// From the names of the roles. A name that is no role of the site gives nothing there; a name that is no
    /// built-in role of an organization is a custom role.
    pub fn from_words<'a>(
        user: UserId,
        site: impl IntoIterator<Item = &'a str>,
        organizations: impl IntoIterator<Item = (OrganizationId, &'a str)>,
    ) -> Self {
        let held =
            |(organization, name): (OrganizationId, &str)| HeldRole { organization, role: name.parse().ok() };
        Self {
            user,
            site: site.into_iter().filter_map(|name| name.parse().ok()).collect(),
            organizations: organizations.into_iter().map(held).collect(),
        }
    }
}

/// Whether the subject may act on the account: set its password, change its profile, email address, status,
/// roles or login type, make, read or end its keys, delete it. The permission for the action itself is asked
/// for beside this.
#[must_use]
pub fn may_act_on_account(subject: &Subject, account: &AccountRoles) -> bool {
    if account.user == subject.id {
        return true;
    }
    let in_organization = |held: &HeldRole| {
        held.role.is_some_and(|role| !role.gives_rights())
            || may_assign_organization_role(subject, held.organization, held.role)
    };
    account.site.iter().all(|role| may_assign_site_role(subject, *role))
        && account.organizations.iter().all(in_organization)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};
    use uuid::Uuid;

    use super::super::{Membership, Permission, Scope};
    use super::*;

    const ORGANIZATIONS: [OrganizationId; 2] =
        [OrganizationId::new(Uuid::from_u128(1)), OrganizationId::new(Uuid::from_u128(2))];

    /// A subject with random roles; in each organization some have a custom role.
    #[derive(Debug, Clone)]
    struct Person {
        subject: Subject,
        roles: AccountRoles,
    }

    fn person(id: u128, site: &[SiteRole], places: &[(Vec<OrganizationRole>, bool)]) -> Person {
        let rule = Permission { resource: None, action: None, negate: false };
        let membership = |(at, (roles, custom)): (usize, &(Vec<OrganizationRole>, bool))| Membership {
            organization: ORGANIZATIONS[at],
            roles: roles.clone(),
            custom: if *custom { vec![rule] } else { vec![] },
            directory: true,
        };
        let memberships: Vec<_> = places.iter().enumerate().map(membership).collect();
        let held = |place: &Membership| {
            let organization = place.organization;
            let built_in = place.roles.iter().map(move |role| HeldRole { organization, role: Some(*role) });
            let custom = place.custom.iter().map(move |_| HeldRole { organization, role: None });
            built_in.chain(custom).collect::<Vec<_>>()
        };
        let id = UserId::new(Uuid::from_u128(id));
        let organizations = memberships.iter().flat_map(held).collect();
        Person {
            roles: AccountRoles { user: id, site: site.to_vec(), organizations },
            subject: Subject {
                id,
                site_roles: site.to_vec(),
                memberships,
                groups: vec![],
                scope: Scope::all(),
            },
        }
    }

    prop_compose! {
        fn anybody()(
            id in 10_u128..1_000_000,
            site in subsequence(SiteRole::ASSIGNABLE.to_vec(), 0..=SiteRole::ASSIGNABLE.len()),
            places in vec((subsequence(OrganizationRole::ASSIGNABLE.to_vec(), 0..=3), any::<bool>()), 0..=2),
        ) -> Person {
            person(id, &site, &places)
        }
    }

    fn assignable(by: &Subject, role: &HeldRole) -> bool {
        may_assign_organization_role(by, role.organization, role.role)
    }

    proptest! {
        #[test]
        fn who_may_act_on_an_account_could_give_every_right_that_it_has(
            one in anybody(), other in anybody(),
        ) {
            prop_assume!(one.subject.id != other.subject.id);
            if may_act_on_account(&one.subject, &other.roles) {
                for role in &other.roles.site {
                    prop_assert!(may_assign_site_role(&one.subject, *role), "{role:?}");
                }
                for held in &other.roles.organizations {
                    let harmless = held.role.is_some_and(|role| !role.gives_rights());
                    prop_assert!(harmless || assignable(&one.subject, held), "{held:?}");
                }
            } else {
                let site = other.roles.site.iter().any(|role| !may_assign_site_role(&one.subject, *role));
                let elsewhere = other.roles.organizations.iter().any(|held| !assignable(&one.subject, held));
                prop_assert!(site || elsewhere, "refused without a role that stands against it");
            }
        }

        #[test]
        fn taking_over_one_account_after_the_other_never_reaches_a_role_that_the_first_may_not_assign(
            first in anybody(), others in vec(anybody(), 0..12),
        ) {
            let mut taken = vec![first.clone()];
            let mut left = others;
            while let Some(next) = left.iter().position(|other| {
                taken.iter().any(|held| may_act_on_account(&held.subject, &other.roles))
            }) {
                taken.push(left.swap_remove(next));
            }
            for account in &taken[1..] {
                let own = account.subject.id == first.subject.id;
                let direct = may_act_on_account(&first.subject, &account.roles);
                prop_assert!(own || direct, "{:?} was reached by a detour", account.roles);
            }
        }

        #[test]
        fn everybody_may_act_on_their_own_account(one in anybody()) {
            prop_assert!(may_act_on_account(&one.subject, &one.roles));
        }

        #[test]
        fn only_owners_act_on_accounts_with_a_role_of_the_site(
            one in anybody(), role in select(SiteRole::ASSIGNABLE.to_vec()),
        ) {
            let other = person(7, &[role], &[]);
            let owner = one.subject.site_roles.contains(&SiteRole::Owner);
            prop_assert_eq!(may_act_on_account(&one.subject, &other.roles), owner);
        }
    }

    #[test]
    fn a_user_admin_acts_on_members_only() {
        let admin = person(8, &[SiteRole::UserAdmin], &[]).subject;
        let may = |site: &[SiteRole], roles: Vec<OrganizationRole>, custom| {
            may_act_on_account(&admin, &person(9, site, &[(roles, custom)]).roles)
        };
        assert!(may(&[], vec![], false));
        assert!(may(&[], vec![OrganizationRole::WorkspaceCreationBan], false), "a ban gives no rights");
        assert!(!may(&[], vec![OrganizationRole::Admin], false));
        assert!(!may(&[], vec![], true), "a custom role");
        assert!(!may(&[SiteRole::Auditor], vec![], false) && !may(&[SiteRole::UserAdmin], vec![], false));
    }

    #[test]
    fn names_of_roles_are_read() {
        let roles = AccountRoles::from_words(
            Uuid::from_u128(9).into(),
            ["owner", "of-old"],
            [(ORGANIZATIONS[0], "organization-admin"), (ORGANIZATIONS[1], "deployers")],
        );
        assert_eq!(roles.site, [SiteRole::Owner]);
        let held: Vec<_> = roles.organizations.iter().map(|held| held.role).collect();
        assert_eq!(held, [Some(OrganizationRole::Admin), None]);
    }
}
