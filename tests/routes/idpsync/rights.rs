//! Settings give nothing that the user who changes them may not give.

use serde_json::{Value, json};

use super::{EVERYWHERE, HERE};
use crate::harness::{Answer, Engine, Person, Server};

fn detail(answer: &Answer) -> String {
    answer.json()["detail"].to_string()
}

/// A path below the settings, and what is written there.
type Written = (&'static str, fn() -> Value);

const ROLES: [Written; 3] = [
    ("roles", || json!({"field": "roles", "mapping": {"mine": ["organization-admin"]}})),
    ("roles/config", || json!({"field": "roles"})),
    ("roles", || json!({"field": "roles", "mapping": {}})),
];

async fn user_admins(server: &Server) -> [Person; 2] {
    let (here, of_site) = (server.member("amira").await, server.member("bela").await);
    let owner = server.owner().await;
    let roles = json!({"roles": ["organization-user-admin"]});
    owner.put("/api/v2/organizations/default/members/amira/roles", &roles).await.expect(200);
    owner.put("/api/v2/users/bela/roles", &json!({"roles": ["user-admin"]})).await.expect(200);
    [here, of_site]
}

#[apply(case)]
async fn who_may_not_assign_a_role_sets_no_role_sync_that_gives_it(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    for admin in user_admins(&server).await {
        for (path, settings) in ROLES {
            let refused = admin.patch(&format!("{HERE}/{path}"), &settings()).await.expect(403);
            assert!(detail(&refused).contains("organization-admin"), "{}", detail(&refused));
        }
        // Without a claim the settings give nothing; with one, not even the mapping may be touched.
        let mapping = json!({"add": [{"given": "mine", "gets": "organization-admin"}]});
        admin.patch(&format!("{HERE}/roles/mapping"), &mapping).await.expect(200);
        owner.patch(&format!("{HERE}/roles/config"), &json!({"field": "roles"})).await.expect(200);
        admin.patch(&format!("{HERE}/roles/mapping"), &mapping).await.expect(403);
        admin.patch(&format!("{HERE}/roles"), &json!({})).await.expect(403);
        owner.patch(&format!("{HERE}/roles"), &json!({})).await.expect(200);
    }
}

#[apply(case)]
async fn a_custom_role_for_claim_settings_hands_out_no_other_right(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let member = server.member("amira").await;
    let permission = |action: &str| json!({"resource_type": "idpsync_settings", "action": action});
    let role =
        json!({"name": "claims", "organization_permissions": [permission("read"), permission("update")]});
    owner.post("/api/v2/organizations/default/members/roles", &role).await.expect(200);
    let roles = json!({"roles": ["claims"]});
    owner.put("/api/v2/organizations/default/members/amira/roles", &roles).await.expect(200);
    for (path, settings) in ROLES {
        member.patch(&format!("{HERE}/{path}"), &settings()).await.expect(403);
    }
    for settings in [json!({"field": "groups"}), json!({"field": "g", "auto_create_missing_groups": true})] {
        member.patch(&format!("{HERE}/groups"), &settings).await.expect(403);
    }
    member.patch(&format!("{HERE}/groups"), &json!({"mapping": {}})).await.expect(200);
}

#[apply(case)]
async fn a_token_without_the_right_to_assign_sets_no_role_sync(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let scopes = json!({"scopes": ["idpsync_settings:*", "organization:read"]});
    let token = owner.post("/api/v2/users/me/keys/tokens", &scopes).await.json_of(201);
    let narrow = Person { token: token["key"].as_str().unwrap().to_owned(), ..owner.clone() };
    narrow.patch(&format!("{HERE}/roles"), &json!({"field": "roles"})).await.expect(403);
    narrow.patch(&format!("{HERE}/groups"), &json!({"field": "groups"})).await.expect(403);
    narrow.patch(&format!("{EVERYWHERE}/organization"), &json!({"field": "orgs"})).await.expect(403);
    owner.patch(&format!("{HERE}/roles"), &json!({"field": "roles"})).await.expect(200);
}

#[apply(case)]
async fn group_sync_needs_the_right_to_put_people_into_groups(engine: Engine) {
    let server = Server::start(engine).await;
    let settings = json!({"field": "groups", "auto_create_missing_groups": true});
    for admin in user_admins(&server).await {
        admin.patch(&format!("{HERE}/groups"), &settings).await.expect(200);
    }
}

/// An organization in which every member governs.
async fn of_admins(owner: &Person) -> String {
    let data = owner.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    let defaults = json!({"default_org_member_roles": ["organization-admin"]});
    owner.patch("/api/v2/organizations/data", &defaults).await.expect(200);
    data["id"].as_str().unwrap().to_owned()
}

#[apply(case)]
async fn organization_sync_needs_the_right_to_assign_default_roles(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let [_, admin] = user_admins(&server).await;
    let data = of_admins(owner).await;
    let path = format!("{EVERYWHERE}/organization");
    let plain = json!({"field": "orgs", "organization_assign_default": true});
    admin.patch(&path, &plain).await.expect(200);
    let settings = json!({"field": "orgs", "mapping": {"mine": [data]}});
    let refused = admin.patch(&path, &settings).await.expect(403);
    assert!(detail(&refused).contains("organization-admin"), "{}", detail(&refused));
    let change = json!({"add": [{"given": "mine", "gets": data}]});
    admin.patch(&format!("{path}/mapping"), &change).await.expect(403);
    owner.patch(&path, &settings).await.expect(200);
    // What stands in the settings must not be handed out again by somebody else.
    admin.patch(&format!("{path}/config"), &json!({"field": "others"})).await.expect(403);
}

#[apply(case)]
async fn nobody_is_added_to_an_organization_whose_default_roles_the_caller_may_not_assign(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let [_, admin] = user_admins(&server).await;
    let data = of_admins(owner).await;
    let refused = admin.post("/api/v2/organizations/data/members/bela", &Value::Null).await.expect(403);
    assert!(detail(&refused).contains("organization-admin"), "{}", detail(&refused));
    let new = json!({"username": "cora", "email": "cora@example.com", "password": "correct-Horse7-battery",
        "organization_ids": [data]});
    admin.post("/api/v2/users", &new).await.expect(403);
    owner.post("/api/v2/organizations/data/members/bela", &Value::Null).await.expect(200);
}
