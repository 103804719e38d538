//! `/cli-auth`: how people log in from the command line and from editors.

use http::Method;
use serde_json::json;

use crate::harness::{Answer, Engine, Person, Server, secrets};

const PAGE: &str = "/cli-auth";

fn cookie(person: &Person) -> String {
    format!("coder_session_token={}", person.token)
}

fn between(page: &Answer, from: &str, to: &str) -> String {
    let text = page.text();
    let rest = text.split_once(from).unwrap_or_else(|| panic!("{from} is missing in {text}")).1;
    rest.split_once(to).unwrap().0.to_owned()
}

async fn submit(server: &Server, person: &Person, csrf_token: &str) -> Answer {
    let call = server.call(Method::POST, PAGE).header("cookie", cookie(person));
    let form =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("csrf_token", csrf_token).finish();
    call.body("application/x-www-form-urlencoded", form).send().await
}

#[apply(case)]
async fn a_signed_in_visitor_gets_a_new_key_that_works(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let page = server.get(PAGE).header("cookie", cookie(&amira)).send().await.expect(200);
    assert!(page.text().contains("amira") && page.text().contains("the same access as your password"));
    let keys: Vec<_> = (0..2).map(|_| between(&page, "name=\"csrf_token\" value=\"", "\"")).collect();
    let mut made = Vec::new();
    for csrf_token in &keys {
        let shown = submit(&server, &amira, csrf_token).await.expect(201);
        let key = between(&shown, "class=\"key\" readonly value=\"", "\"");
        secrets::register(&key);
        assert!(shown.text().contains("the same access as your password"), "{}", shown.text());
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-frame-options", "DENY"),
            ("content-type", "text/html; charset=utf-8"),
        ] {
            assert_eq!(shown.header(name), Some(value));
        }
        assert!(!shown.text().contains("<script"), "it works without a script");
        let me = server.get("/api/v2/users/me").token(&key).send().await.json_of(200);
        assert_eq!(me["username"], "amira");
        made.push(key);
    }
    assert!(made[0] != made[1] && !made.contains(&amira.token), "each is a fresh one");
    let log =
        server.owner().await.get("/api/v2/audit?q=resource_type:api_key%20action:create").await.json_of(200);
    assert_eq!((&log["count"], &log["audit_logs"][0]["status_code"]), (&json!(2), &json!(201)));
}

#[apply(case)]
async fn a_signed_out_visitor_logs_in_first(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await;
    let answer = server.get(PAGE).send().await.expect(302);
    assert_eq!(answer.header("location"), Some("/login?redirect=%2Fcli-auth"));
    let login = server.get("/login?redirect=%2Fcli-auth").send().await.expect(200);
    assert!(login.text().contains("name=\"redirect\" value=\"/cli-auth\""));
    let ended = server.call(Method::POST, PAGE).body("application/x-www-form-urlencoded", "csrf_token=x");
    assert_eq!(ended.send().await.expect(303).header("location"), Some("/login?redirect=%2Fcli-auth"));
}

#[apply(case)]
async fn no_other_page_and_no_narrow_token_makes_a_key(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let refused = submit(&server, &amira, "not the page's").await.expect(400);
    assert!(refused.text().contains("<html"), "{}", refused.text());
    let body = json!({"token_name": "narrow", "scopes": ["user:read"]});
    let token = amira.post("/api/v2/users/me/keys/tokens", &body).await.json_of(201);
    let token = token["key"].as_str().unwrap();
    secrets::register(token);
    server.get(PAGE).header("cookie", format!("coder_session_token={token}")).send().await.expect(403);
    let call = server.call(Method::POST, PAGE).token(token);
    call.body("application/x-www-form-urlencoded", "csrf_token=x").send().await.expect(403);
    let keys = amira.get("/api/v2/users/me/keys/tokens").await.json_of(200);
    assert_eq!(keys.as_array().unwrap().len(), 1, "nothing was made");
}
