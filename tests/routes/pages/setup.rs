//! `POST /`: the first user, on the front page.

use serde_json::json;

use super::browser::{Browser, PROBE, csrf_token, refused};
use crate::harness::{Engine, Options, Server, secrets};

const PASSWORD: &str = "Seven-Otters-47-Juggle-Lanterns";
const ACCOUNT: [(&str, &str); 4] =
    [("email", "amira@example.com"), ("username", "amira"), ("name", "Amira Haddad"), ("password", PASSWORD)];
const FIRST: &str = "/api/v2/users/first";

#[apply(case)]
async fn an_empty_server_is_set_up_on_its_front_page(engine: Engine) {
    secrets::register(PASSWORD);
    let server = Server::start(engine).await;
    let mut browser = Browser::fresh(&server);
    let login = browser.page("/login").await;
    assert!(login.contains("href=\"/\"") && !login.contains("<form"), "nobody can pass that: {login}");
    let page = browser.get("/").await.expect(200);
    assert!(
        page.text().contains("<form method=\"post\" action=\"/\"") && !page.text().contains("Setup token")
    );
    browser.keep(&page);
    let done = browser.send("/", &csrf_token(&page), &ACCOUNT).await.expect(303);
    assert_eq!(done.header("location"), Some("/"));
    let again = browser.send("/", &csrf_token(&page), &ACCOUNT).await.expect(409).message();
    assert_eq!(again, "The initial user has already been created.");
    browser.keep(&done);
    let home = browser.page("/").await;
    assert!(home.contains("Account of amira") && !home.contains("action=\"/\""), "{home}");
    assert!(!Browser::fresh(&server).page("/").await.contains("action=\"/\""), "it is set up");
    let login = json!({"email": "amira@example.com", "password": PASSWORD});
    let session = server.post("/api/v2/users/login", &login).send().await.json_of(201);
    let token = session["session_token"].as_str().unwrap();
    secrets::register(token);
    let me = server.get("/api/v2/users/me").token(token).send().await.json_of(200);
    assert_eq!((&me["name"], &me["roles"][0]["name"]), (&json!("Amira Haddad"), &json!("owner")));
    let log = server.get("/api/v2/audit").token(token).send().await.json_of(200);
    let mut left: Vec<_> = log["audit_logs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["action"].as_str().unwrap(), entry["status_code"].as_u64().unwrap()))
        .collect();
    left.sort_unstable();
    assert_eq!(left, [("create", 303), ("create", 409), ("login", 201), ("login", 303)], "{log}");
}

#[apply(case)]
async fn faults_stand_beside_their_fields_and_nobody_is_made(engine: Engine) {
    let server = Server::start(engine).await;
    let mut browser = Browser::fresh(&server);
    let page = browser.get("/").await.expect(200);
    browser.keep(&page);
    let token = csrf_token(&page);
    let wrong = [("email", PROBE), ("username", "new"), ("name", PROBE), ("password", "short")];
    let text = refused(browser.send("/", &token, &wrong).await, 400, "username-fault");
    assert!(text.contains("aria-invalid=\"true\"") && text.contains("&#60;script&#62;"), "{text}");
    let wrong = [("email", PROBE), ("username", "amira"), ("name", PROBE), ("password", "short")];
    let text = refused(browser.send("/", &token, &wrong).await, 400, "email-fault");
    assert!(text.contains("password-fault") && !text.contains("value=\"short\""), "{text}");
    let long = "a".repeat(129);
    let wrong = [("email", "a@example.com"), ("username", PROBE), ("name", &long), ("password", PASSWORD)];
    refused(browser.send("/", &token, &wrong).await, 400, "name-fault");
    browser.send("/", "of-another-page", &ACCOUNT).await.expect(400);
    let old = Browser::fresh(&server).send("/", &token, &ACCOUNT).await.expect(400);
    assert_eq!(old.message(), "This page is too old.");
    server.get(FIRST).send().await.expect(404);
}

#[apply(case)]
async fn a_server_that_others_reach_asks_for_its_setup_token(engine: Engine) {
    let flags = vec![("access-url", "https://burgrave.example.com".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let setup_token = server.setup_token().unwrap().to_owned();
    let mut browser = Browser::fresh(&server);
    let page = browser.get("/").await.expect(200);
    assert!(page.text().contains("Setup token"), "{}", page.text());
    assert!(page.cookies()[0].starts_with("__Host-burgrave_login="), "{:?}", page.cookies());
    browser.keep(&page);
    let with = |token: &'static str| [ACCOUNT.as_slice(), &[("setup_token", token)]].concat();
    for wrong in ["", "wrong"] {
        let answer = browser.send("/", &csrf_token(&page), &with(wrong)).await;
        refused(answer, 403, "The setup token is missing or wrong.");
    }
    server.get(FIRST).send().await.expect(404);
    let right = [ACCOUNT.as_slice(), &[("setup_token", &setup_token)]].concat();
    browser.send("/", &csrf_token(&page), &right).await.expect(303);
    server.get(FIRST).send().await.expect(200);
}

#[apply(case)]
async fn where_passwords_are_off_the_login_page_is_next(engine: Engine) {
    let flags = vec![("password-login", "false".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let mut browser = Browser::fresh(&server);
    let page = browser.get("/").await.expect(200);
    browser.keep(&page);
    let done = browser.send("/", &csrf_token(&page), &ACCOUNT).await.expect(303);
    assert_eq!(done.header("location"), Some("/login"));
}
