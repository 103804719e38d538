//! What most cases of SCIM begin with.

use chrono::TimeDelta;
use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::harness::{Answer, Engine, Server};

pub const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
pub const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
pub const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// A user with little more than a name and an address.
pub fn user(name: &str) -> Value {
    json!({"schemas": [USER], "userName": name, "emails": [{"value": format!("{name}@example.com"), "primary": true}]})
}

/// A group with these members.
pub fn group(name: &str, members: &[&str]) -> Value {
    let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
    json!({"schemas": [GROUP], "displayName": name, "members": members})
}

/// One operation of a PATCH.
pub fn operation(op: &str, path: &str, value: Value) -> Value {
    let mut one = json!({"op": op, "value": value});
    if !path.is_empty() {
        one["path"] = path.into();
    }
    json!({"schemas": [PATCH], "Operations": [one]})
}

/// A server that has its owner already: where SCIM was first, nobody could become it.
pub async fn start(engine: Engine) -> Server {
    let server = Server::start(engine).await;
    server.owner().await;
    server
}

/// Sends a body, a moment after what was sent before.
pub async fn send(server: &Server, method: Method, path: &str, body: &Value) -> Answer {
    server.clock.advance(TimeDelta::milliseconds(1));
    server.scim(method, path).body("application/scim+json", body.to_string()).send().await
}

pub async fn post(server: &Server, path: &str, body: &Value) -> Answer {
    send(server, Method::POST, path, body).await
}

pub async fn put(server: &Server, path: &str, body: &Value) -> Answer {
    send(server, Method::PUT, path, body).await
}

pub async fn patch(server: &Server, path: &str, body: &Value) -> Answer {
    send(server, Method::PATCH, path, body).await
}

pub async fn get(server: &Server, path: &str) -> Answer {
    server.scim(Method::GET, path).send().await
}

pub async fn delete(server: &Server, path: &str) -> Answer {
    server.scim(Method::DELETE, path).send().await
}

/// Makes a user and gives the id.
pub async fn made(server: &Server, name: &str) -> String {
    id(&post(server, "/Users", &user(name)).await.json_of(201))
}

/// Makes a group and gives the id.
pub async fn made_group(server: &Server, name: &str, members: &[&str]) -> String {
    id(&post(server, "/Groups", &group(name, members)).await.json_of(201))
}

pub fn id(resource: &Value) -> String {
    resource["id"].as_str().expect("a resource has an id").to_owned()
}

/// The kind of an error, which must have this status.
#[track_caller]
pub fn refused(answer: Answer, status: u16) -> String {
    let body = answer.json_of(status);
    assert_eq!(body["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
    assert_eq!(body["status"], status.to_string());
    body["scimType"].as_str().unwrap_or_default().to_owned()
}

/// The list with this query, whose values are encoded here.
pub async fn list(server: &Server, path: &str, query: &[(&str, &str)]) -> Answer {
    let pairs =
        query.iter().map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
    get(server, &format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))).await
}

/// One attribute of each resource of a list, in its order.
pub fn column(list: &Value, name: &str) -> Vec<String> {
    let resources = list["Resources"].as_array().expect("a list has resources");
    resources.iter().map(|one| one[name].as_str().unwrap_or_default().to_owned()).collect()
}

/// The account behind a user of SCIM, as the owner sees it.
pub async fn account(server: &Server, id: &str) -> Value {
    server.owner().await.get(&format!("/api/v2/users/{id}")).await.json_of(200)
}
