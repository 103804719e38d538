//! `POST /organizations/{organization}/groups`

use serde_json::{Value, json};

use super::scene::{GROUPS, path};
use crate::harness::{Engine, Server};
use crate::routes::stored;

#[apply(case)]
async fn null_counts_as_absent_in_a_new_group(engine: Engine) {
    let server = Server::start(engine).await;
    let body = json!({"name": "backend", "display_name": null, "avatar_url": null, "quota_allowance": null});
    let made = server.owner().await.post(GROUPS, &body).await.json_of(201);
    assert_eq!((&made["display_name"], &made["avatar_url"]), (&json!(""), &json!("")));
    assert_eq!(made["quota_allowance"], 0);
}

/// TestCreateGroup/OK
#[apply(case)]
async fn a_group_has_all_its_fields(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let default = owner.get("/api/v2/organizations/default").await.json_of(200);
    let body = json!({
        "name": "backend", "display_name": "Backend & Data", "avatar_url": "https://example.com/a.png",
        "quota_allowance": 20,
    });
    let made = owner.post(GROUPS, &body).await.json_of(201);
    for (field, value) in body.as_object().unwrap() {
        assert_eq!(&made[field], value, "{field}");
    }
    assert_eq!(made["organization_id"], default["id"]);
    assert_eq!(
        (&made["organization_name"], &made["organization_display_name"]),
        (&json!("coder"), &json!("Coder"))
    );
    assert_eq!((&made["members"], &made["total_member_count"]), (&json!([]), &json!(0)));
    assert_eq!(made["source"], "user");
    assert_eq!(owner.get(&path(&made)).await.json_of(200), made);
}

#[apply(case)]
async fn what_is_left_out_of_a_group_is_empty(engine: Engine) {
    let server = Server::start(engine).await;
    let made = server.owner().await.post(GROUPS, &json!({"name": "backend"})).await.json_of(201);
    assert_eq!((&made["display_name"], &made["avatar_url"]), (&json!(""), &json!("")));
    assert_eq!(made["quota_allowance"], 0);
    let body = json!({"name": "debtors", "quota_allowance": -5});
    assert_eq!(server.owner().await.post(GROUPS, &body).await.json_of(201)["quota_allowance"], -5);
}

/// TestCreateGroup/Conflict
#[apply(case)]
async fn a_taken_group_name_is_refused_in_the_same_letter_case(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner.post(GROUPS, &json!({"name": "backend"})).await.expect(201);
    let refused = owner.post(GROUPS, &json!({"name": "backend"})).await.expect(409);
    assert_eq!(refused.faulty_fields(), ["name"]);
    owner.post(GROUPS, &json!({"name": "Backend"})).await.expect(201);
    assert_eq!(owner.get(GROUPS).await.json_of(200).as_array().unwrap().len(), 3);
}

#[apply(case)]
async fn one_name_can_be_used_in_several_organizations(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
    let here = owner.post(GROUPS, &json!({"name": "team"})).await.json_of(201);
    let there = owner.post("/api/v2/organizations/data/groups", &json!({"name": "team"})).await.json_of(201);
    assert_ne!(here["id"], there["id"]);
    assert_eq!(owner.get("/api/v2/organizations/data/groups/team").await.json_of(200), there);
}

/// TestGroup: a name that is a UUID
#[apply(case)]
async fn a_group_may_be_named_like_a_uuid(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let name = "7d0f2f3c-3c0a-4f57-8d2f-3c0a4f578d2f";
    let made = owner.post(GROUPS, &json!({"name": name})).await.json_of(201);
    assert_eq!(owner.get(&format!("{GROUPS}/{name}")).await.json_of(200), made);
    owner.get(&format!("/api/v2/groups/{name}")).await.expect(404);
}

/// TestCreateGroup/ReservedName, TestCreateGroup/allUsers
#[apply(case)]
async fn reserved_group_names_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    for name in ["Everyone", "new", "create"] {
        let refused = server.owner().await.post(GROUPS, &json!({"name": name})).await.expect(400);
        assert_eq!(refused.faulty_fields(), ["name"], "{name}");
    }
}

#[apply(case)]
async fn malformed_groups_are_refused_with_all_their_faults(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for name in ["", "-a", "a--b", "a_b", "ä", &"a".repeat(256)] {
        let body = json!({
            "name": name, "display_name": "padded ", "avatar_url": "a".repeat(2049),
            "quota_allowance": 2_147_483_648_u32,
        });
        let refused = owner.post(GROUPS, &body).await.expect(400);
        assert_eq!(refused.message(), "Validation failed.");
        assert_eq!(
            refused.faulty_fields(),
            ["avatar_url", "display_name", "name", "quota_allowance"],
            "{name:?}"
        );
    }
    owner.post(GROUPS, &json!({"name": "a".repeat(255)})).await.expect(201);
}

#[apply(case)]
async fn creating_a_group_without_permission_is_forbidden(engine: Engine) {
    let server = Server::start(engine).await;
    let member = server.member("amira").await;
    member.post(GROUPS, &json!({"name": "mine"})).await.expect(403);
    assert_eq!(server.owner().await.get(GROUPS).await.json_of(200).as_array().unwrap().len(), 1);
}

#[apply(case)]
async fn a_user_admin_creates_groups(engine: Engine) {
    let server = Server::start(engine).await;
    let mut amira = server.member("amira").await;
    let mut jonas = server.member("jonas").await;
    let server = stored::give_roles(server, &mut amira, &["user-admin"]).await;
    let server = stored::give_roles(server, &mut jonas, &["auditor", "template-admin"]).await;
    stored::follow(&server, &mut amira);
    let made = amira.post(GROUPS, &json!({"name": "mine"})).await.json_of(201);
    jonas.post(GROUPS, &json!({"name": "other"})).await.expect(403);
    assert_eq!(jonas.get(&path(&made)).await.json_of(200), made);
}

#[apply(case)]
async fn a_group_in_a_hidden_organization_is_not_found(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await.post("/api/v2/organizations", &json!({"name": "data"})).await.expect(201);
    let member = server.member("amira").await;
    let hidden = member.post("/api/v2/organizations/data/groups", &json!({"name": "mine"})).await.expect(404);
    let missing =
        member.post("/api/v2/organizations/nowhere/groups", &json!({"name": "mine"})).await.expect(404);
    assert_eq!(hidden.body, missing.body);
}

#[apply(case)]
async fn of_many_writers_of_one_group_name_exactly_one_wins(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await.clone();
    let other: Value = owner.post(GROUPS, &json!({"name": "other"})).await.json_of(201);
    let rename = path(&other);
    let calls = (0..16).map(|number| {
        let (owner, rename) = (owner.clone(), rename.clone());
        async move {
            let body = json!({"name": "race"});
            if number == 7 {
                owner.patch(&rename, &body).await.status
            } else {
                owner.post(GROUPS, &body).await.status
            }
        }
    });
    let mut statuses = futures::future::join_all(calls).await;
    statuses.sort_unstable();
    assert!([200, 201].contains(&statuses[0]), "{statuses:?}");
    assert!(statuses[1..].iter().all(|status| *status == 409), "{statuses:?}");
    let groups = owner.get(GROUPS).await.json_of(200);
    let named = groups.as_array().unwrap().iter().filter(|group| group["name"] == "race").count();
    assert_eq!(named, 1, "{groups}");
}
