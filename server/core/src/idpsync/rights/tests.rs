//! Random subjects, settings and claims: settings never assign what their author may not assign.

use crate::ids::OrganizationId;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::authorization::{Membership, Permission, Scope, SiteRole};
use crate::idpsync::{Claims, Mapping, organization_roles, organizations};

const HERE: OrganizationId = OrganizationId::new(Uuid::from_u128(1));
const ELSEWHERE: OrganizationId = OrganizationId::new(Uuid::from_u128(2));
const UNKNOWN: OrganizationId = OrganizationId::new(Uuid::from_u128(3));
const CUSTOM: [&str; 2] = ["deployer", "reader"];

fn subjects() -> impl Strategy<Value = Subject> {
    let sites = subsequence(SiteRole::ASSIGNABLE.to_vec(), 0..=2);
    let here = subsequence(OrganizationRole::ASSIGNABLE.to_vec(), 0..=3);
    let elsewhere = subsequence(OrganizationRole::ASSIGNABLE.to_vec(), 0..=2);
    let custom = prop::collection::vec(permissions(), 0..4);
    (sites, here, elsewhere, custom, scopes()).prop_map(|(site_roles, here, elsewhere, custom, scope)| {
        Subject {
            id: Uuid::from_u128(9).into(),
            site_roles,
            memberships: vec![
                Membership { organization: HERE, roles: here, custom, directory: true },
                Membership { organization: ELSEWHERE, roles: elsewhere, custom: Vec::new(), directory: true },
            ],
            groups: Vec::new(),
            scope,
        }
    })
}

fn permissions() -> impl Strategy<Value = Permission> {
    use Resource as R;
    let resources =
        vec![R::IdpsyncSettings, R::AssignOrgRole, R::OrganizationMember, R::Group, R::Organization];
    (select(resources), prop::option::of(select(vec![Action::Update, Action::Assign, Action::Unassign])))
        .prop_map(|(resource, action)| Permission { resource: Some(resource), action, negate: false })
}

fn scopes() -> impl Strategy<Value = Scope> {
    let narrow = Scope::of("idpsync_settings:update".parse().expect("a name of the catalogue"));
    prop_oneof![4 => Just(Scope::all()), 1 => Just(narrow)]
}

fn role_names() -> Vec<String> {
    let builtin = OrganizationRole::ASSIGNABLE.iter().map(|role| role.as_str().to_owned());
    builtin.chain(CUSTOM.map(str::to_owned)).chain(["organization-member".into(), "gone".into()]).collect()
}

fn role_syncs() -> impl Strategy<Value = RoleSync> {
    let keys = select([role_names(), vec!["leads".into(), "staff".into()]].concat());
    let mapping = prop::collection::btree_map(keys, subsequence(role_names(), 0..=3), 0..10);
    (prop::bool::weighted(0.8), mapping).prop_map(|(on, mapping)| RoleSync { field: field(on), mapping })
}

fn organization_syncs() -> impl Strategy<Value = OrganizationSync> {
    let targets = subsequence(vec![HERE, ELSEWHERE, UNKNOWN], 0..=3);
    let mapping = prop::collection::btree_map(select(vec!["a".to_owned(), "b".to_owned()]), targets, 0..3);
    (prop::bool::weighted(0.8), mapping, any::<bool>()).prop_map(|(on, mapping, assign_default)| {
        OrganizationSync { field: field(on), mapping, assign_default }
    })
}

fn field(on: bool) -> String {
    if on { "claim".into() } else { String::new() }
}

fn claims(values: &[String]) -> Claims {
    Claims::from_iter([("claim".to_owned(), json!(values))])
}

/// Whether the subject could give the role by hand.
fn by_hand(subject: &Subject, name: &str) -> bool {
    let roles = Object::within(Resource::AssignOrgRole, HERE);
    authorize(subject, Action::Assign, &roles)
        && authorize(subject, Action::Unassign, &roles)
        && may_assign_organization_role(subject, HERE, name.parse().ok())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn settings_give_no_role_that_their_author_could_not_give(
        subject in subjects(),
        before in role_syncs(),
        after in role_syncs(),
        values in subsequence([role_names(), vec!["leads".into(), "staff".into()]].concat(), 0..=4),
    ) {
        let custom = CUSTOM.map(str::to_owned);
        if may_set_roles(&subject, HERE, &before, &after, &custom).is_ok() {
            for settings in [&before, &after] {
                let outcome = organization_roles(settings, &claims(&values), &custom).expect("a list of texts");
                for (name, _) in outcome.unwrap_or_default().given {
                    prop_assert!(by_hand(&subject, &name), "{name} through {settings:?}");
                }
            }
        }
    }

    #[test]
    fn whatever_can_be_given_is_counted(
        settings in role_syncs(),
        values in subsequence([role_names(), vec!["leads".into()]].concat(), 0..=6),
    ) {
        let custom = CUSTOM.map(str::to_owned);
        let givable = givable_roles(&settings, &custom);
        let outcome = organization_roles(&settings, &claims(&values), &custom).expect("a list of texts");
        for (name, _) in outcome.unwrap_or_default().given {
            prop_assert!(givable.contains(&name), "{name}");
        }
    }

    #[test]
    fn settings_make_no_member_whom_their_author_could_not_make(
        subject in subjects(),
        before in organization_syncs(),
        after in organization_syncs(),
        defaults in subsequence(OrganizationRole::ASSIGNABLE.to_vec(), 0..=2),
        values in subsequence(vec!["a".to_owned(), "b".to_owned()], 0..=2),
    ) {
        let default_roles: Vec<_> = defaults.iter().map(|role| role.as_str().to_owned()).collect();
        let known = [
            OrganizationDefaults { id: HERE, default_roles: Vec::new() },
            OrganizationDefaults { id: ELSEWHERE, default_roles },
        ];
        if may_set_organizations(&subject, &before, &after, &known, HERE).is_ok() {
            let outcome = organizations(&after, &claims(&values), &[HERE, ELSEWHERE], HERE);
            for (id, _) in outcome.expect("a list of texts").unwrap_or_default().given {
                let members = Object::within(Resource::OrganizationMember, id);
                prop_assert!(authorize(&subject, Action::Create, &members));
                let given = if id == ELSEWHERE { &defaults[..] } else { &[] };
                // A role that only takes away, or is part of plain membership, is no right that is handed
                // out.
                for role in given.iter().filter(|role| role.gives_rights()) {
                    let may = may_assign_organization_role(&subject, id, Some(*role));
                    prop_assert!(may, "{} in {id}", role.as_str());
                }
            }
        }
    }
}

fn with_roles(site: &[SiteRole], here: &[OrganizationRole], custom: &[Permission]) -> Subject {
    let membership =
        Membership { organization: HERE, roles: here.to_vec(), custom: custom.to_vec(), directory: true };
    Subject {
        id: Uuid::from_u128(9).into(),
        site_roles: site.to_vec(),
        memberships: vec![membership],
        groups: Vec::new(),
        scope: Scope::all(),
    }
}

#[test]
fn who_assigns_no_admins_sets_no_role_sync() {
    let on = RoleSync { field: "roles".into(), ..RoleSync::default() };
    let off = RoleSync::default();
    let set = |subject: &Subject, before, after| may_set_roles(subject, HERE, before, after, &[]).is_ok();
    let admin = with_roles(&[], &[OrganizationRole::Admin], &[]);
    let of_site = with_roles(&[SiteRole::UserAdmin], &[], &[]);
    let of_here = with_roles(&[], &[OrganizationRole::UserAdmin], &[]);
    let update = Permission { resource: Some(Resource::IdpsyncSettings), action: None, negate: false };
    let custom = with_roles(&[], &[], &[update]);
    assert!(set(&admin, &off, &on) && set(&with_roles(&[SiteRole::Owner], &[], &[]), &off, &on));
    for subject in [&of_site, &of_here, &custom] {
        assert!(!set(subject, &off, &on) && !set(subject, &on, &off) && set(subject, &off, &off));
    }
    // Mapping every built-in name away doesn't help: a custom role may be made later, and be named by a
    // value.
    let builtin = OrganizationRole::ASSIGNABLE.iter().map(|role| role.as_str().to_owned());
    let mapping: Mapping<String> =
        builtin.map(|name| (name, vec!["organization-member".to_owned()])).collect();
    assert!(!set(&of_here, &off, &RoleSync { mapping, ..on.clone() }));
}

#[test]
fn group_sync_needs_the_rights_over_groups() {
    let on = GroupSync { field: "groups".into(), ..GroupSync::default() };
    let making = GroupSync { auto_create_missing_groups: true, ..on.clone() };
    let off = GroupSync::default();
    let update =
        |resource, action| Permission { resource: Some(resource), action: Some(action), negate: false };
    let settings = update(Resource::IdpsyncSettings, Action::Update);
    let only_settings = with_roles(&[], &[], &[settings]);
    assert_eq!(may_set_groups(&only_settings, HERE, &off, &on), Err(MissingRights::Groups));
    assert_eq!(may_set_groups(&only_settings, HERE, &on, &off), Err(MissingRights::Groups));
    assert_eq!(may_set_groups(&only_settings, HERE, &off, &off), Ok(()));
    let with_groups = with_roles(&[], &[], &[settings, update(Resource::Group, Action::Update)]);
    assert_eq!(may_set_groups(&with_groups, HERE, &off, &on), Ok(()));
    assert_eq!(may_set_groups(&with_groups, HERE, &off, &making), Err(MissingRights::NewGroups));
    let admin = with_roles(&[], &[OrganizationRole::UserAdmin], &[]);
    assert_eq!(may_set_groups(&admin, HERE, &off, &making), Ok(()));
}

#[test]
fn members_with_default_roles_are_made_by_those_who_may_assign_them() {
    let user_admin = with_roles(&[SiteRole::UserAdmin], &[], &[]);
    assert_eq!(may_make_member(&user_admin, HERE, &[]), Ok(()));
    let defaults = ["organization-admin".to_owned()];
    let withheld = MissingRights::DefaultRoles { organization: HERE, roles: defaults.to_vec() };
    assert_eq!(may_make_member(&user_admin, HERE, &defaults), Err(withheld));
    assert_eq!(may_make_member(&with_roles(&[SiteRole::Owner], &[], &[]), HERE, &defaults), Ok(()));
}
