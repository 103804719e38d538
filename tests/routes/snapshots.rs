//! The main answers that clients read, whole; the same on both engines. `INSTA_UPDATE=always` takes a change
//! over.

use regex::Regex;
use serde_json::{Value, json};

use crate::harness::{Engine, Person, Server};
use crate::routes::templates::scene::start;
use crate::routes::workspaces::scene::{machine, running, template_of};

/// Ids, times, digests and addresses, which are others each time, as what they are.
fn without_chance(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(named(&text)),
        Value::Array(items) => items.into_iter().map(without_chance).collect(),
        Value::Object(members) => {
            let member = |(name, value)| match name {
                // The catalogue of scopes has tests of its own.
                name if name == "scopes_supported" => (name, json!("[scopes]")),
                name => (name, without_chance(value)),
            };
            members.into_iter().map(member).collect()
        }
        other => other,
    }
}

fn named(text: &str) -> String {
    let patterns = [
        ("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "[uuid]"),
        (r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "[time]"),
        (r"127\.0\.0\.1:\d+", "[address]"),
        ("^[A-Za-z0-9]{10}$", "[key]"),
    ];
    patterns.iter().fold(text.to_owned(), |text, (pattern, name)| {
        // What was never is told by a time that isn't one.
        let known = ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z"].contains(&text.as_str());
        if known { text } else { Regex::new(pattern).unwrap().replace_all(&text, *name).into_owned() }
    })
}

/// Holds one answer against the file of this name in `tests/routes/snapshots`.
async fn hold(person: &Person, name: &str, path: &str) {
    let found = without_chance(person.get(path).await.json_of(200));
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_json_snapshot!(name, found);
    });
}

#[apply(case)]
async fn answers_about_people_and_their_places_are_whole(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let owner = server.owner().await;
    let group = json!({"name": "masons", "display_name": "Masons", "quota_allowance": 4});
    let group = owner.post("/api/v2/organizations/default/groups", &group).await.json_of(201);
    let path = format!("/api/v2/groups/{}", group["id"].as_str().unwrap());
    owner.patch(&path, &json!({"add_users": [amira.id]})).await.expect(200);
    let token = json!({"token_name": "nightly", "scopes": ["group:read"]});
    let token = amira.post("/api/v2/users/me/keys/tokens", &token).await.json_of(201);
    crate::harness::secrets::register(token["key"].as_str().unwrap());
    hold(&amira, "users_me", "/api/v2/users/me").await;
    hold(&amira, "users_me_organizations", "/api/v2/users/me/organizations").await;
    hold(owner, "users", "/api/v2/users?q=amira").await;
    hold(owner, "organizations", "/api/v2/organizations").await;
    hold(owner, "organization", "/api/v2/organizations/default").await;
    hold(owner, "members", "/api/v2/organizations/default/members").await;
    hold(owner, "paginated_members", "/api/v2/organizations/default/paginated-members?limit=1").await;
    hold(owner, "groups", "/api/v2/groups").await;
    hold(owner, "group", &path).await;
    hold(&amira, "tokens", "/api/v2/users/me/keys/tokens").await;
}

#[apply(case)]
async fn answers_about_the_deployment_are_whole(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    hold(&amira, "buildinfo", "/api/v2/buildinfo").await;
    hold(&amira, "entitlements", "/api/v2/entitlements").await;
    hold(&amira, "authmethods", "/api/v2/users/authmethods").await;
    hold(&amira, "oauth_authorization_server", "/.well-known/oauth-authorization-server").await;
    hold(&amira, "oauth_protected_resource", "/.well-known/oauth-protected-resource").await;
}

#[apply(case)]
async fn answers_about_workspaces_are_whole(engine: Engine) {
    let server = start(engine).await;
    let amira = server.member("amira").await;
    let template = template_of(&server, "castle", &machine()).await;
    let made = running(&server, &amira, &template, "dev").await;
    hold(&amira, "workspace", &made.path()).await;
    hold(&amira, "workspace_build", &made.build_path()).await;
    hold(&amira, "workspace_builds", &format!("{}/builds", made.path())).await;
    hold(&amira, "workspaces", "/api/v2/workspaces?q=owner:me").await;
    hold(&amira, "workspace_timings", &format!("{}/timings", made.path())).await;
}
