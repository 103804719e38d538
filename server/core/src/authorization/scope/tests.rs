//! Names, what they cover, and lists of objects.

use crate::ids::{GroupId, OrganizationId, UserId};
use uuid::Uuid;

use super::super::{Action, Object, Resource};
use super::*;

fn name(text: &str) -> ScopeName {
    text.parse().unwrap()
}

#[test]
fn every_scope_of_the_catalogue_is_read_back_from_its_name() {
    let mut names: Vec<_> = ScopeName::catalogue().map(|scope| scope.to_string()).collect();
    for text in &names {
        assert_eq!(name(text).to_string(), *text);
    }
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all, "each has a name of its own");
    assert!(all > 150, "{all}");
}

#[test]
fn fifty_five_scopes_are_offered_and_each_is_of_the_catalogue() {
    let offered: Vec<_> = ScopeName::offered().map(|scope| scope.to_string()).collect();
    assert_eq!(offered.len(), 55);
    let all: Vec<_> = ScopeName::catalogue().map(|scope| scope.to_string()).collect();
    assert!(offered.iter().all(|scope| all.contains(scope)));
    for one in ["coder:all", "coder:templates.build", "task:read", "user_skill:*", "workspace:ssh"] {
        assert!(offered.iter().any(|scope| scope == one), "{one}");
    }
    for one in
        ["organization:create", "user:update", "template:view_insights", "workspace:share", "license:read"]
    {
        assert!(!offered.iter().any(|scope| scope == one), "{one}");
    }
}

#[test]
fn short_names_have_a_canonical_form_and_unknown_ones_are_refused() {
    assert_eq!(name("all").to_string(), "coder:all");
    assert_eq!(name("application_connect").to_string(), "coder:application_connect");
    for text in
        ["", "ALL", "coder:", "coder:everything", "workspace", "workspace:", "workspace:fly", "*:*", "*:read"]
    {
        assert_eq!(text.parse::<ScopeName>(), Err(UnknownScope(text.into())));
    }
    assert!("group:ssh".parse::<ScopeName>().is_err(), "groups can't be entered");
}

#[test]
fn what_a_scope_covers_is_decided_by_permissions_not_by_names() {
    let covered = |one: &str, others: &[&str]| {
        name(one).is_covered_by(&others.iter().map(|other| name(other)).collect::<Vec<_>>())
    };
    assert!(covered("workspace:read", &["workspace:*"]));
    assert!(covered("coder:application_connect", &["workspace:application_connect"]));
    assert!(covered("workspace:application_connect", &["application_connect"]));
    assert!(covered("coder:all", &["all"]) && !covered("coder:all", &["workspace:*", "template:*"]));
    assert!(covered("file:*", &["file:read", "file:create"]) && !covered("file:*", &["file:read"]));
    let parts = ["workspace:*", "template:read", "organization:read", "user:read"];
    assert!(covered("coder:workspaces.operate", &parts));
    assert!(!covered("coder:workspaces.operate", &parts[1..]));
    assert!(covered("coder:templates.build", &["coder:templates.author"]));
    assert!(covered("coder:apikeys.manage_self", &["api_key:*", "user:read"]));
    assert!(!covered("api_key:read", &["coder:apikeys.manage_self"]), "only one's own");
}

#[test]
fn lists_of_objects_are_read_and_written() {
    let id = Uuid::from_u128(7);
    let list = |entries: &[&str]| AllowList::parse(entries).map(|list| list.to_strings());
    assert_eq!(list(&[]), Ok(vec!["*:*".into()]));
    assert_eq!(list(&["group:*", "*:*"]), Ok(vec!["*:*".into()]));
    let one = format!("group:{id}");
    assert_eq!(list(&[&one, &one, "user:*"]), Ok(vec![one.clone(), "user:*".into()]));
    for wrong in ["group", "group:", "group:7", "castle:*", "*", "*:7"] {
        assert_eq!(AllowList::parse(&[wrong]), Err(UnknownObject(wrong.into())));
    }
}

#[test]
fn a_list_reaches_its_objects_and_nothing_without_identity() {
    let (here, group) = (OrganizationId::new(Uuid::from_u128(1)), GroupId::new(Uuid::from_u128(7)));
    let list = AllowList::parse(&[format!("group:{group}"), "organization:*".into()]).unwrap();
    assert!(
        list.reaches(&Object::group(here, group)) && !list.reaches(&Object::group(here, here.everyone()))
    );
    assert!(!list.reaches(&Object::within(Resource::Group, here)), "a new group");
    assert!(list.reaches(&Object::organization(here)) && !list.reaches(&Object::user(group.uuid().into())));
    assert_eq!(list.ids_of(Resource::Group), Some(vec![group.uuid()]));
    assert_eq!(list.ids_of(Resource::Organization), None);
    assert_eq!(list.ids_of(Resource::User), Some(vec![]));
}

#[test]
fn a_scope_covers_what_reaches_no_further() {
    let of = |names: &[&str], objects: &[&str]| {
        Scope::new(names.iter().map(|text| name(text)), AllowList::parse(objects).unwrap())
    };
    let wide = of(&["group:*", "user:read"], &["group:*"]);
    assert!(wide.covers(&of(&["group:read"], &["group:00000000-0000-0000-0000-000000000007"])));
    assert!(!wide.covers(&of(&["group:read"], &[])) && !wide.covers(&of(&["user:update"], &["group:*"])));
    assert!(Scope::all().covers(&wide) && !wide.covers(&Scope::all()) && Scope::all().is_all());
    assert!(
        !of(&[], &[]).allows(Action::Read, &Object::user(UserId::nil()), true),
        "no scope allows nothing"
    );
}
