//! `GET`, `POST /account` and `POST /account/password`.

use serde_json::json;

use super::super::browser::{Browser, PROBE, entries, refused};
use crate::harness::{Engine, Person, Server, secrets};

const PAGE: &str = "/account";

#[apply(case)]
async fn a_person_is_called_as_they_say(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let browser = Browser::of(&server, &amira);
    let page = browser.page(PAGE).await;
    for part in ["value=\"amira\"", "amira@example.com", "aria-current=\"page\""] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let fields = [("username", "amira-haddad"), ("name", PROBE)];
    let saved = browser.submit(PAGE, PAGE, &fields).await.expect(303);
    assert_eq!(saved.header("location"), Some("/account?saved=true"));
    let page = browser.page("/account?saved=true").await;
    assert!(page.contains("role=\"status\"") && page.contains("&#60;script&#62;"), "{page}");
    let me = amira.get("/api/v2/users/me").await.json_of(200);
    assert_eq!((&me["username"], &me["name"]), (&json!("amira-haddad"), &json!(PROBE)));
    let left = entries(&server, "resource_type:user action:write").await;
    assert_eq!(left, [("write".to_owned(), 303, "amira-haddad".to_owned())]);
}

#[apply(case)]
async fn a_name_that_cant_be_had_is_said_beside_its_field(engine: Engine) {
    let server = Server::start(engine).await;
    let (amira, _jonas) = (server.member("amira").await, server.member("jonas").await);
    let browser = Browser::of(&server, &amira);
    let long = "ä".repeat(129);
    for (username, name, status, field) in [
        ("me", "Amira", 400, "username-fault"),
        (PROBE, PROBE, 400, "username-fault"),
        ("", "Amira", 400, "username-fault"),
        ("amira", &long, 400, "name-fault"),
        ("jonas", "Amira", 409, "username-fault"),
        ("JONAS", "Amira", 409, "username-fault"),
    ] {
        let answer = browser.submit(PAGE, PAGE, &[("username", username), ("name", name)]).await;
        refused(answer, status, &format!("id=\"{field}\""));
    }
    let me = amira.get("/api/v2/users/me").await.json_of(200);
    assert_eq!((&me["username"], &me["name"]), (&json!("amira"), &json!("")));
}

#[apply(case)]
async fn a_new_password_needs_the_old_one_and_ends_every_session(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let other = amira.log_in().await;
    let browser = Browser::of(&server, &amira);
    let new = "Nine-Herons-47-Paint-The-Harbour";
    secrets::register(new);
    for (old, new, field) in [
        ("wrong", new, "old_password-fault"),
        (amira.password.as_str(), "short", "password-fault"),
        (&amira.password, &amira.password, "password-fault"),
    ] {
        let fields = [("old_password", old), ("password", new)];
        let text = refused(browser.submit(PAGE, "/account/password", &fields).await, 400, field);
        assert!(!text.contains(&format!("value=\"{new}\"")), "no password is shown: {text}");
    }
    amira.get("/api/v2/users/me").await.expect(200);
    let fields = [("old_password", amira.password.as_str()), ("password", new)];
    let saved = browser.submit(PAGE, "/account/password", &fields).await.expect(303);
    assert_eq!(saved.header("location"), Some("/login"));
    assert_eq!(saved.cookies(), ["coder_session_token=", "csrf_token="]);
    for token in [&amira.token, &other] {
        server.get("/api/v2/users/me").token(token).send().await.expect(401);
    }
    Person { password: new.to_owned(), ..amira }.log_in().await;
    let left = entries(&server, "resource_type:user action:write").await;
    let statuses: Vec<_> = left.iter().map(|(_, status, _)| *status).collect();
    assert_eq!(statuses, [303, 400, 400, 400]);
}
