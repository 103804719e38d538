//! Rows of the tables, checked by hand.

use crate::ids::{GroupId, OrganizationId, UserId};
use strum::VariantArray as _;
use uuid::Uuid;

use super::*;

const HERE: OrganizationId = OrganizationId::new(Uuid::from_u128(1));
const ELSEWHERE: OrganizationId = OrganizationId::new(Uuid::from_u128(2));
const ME: UserId = UserId::new(Uuid::from_u128(3));
const OTHER: UserId = UserId::new(Uuid::from_u128(4));
const GROUP: GroupId = GroupId::new(Uuid::from_u128(5));

fn nobody() -> Subject {
    Subject { id: ME, site_roles: vec![], memberships: vec![], groups: vec![], scope: Scope::all() }
}

fn with_site(role: SiteRole) -> Subject {
    Subject { site_roles: vec![role], ..nobody() }
}

fn with_roles(roles: &[OrganizationRole]) -> Subject {
    let membership =
        Membership { organization: HERE, roles: roles.to_vec(), custom: vec![], directory: false };
    Subject { memberships: vec![membership], ..nobody() }
}

#[test]
fn an_owner_may_do_all_but_read_the_secrets_of_others() {
    let owner = with_site(SiteRole::Owner);
    for resource in Resource::VARIANTS.iter().copied() {
        let expected = resource.actions().contains(&Action::Read)
            && !matches!(resource, Resource::UserSecret | Resource::UsageEvent);
        assert_eq!(
            authorize(&owner, Action::Read, &Object::within(resource, HERE)),
            expected,
            "{resource:?}"
        );
    }
}

#[test]
fn a_member_reads_the_organization_and_only_their_own_row() {
    let member = with_roles(&[]);
    assert!(authorize(&member, Action::Read, &Object::organization(HERE)));
    assert!(!authorize(&member, Action::Update, &Object::organization(HERE)));
    assert!(!authorize(&member, Action::Read, &Object::organization(ELSEWHERE)));
    assert!(authorize(&member, Action::Read, &Object::member(HERE, ME)));
    assert!(!authorize(&member, Action::Read, &Object::member(HERE, OTHER)));
    assert!(!authorize(&member, Action::Read, &Object::member(ELSEWHERE, ME)), "own, but no member there");
    assert!(authorize(&member, Action::UpdatePersonal, &Object::user(ME)));
    assert!(!authorize(&member, Action::Read, &Object::user(OTHER)));
}

#[test]
fn members_read_each_other_and_the_groups_where_the_organization_lets_them() {
    let mut member = with_roles(&[]);
    member.memberships[0].directory = true;
    assert!(authorize(&member, Action::Read, &Object::member(HERE, OTHER)));
    assert!(authorize(&member, Action::Read, &Object::group(HERE, GROUP)));
    assert!(!authorize(&member, Action::Read, &Object::member(ELSEWHERE, OTHER)));
    assert!(!authorize(&member, Action::Read, &Object::group_member(HERE, OTHER)), "who is in a group");
    assert!(!authorize(&member, Action::Update, &Object::member(HERE, OTHER)));
    assert!(!authorize(&member, Action::Read, &Object::user(OTHER)));
}

#[test]
fn what_a_kind_can_not_do_is_allowed_to_nobody() {
    let everything =
        Subject { site_roles: SiteRole::ASSIGNABLE.to_vec(), ..with_roles(OrganizationRole::ASSIGNABLE) };
    for resource in Resource::VARIANTS.iter().copied() {
        for action in Action::VARIANTS.iter().copied().filter(|action| !resource.actions().contains(action)) {
            let object = Object::within(resource, HERE).owned_by(ME);
            assert!(!authorize(&everything, action, &object), "{resource:?} {action:?}");
            let list = visible(&everything, action, resource);
            let nothing = ByRoles::Some { organizations: vec![], own_in: vec![], own_outside: false };
            assert_eq!(list.by_roles, nothing, "{resource:?} {action:?}");
        }
    }
}

#[test]
fn a_role_for_one_s_own_gives_nothing_on_what_is_others() {
    let agents = with_site(SiteRole::AgentsAccess);
    let chat = |owner| Object::site(Resource::Chat).owned_by(owner);
    assert!(authorize(&agents, Action::Create, &chat(ME)) && !authorize(&agents, Action::Read, &chat(OTHER)));
    assert!(!authorize(&nobody(), Action::Create, &chat(ME)));
    let access = with_roles(&[OrganizationRole::WorkspaceAccess]);
    let workspace = |place, owner| Object::within(Resource::Workspace, place).owned_by(owner);
    assert!(authorize(&access, Action::Create, &workspace(HERE, ME)));
    assert!(!authorize(&access, Action::Read, &workspace(HERE, OTHER)));
    assert!(!authorize(&access, Action::Create, &workspace(ELSEWHERE, ME)));
}

#[test]
fn members_read_their_own_groups_and_everyone() {
    let mut member = with_roles(&[]);
    assert!(authorize(&member, Action::Read, &Object::group(HERE, HERE.everyone())), "Everyone");
    assert!(!authorize(&member, Action::Read, &Object::group(HERE, GROUP)));
    member.groups.push(GROUP);
    assert!(authorize(&member, Action::Read, &Object::group(HERE, GROUP)));
    assert!(!authorize(&member, Action::Update, &Object::group(HERE, GROUP)));
    member.memberships.clear();
    assert!(!authorize(&member, Action::Read, &Object::group(HERE, GROUP)), "left the organization");
}

#[test]
fn organization_roles_end_at_their_organization() {
    for role in [OrganizationRole::Admin, OrganizationRole::UserAdmin] {
        let admin = with_roles(&[role]);
        assert!(authorize(&admin, Action::Create, &Object::within(Resource::Group, HERE)));
        assert!(!authorize(&admin, Action::Create, &Object::within(Resource::Group, ELSEWHERE)));
        assert!(authorize(&admin, Action::Read, &Object::user(OTHER)), "finds people to add");
        assert!(!authorize(&admin, Action::Update, &Object::user(OTHER)));
    }
    assert!(!authorize(
        &with_roles(&[OrganizationRole::UserAdmin]),
        Action::Delete,
        &Object::organization(HERE)
    ));
    assert!(authorize(&with_roles(&[OrganizationRole::Admin]), Action::Delete, &Object::organization(HERE)));
    assert!(!authorize(&with_roles(&[OrganizationRole::Auditor]), Action::Read, &Object::user(OTHER)));
}

#[test]
fn an_organization_admin_may_not_enter_workspaces_or_assign_site_roles() {
    let admin = with_roles(&[OrganizationRole::Admin]);
    let theirs = Object::within(Resource::Workspace, HERE).owned_by(OTHER);
    assert!(authorize(&admin, Action::Delete, &theirs));
    assert!(!authorize(&admin, Action::Ssh, &theirs));
    assert!(!authorize(&admin, Action::Assign, &Object::site(Resource::AssignRole)));
}

#[test]
fn the_creation_ban_beats_roles_and_ownership_but_not_the_site() {
    let mine = Object::within(Resource::Workspace, HERE).owned_by(ME);
    let mut banned = with_roles(&[OrganizationRole::Admin, OrganizationRole::WorkspaceCreationBan]);
    assert!(!authorize(&banned, Action::Create, &mine));
    assert!(authorize(&banned, Action::Start, &mine));
    banned.site_roles.push(SiteRole::Owner);
    assert!(authorize(&banned, Action::Create, &mine));
}

#[test]
fn access_lists_give_beside_roles() {
    let mut template = Object::within(Resource::Template, HERE);
    template.users.push((ME, Allowed::Everything));
    assert!(authorize(&nobody(), Action::Delete, &template), "a user's entry needs no membership");
    template.users.clear();
    template.groups.push((HERE.everyone(), Allowed::Actions(&[Action::Read, Action::Use])));
    assert!(!authorize(&nobody(), Action::Use, &template));
    assert!(authorize(&with_roles(&[]), Action::Use, &template));
    assert!(!authorize(&with_roles(&[]), Action::Update, &template));
}

#[test]
fn custom_roles_give_and_take() {
    let rule = |negate| Permission { resource: Some(Resource::Group), action: Some(Action::Create), negate };
    let mut member = with_roles(&[]);
    member.memberships[0].custom.push(rule(false));
    let group = Object::within(Resource::Group, HERE);
    assert!(authorize(&member, Action::Create, &group));
    member.memberships[0].custom.push(rule(true));
    assert!(!authorize(&member, Action::Create, &group));
}

#[test]
fn a_narrow_scope_allows_nothing_else() {
    let mut owner = with_site(SiteRole::Owner);
    owner.scope = Scope::of(ScopeName::ApplicationConnect);
    assert!(!authorize(&owner, Action::Read, &Object::user(ME)));
    assert!(authorize(
        &owner,
        Action::ApplicationConnect,
        &Object::within(Resource::Workspace, HERE).owned_by(ME)
    ));
}

#[test]
fn any_organization_asks_for_one_that_grants() {
    let anywhere = Object { place: Location::AnyOrganization, ..Object::site(Resource::Group) };
    assert!(authorize(&with_roles(&[OrganizationRole::UserAdmin]), Action::Create, &anywhere));
    assert!(!authorize(&with_roles(&[]), Action::Create, &anywhere));
}

#[test]
fn what_is_hidden_is_told_apart_from_what_is_forbidden() {
    struct Organization(OrganizationId);
    impl Protected for Organization {
        fn object(&self) -> Object {
            Object::organization(self.0)
        }
    }
    let member = with_roles(&[]);
    let refused = |id| Authorized::<Update, _>::check(&member, Organization(id)).err();
    assert_eq!(refused(HERE), Some(Refused::Forbidden));
    assert_eq!(refused(ELSEWHERE), Some(Refused::Hidden));
    assert!(Authorized::<Read, _>::check(&member, Organization(HERE)).is_ok());
}

#[test]
fn roles_are_assigned_by_the_table() {
    let owner = with_site(SiteRole::Owner);
    let user_admin = with_site(SiteRole::UserAdmin);
    let organization_admin = with_roles(&[OrganizationRole::Admin]);
    assert!(
        may_assign_site_role(&owner, SiteRole::Owner)
            && !may_assign_site_role(&user_admin, SiteRole::Auditor)
    );
    assert!(may_assign_organization_role(&organization_admin, HERE, Some(OrganizationRole::Auditor)));
    assert!(may_assign_organization_role(&organization_admin, HERE, None));
    assert!(!may_assign_organization_role(&organization_admin, ELSEWHERE, Some(OrganizationRole::Member)));
    assert!(may_assign_organization_role(&user_admin, HERE, Some(OrganizationRole::Member)));
    assert!(!may_assign_organization_role(&user_admin, HERE, Some(OrganizationRole::Admin)));
}
