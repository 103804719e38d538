//! What is changed here shows there, and is changed back by what is written there.

use serde_json::{Value, json};

use super::scene::{PATCH, get, group, list, made, made_group, operation, patch, put, start};
use crate::harness::{Engine, Server};
use crate::routes::stored;

async fn shown(server: &Server, id: &str) -> Vec<String> {
    let found = get(server, &format!("/Groups/{id}")).await.json_of(200);
    let entries = found["members"].as_array().into_iter().flatten();
    entries.map(|entry| entry["value"].as_str().unwrap().to_owned()).collect()
}

async fn here(server: &Server, id: &str) -> Vec<String> {
    let group = server.owner().await.get(&format!("/api/v2/groups/{id}")).await.json_of(200);
    let members = group["members"].as_array().unwrap().iter();
    members.map(|user| user["id"].as_str().unwrap().to_owned()).collect()
}

async fn change_here(server: &Server, id: &str, change: Value) {
    server.owner().await.patch(&format!("/api/v2/groups/{id}"), &change).await.expect(200);
}

#[apply(case)]
async fn a_member_removed_here_is_gone_there_and_comes_back_when_it_is_written_again(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (made(&server, "amira").await, made(&server, "jonas").await);
    let kitchen = made_group(&server, "kitchen", &[&amira, &jonas, "stranger"]).await;
    let path = format!("/Groups/{kitchen}");
    let before = get(&server, &path).await.json_of(200);
    let again: [(Value, bool); 2] = [
        (group("kitchen", &[&amira, &jonas, "stranger"]), true),
        (operation("add", "members", json!([{"value": amira}])), false),
    ];
    for (body, is_whole) in again {
        change_here(&server, &kitchen, json!({"remove_users": [amira]})).await;
        assert_eq!(shown(&server, &kitchen).await.iter().filter(|id| **id == amira).count(), 0);
        let after = get(&server, &path).await.json_of(200);
        assert_ne!(after["meta"]["version"], before["meta"]["version"], "the version follows");
        let user = get(&server, &format!("/Users/{amira}")).await.json_of(200);
        assert!(user.get("groups").is_none(), "{user}");
        let filter = format!("members.value eq \"{amira}\"");
        assert_eq!(list(&server, "/Groups", &[("filter", &filter)]).await.json_of(200)["totalResults"], 0);
        let done =
            if is_whole { put(&server, &path, &body).await } else { patch(&server, &path, &body).await };
        assert!(done.json_of(200)["members"].as_array().unwrap().contains(&json!({"value": amira})));
        assert!(here(&server, &kitchen).await.contains(&amira));
    }
}

#[apply(case)]
async fn a_member_added_here_is_in_scim_until_the_next_list_without_them(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (made(&server, "amira").await, made(&server, "jonas").await);
    let kitchen = made_group(&server, "kitchen", &[&amira]).await;
    let path = format!("/Groups/{kitchen}");
    change_here(&server, &kitchen, json!({"add_users": [jonas]})).await;
    assert_eq!(shown(&server, &kitchen).await, [amira.as_str(), &jonas]);
    let user = get(&server, &format!("/Users/{jonas}")).await.json_of(200);
    assert_eq!(user["groups"][0]["value"], kitchen.as_str());
    put(&server, &path, &group("kitchen", &[&amira])).await.expect(200);
    assert_eq!(here(&server, &kitchen).await, [amira.as_str()]);
    change_here(&server, &kitchen, json!({"add_users": [jonas]})).await;
    let gone = operation("remove", &format!("members[value eq \"{jonas}\"]"), json!(null));
    patch(&server, &path, &gone).await.expect(200);
    assert_eq!(here(&server, &kitchen).await, [amira.as_str()]);
}

#[apply(case)]
async fn users_who_leave_the_organization_or_are_deleted_are_in_no_list(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (made(&server, "amira").await, made(&server, "jonas").await);
    let kitchen = made_group(&server, "kitchen", &[&amira, &jonas]).await;
    let owner = server.owner().await;
    owner.delete(&format!("/api/v2/organizations/default/members/{amira}")).await.expect(204);
    assert_eq!(shown(&server, &kitchen).await, [jonas.as_str()]);
    owner.delete(&format!("/api/v2/users/{jonas}")).await.expect(200);
    assert!(shown(&server, &kitchen).await.is_empty());
}

#[apply(case)]
async fn a_user_who_joins_the_organization_later_is_a_member_after_the_next_write(engine: Engine) {
    let server = start(engine).await;
    let amira = made(&server, "amira").await;
    let owner = server.owner().await;
    let place = format!("/api/v2/organizations/default/members/{amira}");
    owner.delete(&place).await.expect(204);
    let kitchen = made_group(&server, "kitchen", &[&amira]).await;
    let path = format!("/Groups/{kitchen}");
    assert!(here(&server, &kitchen).await.is_empty());
    owner.post(&place, &json!({})).await.expect(200);
    let version = get(&server, &path).await.json_of(200)["meta"].clone();
    patch(&server, &path, &operation("add", "members", json!([{"value": amira}]))).await.expect(200);
    assert_eq!(here(&server, &kitchen).await, [amira.as_str()]);
    assert_eq!(get(&server, &path).await.json_of(200)["meta"], version, "SCIM sees nothing new");
}

#[apply(case)]
async fn a_group_renamed_here_has_its_name_there_and_is_renamed_back_by_the_same_put(engine: Engine) {
    let server = start(engine).await;
    let kitchen = made_group(&server, "Kitchen", &[]).await;
    let path = format!("/Groups/{kitchen}");
    let names = async || {
        let group = server.owner().await.get(&format!("/api/v2/groups/{kitchen}")).await.json_of(200);
        (group["name"].as_str().unwrap().to_owned(), group["display_name"].as_str().unwrap().to_owned())
    };
    for change in [json!({"name": "cellar", "display_name": "The Cellar"}), json!({"name": "cellar"})] {
        change_here(&server, &kitchen, change.clone()).await;
        let told = get(&server, &path).await.json_of(200);
        let name = change["display_name"].as_str().unwrap_or("Kitchen");
        assert_eq!(told["displayName"], name);
        let filter = format!("displayName eq \"{name}\"");
        assert_eq!(list(&server, "/Groups", &[("filter", &filter)]).await.json_of(200)["totalResults"], 1);
        assert_eq!(put(&server, &path, &group("Kitchen", &[])).await.json_of(200)["displayName"], "Kitchen");
        assert_eq!(names().await, ("Kitchen".to_owned(), "Kitchen".to_owned()), "{change}");
    }
    // Who only changes members leaves the name as it is here.
    change_here(&server, &kitchen, json!({"name": "cellar", "display_name": "The Cellar"})).await;
    patch(&server, &path, &operation("add", "members", json!([{"value": "stranger"}]))).await.expect(200);
    assert_eq!(names().await, ("cellar".to_owned(), "The Cellar".to_owned()));
    let renamed = operation("replace", "displayName", json!("Kitchen"));
    assert_eq!(patch(&server, &path, &renamed).await.json_of(200)["displayName"], "Kitchen");
    assert_eq!(names().await, ("Kitchen".to_owned(), "Kitchen".to_owned()));
}

#[apply(case)]
async fn a_change_of_members_keeps_a_name_that_was_set_here(engine: Engine) {
    let server = start(engine).await;
    made_group(&server, "Cellar", &[]).await;
    let kitchen = made_group(&server, "Kitchen", &[]).await;
    let path = format!("/Groups/{kitchen}");
    for (display_name, member) in [("Cellar", "one"), ("", "two")] {
        let named = json!({"name": "hall", "display_name": display_name});
        change_here(&server, &kitchen, named).await;
        patch(&server, &path, &operation("add", "members", json!([{"value": member}]))).await.expect(200);
        let group = server.owner().await.get(&format!("/api/v2/groups/{kitchen}")).await.json_of(200);
        assert_eq!((&group["name"], &group["display_name"]), (&json!("hall"), &json!(display_name)));
    }
}

#[apply(case)]
async fn the_same_put_is_no_fault_of_an_account_whose_address_is_not_governed_there(engine: Engine) {
    let server = start(engine).await;
    let id = made(&server, "vip").await;
    let sent = super::scene::user("vip");
    let roles = json!({"roles": ["auditor"]});
    server.owner().await.put(&format!("/api/v2/users/{id}/roles"), &roles).await.expect(200);
    let server = stored::give_address(server, &id, "vip@new.example").await;
    put(&server, &format!("/Users/{id}"), &sent).await.expect(200);
    assert_eq!(super::scene::account(&server, &id).await["email"], "vip@new.example");
    let moved = operation("replace", "title", json!("Cook"));
    patch(&server, &format!("/Users/{id}"), &moved).await.expect(409);
}

#[apply(case)]
async fn a_person_renamed_here_has_their_name_there_and_is_renamed_back_by_the_same_put(engine: Engine) {
    let server = start(engine).await;
    let mut sent = super::scene::user("amira");
    sent["name"] = json!({"givenName": "Amira", "familyName": "Haddad"});
    let made = super::scene::post(&server, "/Users", &sent).await.json_of(201);
    let id = super::scene::id(&made);
    let path = format!("/Users/{id}");
    let profile = json!({"username": "amira", "name": "Amira H."});
    server.owner().await.put(&format!("/api/v2/users/{id}/profile"), &profile).await.expect(200);
    let told = get(&server, &path).await.json_of(200);
    assert_eq!(told["displayName"], "Amira H.");
    assert_ne!(told["meta"]["version"], made["meta"]["version"]);
    let title = operation("add", "title", json!("Cook"));
    assert_eq!(patch(&server, &path, &title).await.json_of(200)["displayName"], "Amira H.");
    let account = async || super::scene::account(&server, &id).await["name"].clone();
    assert_eq!(account().await, "Amira H.");
    assert!(put(&server, &path, &sent).await.json_of(200).get("displayName").is_none());
    assert_eq!(account().await, "Amira Haddad");
}

#[apply(case)]
async fn a_thousand_members_join_a_large_group_at_once_and_leave_it_again(engine: Engine) {
    let server = start(engine).await;
    let amira = made(&server, "amira").await;
    let strangers: Vec<String> = (0..2000).map(|number| format!("stranger-{number}")).collect();
    let strangers: Vec<&str> = strangers.iter().map(String::as_str).collect();
    let kitchen = made_group(&server, "kitchen", &strangers[..1000]).await;
    let path = format!("/Groups/{kitchen}?excludedAttributes=members");
    let each = |op: &str| {
        let value = |id: &str| json!({"op": op, "path": "members", "value": [{"value": id}]});
        let mut operations: Vec<Value> = strangers[1001..].iter().map(|id| value(id)).collect();
        operations.push(value(&amira));
        json!({"schemas": [PATCH], "Operations": operations})
    };
    let answer = patch(&server, &path, &each("add")).await.json_of(200);
    assert!(answer.get("members").is_none());
    assert_eq!(
        (shown(&server, &kitchen).await.len(), here(&server, &kitchen).await),
        (2000, vec![amira.clone()])
    );
    patch(&server, &path, &each("remove")).await.expect(200);
    assert_eq!(shown(&server, &kitchen).await, strangers[..1000]);
    assert!(here(&server, &kitchen).await.is_empty());
}
