//! What most cases of the audit log begin with.

use chrono::TimeDelta;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::harness::{Person, Server};

pub const AUDIT: &str = "/api/v2/audit";

/// The entries that a search finds, newest first.
pub async fn found(person: &Person, q: &str) -> Vec<Value> {
    let q = utf8_percent_encode(q, NON_ALPHANUMERIC);
    let page = person.get(&format!("{AUDIT}?q={q}")).await.json_of(200);
    let entries = page["audit_logs"].as_array().unwrap().clone();
    assert_eq!(page["count"], entries.len(), "all of them fit on the page");
    entries
}

/// `action resource_type resource_target` of each entry.
pub fn in_short(entries: &[Value]) -> Vec<String> {
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
    let short = |entry: &Value| {
        format!(
            "{} {} {}",
            text(entry, "action"),
            text(entry, "resource_type"),
            text(entry, "resource_target")
        )
    };
    entries.iter().map(short).collect()
}

/// Founds an organization with a group in it, as the owner, each a second after what was before; gives the
/// organization.
pub async fn organization_with_a_group(server: &Server, name: &str, group: &str) -> Value {
    let owner = server.owner().await;
    server.clock.advance(TimeDelta::seconds(1));
    let made = owner.post("/api/v2/organizations", &json!({ "name": name })).await.json_of(201);
    let groups = format!("/api/v2/organizations/{name}/groups");
    server.clock.advance(TimeDelta::seconds(1));
    owner.post(&groups, &json!({ "name": group })).await.expect(201);
    made
}
