//! `POST /account/tokens`.

use serde_json::json;

use super::super::browser::{Browser, PROBE, between, entries, refused};
use crate::harness::{Engine, Server, secrets};

const PAGE: &str = "/account/sessions";
const PATH: &str = "/account/tokens";

#[apply(case)]
async fn a_token_is_made_and_shown_once(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let browser = Browser::of(&server, &amira);
    let fields = [
        ("name", PROBE),
        ("days", "3"),
        ("scopes", "coder:apikeys.manage_self"),
        ("scopes", "coder:workspaces.operate"),
        ("more_scopes", " user:read_personal  user:read "),
    ];
    let made = browser.submit(PAGE, PATH, &fields).await.expect(201);
    let token = between(&made.text(), "class=\"key\" readonly value=\"", "\"");
    secrets::register(&token);
    assert!(!made.text().contains("<script") && made.header("cache-control") == Some("no-store"));
    let me = server.get("/api/v2/users/me").token(&token).send().await.json_of(200);
    assert_eq!(me["username"], "amira");
    let kept = amira.get("/api/v2/users/me/keys/tokens").await.json_of(200);
    assert_eq!((&kept[0]["token_name"], &kept[0]["lifetime_seconds"]), (&json!(PROBE), &json!(3 * 86_400)));
    assert_eq!(kept[0]["scopes"].as_array().unwrap().len(), 4, "{kept}");
    assert!(!browser.page(PAGE).await.contains(&token), "only once");
    let left = entries(&server, "resource_type:api_key action:create").await;
    assert_eq!(left, [("create".to_owned(), 201, PROBE.to_owned())]);
    let plain = browser.submit(PAGE, PATH, &[("scopes", "coder:all")]).await.expect(201);
    secrets::register(&between(&plain.text(), "class=\"key\" readonly value=\"", "\""));
    let again = browser.submit(PAGE, PATH, &[("scopes", "coder:all"), ("name", PROBE)]).await;
    refused(again, 409, "id=\"name-fault\"");
}

#[apply(case)]
async fn what_is_no_token_is_said_beside_its_field(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let browser = Browser::of(&server, &amira);
    let long = "a".repeat(65);
    let all = ("scopes", "coder:all");
    for (fields, field) in [
        (vec![], "scopes-fault"),
        (vec![all, ("days", "0")], "days-fault"),
        (vec![all, ("days", "<script>")], "days-fault"),
        (vec![all, ("days", "99999999")], "days-fault"),
        (vec![all, ("name", long.as_str())], "name-fault"),
        (vec![("more_scopes", PROBE)], "more_scopes-fault"),
        (vec![("scopes", PROBE)], "more_scopes-fault"),
    ] {
        refused(browser.submit(PAGE, PATH, &fields).await, 400, &format!("id=\"{field}\""));
    }
    assert_eq!(amira.get("/api/v2/users/me/keys/tokens").await.json_of(200), json!([]));
}
