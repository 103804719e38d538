//! `POST /authcheck` (TestCheckPermissions)

use serde_json::{Value, json};

use crate::harness::{Engine, Person, Server};
use crate::routes::organizations::sharing;

const CHECK: &str = "/api/v2/authcheck";

fn check(object: Value, action: &str) -> Value {
    json!({"object": object, "action": action})
}

async fn ask(person: &Person, checks: &Value) -> Value {
    person.post(CHECK, &json!({"checks": checks})).await.json_of(200)
}

#[apply(case)]
async fn check_permissions_answers_as_each_role_may(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (admin, member) = (server.member("admin").await, server.member("plain").await);
    let default = owner.get("/api/v2/organizations/default").await.json_of(200)["id"].clone();
    let path = format!("/api/v2/organizations/default/members/{}/roles", admin.id);
    owner.put(&path, &json!({"roles": ["organization-admin"]})).await.expect(200);
    let checks = json!({
        "read-all-users": check(json!({"resource_type": "user"}), "read"),
        "read-myself": check(json!({"resource_type": "user", "owner_id": "me"}), "read"),
        "read-own-workspaces":
            check(json!({"resource_type": "workspace", "organization_id": default, "owner_id": "me"}), "read"),
        "read-org-workspaces": check(json!({"resource_type": "workspace", "organization_id": default}), "read"),
        "update-template": check(json!({"resource_type": "template", "organization_id": default}), "update"),
        "delete-user": check(json!({"resource_type": "user", "owner_id": "", "organization_id": ""}), "delete"),
    });
    let answers = async |person: &Person| {
        let found = ask(person, &checks).await;
        let keys = [
            "read-all-users",
            "read-myself",
            "read-own-workspaces",
            "read-org-workspaces",
            "update-template",
        ];
        assert_eq!(found.as_object().unwrap().len(), 6);
        (keys.map(|key| found[key].as_bool().unwrap()), found["delete-user"].as_bool().unwrap())
    };
    assert_eq!(answers(owner).await, ([true, true, true, true, true], true));
    assert_eq!(answers(&admin).await, ([true, true, true, true, true], false));
    assert_eq!(answers(&member).await, ([false, true, true, false, false], false));
}

#[apply(case)]
async fn check_permissions_looks_stored_objects_up(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (amira, jonas) = (server.member("amira").await, server.member("jonas").await);
    let groups = "/api/v2/organizations/default/groups";
    let team = owner.post(groups, &json!({"name": "team"})).await.json_of(201)["id"].clone();
    let path = format!("/api/v2/groups/{}", team.as_str().unwrap());
    owner.patch(&path, &json!({"add_users": [amira.id]})).await.expect(200);
    let nothing = "6a1e8f34-0b6d-4c55-9a7b-2f4c1d8e9b03";
    let checks = json!({
        // What is given beside a stored object doesn't count.
        "group": check(json!({"resource_type": "group", "resource_id": team, "owner_id": "me"}), "read"),
        "change": check(json!({"resource_type": "group", "resource_id": team}), "update"),
        "amira": check(json!({"resource_type": "user", "resource_id": amira.id}), "update_personal"),
        "missing": check(json!({"resource_type": "group", "resource_id": nothing}), "read"),
        "template": check(json!({"resource_type": "template", "resource_id": nothing}), "read"),
        "workspace": check(json!({"resource_type": "workspace", "resource_id": nothing}), "read"),
    });
    let expect = |group: bool, change: bool, amira: bool| json!({"group": group, "change": change, "amira": amira, "missing": false, "template": false, "workspace": false});
    assert_eq!(ask(owner, &checks).await, expect(true, true, true));
    assert_eq!(ask(&amira, &checks).await, expect(true, false, true));
    assert_eq!(ask(&jonas, &checks).await, expect(true, false, false), "members read the groups");
    sharing::close(owner, "default").await;
    assert_eq!(ask(&jonas, &checks).await, expect(false, false, false));
    assert_eq!(ask(&amira, &checks).await, expect(true, false, true));
}

#[apply(case)]
async fn check_permissions_in_any_organization_asks_for_one_that_grants(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let (admin, member) = (server.member("admin").await, server.member("plain").await);
    let path = format!("/api/v2/organizations/default/members/{}/roles", admin.id);
    owner.put(&path, &json!({"roles": ["organization-user-admin"]})).await.expect(200);
    let checks = json!({
        "any": check(json!({"resource_type": "group", "any_org": true}), "create"),
        "none": check(json!({"resource_type": "group", "any_org": false}), "create"),
    });
    assert_eq!(ask(&admin, &checks).await, json!({"any": true, "none": false}));
    assert_eq!(ask(&member, &checks).await, json!({"any": false, "none": false}));
}

#[apply(case)]
async fn check_permissions_of_what_is_unknown_are_false(engine: Engine) {
    let server = Server::start(engine).await;
    let checks = json!({
        "kind": check(json!({"resource_type": "dragon"}), "read"),
        "action": check(json!({"resource_type": "user"}), "fly"),
        "owner": check(json!({"resource_type": "api_key", "owner_id": "somebody"}), "fly"),
        "known": check(json!({"resource_type": "user", "organization_id": "castle"}), "read"),
    });
    let found = ask(server.owner().await, &checks).await;
    assert_eq!(found, json!({"kind": false, "action": false, "owner": false, "known": true}));
    assert_eq!(ask(server.owner().await, &json!({})).await, json!({}));
}

#[apply(case)]
async fn check_permissions_that_can_not_be_asked_are_all_named(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let checks = json!({
        "a": check(json!({"resource_type": "user", "resource_id": "seven"}), "read"),
        "b": check(json!({"resource_type": "organization", "resource_id": owner.id}), "read"),
        "c": check(json!({"resource_type": "user", "resource_id": owner.id}), "read"),
    });
    let refused = owner.post(CHECK, &json!({"checks": checks})).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["checks.a.object.resource_id", "checks.b.object.resource_type"]);
    let checks = json!({"d": check(json!({"owner_id": "me"}), "read")});
    let refused = owner.post(CHECK, &json!({"checks": checks})).await.expect(400);
    assert_eq!(refused.faulty_fields(), ["checks.d.object.resource_type"]);
}

#[apply(case)]
async fn check_permissions_about_more_than_ten_stored_objects_are_refused(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let checks = |stored: usize| {
        let one = |index: usize| {
            let object = if index < stored {
                json!({"resource_type": "user", "resource_id": owner.id})
            } else {
                json!({"resource_type": "user", "owner_id": owner.id})
            };
            (format!("check-{index}"), check(object, "read"))
        };
        Value::Object((0..40).map(one).collect())
    };
    let found = ask(owner, &checks(10)).await;
    assert!(found.as_object().unwrap().values().all(|answer| answer == true), "{found}");
    let refused = owner.post(CHECK, &json!({"checks": checks(11)})).await.expect(400);
    assert!(refused.text().contains("11"), "{}", refused.text());
}

#[apply(case)]
async fn check_permissions_of_what_can_not_be_done_are_false(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let admin = server.member("architect").await;
    owner
        .put(&format!("/api/v2/users/{}/roles", admin.id), &json!({"roles": ["template-admin"]}))
        .await
        .expect(200);
    let default = owner.get("/api/v2/organizations/default").await.json_of(200)["id"].clone();
    let mine = json!({"resource_type": "workspace", "owner_id": "me", "organization_id": default});
    let checks = json!({
        "insights": check(mine.clone(), "view_insights"),
        "assign": check(mine.clone(), "assign"),
        "ssh": check(json!({"resource_type": "template"}), "ssh"),
        "nothing": json!({"object": mine.clone()}),
        "null": json!({"object": mine, "action": null}),
    });
    for person in [owner, &admin] {
        let found = ask(person, &checks).await;
        let none = json!({"insights": false, "assign": false, "ssh": false, "nothing": false, "null": false});
        assert_eq!(found, none, "{}", person.username);
    }
    let dormant = |more: Value| {
        let mut object = json!({"resource_type": "workspace_dormant"});
        object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        check(object, "read")
    };
    let checks = json!({
        "site": dormant(json!({})),
        "organization": dormant(json!({"organization_id": default})),
        "any": dormant(json!({"any_org": true})),
        "agent": check(json!({"resource_type": "workspace", "owner_id": "me", "organization_id": default}), "update_agent"),
    });
    let found = ask(&admin, &checks).await;
    assert_eq!(found, json!({"site": true, "organization": true, "any": true, "agent": true}));
}

#[apply(case)]
async fn check_permissions_of_members_to_each_other_follow_the_organization(engine: Engine) {
    let server = Server::start(engine).await;
    let (owner, member) = (server.owner().await, server.member("amira").await);
    let default = owner.get("/api/v2/organizations/default").await.json_of(200)["id"].clone();
    let checks = json!({
        "members": check(json!({"resource_type": "organization_member", "organization_id": default}), "read"),
        "groups": check(json!({"resource_type": "group", "organization_id": default}), "read"),
        "change": check(json!({"resource_type": "group", "organization_id": default}), "update"),
    });
    assert_eq!(ask(&member, &checks).await, json!({"members": true, "groups": true, "change": false}));
    sharing::close(owner, "default").await;
    assert_eq!(ask(&member, &checks).await, json!({"members": false, "groups": false, "change": false}));
}

#[apply(case)]
async fn check_permissions_without_checks_have_no_answers(engine: Engine) {
    let server = Server::start(engine).await;
    for body in [json!({"checks": null}), json!({}), json!({"checks": {}})] {
        assert_eq!(server.owner().await.post(CHECK, &body).await.json_of(200), json!({}), "{body}");
    }
}
