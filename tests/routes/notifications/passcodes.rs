//! `POST /users/otp/request`, `POST /users/otp/change-password`

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::scene::{inbox, pass, settle};
use crate::harness::receiver::Receiver;
use crate::harness::{Answer, Engine, Options, Person, Server, secrets};

const REQUEST: &str = "/api/v2/users/otp/request";
const CHANGE: &str = "/api/v2/users/otp/change-password";
const NEW: &str = "Eleven-Storks-47-Over-Harbour";

async fn start(engine: Engine) -> (Server, Receiver, Person) {
    let receiver = Receiver::start().await;
    secrets::register(NEW);
    let flags = vec![
        ("notifications-method", "webhook".to_owned()),
        ("notifications-webhook-endpoint", receiver.url()),
        ("outgoing-private-networks", "127.0.0.0/8".to_owned()),
    ];
    let server = Server::start_with(engine, Options { flags, ..Options::default() }).await;
    let amira = server.member("amira").await;
    settle(&server).await;
    (server, receiver, amira)
}

async fn request(server: &Server, email: &str) {
    server.post(REQUEST, &json!({"email": email})).send().await.expect(204);
    settle(server).await;
}

/// The passcodes that were sent, and to whom.
fn sent(receiver: &Receiver) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let passcode = |body: Value| {
        let labels = &body["payload"]["labels"];
        labels["one_time_passcode"].as_str()?;
        Some((text(&labels["one_time_passcode"]), text(&body["payload"]["user_username"])))
    };
    let found: Vec<_> = receiver.deliveries().iter().filter_map(|one| passcode(one.json())).collect();
    found.iter().for_each(|(passcode, _)| secrets::register(passcode));
    found
}

async fn change(server: &Server, email: &str, passcode: &str, password: &str) -> Answer {
    let body = json!({"email": email, "one_time_passcode": passcode, "password": password});
    server.post(CHANGE, &body).send().await
}

#[apply(case)]
async fn a_passcode_sets_a_password_once_and_ends_all_sessions(engine: Engine) {
    let (server, receiver, amira) = start(engine).await;
    request(&server, "AMIRA@example.com").await;
    let [(passcode, who)] = &sent(&receiver)[..] else { panic!("one is sent") };
    assert_eq!(who, "amira");
    let one = receiver.deliveries().pop().unwrap().json();
    let url = one["payload"]["actions"][0]["url"].as_str().unwrap();
    assert!(
        url.ends_with(&format!("/reset-password/change?otp={passcode}&email=amira%40example.com")),
        "{url}"
    );
    assert!(inbox(&amira).await.is_empty(), "whoever has a session doesn't see it");
    let kept = server.look(async |store| {
        let read = store.read(|reader| async move { reader.notification_events(10).await });
        read.await.unwrap().len()
    });
    assert_eq!(kept.await, 0);
    change(&server, "amira@example.com", passcode, "short").await.expect(400);
    let same = change(&server, "amira@example.com", passcode, &amira.password).await.expect(400);
    assert_eq!(same.message(), "New password cannot match old password.");
    change(&server, "Amira@Example.com", passcode, NEW).await.expect(204);
    amira.get("/api/v2/users/me").await.expect(401);
    let back = Person { password: NEW.into(), ..amira.clone() };
    let back = Person { token: back.log_in().await, ..back };
    back.get("/api/v2/users/me").await.expect(200);
    change(&server, "amira@example.com", passcode, "Twelve-Storks-48-Over-Harbour").await.expect(400);
    let log = server.owner().await.get("/api/v2/audit?q=action:request_password_reset").await.json_of(200);
    assert_eq!((&log["count"], &log["audit_logs"][0]["user"]["username"]), (&json!(1), &json!("amira")));
}

#[apply(case)]
async fn nobody_learns_who_has_an_account(engine: Engine) {
    let (server, receiver, _) = start(engine).await;
    request(&server, "nobody@example.com").await;
    assert!(sent(&receiver).is_empty());
    request(&server, "amira@example.com").await;
    let (right, _) = sent(&receiver).remove(0);
    let wrong = "2f6d9c1e-8b47-4d0a-9e35-6c1f7a2b8d40";
    let mut answers = Vec::new();
    for (email, passcode) in
        [("amira@example.com", wrong), ("nobody@example.com", wrong), ("owner@example.com", right.as_str())]
    {
        answers.push(change(&server, email, passcode, NEW).await.expect(400).json());
    }
    assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
    for (body, fields) in [(json!({}), vec!["email"]), (json!({"email": "nobody"}), vec!["email"])] {
        let refused = server.post(REQUEST, &body).send().await.expect(400);
        assert_eq!(refused.faulty_fields(), fields);
    }
    let mut missing = server.post(CHANGE, &json!({})).send().await.expect(400).faulty_fields();
    missing.sort_unstable();
    assert_eq!(missing, ["email", "one_time_passcode", "password"]);
}

#[apply(case)]
async fn a_passcode_ends_after_twenty_minutes_and_the_next_comes_after_one(engine: Engine) {
    let (server, receiver, _) = start(engine).await;
    for _ in 0..3 {
        request(&server, "amira@example.com").await;
    }
    assert_eq!(sent(&receiver).len(), 1, "within a minute one is sent");
    pass(&server, TimeDelta::minutes(1)).await;
    request(&server, "amira@example.com").await;
    let [(first, _), (second, _)] = &sent(&receiver)[..] else { panic!("two are sent") };
    change(&server, "amira@example.com", first, NEW).await.expect(400);
    pass(&server, TimeDelta::minutes(20)).await;
    change(&server, "amira@example.com", second, NEW).await.expect(400);
    request(&server, "amira@example.com").await;
    let (third, _) = sent(&receiver).pop().unwrap();
    change(&server, "amira@example.com", &third, NEW).await.expect(204);
}

#[apply(case)]
async fn accounts_that_are_suspended_get_none(engine: Engine) {
    let (server, receiver, _) = start(engine).await;
    let owner = server.owner().await;
    owner.call(http::Method::PUT, "/api/v2/users/amira/status/suspend").send().await.expect(200);
    request(&server, "amira@example.com").await;
    assert!(sent(&receiver).is_empty());
}
