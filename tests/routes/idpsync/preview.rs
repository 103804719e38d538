//! `POST /settings/idpsync/preview`

use serde_json::{Value, json};

use super::{EVERYWHERE, HERE};
use crate::harness::{Engine, Options, Person, Server};

async fn preview(owner: &Person, claims: &Value) -> Value {
    owner.post(&format!("{EVERYWHERE}/preview"), &json!({"claims": claims})).await.json_of(200)
}

#[apply(case)]
async fn a_preview_without_settings_shows_the_default_organization(engine: Engine) {
    let server = Server::start(engine).await;
    let shown = preview(server.owner().await, &json!({"groups": ["a"]})).await;
    assert_eq!(shown["organizations"].as_array().unwrap().len(), 1);
    assert_eq!(shown["organizations"][0]["name"], "coder");
    assert_eq!((&shown["groups"], &shown["roles"], &shown["ignored"]), (&json!([]), &json!([]), &json!([])));
}

#[apply(case)]
async fn a_preview_says_what_is_given_and_why(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let data = owner.post("/api/v2/organizations", &json!({"name": "data"})).await.json_of(201);
    let team = owner.post("/api/v2/organizations/data/groups", &json!({"name": "team"})).await.json_of(201);
    let organizations = json!({"field": "groups", "mapping": {"data": [data["id"]]}});
    owner.patch(&format!("{EVERYWHERE}/organization"), &organizations).await.expect(200);
    let groups = json!({"field": "groups", "auto_create_missing_groups": true,
        "mapping": {"data": [team["id"]]}});
    owner.patch("/api/v2/organizations/data/settings/idpsync/groups", &groups).await.expect(200);
    let roles = json!({"field": "roles"});
    owner.patch("/api/v2/organizations/data/settings/idpsync/roles", &roles).await.expect(200);

    let shown =
        preview(owner, &json!({"groups": ["data", "made-here"], "roles": "organization-auditor"})).await;
    assert_eq!(
        shown["organizations"],
        json!([
            {"id": data["id"], "name": "data", "reason": "The value \"data\" is mapped to it."},
        ])
    );
    assert_eq!(
        shown["groups"],
        json!([
            {"id": team["id"], "name": "team", "organization_id": data["id"], "created": false,
             "reason": "The value \"data\" is mapped to it."},
            {"name": "made-here", "organization_id": data["id"], "created": true,
             "reason": "The value \"made-here\" names no group yet; a login makes it."},
        ])
    );
    assert_eq!(
        shown["roles"],
        json!([
            {"name": "organization-auditor", "organization_id": data["id"],
             "reason": "The value \"organization-auditor\" is its name."},
        ])
    );
}

#[apply(case)]
async fn a_preview_says_which_roles_of_the_site_are_given(engine: Engine) {
    // Nobody listens there, which doesn't matter to a preview.
    let flags = [
        ("oidc-issuer-url", "http://127.0.0.1:1"),
        ("oidc-client-id", "burgrave"),
        ("oidc-user-role-field", "roles"),
        ("oidc-user-role-mapping", r#"{"root":["owner"]}"#),
        ("oidc-user-role-default", "auditor"),
    ];
    let flags = flags.map(|(key, value)| (key, value.to_owned())).to_vec();
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let owner = server.owner().await;
    let shown = preview(owner, &json!({"roles": ["root", "king"]})).await;
    let expected = json!([
        {"name": "auditor", "reason": "Everybody gets it."},
        {"name": "owner", "reason": "The value \"root\" is mapped to it."},
    ]);
    assert_eq!(shown["roles"], expected);
    let ignored = json!([{"kind": "roles", "field": "roles", "refuses": false,
        "reason": "\"king\" is neither mapped nor a name of anything"}]);
    assert_eq!(shown["ignored"], ignored);
    assert_eq!(preview(owner, &json!({"roles": 7})).await["ignored"][0]["refuses"], true);
}

#[apply(case)]
async fn a_preview_says_what_comes_to_nothing(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner.patch(&format!("{HERE}/groups"), &json!({"field": "groups"})).await.expect(200);
    owner.patch(&format!("{HERE}/roles"), &json!({"field": "roles"})).await.expect(200);
    let shown = preview(owner, &json!({"groups": ["a"], "roles": ["king"]})).await;
    let kinds: Vec<_> = shown["ignored"].as_array().unwrap().iter().map(|fault| &fault["kind"]).collect();
    assert_eq!(kinds, ["groups", "roles"]);
    assert_eq!(shown["ignored"][0]["reason"], "\"a\" is neither mapped nor a name of anything");
    assert!(shown["ignored"].as_array().unwrap().iter().all(|fault| fault["refuses"] == false));
}

#[apply(case)]
async fn unreadable_claims_are_listed_with_their_effect_on_the_login(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    owner.patch(&format!("{HERE}/groups"), &json!({"field": "groups"})).await.expect(200);
    let shown = preview(owner, &json!({"groups": "a,b"})).await;
    assert_eq!(
        (&shown["ignored"][0]["kind"], &shown["ignored"][0]["refuses"]),
        (&json!("groups"), &json!(false))
    );
    let organizations = json!({"field": "orgs", "organization_assign_default": true});
    owner.patch(&format!("{EVERYWHERE}/organization"), &organizations).await.expect(200);
    let shown = preview(owner, &json!({"orgs": 7})).await;
    assert_eq!(shown["ignored"][0]["refuses"], true);
    assert_eq!(shown["organizations"], json!([]));
}

#[apply(case)]
async fn a_preview_changes_nothing(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let settings = json!({"field": "groups", "auto_create_missing_groups": true});
    owner.patch(&format!("{HERE}/groups"), &settings).await.expect(200);
    assert_eq!(preview(owner, &json!({"groups": ["a"]})).await["groups"].as_array().unwrap().len(), 1);
    let groups = owner.get("/api/v2/organizations/default/groups").await.json_of(200);
    assert_eq!(groups.as_array().unwrap().len(), 1, "{groups}");
}
