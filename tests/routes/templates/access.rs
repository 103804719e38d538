//! `GET /templates/{template}/acl`, `PATCH …/acl`, `GET …/acl/available`

use serde_json::{Value, json};

use super::scene::{entries, id, pairs, path, start, template};
use crate::harness::{Engine, Person, Server};

async fn list(server: &Server, template: &Value) -> Value {
    server.owner().await.get(&format!("{}/acl", path(template))).await.json_of(200)
}

async fn change(person: &Person, template: &Value, body: &Value) -> crate::harness::Answer {
    person.patch(&format!("{}/acl", path(template)), body).await
}

/// TestTemplateACL/UserRoles, everyoneGroup, NoGroups; TestUpdateTemplateACL/UserPerms, DeleteUser
#[apply(case)]
async fn entries_are_added_changed_and_removed_and_the_others_stay(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let made = template(&server, "base").await;
    assert_eq!(entries(&list(&server, &made).await), pairs(&[("Everyone", "use")]));
    let users = json!({"user_perms": {amira.id.clone(): "use", jonas.id.clone(): "admin"}});
    change(owner, &made, &users).await.expect(200);
    let both = [("amira", "use"), ("jonas", "admin"), ("Everyone", "use")];
    assert_eq!(entries(&list(&server, &made).await), pairs(&both));
    let everyone = made["organization_id"].as_str().unwrap();
    let body = json!({"user_perms": {amira.id.clone(): ""}, "group_perms": {everyone: ""}});
    change(owner, &made, &body).await.expect(200);
    assert_eq!(entries(&list(&server, &made).await), pairs(&[("jonas", "admin")]));
    amira.get(&path(&made)).await.expect(404);
    let user = &list(&server, &made).await["users"][0];
    assert_eq!((&user["id"], &user["email"]), (&json!(jonas.id), &json!("jonas@example.com")));
    change(owner, &made, &json!({})).await.expect(200);
}

/// TestUpdateTemplateACL/RegularUserWithAdminCanUpdate, CustomGroupHasAccess, NoAccess
#[apply(case)]
async fn an_admin_by_the_list_governs_and_a_group_reaches_its_members(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let made = template(&server, "base").await;
    let everyone = made["organization_id"].as_str().unwrap();
    let groups = "/api/v2/organizations/default/groups";
    let group = owner.post(groups, &json!({"name": "masons"})).await.json_of(201);
    let body =
        json!({"user_perms": {amira.id.clone(): "admin"}, "group_perms": {everyone: "", id(&group): "use"}});
    change(owner, &made, &body).await.expect(200);
    jonas.get(&path(&made)).await.expect(404);
    let add = json!({"add_users": [jonas.id]});
    owner.patch(&format!("/api/v2/groups/{}", id(&group)), &add).await.expect(200);
    jonas.get(&path(&made)).await.expect(200);
    change(&jonas, &made, &json!({"user_perms": {jonas.id.clone(): "admin"}})).await.expect(403);
    jonas.get(&format!("{}/acl", path(&made))).await.expect(403);
    change(&amira, &made, &json!({"user_perms": {jonas.id.clone(): "admin"}})).await.expect(200);
    jonas.patch(&path(&made), &json!({"description": "Mine too."})).await.expect(200);
}

/// TestUpdateTemplateACL/InvalidUUID, InvalidUser, InvalidRole
#[apply(case)]
async fn everything_that_is_wrong_with_entries_is_named(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let made = template(&server, "base").await;
    let other = "4c1f0b7d-6a25-4e8c-9b33-7f0d2e5a8c94";
    for (body, fields) in [
        (json!({"user_perms": {"me": "use"}}), &["user_perms"][..]),
        (json!({"user_perms": {other: "use"}}), &["user_perms"]),
        (json!({"group_perms": {other: "use"}}), &["group_perms"]),
        (json!({"user_perms": {owner.id.clone(): "owner"}}), &["user_perms"]),
        (json!({"user_perms": {owner.id.clone(): "use", format!("{{{}}}", owner.id): ""}}), &["user_perms"]),
        (json!({"user_perms": {"me": "owner"}, "group_perms": {"x": "use"}}), &["group_perms", "user_perms"]),
    ] {
        let refused = change(owner, &made, &body).await.expect(400);
        assert_eq!(refused.faulty_fields(), fields, "{body}");
    }
    change(owner, &made, &json!({"user_perms": {other: ""}})).await.expect(200);
    assert_eq!(entries(&list(&server, &made).await), pairs(&[("Everyone", "use")]), "nothing was changed");
}

/// TestTemplateACL/FilterDeletedUsers, IncludeDormantUsers, FilterSuspendedUsers, FilterDeletedGroups
#[apply(case)]
async fn deleted_and_suspended_users_and_deleted_groups_are_not_shown(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let made = template(&server, "base").await;
    let group =
        owner.post("/api/v2/organizations/default/groups", &json!({"name": "masons"})).await.json_of(201);
    let body = json!({
        "user_perms": {amira.id.clone(): "use", jonas.id.clone(): "use"}, "group_perms": {id(&group): "use"},
    });
    change(owner, &made, &body).await.expect(200);
    owner.put(&format!("/api/v2/users/{}/status/suspend", amira.id), &json!({})).await.expect(200);
    owner.delete(&format!("/api/v2/users/{}", jonas.id)).await.expect(200);
    owner.delete(&format!("/api/v2/groups/{}", id(&group))).await.expect(200);
    assert_eq!(entries(&list(&server, &made).await), pairs(&[("Everyone", "use")]));
}

#[apply(case)]
async fn who_can_be_put_into_the_list_is_offered(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let amira = server.member("amira").await;
    let made = template(&server, "base").await;
    let available = format!("{}/acl/available", path(&made));
    let all = owner.get(&available).await.json_of(200);
    let names: Vec<_> =
        all["users"].as_array().unwrap().iter().map(|user| user["username"].clone()).collect();
    assert_eq!(names, ["amira", "owner"]);
    assert_eq!(all["groups"][0]["name"], "Everyone");
    assert_eq!(
        (&all["groups"][0]["members"], &all["groups"][0]["total_member_count"]),
        (&json!([]), &json!(2))
    );
    let some = owner.get(&format!("{available}?q=ami")).await.json_of(200);
    assert_eq!((some["users"].as_array().unwrap().len(), some["groups"].as_array().unwrap().len()), (1, 0));
    let page = owner.get(&format!("{available}?limit=1&offset=1")).await.json_of(200);
    assert_eq!(page["users"][0]["username"], "owner");
    amira.get(&available).await.expect(403);
}
