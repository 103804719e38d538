//! What the cases share.

use chrono::TimeDelta;
use http::Method;
use serde_json::{Value, json};

use crate::harness::{Person, Server};

pub const INBOX: &str = "/api/v2/notifications/inbox";
pub const CUSTOM: &str = "/api/v2/notifications/custom";
pub const SETTINGS: &str = "/api/v2/notifications/settings";

/// Lets a second pass: what has happened is told, and what is due is sent.
pub async fn settle(server: &Server) {
    pass(server, TimeDelta::seconds(1)).await;
}

/// Lets this much time pass, at the end of which the server looks for what is due.
pub async fn pass(server: &Server, time: TimeDelta) {
    server.clock.advance(time);
    server.tick().await;
}

/// Sends a message to themselves.
pub async fn write(person: &Person, title: &str) {
    person.post(CUSTOM, &json!({"content": {"title": title, "message": "Look **here**."}})).await.expect(204);
}

/// The messages of a person, newest first.
pub async fn inbox(person: &Person) -> Vec<Value> {
    let page = person.get(INBOX).await.json_of(200);
    page["notifications"].as_array().unwrap().clone()
}

/// Their titles, earliest first.
pub async fn titles(person: &Person) -> Vec<String> {
    let title = |message: &Value| message["title"].as_str().unwrap().to_owned();
    inbox(person).await.iter().rev().map(title).collect()
}

/// The same person with a new session.
pub async fn again(person: &Person) -> Person {
    Person { token: person.log_in().await, ..person.clone() }
}

/// A request without a body.
pub async fn send(person: &Person, method: Method, path: &str, status: u16) {
    person.call(method, path).send().await.expect(status);
}
