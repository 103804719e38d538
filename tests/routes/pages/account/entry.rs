//! Who gets to the pages of an account, and from where.

use http::Method;
use serde_json::json;

use super::super::browser::{Browser, entries};
use crate::harness::{Engine, Server, secrets};

const PAGES: [&str; 5] =
    ["/account", "/account/sessions", "/account/apps", "/account/ssh-key", "/account/notifications"];

/// Each form, with the page that it is on and the fields that it needs.
const FORMS: [(&str, &str, &str); 8] = [
    ("/account", "/account", "username=amira2"),
    ("/account/password", "/account", "old_password=x&password=y"),
    ("/account/sessions", "/account/sessions", ""),
    ("/account/tokens", "/account/sessions", "more_scopes=user:read"),
    ("/account/apps", "/account/apps", "client_id=x"),
    ("/account/ssh-key", "/account/ssh-key", ""),
    ("/account/notifications", "/account/notifications", ""),
    ("/account/quiet-hours", "/account/notifications", "time=22:30&timezone=UTC"),
];

#[apply(case)]
async fn whoever_is_not_signed_in_is_led_to_the_login_and_back(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await;
    let login = |page: &str| format!("/login?redirect={}", page.replace('/', "%2F"));
    for page in PAGES {
        let answer = server.get(page).send().await.expect(302);
        assert_eq!(answer.header("location"), Some(login(page).as_str()), "{page}");
    }
    for (path, page, fields) in FORMS {
        let call = server.call(Method::POST, path);
        let form = format!("csrf_token=x&{fields}");
        let answer = call.body("application/x-www-form-urlencoded", form).send().await.expect(303);
        assert_eq!(answer.header("location"), Some(login(page).as_str()), "{path}");
    }
}

#[apply(case)]
async fn no_other_page_changes_an_account_and_each_attempt_is_recorded(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let browser = Browser::of(&server, &amira);
    let before = amira.get("/api/v2/users/me/gitsshkey").await.json_of(200);
    for (path, _, fields) in FORMS {
        let fields: Vec<_> = fields.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let answer = browser.send(path, "of-another-page", &fields).await.expect(400);
        assert_eq!(answer.message(), "The CSRF token is missing or wrong.", "{path}");
    }
    assert_eq!(amira.get("/api/v2/users/me").await.json_of(200)["username"], "amira");
    assert_eq!(amira.get("/api/v2/users/me/gitsshkey").await.json_of(200), before);
    assert_eq!(amira.get("/api/v2/users/me/keys/tokens").await.json_of(200), json!([]));
    let mut refused: Vec<_> = entries(&server, "username:amira")
        .await
        .into_iter()
        .filter(|(_, status, _)| *status == 400)
        .collect();
    refused.sort();
    let of = |action: &str, path: &str| (action.to_owned(), 400, path.to_owned());
    let expected = [
        of("create", "/account/tokens"),
        of("delete", "/account/apps"),
        of("delete", "/account/sessions"),
        of("write", "/account"),
        of("write", "/account/notifications"),
        of("write", "/account/password"),
        of("write", "/account/quiet-hours"),
        of("write", "/account/ssh-key"),
    ];
    assert_eq!(refused, expected);
}

#[apply(case)]
async fn a_token_of_narrower_scope_keeps_no_account(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let body = json!({"token_name": "narrow", "scopes": ["user:read", "user:update_personal"]});
    let made = amira.post("/api/v2/users/me/keys/tokens", &body).await.json_of(201);
    let token = made["key"].as_str().unwrap();
    secrets::register(token);
    for page in PAGES {
        server.get(page).token(token).send().await.expect(403);
    }
    for (path, _, fields) in FORMS {
        let call = server.call(Method::POST, path).token(token);
        let form = format!("csrf_token=x&{fields}");
        call.body("application/x-www-form-urlencoded", form).send().await.expect(403);
    }
    assert_eq!(amira.get("/api/v2/users/me").await.json_of(200)["username"], "amira");
}
