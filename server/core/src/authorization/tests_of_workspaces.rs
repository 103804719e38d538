//! Who may do what to templates, workspaces, jobs and daemons: the rows of the permission table.

use crate::ids::{GroupId, OrganizationId, TemplateId, UserId, WorkspaceId};
use uuid::Uuid;

use super::*;

const HERE: OrganizationId = OrganizationId::new(Uuid::from_u128(1));
const ME: UserId = UserId::new(Uuid::from_u128(3));
const OTHER: UserId = UserId::new(Uuid::from_u128(4));

/// The columns of the table: member, user-admin, auditor, site template-admin, org template-admin, org admin,
/// owner.
fn people() -> [Subject; 7] {
    let with = |site: Option<SiteRole>, role: Option<OrganizationRole>| Subject {
        id: ME,
        site_roles: site.into_iter().collect(),
        memberships: vec![Membership {
            organization: HERE,
            roles: role.into_iter().chain([OrganizationRole::WorkspaceAccess]).collect(),
            custom: vec![],
            directory: true,
        }],
        groups: vec![],
        scope: Scope::all(),
    };
    [
        with(None, None),
        with(Some(SiteRole::UserAdmin), None),
        with(Some(SiteRole::Auditor), None),
        with(Some(SiteRole::TemplateAdmin), None),
        with(None, Some(OrganizationRole::TemplateAdmin)),
        with(None, Some(OrganizationRole::Admin)),
        with(Some(SiteRole::Owner), None),
    ]
}

/// Holds one row: for each of the people `x` (may) or `.` (may not).
fn row(action: Action, object: &Object, expected: &str) {
    let told: String =
        people().iter().map(|subject| if authorize(subject, action, object) { 'x' } else { '.' }).collect();
    assert_eq!(told, expected, "{action:?} {object:?}");
}

fn template(access: &AccessList) -> Object {
    Object::template(HERE, TemplateId::new(Uuid::from_u128(6)), access)
}

fn workspace(owner: UserId, dormant: bool, access: &AccessList) -> Object {
    Object::workspace(HERE, owner, WorkspaceId::new(Uuid::from_u128(7)), dormant, access)
}

#[test]
fn templates_are_read_and_used_by_list_and_changed_by_role() {
    let hidden = template(&AccessList::default());
    let visible = template(&AccessList::everyone_uses(HERE.everyone()));
    row(Action::Read, &visible, "xxxxxxx");
    row(Action::Use, &visible, "xxxxxxx");
    row(Action::Read, &hidden, "..xxxxx");
    row(Action::Use, &hidden, "...xxxx");
    row(Action::Create, &Object::within(Resource::Template, HERE), "...xxxx");
    row(Action::Update, &visible, "...xxxx");
    row(Action::Delete, &visible, "...xxxx");
    row(Action::ViewInsights, &visible, "..xxxxx");
}

#[test]
fn an_entry_as_admin_gives_everything_on_a_template() {
    let access = AccessList { users: vec![(ME, AccessRole::Admin)], groups: vec![] };
    for action in Resource::Template.actions() {
        row(*action, &template(&access), "xxxxxxx");
    }
}

#[test]
fn the_entry_of_a_group_counts_for_its_members_in_the_organization() {
    let group = GroupId::new(Uuid::from_u128(8));
    let access = AccessList { users: vec![], groups: vec![(group, AccessRole::Use)] };
    let mut member = people()[0].clone();
    assert!(!authorize(&member, Action::Use, &template(&access)));
    member.groups.push(group);
    assert!(authorize(&member, Action::Use, &template(&access)));
    member.memberships.clear();
    assert!(!authorize(&member, Action::Use, &template(&access)));
}

#[test]
fn files_are_uploaded_by_everybody_and_read_by_their_uploader_and_template_admins_of_the_site() {
    row(Action::Create, &Object::site(Resource::File).owned_by(ME), "xxxxxxx");
    row(Action::Read, &Object::site(Resource::File).owned_by(ME), "xxxxxxx");
    row(Action::Read, &Object::site(Resource::File).owned_by(OTHER), "...x..x");
}

#[test]
fn workspaces_belong_to_their_owner_and_admins_act_on_all() {
    let nobody = AccessList::default();
    row(Action::Create, &Object::within(Resource::Workspace, HERE).owned_by(ME), "xxxxxxx");
    row(Action::Create, &Object::within(Resource::Workspace, HERE).owned_by(OTHER), ".....xx");
    row(Action::Read, &workspace(OTHER, false, &nobody), "...xxxx");
    for action in [Action::Start, Action::Stop, Action::Update, Action::Delete, Action::Share] {
        row(action, &workspace(ME, false, &nobody), "xxxxxxx");
        row(action, &workspace(OTHER, false, &nobody), ".....xx");
    }
    row(Action::Read, &workspace(OTHER, true, &nobody), "...x.xx");
    row(Action::Update, &workspace(ME, true, &nobody), "xxxxxxx");
    row(Action::Start, &workspace(ME, true, &nobody), ".......");
}

#[test]
fn who_was_given_the_use_of_a_workspace_reads_starts_and_stops_it() {
    let given = |role| AccessList { users: vec![(ME, role)], groups: vec![] };
    for action in [Action::Read, Action::Start, Action::Stop, Action::Ssh] {
        row(action, &workspace(OTHER, false, &given(AccessRole::Use)), "xxxxxxx");
    }
    row(Action::Update, &workspace(OTHER, false, &given(AccessRole::Use)), ".....xx");
    row(Action::Update, &workspace(OTHER, false, &given(AccessRole::Admin)), "xxxxxxx");
    row(Action::Share, &workspace(OTHER, false, &given(AccessRole::Admin)), ".....xx");
}

#[test]
fn members_without_workspace_access_have_no_workspaces() {
    let mut member = people()[0].clone();
    member.memberships[0].roles.clear();
    let mine = workspace(ME, false, &AccessList::default());
    assert!(!authorize(&member, Action::Read, &mine) && !authorize(&member, Action::Create, &mine));
}

#[test]
fn jobs_and_daemons_are_seen_by_those_who_run_templates() {
    row(Action::Read, &Object::within(Resource::ProvisionerJobs, HERE), "...xxxx");
    row(Action::Update, &Object::within(Resource::ProvisionerJobs, HERE), "....xxx");
    row(Action::Create, &Object::within(Resource::ProvisionerDaemon, HERE), "...xxxx");
}
