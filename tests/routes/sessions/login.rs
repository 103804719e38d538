//! `POST /users/login`

use http::header::SET_COOKIE;
use serde_json::{Value, json};

use crate::harness::{Answer, Engine, Options, Person, Server, secrets};
use crate::routes::stored;

const LOGIN: &str = "/api/v2/users/login";

async fn log_in(server: &Server, email: &str, password: &str) -> Answer {
    server.post(LOGIN, &json!({"email": email, "password": password})).send().await
}

/// TestPostLogin/Success, TestUserLogin/OK, TestAPIKey/Valid
#[apply(case)]
async fn a_login_answers_a_token_that_opens_the_door(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let session = log_in(&server, &owner.email, &owner.password).await.json_of(201);
    assert_eq!(session.as_object().unwrap().keys().collect::<Vec<_>>(), ["session_token"]);
    let token = session["session_token"].as_str().unwrap();
    secrets::register(token);
    let me = server.get("/api/v2/users/me").token(token).send().await.json_of(200);
    assert_eq!(me["id"], owner.id.as_str());
}

#[apply(case)]
async fn a_token_is_ten_and_twentytwo_letters_and_digits_around_a_hyphen(engine: Engine) {
    let server = Server::start(engine).await;
    let token = &server.owner().await.token;
    let (id, secret) = token.split_once('-').unwrap();
    assert_eq!((id.len(), secret.len()), (10, 22));
    assert!(id.bytes().chain(secret.bytes()).all(|byte| byte.is_ascii_alphanumeric()));
}

/// The `Set-Cookie` lines as (name, value, attributes in lower case and sorted).
pub fn cookies(answer: &Answer) -> Vec<(String, String, Vec<String>)> {
    let lines = answer.headers.get_all(SET_COOKIE).iter().map(|line| line.to_str().unwrap());
    let mut cookies: Vec<_> = lines
        .map(|line| {
            let mut parts = line.split(';').map(str::trim);
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            let mut attributes: Vec<_> = parts.map(str::to_lowercase).collect();
            attributes.sort();
            (name.to_owned(), value.to_owned(), attributes)
        })
        .collect();
    cookies.sort();
    cookies
}

#[apply(case)]
async fn a_login_sets_the_cookies_of_the_session(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let answer = log_in(&server, &owner.email, &owner.password).await.expect(201);
    let cookies = cookies(&answer);
    let [(session, token, attributes), (csrf, _, csrf_attributes)] = cookies.as_slice() else {
        panic!("two cookies were expected: {cookies:?}")
    };
    assert_eq!((csrf.as_str(), session.as_str()), ("csrf_token", "coder_session_token"));
    assert_eq!(token.as_str(), answer.json()["session_token"]);
    for wanted in ["httponly", "samesite=lax", "path=/", "max-age=31536000"] {
        assert!(attributes.iter().any(|one| one == wanted), "{wanted} in {attributes:?}");
    }
    assert!(!csrf_attributes.iter().any(|one| one == "httponly"), "pages must be able to read this one");
    assert!(!attributes.iter().any(|one| one == "secure"), "browsers send no Secure cookie over http");
}

#[apply(case)]
async fn cookies_are_secure_when_the_access_url_is_https(engine: Engine) {
    let flags = vec![("access-url", "https://burgrave.example.com".to_owned())];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let owner = server.owner().await;
    let answer = log_in(&server, &owner.email, &owner.password).await.expect(201);
    for (name, _, attributes) in cookies(&answer) {
        assert!(attributes.iter().any(|one| one == "secure"), "{name}: {attributes:?}");
    }
    assert!(answer.header("strict-transport-security").is_some());
}

#[apply(case)]
async fn the_email_address_counts_in_any_letter_case(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    log_in(&server, &owner.email.to_uppercase(), &owner.password).await.expect(201);
    log_in(&server, &owner.email, &owner.password.to_uppercase()).await.expect(401);
}

/// TestPostLogin/InvalidUser, TestPostLogin/BadPassword
#[apply(case)]
async fn a_wrong_password_and_an_unknown_email_address_look_the_same(engine: Engine) {
    let server = Server::start(engine).await;
    let owner = server.owner().await;
    let wrong = log_in(&server, &owner.email, "not-the-password-at-all").await.expect(401);
    let unknown = log_in(&server, "nobody@example.com", &owner.password).await.expect(401);
    assert_eq!(wrong.message(), "Incorrect email or password.");
    assert_eq!(wrong.body, unknown.body);
    assert_eq!(wrong.header("www-authenticate"), unknown.header("www-authenticate"));
    assert!(cookies(&wrong).is_empty() && cookies(&unknown).is_empty());
}

/// TestUserLogin/LoginTypeNone
#[apply(case)]
async fn an_account_without_a_password_can_not_log_in(engine: Engine) {
    let server = Server::start(engine).await;
    let default = server.owner().await.get("/api/v2/organizations/default").await.json_of(200);
    let body = json!({
        "email": "", "username": "robot", "service_account": true, "organization_ids": [default["id"]],
    });
    server.owner().await.post("/api/v2/users", &body).await.expect(201);
    let refused = log_in(&server, "robot@example.com", "any-password-will-do-here").await.expect(401);
    assert_eq!(refused.message(), "Incorrect email or password.");
}

#[apply(case)]
async fn the_login_type_of_an_account_is_shown_only_with_the_right_password(engine: Engine) {
    let server = Server::start(engine).await;
    server.owner().await;
    let (email, password) = ("kofi@example.com", "kofi-Keeps-31-Copper-Kettles");
    secrets::register(password);
    let server = stored::add_converted(server, "kofi", email, password).await;
    let refused = log_in(&server, email, password).await.expect(403);
    assert!(refused.text().contains("github"), "{}", refused.text());
    let wrong = log_in(&server, email, "not-the-password-at-all").await.expect(401);
    assert_eq!(wrong.message(), "Incorrect email or password.");
}

/// TestPostLogin/DisabledPasswordAuth
#[apply(case)]
async fn a_right_password_opens_nothing_where_passwords_are_off(engine: Engine) {
    let server = Server::start(engine).await;
    let email = server.owner().await.email.clone();
    let password = server.owner().await.password.clone();
    let server = server.restart_with(vec![("password-login", "false".to_owned())]).await;
    let refused = log_in(&server, &email, &password).await.expect(403);
    assert!(refused.message().contains("Password authentication is disabled"), "{}", refused.text());
    log_in(&server, &email, "not-the-password").await.expect(401);
}

/// TestPostLogin/Suspended
#[apply(case)]
async fn a_suspended_account_can_not_log_in(engine: Engine) {
    let server = Server::start(engine).await;
    let mut amira = server.member("amira").await;
    let server = stored::suspend(server, &mut amira).await;
    let refused = log_in(&server, &amira.email, &amira.password).await.expect(401);
    assert!(refused.message().contains("suspended"), "{}", refused.text());
    let wrong = log_in(&server, &amira.email, "not-the-password-at-all").await.expect(401);
    assert_eq!(wrong.message(), "Incorrect email or password.");
}

/// TestUserLogin/UserDeleted
#[apply(case)]
async fn a_deleted_account_can_not_log_in(engine: Engine) {
    let server = Server::start(engine).await;
    let mut amira = server.member("amira").await;
    let server = stored::delete(server, &mut amira).await;
    let refused = log_in(&server, &amira.email, &amira.password).await.expect(401);
    assert_eq!(refused.message(), "Incorrect email or password.");
    let gone = amira.get("/api/v2/users/me").await.expect(401);
    assert!(gone.message().contains("session has expired"), "{}", gone.text());
}

#[apply(case)]
async fn each_login_opens_a_session_of_its_own(engine: Engine) {
    let server = Server::start(engine).await;
    let amira = server.member("amira").await;
    let second = Person { token: amira.log_in().await, ..amira.clone() };
    assert_ne!(amira.token, second.token);
    second.post("/api/v2/users/logout", &Value::Null).await.expect(200);
    second.get("/api/v2/users/me").await.expect(401);
    amira.get("/api/v2/users/me").await.expect(200);
}

#[apply(case)]
async fn faults_of_a_login_are_named(engine: Engine) {
    let server = Server::start(engine).await;
    let missing = server.post(LOGIN, &json!({})).send().await.expect(400);
    assert_eq!(missing.faulty_fields(), ["email", "password"]);
    let malformed = log_in(&server, "no address", "").await.expect(400);
    assert_eq!(malformed.faulty_fields(), ["email", "password"]);
}
