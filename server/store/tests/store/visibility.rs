//! What a list shows is what `authorize` allows: random subjects, every list, row by row, on each engine.

use crate::engines::{Scratch, postgres, sqlite};
use crate::makers::*;
use crate::provisioning::{file, new_workspace, template, workspace_build};
use burgrave_core::authorization::{
    AccessList, AccessRole, Action, AllowEntry, AllowList, Membership as Place, Object, OrganizationRole,
    Permission, Resource, Scope, ScopeName, SiteRole, Subject, Visible, authorize, visible,
};
use burgrave_core::ids::OrganizationId;
use burgrave_core::provisioning::build::Transition;
use burgrave_store::*;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::collections::BTreeSet;
use uuid::Uuid;

const ORGANIZATIONS: [u128; 3] = [1, 2, 3];
const USERS: [u128; 6] = [10, 11, 12, 13, 14, 15];
/// Who is where: (organization, user).
const MEMBERS: [(u128, u128); 9] =
    [(1, 10), (1, 11), (1, 12), (2, 10), (2, 12), (2, 13), (3, 13), (3, 14), (3, 10)];
/// (group, organization, members).
const GROUPS: [(u128, u128, &[u128]); 5] =
    [(20, 1, &[10, 11]), (21, 1, &[12]), (22, 2, &[10, 13]), (23, 3, &[]), (24, 3, &[13, 14, 10])];

/// Entries of an access list, by user or group.
type Entries = &'static [u128];
/// (template, organization, users, groups); Everyone has the organization's id.
const TEMPLATES: [(u128, u128, Entries, Entries); 4] =
    [(40, 1, &[], &[1]), (41, 1, &[13, 14], &[20]), (42, 2, &[], &[1, 22]), (43, 3, &[15], &[])];
/// (workspace, organization, owner, dormant, users, groups).
const WORKSPACES: [(u128, u128, u128, bool, Entries, Entries); 6] = [
    (60, 1, 10, false, &[], &[]),
    (61, 1, 11, true, &[12], &[]),
    (62, 2, 13, false, &[15], &[1, 22]),
    (63, 2, 10, true, &[], &[2]),
    (64, 3, 14, false, &[], &[24]),
    (65, 1, 15, false, &[], &[20, 21]),
];

/// Entries of the audit log: (entry, organization); 0 stands for none.
const ENTRIES: [(u128, u128); 4] = [(30, 0), (31, 1), (32, 2), (33, 3)];

/// The kinds that lists show, and some that they don't.
const KINDS: [Resource; 10] = [
    Resource::ApiKey,
    Resource::AuditLog,
    Resource::User,
    Resource::Organization,
    Resource::OrganizationMember,
    Resource::Group,
    Resource::GroupMember,
    Resource::Template,
    Resource::Workspace,
    Resource::WorkspaceDormant,
];

fn permission() -> impl Strategy<Value = Permission> {
    let resource = prop::option::weighted(0.8, select(&KINDS[..]));
    let action = prop::option::weighted(0.8, select(&[Action::Read, Action::Update][..]));
    (resource, action, any::<bool>()).prop_map(|(resource, action, negate)| Permission {
        resource,
        action,
        negate,
    })
}

fn place(organization: u128) -> impl Strategy<Value = Place> {
    let roles = subsequence(OrganizationRole::ASSIGNABLE.to_vec(), 0..=2);
    let custom = prop::collection::vec(permission(), 0..3);
    (roles, custom, any::<bool>()).prop_map(move |(roles, custom, directory)| Place {
        organization: id(organization),
        roles,
        custom,
        directory,
    })
}

fn scope() -> impl Strategy<Value = Scope> {
    let own: Vec<ScopeName> = ["coder:apikeys.manage_self", "coder:workspaces.create"]
        .iter()
        .map(|name| name.parse().unwrap())
        .collect();
    let names: Vec<ScopeName> = KINDS
        .iter()
        .flat_map(|kind| [ScopeName::Of(*kind, None), ScopeName::Of(*kind, Some(Action::Read))])
        .chain(own)
        .chain([ScopeName::All, ScopeName::ApplicationConnect])
        .collect();
    let entry = (select(&KINDS[..]), prop::option::of(select(known_ids())))
        .prop_map(|(resource, id)| AllowEntry { resource, id });
    let objects = prop_oneof![
        2 => Just(AllowList::Everything),
        1 => prop::collection::vec(entry, 0..5).prop_map(AllowList::Only),
    ];
    let narrow = (subsequence(names, 0..=6), objects).prop_map(|(names, objects)| Scope::new(names, objects));
    prop_oneof![1 => Just(Scope::all()), 1 => narrow]
}

fn known_ids() -> Vec<Uuid> {
    let groups = GROUPS.map(|(group, ..)| group);
    let entries = ENTRIES.map(|(entry, _)| entry);
    let (templates, workspaces) = (TEMPLATES.map(|one| one.0), WORKSPACES.map(|one| one.0));
    let people = ORGANIZATIONS.iter().chain(&USERS).chain(&groups).chain(&entries);
    people.chain(&templates).chain(&workspaces).copied().map(id).collect()
}

fn subjects() -> impl Strategy<Value = Subject> {
    let site = subsequence(SiteRole::ASSIGNABLE.to_vec(), 0..=1);
    let places = (prop::option::of(place(1)), prop::option::of(place(2)), prop::option::of(place(3)));
    let groups = subsequence(GROUPS.map(|(group, ..)| id(group)).to_vec(), 0..=3);
    (select(&USERS[..]), site, places, groups, scope()).prop_map(
        |(user, site_roles, places, groups, scope)| {
            let memberships = [places.0, places.1, places.2].into_iter().flatten().collect();
            Subject { id: id(user), site_roles, memberships, groups, scope }
        },
    )
}

#[test]
fn lists_show_exactly_what_authorize_allows() {
    let seed = std::env::var("BURGRAVE_TESTS_SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(crate::histories::rand_seed);
    eprintln!("seed {seed} (repeat with BURGRAVE_TESTS_SEED={seed})");
    let config = Config {
        cases: 200,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..Config::default()
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let scratch = Scratch::new();
    let stores = runtime.block_on(async {
        let mut stores = vec![sqlite(&scratch.0).await];
        stores.extend(postgres().await);
        for store in &stores {
            build(store).await;
        }
        stores
    });
    let outcome = TestRunner::new(config).run(&subjects(), |subject| {
        for store in &stores {
            let fault = runtime.block_on(compare(store, &subject));
            if let Some(fault) = fault {
                return Err(TestCaseError::fail(format!("{}: {fault}", store.engine())));
            }
        }
        Ok(())
    });
    runtime.block_on(async {
        for store in &stores {
            store.close().await;
        }
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}\nseed {seed}"));
}

async fn build(store: &Store) {
    let built: Result<(), StoreError> = store
        .write(|tx| async move {
            for organization in ORGANIZATIONS {
                found(&tx, organization, &format!("o{organization}")).await?;
            }
            for number in USERS {
                assert_eq!(
                    tx.create_user(&made(user(number, &format!("u{number}"))), &[]).await?,
                    Inserted::Done
                );
                let token = key(&format!("token{number}"), number);
                let token = NewApiKey { login_type: LoginType::Token, token_name: "t".into(), ..token };
                assert_eq!(tx.insert_api_key(&made(token)).await?, Inserted::Done);
            }
            for (organization, user) in MEMBERS {
                assert_eq!(tx.insert_member(&joining(organization, user, &[])).await?, Inserted::Done);
            }
            for (number, organization) in ENTRIES {
                let organization_id = (organization != 0).then(|| id(organization));
                tx.insert_audit_entry(&NewAuditEntry { organization_id, ..audit_entry(number) }).await?;
            }
            for (number, organization, members) in GROUPS {
                assert_eq!(
                    tx.insert_group(&made(group(number, organization, &format!("g{number}")))).await?,
                    Inserted::Done
                );
                for member in members {
                    assert_eq!(
                        tx.insert_group_member(&changing(&tx, number).await?, id(*member), now()).await?,
                        Inserted::Done
                    );
                }
            }
            file(&tx, 50, 10, b"archive").await?;
            for (number, organization, users, groups) in TEMPLATES {
                template(&tx, number, organization, &format!("t{number}")).await?;
                let held = proven(tx.template_by_id(id(number)).await?.unwrap());
                tx.change_template_access(&held, &changes(users, groups)).await?;
            }
            for (number, organization, owner, dormant, users, groups) in WORKSPACES {
                let name = format!("u{owner}");
                let new = NewWorkspace {
                    organization_id: id(organization),
                    ..new_workspace(number, owner, &name, 40, &format!("w{number}"))
                };
                assert_eq!(tx.insert_workspace(&made(new)).await?, Inserted::Done);
                let held = proven(tx.workspace(id(number)).await?.unwrap());
                tx.change_workspace_access(&held, &changes(users, groups)).await?;
                assert_eq!(
                    workspace_build(&tx, number + 500, number, Transition::Start).await?,
                    Inserted::Done
                );
                if dormant {
                    tx.set_dormant(&proven(tx.workspace(id(number)).await?.unwrap()), now(), None).await?;
                }
            }
            Ok(())
        })
        .await;
    built.unwrap();
}

fn changes(users: Entries, groups: Entries) -> AccessChanges {
    let role = Some(AccessRole::Use);
    AccessChanges {
        users: users.iter().map(|user| (id(*user), role)).collect(),
        groups: groups.iter().map(|group| (id(*group), role)).collect(),
    }
}

fn access(users: Entries, groups: Entries) -> AccessList {
    AccessList {
        users: users.iter().map(|user| (id(*user), AccessRole::Use)).collect(),
        groups: groups.iter().map(|group| (id(*group), AccessRole::Use)).collect(),
    }
}

/// What the lists of templates and workspaces show wrongly, whose objects have access lists.
async fn compare_shared(reader: &Reader, asked: &Subject) -> Result<Option<String>, StoreError> {
    let sees = |resource| Some(visible(asked, Action::Read, resource));
    let may = |object: Object| authorize(asked, Action::Read, &object);
    let filter = TemplateFilter { visible: sees(Resource::Template), ..TemplateFilter::default() };
    let found = reader.templates(&filter).await?;
    let shown: BTreeSet<u128> = found.iter().map(|one| one.id.uuid().as_u128()).collect();
    let allowed = TEMPLATES.iter().filter(|(number, organization, users, groups)| {
        may(Object::template(id(*organization), id(*number), &access(users, groups)))
    });
    let allowed: BTreeSet<u128> = allowed.map(|one| one.0).collect();
    if shown != allowed {
        return Ok(Some(format!("templates show {shown:?}, allowed are {allowed:?}")));
    }
    let filter = WorkspaceFilter {
        visible: sees(Resource::Workspace),
        visible_dormant: sees(Resource::WorkspaceDormant),
        ..WorkspaceFilter::default()
    };
    let page = WorkspacePage { caller: Some(asked.id), ..WorkspacePage::default() };
    let found = reader.workspaces(&filter, page).await?;
    let shown: BTreeSet<u128> = found.iter().map(|one| one.workspace.id.uuid().as_u128()).collect();
    let allowed = WORKSPACES.iter().filter(|(number, organization, owner, dormant, users, groups)| {
        let access = access(users, groups);
        may(Object::workspace(id(*organization), id(*owner), id(*number), *dormant, &access))
    });
    let allowed: BTreeSet<u128> = allowed.map(|one| one.0).collect();
    let count = reader.count_workspaces(&filter).await?;
    if shown != allowed || found.len() != allowed.len() || count != allowed.len() as u64 {
        return Ok(Some(format!("{count} workspaces show {shown:?}, allowed are {allowed:?}")));
    }
    let narrowed = [
        WorkspaceFilter { owner: Some(id(10)), ..filter.clone() },
        WorkspaceFilter { organization: Some(id(1)), ..filter.clone() },
        WorkspaceFilter { template: Some("T40".into()), ..filter.clone() },
        WorkspaceFilter { ids: Some(vec![id(61), id(62)]), ..filter.clone() },
    ];
    for (narrow, holds) in narrowed.iter().zip(NARROWED) {
        let found = reader.workspaces(narrow, page).await?;
        let shown: Vec<u128> = found.iter().map(|one| one.workspace.id.uuid().as_u128()).collect();
        let expected: BTreeSet<u128> = allowed.iter().copied().filter(|number| holds(*number)).collect();
        let count = reader.count_workspaces(narrow).await?;
        if shown.iter().copied().collect::<BTreeSet<_>>() != expected || count != shown.len() as u64 {
            return Ok(Some(format!(
                "{narrow:?} shows {shown:?} and counts {count}, allowed are {expected:?}"
            )));
        }
    }
    Ok(None)
}

/// Which workspaces the narrower lists hold.
const NARROWED: [fn(u128) -> bool; 4] = [
    |number| matches!(number, 60 | 63),
    |number| matches!(number, 60 | 61 | 65),
    |_| true,
    |number| matches!(number, 61 | 62),
];

/// Rows of a list, each known by what permissions look at.
type Rows = BTreeSet<(u128, u128)>;

/// The first list that shows something else than it may.
async fn compare(store: &Store, subject: &Subject) -> Option<String> {
    let asked = subject.clone();
    let read: Result<Option<String>, StoreError> = store
        .scan(move |reader| async move {
            let sees = |resource| visible(&asked, Action::Read, resource);
            let may = |object: &Object| authorize(&asked, Action::Read, object);
            for (name, resource, object) in LISTS {
                let all = rows(&reader, name, None).await?;
                let shown = rows(&reader, name, Some(sees(resource))).await?;
                let allowed: Rows =
                    all.into_iter().filter(|(place, one)| may(&object(id(*place), id(*one)))).collect();
                if shown != allowed {
                    return Ok(Some(format!("{name} show {shown:?}, allowed are {allowed:?}")));
                }
            }
            compare_shared(&reader, &asked).await
        })
        .await;
    read.unwrap()
}

type ObjectOf = fn(Uuid, Uuid) -> Object;

const LISTS: [(&str, Resource, ObjectOf); 8] = [
    ("tokens", Resource::ApiKey, |_, user| Object::api_key(user.into())),
    ("entries", Resource::AuditLog, |organization, entry| {
        let log = Resource::AuditLog;
        let object =
            if organization.is_nil() { Object::site(log) } else { Object::within(log, organization.into()) };
        object.with_id(entry)
    }),
    ("users", Resource::User, |_, user| Object::user(user.into())),
    ("organizations", Resource::Organization, |_, organization| Object::organization(organization.into())),
    ("members", Resource::OrganizationMember, |place, user| Object::member(place.into(), user.into())),
    ("groups", Resource::Group, |place, group| Object::group(place.into(), group.into())),
    ("group members", Resource::GroupMember, |place, user| Object::group_member(place.into(), user.into())),
    ("members of groups", Resource::GroupMember, |place, user| {
        Object::group_member(place.into(), user.into())
    }),
];

async fn rows(reader: &Reader, list: &str, visible: Option<Visible>) -> Result<Rows, StoreError> {
    let mut rows = Rows::new();
    let pair = |place: OrganizationId, id: Uuid| (place.uuid().as_u128(), id.as_u128());
    match list {
        "users" => {
            let asked = UserFilter { visible, ..UserFilter::default() };
            let found = reader.users(&asked).await?;
            assert_eq!(reader.count_users(&asked).await?, found.len() as u64);
            rows.extend(found.iter().map(|user| (0, user.id.uuid().as_u128())));
        }
        "entries" => {
            let asked = AuditFilter { visible, limit: 100, ..AuditFilter::default() };
            let found = reader.audit_entries(&asked).await?;
            assert_eq!(reader.count_audit_entries(&asked, u32::MAX).await?, found.len() as u64);
            let place = |entry: &AuditRecord| entry.organization_id.unwrap_or(OrganizationId::nil());
            rows.extend(found.iter().map(|entry| pair(place(entry), entry.id.into())));
        }
        "tokens" => {
            let found = reader.keys(&KeyFilter { visible, ..KeyFilter::default() }).await?;
            rows.extend(found.iter().map(|token| (0, token.key.user_id.uuid().as_u128())));
        }
        "organizations" => {
            let asked = OrganizationFilter { visible, ..OrganizationFilter::default() };
            rows.extend(reader.organizations(&asked).await?.iter().map(|one| (0, one.id.uuid().as_u128())));
        }
        "members" => {
            for organization in ORGANIZATIONS {
                let found =
                    reader.members(id(organization), visible.as_ref(), &UserFilter::default()).await?;
                assert_eq!(found.count, found.rows.len() as u64);
                rows.extend(found.rows.iter().map(|one| (organization, one.user.id.uuid().as_u128())));
            }
        }
        "groups" => {
            let found = reader.groups(&GroupFilter { visible, ..GroupFilter::default() }).await?;
            rows.extend(found.iter().map(|one| pair(one.organization_id, one.id.into())));
        }
        "group members" => {
            for group in reader.groups(&GroupFilter::default()).await? {
                let found = reader.group_members(&group, visible.as_ref(), &UserFilter::default()).await?;
                rows.extend(found.rows.iter().map(|one| pair(group.organization_id, one.id.into())));
            }
        }
        _ => {
            let groups = reader.groups(&GroupFilter::default()).await?;
            let ids: Vec<_> = groups.iter().map(|group| group.id).collect();
            let place = |group| groups.iter().find(|one| one.id == group).unwrap().organization_id;
            let found = reader.members_of_groups(&ids, visible.as_ref()).await?;
            rows.extend(found.iter().map(|(group, user)| pair(place(*group), user.id.into())));
        }
    }
    Ok(rows)
}
