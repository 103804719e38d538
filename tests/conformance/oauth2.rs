//! Strict third-party clients of OAuth2: `oauth4webapi`, `openid-client` and `authlib` go
//! through every flow; `oidc-client-ts` and `passport-oauth2` log somebody in.

use burgrave_core::Clock as _;
use serde_json::json;

use super::kit::{self, Kit};
use crate::harness::{Engine, Server, secrets};

pub const KIT: Kit = Kit("oauth2");

cases_only_where!(KIT.is_there());

const APPS: &str = "/api/v2/oauth2-provider/apps";

#[apply(case)]
async fn oauth4webapi_goes_through_every_flow(engine: Engine) {
    hold(engine, KIT.node("oauth4webapi.mjs")).await;
}

#[apply(case)]
async fn openid_client_goes_through_every_flow(engine: Engine) {
    hold(engine, KIT.node("openid-client.mjs")).await;
}

#[apply(case)]
async fn oidc_client_ts_logs_somebody_in(engine: Engine) {
    hold(engine, KIT.node("oidc-client-ts.mjs")).await;
}

#[apply(case)]
async fn passport_oauth2_logs_somebody_in(engine: Engine) {
    hold(engine, KIT.node("passport-oauth2.mjs")).await;
}

#[apply(case)]
async fn authlib_goes_through_every_flow(engine: Engine) {
    let mut command = KIT.python("python");
    command.arg(KIT.file("authlib_client.py"));
    hold(engine, command).await;
}

async fn hold(engine: Engine, mut command: std::process::Command) {
    let server = Server::start(engine).await;
    // ID tokens are looked at by the client's own clock.
    server.clock.advance(chrono::Utc::now() - server.clock.now());
    let amira = server.member("amira").await;
    let owner = server.owner().await;
    let uri = "http://127.0.0.1:3999/callback";
    let app = owner.post(APPS, &json!({"name": "server", "callback_url": uri})).await.json_of(201);
    let public = json!({"name": "cli", "callback_url": uri, "client_type": "public"});
    let public = owner.post(APPS, &public).await.json_of(201);
    let id = app["id"].as_str().unwrap();
    let secret = owner.call(http::Method::POST, &format!("{APPS}/{id}/secrets")).send().await.json_of(201);
    let secret = secret["client_secret_full"].as_str().unwrap();
    secrets::register(secret);
    command
        .env("BURGRAVE_URL", format!("http://{}", amira.address))
        .env("BURGRAVE_SESSION", &amira.token)
        .env("CLIENT_ID", id)
        .env("CLIENT_SECRET", secret)
        .env("PUBLIC_ID", public["id"].as_str().unwrap())
        .env("REDIRECT_URI", uri);
    let folder = tempfile::tempdir().unwrap();
    let output = kit::run(command, folder.path()).await;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("done"), "{said}");
}
