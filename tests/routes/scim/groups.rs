//! SCIM groups, and the groups of the default organization behind them.

use serde_json::{Value, json};

use super::scene::{
    GROUP, PATCH, delete, get, group, id, list, made, made_group, operation, patch, post, put, refused, start,
};
use crate::harness::{Engine, Server};

/// The group of the default organization behind a group of SCIM.
async fn behind(server: &Server, id: &str) -> Value {
    server.owner().await.get(&format!("/api/v2/groups/{id}")).await.json_of(200)
}

fn usernames(group: &Value) -> Vec<&str> {
    group["members"].as_array().unwrap().iter().filter_map(|user| user["username"].as_str()).collect()
}

#[apply(case)]
async fn a_group_is_one_of_the_default_organization_with_its_members(engine: Engine) {
    let server = start(engine).await;
    let amira = made(&server, "amira").await;
    let sent = json!({
        "schemas": [GROUP], "displayName": "The Kitchen & Cellar", "externalId": "g1",
        "members": [{"value": amira, "display": "Amira", "type": "User"}, {"value": "fake-member-id"}],
    });
    let answer = post(&server, "/Groups", &sent).await.expect(201);
    let made = answer.json();
    for (name, value) in sent.as_object().unwrap() {
        assert_eq!(made[name], *value, "{name}");
    }
    assert_eq!(answer.header("location"), made["meta"]["location"].as_str());
    let behind = behind(&server, &id(&made)).await;
    assert_eq!(
        (&behind["name"], &behind["display_name"]),
        (&json!("The-Kitchen-Cellar"), &json!("The Kitchen & Cellar"))
    );
    assert_eq!((usernames(&behind), &behind["source"]), (vec!["amira"], &json!("oidc")));
    let user = get(&server, &format!("/Users/{amira}")).await.json_of(200);
    assert_eq!(user["groups"][0]["value"], made["id"]);
    assert_eq!(user["groups"][0]["display"], "The Kitchen & Cellar");
    assert_eq!(user["groups"][0]["type"], "direct");
    let without = get(&server, &format!("/Users/{amira}?excludedAttributes=groups")).await.json_of(200);
    assert!(without.get("groups").is_none());
}

#[apply(case)]
async fn members_come_and_go(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (made(&server, "amira").await, made(&server, "jonas").await);
    let kitchen = made_group(&server, "kitchen", &[&amira]).await;
    let path = format!("/Groups/{kitchen}");
    patch(&server, &path, &operation("add", "members", json!([{"value": jonas}]))).await.expect(200);
    assert_eq!(usernames(&behind(&server, &kitchen).await), ["amira", "jonas"]);
    let gone = operation("remove", &format!("members[value eq \"{amira}\"]"), json!(null));
    let after = patch(&server, &path, &gone).await.json_of(200);
    assert_eq!(after["members"], json!([{"value": jonas}]));
    assert_eq!(usernames(&behind(&server, &kitchen).await), ["jonas"]);
    put(&server, &path, &group("kitchen", &[])).await.expect(200);
    assert!(usernames(&behind(&server, &kitchen).await).is_empty());
    let user = get(&server, &format!("/Users/{jonas}")).await.json_of(200);
    assert!(user.get("groups").is_none());
}

#[apply(case)]
async fn a_group_is_renamed_with_the_one_behind_it(engine: Engine) {
    let server = start(engine).await;
    let kitchen = made_group(&server, "kitchen", &[]).await;
    let path = format!("/Groups/{kitchen}");
    let renamed = operation("replace", "", json!({"id": kitchen, "displayName": "Head Kitchen"}));
    assert_eq!(patch(&server, &path, &renamed).await.json_of(200)["displayName"], "Head Kitchen");
    let behind = behind(&server, &kitchen).await;
    assert_eq!((&behind["name"], &behind["display_name"]), (&json!("Head-Kitchen"), &json!("Head Kitchen")));
    assert_eq!(
        list(&server, "/Groups", &[("filter", "displayName eq \"head kitchen\"")]).await.json_of(200)["totalResults"],
        1
    );
}

#[apply(case)]
async fn a_display_name_that_is_taken_is_a_conflict(engine: Engine) {
    let server = start(engine).await;
    made_group(&server, "kitchen", &[]).await;
    assert_eq!(refused(post(&server, "/Groups", &group("KITCHEN", &[])).await, 409), "uniqueness");
    let cellar = format!("/Groups/{}", made_group(&server, "cellar", &[]).await);
    assert_eq!(refused(put(&server, &cellar, &group("Kitchen", &[])).await, 409), "uniqueness");
    let renamed = operation("replace", "displayName", json!("kitchen"));
    assert_eq!(refused(patch(&server, &cellar, &renamed).await, 409), "uniqueness");
}

#[apply(case)]
async fn a_group_that_was_here_is_taken_on_and_everyone_is_not(engine: Engine) {
    let server = start(engine).await;
    let owner = server.owner().await;
    let groups = "/api/v2/organizations/default/groups";
    let here = owner.post(groups, &json!({"name": "kitchen", "quota_allowance": 7})).await.json_of(201);
    let amira = made(&server, "amira").await;
    assert_eq!(made_group(&server, "kitchen", &[&amira]).await, id(&here));
    let behind = behind(&server, &id(&here)).await;
    assert_eq!((usernames(&behind), &behind["quota_allowance"]), (vec!["amira"], &json!(7)));
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    assert_ne!(made_group(&server, "Everyone", &[]).await, id(&default));
}

#[apply(case)]
async fn a_deleted_group_is_gone_here_too_and_its_members_stay(engine: Engine) {
    let server = start(engine).await;
    let amira = made(&server, "amira").await;
    let kitchen = made_group(&server, "kitchen", &[&amira]).await;
    delete(&server, &format!("/Groups/{kitchen}")).await.expect(204);
    get(&server, &format!("/Groups/{kitchen}")).await.expect(404);
    delete(&server, &format!("/Groups/{kitchen}")).await.expect(404);
    server.owner().await.get(&format!("/api/v2/groups/{kitchen}")).await.expect(404);
    get(&server, &format!("/Users/{amira}")).await.expect(200);
    // A group that is deleted here is gone for SCIM as well.
    let cellar = made_group(&server, "cellar", &[&amira]).await;
    server.owner().await.delete(&format!("/api/v2/groups/{cellar}")).await.expect(200);
    get(&server, &format!("/Groups/{cellar}")).await.expect(404);
}

#[apply(case)]
async fn a_deleted_user_leaves_the_groups(engine: Engine) {
    let server = start(engine).await;
    let (amira, jonas) = (made(&server, "amira").await, made(&server, "jonas").await);
    let kitchen = made_group(&server, "kitchen", &[&amira, &jonas]).await;
    delete(&server, &format!("/Users/{amira}")).await.expect(204);
    let left = get(&server, &format!("/Groups/{kitchen}")).await.json_of(200);
    assert_eq!(left["members"], json!([{"value": jonas}]));
    assert_eq!(usernames(&behind(&server, &kitchen).await), ["jonas"]);
}

#[apply(case)]
async fn what_is_no_group_is_refused(engine: Engine) {
    let server = start(engine).await;
    let path = format!("/Groups/{}", made_group(&server, "kitchen", &[]).await);
    for (sent, kind) in [
        (json!({"schemas": [GROUP]}), "invalidValue"),
        (json!({"displayName": "x"}), "invalidSyntax"),
        (json!({"schemas": [GROUP], "displayName": "x", "members": [{"display": "x"}]}), "invalidValue"),
    ] {
        assert_eq!(refused(post(&server, "/Groups", &sent).await, 400), kind, "{sent}");
        assert_eq!(refused(put(&server, &path, &sent).await, 400), kind, "{sent}");
    }
    assert_eq!(refused(patch(&server, &path, &json!({"displayName": "x"})).await, 400), "invalidSyntax");
    let nobody = "/Groups/5b1f7d0e-5a0b-4d7c-8d1e-2f3a4b5c6d7e";
    put(&server, nobody, &group("x", &[])).await.expect(404);
    let body = json!({"schemas": [PATCH], "Operations": [{"op": "remove", "path": "members"}]});
    patch(&server, nobody, &body).await.expect(404);
}

#[apply(case)]
async fn a_value_that_names_nobody_empties_no_group(engine: Engine) {
    let server = start(engine).await;
    let amira = made(&server, "amira").await;
    let kitchen = made_group(&server, "kitchen", &[&amira, "stranger"]).await;
    let path = format!("/Groups/{kitchen}");
    for value in [json!([]), json!([{}]), json!({}), json!([{"value": null}])] {
        let answer = patch(&server, &path, &operation("remove", "members", value.clone())).await.json_of(200);
        assert_eq!(answer["members"].as_array().unwrap().len(), 2, "{value}");
    }
    assert_eq!(usernames(&behind(&server, &kitchen).await), ["amira"]);
}
