//! Whole logins in headless Chromium, through two providers: the person says no at first, reads why they are
//! not in, and comes in at the second try, to the place that they wanted to see.

use serde_json::{Value, json};

use super::providers::{KIT, Kind, Provider};
use super::{chromium, kit};
use crate::harness::Engine;

cases_only_where!(chromium::is_there(KIT));

#[apply(case)]
async fn a_browser_logs_in_through_oidc_provider_mock(engine: Engine) {
    log_in(engine, Kind::Mock).await;
}

#[apply(case)]
async fn a_browser_logs_in_through_the_certified_oidc_provider(engine: Engine) {
    log_in(engine, Kind::Certified).await;
}

async fn log_in(engine: Engine, kind: Kind) {
    let provider = Provider::start(kind);
    let server = provider.server(engine).await;
    let owner = server.owner().await;
    owner.post("/api/v2/organizations/default/groups", &json!({"name": "masons"})).await.expect(201);
    let settings = json!({"field": "groups"});
    owner.patch("/api/v2/organizations/default/settings/idpsync/groups", &settings).await.expect(200);
    let claims = json!({"email": "amira@example.com", "email_verified": true, "name": "Amira",
        "preferred_username": "amira", "groups": ["masons"]});
    provider.knows("amira", &claims).await;

    let mut command = KIT.node("login.mjs");
    command
        .env("BURGRAVE_URL", format!("http://{}", server.get("/").address))
        .env("PROVIDER_URL", &provider.url)
        .env("PROVIDER", kind.name())
        .env("PERSON", "amira")
        .env("CHROMIUM", chromium::path());
    let folder = tempfile::tempdir().unwrap();
    let output = kit::run(command, folder.path()).await;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));

    let found: Value = serde_json::from_str(&said).unwrap();
    let me = &found["me"];
    assert_eq!((&me["username"], &me["login_type"]), (&json!("amira"), &json!("oidc")));
    assert_eq!((&me["email"], &me["name"]), (&claims["email"], &claims["name"]));
    assert!(found["page"].as_str().unwrap().contains("amira"), "{found}");
    let masons = owner.get("/api/v2/organizations/default/groups/masons").await.json_of(200);
    assert_eq!(masons["members"][0]["username"], "amira");
}
